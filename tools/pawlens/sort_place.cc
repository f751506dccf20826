// SPDX-License-Identifier: MIT
#include "pawlens/sort_place.h"

#include <fcntl.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/str_cat.h"
#include "pawlens/file_bytes.h"

namespace pawlens::cli {
namespace {

std::unexpected<PlaceError> Refused(const char* what, int error) {
  return std::unexpected(PlaceError{error, StrCat(what, ": ", std::strerror(error))});
}

std::string FolderOf(const std::string& path) {
  return path.substr(0, path.find_last_of('/') + 1);
}

/// Nobody has written to it, or put another in its place, since it was opened.
bool IsUnchanged(const OpenPhoto& photo) {
  struct stat now{};
  return lstat(photo.path.c_str(), &now) == 0 && now.st_dev == photo.info.st_dev && now.st_ino == photo.info.st_ino &&
         now.st_size == photo.info.st_size && now.st_mtim.tv_sec == photo.info.st_mtim.tv_sec &&
         now.st_mtim.tv_nsec == photo.info.st_mtim.tv_nsec;
}

}  // namespace

bool EndsTheSort(int error) {
  return error == ENOSPC || error == EDQUOT || error == EROFS || error == ENODEV || error == ESTALE;
}

std::expected<OpenPhoto, PlaceError> SortPlacer::Prepare(const std::string& path, const Shelf& shelf,
                                                         size_t number) const {
  OpenPhoto photo;
  photo.path = path;
  photo.name = path.substr(path.find_last_of('/') + 1);
  photo.file = Descriptor(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!photo.file || fstat(photo.file.get(), &photo.info) != 0) return Refused("cannot be opened", errno);
  if (!S_ISREG(photo.info.st_mode)) return Refused("is no file any more", EINVAL);
  const bool across = mode_ == SortMode::kMove && shelf.device() != photo.info.st_dev;
  if (journal_ == nullptr || (mode_ != SortMode::kCopy && !across)) return photo;
  struct stat folder{};
  if (stat(FolderOf(path).c_str(), &folder) == 0 && shelf.IsFolder(folder)) return photo;

  const SystemResult<Shelf::Place> place = shelf.FindPlace(photo.name, photo.file.get(), false);
  if (!place) return Refused("cannot be compared", place.error());
  if (place->same) return photo;
  const SystemResult<void> copied = Copy(photo, shelf, number);
  if (!copied) return Refused("cannot be copied", copied.error());
  return photo;
}

SystemResult<void> SortPlacer::Copy(OpenPhoto& photo, const Shelf& shelf, size_t number) const {
  // A photo that could not be taken away afterwards need not be copied at all.
  const bool moves = mode_ == SortMode::kMove;
  if (moves && faccessat(AT_FDCWD, FolderOf(photo.path).c_str(), W_OK | X_OK, AT_EACCESS) != 0) {
    return std::unexpected(errno);
  }
  const std::string name = journal_->UnfinishedName(number);
  const Descriptor copy(
      openat(shelf.fd(), name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!copy) return std::unexpected(errno);
  SystemResult<void> copied = CopyFile(photo.file.get(), copy.get());
  if (copied && moves) {
    const SystemResult<bool> same = SameBytes(photo.file.get(), copy.get());
    if (!same) {
      copied = std::unexpected(same.error());
    } else if (!*same) {
      copied = std::unexpected(EIO);
    }
  }
  if (copied) {
    photo.unfinished = name;
  } else {
    unlinkat(shelf.fd(), name.c_str(), 0);
  }
  return copied;
}

std::expected<Placed, PlaceError> SortPlacer::Place(OpenPhoto& photo, Shelf& shelf) const {
  struct stat folder{};
  if (stat(FolderOf(photo.path).c_str(), &folder) == 0 && shelf.IsFolder(folder)) {
    return Placed{Placed::How::kThere, photo.name};
  }
  for (;;) {
    const SystemResult<Shelf::Place> place = shelf.FindPlace(photo.name, photo.file.get(), mode_ == SortMode::kLink);
    if (!place) return Refused("cannot be compared", place.error());
    if (place->same) {
      if (!photo.unfinished.empty()) unlinkat(shelf.fd(), photo.unfinished.c_str(), 0);
      return Placed{Placed::How::kSame, place->name};
    }
    if (journal_ == nullptr) {
      shelf.Plan(place->name, photo.path);
      return Placed{Placed::How::kPut, place->name};
    }
    const SystemResult<void> put = PutAt(place->name, photo, shelf);
    if (put) return Placed{Placed::How::kPut, place->name};
    if (put.error() == EXDEV && mode_ == SortMode::kMove && photo.unfinished.empty()) {
      // Two mounts of one file system: they look alike until one renames between them.
      const SystemResult<void> copied = Copy(photo, shelf, SIZE_MAX);
      if (!copied) return Refused("cannot be copied", copied.error());
    } else if (put.error() != EEXIST) {
      if (!photo.unfinished.empty()) unlinkat(shelf.fd(), photo.unfinished.c_str(), 0);
      constexpr const char* kVerbs[] = {"cannot be copied", "cannot be moved", "cannot be linked"};
      return Refused(kVerbs[static_cast<int>(mode_)], put.error());
    }
  }
}

SystemResult<void> SortPlacer::PutAt(const std::string& name, OpenPhoto& photo, const Shelf& shelf) const {
  if (mode_ == SortMode::kLink) {
    if (linkat(AT_FDCWD, photo.path.c_str(), shelf.fd(), name.c_str(), 0) == 0) return {};
    const bool refused = errno == EXDEV || errno == EPERM || errno == EMLINK || errno == ENOTSUP;
    if (refused && symlinkat(photo.path.c_str(), shelf.fd(), name.c_str()) == 0) return {};
    return std::unexpected(errno);
  }
  const bool copied = !photo.unfinished.empty();
  if (mode_ == SortMode::kMove) {
    struct stat info = photo.info;
    if (copied && fstatat(shelf.fd(), photo.unfinished.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
      return std::unexpected(errno);
    }
    const SystemResult<void> written = journal_->Intend({photo.path, shelf.name(), name, info.st_ino}, copied);
    if (!written) return written;
  }
  if (!copied) return RenameToFree(AT_FDCWD, photo.path, shelf.fd(), name);
  const SystemResult<void> named = RenameToFree(shelf.fd(), photo.unfinished, shelf.fd(), name);
  if (!named) return named;
  photo.unfinished.clear();
  return mode_ == SortMode::kMove ? RemoveSource(photo, shelf, name) : named;
}

SystemResult<void> SortPlacer::RemoveSource(const OpenPhoto& photo, const Shelf& shelf, const std::string& name) const {
  int error = 0;
  const bool synced = fsync(shelf.fd()) == 0;
  if (synced && !IsUnchanged(photo)) {
    error = EBUSY;
  } else if (!synced || unlink(photo.path.c_str()) != 0) {
    error = errno;
  }
  if (error == 0) return {};
  unlinkat(shelf.fd(), name.c_str(), 0);  // The photo stays where it was, and there only.
  return std::unexpected(error);
}

}  // namespace pawlens::cli
