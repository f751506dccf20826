// SPDX-License-Identifier: MIT
// Folders of photos to be sorted, and what became of them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tools/cli_support.h"

namespace pawlens::testing {

/// A picture like no other: the number stands behind its last pixel.
std::vector<uint8_t> Numbered(std::vector<uint8_t> picture, int number);

/// Path from `folder` on and bytes of every regular file in it; hidden ones too.
std::map<std::string, std::string> FilesIn(const std::string& folder);

/// The same without the tables: sort.csv, sort-2.csv, ...
std::map<std::string, std::string> PhotosIn(const std::string& folder);

/// A CSV file's rows of fields (RFC 4180).
std::vector<std::vector<std::string>> ParseCsv(const std::string& text);

/// The inverse of \xHH in a table's names.
std::string NameFromTable(const std::string& text);

/// A folder on another file system than the other temporary ones; empty where there is none.
class OtherDisk {
 public:
  OtherDisk();
  ~OtherDisk();
  OtherDisk(const OtherDisk&) = delete;
  OtherDisk& operator=(const OtherDisk&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace pawlens::testing
