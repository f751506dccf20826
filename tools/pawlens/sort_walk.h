// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace pawlens::cli {

struct SortFile {
  enum class Kind : uint8_t {
    kPicture,
    kOther,    ///< A file without a picture's name.
    kLink,     ///< A symbolic link, to whatever: neither followed nor touched.
    kProblem,  ///< A folder that cannot be opened, a pipe with a picture's name.
  };
  std::string path;  ///< From the folder on.
  Kind kind = Kind::kPicture;
  std::string problem;
};

using FileId = std::pair<dev_t, ino_t>;

/// Every file under `folder`, by the bytes of its path. Links are listed and not followed: what is moved must be the photo
/// itself, and once. Folders in `without` are not entered (`folder` itself always is).
std::vector<SortFile> FindFilesToSort(const std::string& folder, const std::set<FileId>& without);

}  // namespace pawlens::cli
