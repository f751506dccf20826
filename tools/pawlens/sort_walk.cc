// SPDX-License-Identifier: MIT
#include "pawlens/sort_walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "base/str_cat.h"
#include "pawlens/file_walk.h"

namespace pawlens::cli {
namespace {

SortFile Found(std::string path, mode_t mode) {
  using Kind = SortFile::Kind;
  if (S_ISLNK(mode)) return {std::move(path), Kind::kLink, "is a symbolic link: not followed"};
  if (!HasPictureName(path)) return {std::move(path), Kind::kOther, "has no picture's name"};
  if (!S_ISREG(mode)) return {std::move(path), Kind::kProblem, "is a pipe, a socket or a device, not a file"};
  return {std::move(path), Kind::kPicture, ""};
}

}  // namespace

std::vector<SortFile> FindFilesToSort(const std::string& folder, const std::set<FileId>& without) {
  std::vector<SortFile> found;
  std::vector<std::string> pending = {""};
  while (!pending.empty()) {
    const std::string inner = std::move(pending.back());
    pending.pop_back();
    const std::string path = StrCat(folder, "/", inner);
    const std::unique_ptr<DIR, int (*)(DIR*)> listing(opendir(path.c_str()), closedir);
    if (!listing) {
      found.push_back(
          {inner.empty() ? "." : inner, SortFile::Kind::kProblem, StrCat("cannot be opened: ", std::strerror(errno))});
      continue;
    }
    while (const dirent* entry = readdir(listing.get())) {
      const std::string name = entry->d_name;
      if (name == "." || name == ".." || name.starts_with(".pawlens-sort-")) continue;
      std::string file = inner.empty() ? name : StrCat(inner, "/", name);
      struct stat info{};
      if (fstatat(dirfd(listing.get()), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno != ENOENT) found.push_back({std::move(file), SortFile::Kind::kProblem, std::strerror(errno)});
      } else if (!S_ISDIR(info.st_mode)) {
        found.push_back(Found(std::move(file), info.st_mode));
      } else if (!without.contains({info.st_dev, info.st_ino})) {
        pending.push_back(std::move(file));
      }
    }
  }
  std::sort(found.begin(), found.end(), [](const SortFile& a, const SortFile& b) { return a.path < b.path; });
  return found;
}

}  // namespace pawlens::cli
