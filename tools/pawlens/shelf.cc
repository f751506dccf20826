// SPDX-License-Identifier: MIT
#include "pawlens/shelf.h"

#include <fcntl.h>
#include <stdio.h>

#include <cerrno>
#include <cstdio>

#include "base/str_cat.h"
#include "pawlens/file_bytes.h"

namespace pawlens::cli {
namespace {

constexpr size_t kMaxNameBytes = 255;

bool SameFile(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/// Is `path` (seen from `folder`) a regular file of this content?
SystemResult<bool> HasContent(int folder, const std::string& path, int source, const struct stat& info) {
  const Descriptor file(openat(folder, path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file) return false;  // Somebody else's, then: taken all the same.
  struct stat there{};
  if (fstat(file.get(), &there) != 0) return std::unexpected(errno);
  if (!S_ISREG(there.st_mode) || there.st_size != info.st_size) return false;
  if (SameFile(there, info)) return true;
  return SameBytes(file.get(), source);
}

}  // namespace

std::string NumberedName(std::string_view name, int number) {
  if (number <= 1) return std::string(name);
  const size_t dot = name.find_last_of('.');
  const bool has_extension = dot != std::string_view::npos && dot > 0;
  std::string_view stem = has_extension ? name.substr(0, dot) : name;
  const std::string end = StrCat("-", number, has_extension ? name.substr(dot) : std::string_view());
  if (end.size() < kMaxNameBytes && stem.size() + end.size() > kMaxNameBytes) {
    size_t keep = kMaxNameBytes - end.size();
    while (keep > 0 && (static_cast<unsigned char>(stem[keep]) & 0xc0) == 0x80) --keep;
    stem = stem.substr(0, keep);
  }
  return StrCat(stem, end);
}

SystemResult<void> RenameToFree(int from_folder, const std::string& from, int to_folder, const std::string& to) {
  if (renameat2(from_folder, from.c_str(), to_folder, to.c_str(), RENAME_NOREPLACE) == 0) return {};
  if (errno != EINVAL && errno != ENOSYS) return std::unexpected(errno);
  if (linkat(from_folder, from.c_str(), to_folder, to.c_str(), 0) != 0) return std::unexpected(errno);
  if (unlinkat(from_folder, from.c_str(), 0) == 0) return {};
  const int reason = errno;
  unlinkat(to_folder, to.c_str(), 0);
  return std::unexpected(reason);
}

SystemResult<Shelf> Shelf::Open(int out, const std::string& name, bool only_look) {
  Shelf shelf;
  shelf.name_ = name;
  if (!only_look && mkdirat(out, name.c_str(), 0777) != 0 && errno != EEXIST) return std::unexpected(errno);
  const int folder = out < 0 ? -1 : openat(out, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) {
    if (only_look && (out < 0 || errno == ENOENT)) return shelf;
    return std::unexpected(errno);
  }
  shelf.folder_ = Descriptor(folder);
  if (fstat(shelf.fd(), &shelf.info_) != 0) return std::unexpected(errno);
  return shelf;
}

bool Shelf::IsFolder(const struct stat& info) const {
  return folder_ && SameFile(info, info_);
}

SystemResult<Shelf::Taken> Shelf::LookAt(const std::string& name, int source, const struct stat& info,
                                         bool links) const {
  if (const auto planned = planned_.find(name); planned != planned_.end()) {
    const SystemResult<bool> same = HasContent(AT_FDCWD, planned->second, source, info);
    if (!same) return std::unexpected(same.error());
    return *same ? Taken::kBySame : Taken::kByOther;
  }
  if (!folder_) return Taken::kNo;
  struct stat there{};
  if (fstatat(fd(), name.c_str(), &there, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) return Taken::kNo;
    return std::unexpected(errno);
  }
  if (S_ISLNK(there.st_mode)) {
    const bool to_source = fstatat(fd(), name.c_str(), &there, 0) == 0 && SameFile(there, info);
    return links && to_source ? Taken::kBySame : Taken::kByOther;
  }
  if (!S_ISREG(there.st_mode) || there.st_size != info.st_size) return Taken::kByOther;
  const SystemResult<bool> same = HasContent(fd(), name, source, info);
  if (!same) return std::unexpected(same.error());
  return *same ? Taken::kBySame : Taken::kByOther;
}

SystemResult<Shelf::Place> Shelf::FindPlace(std::string_view name, int source, bool links) const {
  struct stat info{};
  if (fstat(source, &info) != 0) return std::unexpected(errno);
  for (int number = 1;; ++number) {
    std::string candidate = NumberedName(name, number);
    const SystemResult<Taken> taken = LookAt(candidate, source, info, links);
    if (!taken) return std::unexpected(taken.error());
    if (*taken != Taken::kByOther) return Place{std::move(candidate), *taken == Taken::kBySame};
  }
}

}  // namespace pawlens::cli
