// SPDX-License-Identifier: MIT
#include "pawlens/file_walk.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <memory>
#include <set>
#include <string_view>
#include <utility>

#include "base/str_cat.h"

namespace pawlens::cli {
namespace {

class Walk {
 public:
  /// Real folders first, linked ones when all of them are done: of two ways to a folder the plain one is printed.
  void Run(const std::string& root) {
    linked_.push_back(root);
    for (size_t i = 0; i < linked_.size(); ++i) {
      std::vector<std::string> pending = {linked_[i]};  // A copy: linked_ grows.
      while (!pending.empty()) {
        const std::string folder = std::move(pending.back());
        pending.pop_back();
        Enter(folder, pending);
      }
    }
  }

  std::vector<FoundFile>& found() { return found_; }

 private:
  void Enter(const std::string& folder, std::vector<std::string>& pending) {
    struct stat info{};
    if (stat(folder.c_str(), &info) == 0 && !entered_.emplace(info.st_dev, info.st_ino).second) return;
    const std::unique_ptr<DIR, int (*)(DIR*)> listing(opendir(folder.c_str()), closedir);
    if (!listing) {
      found_.push_back({folder, StrCat("cannot be opened: ", std::strerror(errno))});
      return;
    }
    std::vector<std::string> names;
    while (const dirent* entry = readdir(listing.get())) names.emplace_back(entry->d_name);
    std::sort(names.begin(),
              names.end());  // The system's order is anybody's guess, and decides which of two links counts.
    for (const std::string& name : names) {
      if (name == "." || name == "..") continue;
      std::string path = StrCat(folder, folder.ends_with('/') ? "" : "/", name);
      struct stat target{};
      const bool there = stat(path.c_str(), &target) == 0;
      if (there && S_ISDIR(target.st_mode)) {
        struct stat self{};
        const bool is_link = lstat(path.c_str(), &self) == 0 && S_ISLNK(self.st_mode);
        (is_link ? linked_ : pending).push_back(std::move(path));
      } else if (HasPictureName(path)) {
        found_.push_back({std::move(path), ""});  // Dangling links included: they fail by name when they are opened.
      }
    }
  }

  std::vector<FoundFile> found_;
  std::vector<std::string> linked_;
  std::set<std::pair<dev_t, ino_t>> entered_;
};

}  // namespace

bool HasPictureName(const std::string& path) {
  static constexpr std::array<std::string_view, 11> kExtensions = {"jpg",  "jpeg", "png",  "bmp", "gif", "webp",
                                                                   "avif", "heic", "heif", "tif", "tiff"};
  const size_t dot = path.find_last_of("./");
  if (dot == std::string::npos || path[dot] != '.') return false;
  std::string extension = path.substr(dot + 1);
  for (char& c : extension) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

std::vector<FoundFile> FindPictures(const std::string& folder) {
  Walk walk;
  walk.Run(folder);
  std::vector<FoundFile>& found = walk.found();
  if (found.empty()) found.push_back({folder, "holds no pictures (jpg, jpeg, png, bmp, gif)"});
  std::sort(found.begin(), found.end(), [](const FoundFile& a, const FoundFile& b) { return a.path < b.path; });
  return std::move(found);
}

std::vector<FoundFile> ExpandInputs(const std::vector<std::string>& inputs) {
  std::vector<FoundFile> files;
  for (const std::string& input : inputs) {
    if (input != "-" && IsFolder(input)) {
      std::vector<FoundFile> found = FindPictures(input);
      std::move(found.begin(), found.end(), std::back_inserter(files));
    } else {
      files.push_back({input, ""});
    }
  }
  return files;
}

bool IsFolder(const std::string& path) {
  struct stat info{};
  return stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

}  // namespace pawlens::cli
