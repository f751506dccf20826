// SPDX-License-Identifier: MIT
#include "tools/sort_support.h"

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace pawlens::testing {

std::vector<uint8_t> Numbered(std::vector<uint8_t> picture, int number) {
  for (int i = 0; i < 4; ++i) picture.push_back(static_cast<uint8_t>(number >> (8 * i)));
  return picture;
}

std::map<std::string, std::string> FilesIn(const std::string& folder) {
  std::map<std::string, std::string> files;
  std::error_code none;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, none)) {
    if (!entry.is_regular_file() || entry.is_symlink()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    files[std::filesystem::relative(entry.path(), folder).string()] = {std::istreambuf_iterator<char>(file), {}};
  }
  return files;
}

std::map<std::string, std::string> PhotosIn(const std::string& folder) {
  std::map<std::string, std::string> files = FilesIn(folder);
  std::erase_if(files, [](const auto& file) { return file.first.starts_with("sort") && file.first.ends_with(".csv"); });
  return files;
}

std::vector<std::vector<std::string>> ParseCsv(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  bool quoted = false;
  bool starts = true;
  for (size_t i = 0; i < text.size(); ++i) {
    if (starts) rows.push_back({""});
    starts = false;
    std::string& field = rows.back().back();
    if (quoted && text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      field += text[++i];
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && text[i] == ',') {
      rows.back().emplace_back();
    } else if (!quoted && text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') {
      ++i;
      starts = true;
    } else {
      field += text[i];
    }
  }
  return rows;
}

std::string NameFromTable(const std::string& text) {
  std::string name;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && text.compare(i, 2, "\\x") == 0) {
      name += static_cast<char>(std::stoi(text.substr(i + 2, 2), nullptr, 16));
      i += 3;
    } else {
      name += text[i];
    }
  }
  return name;
}

OtherDisk::OtherDisk() {
  std::string name = "/dev/shm/pawlens-test-XXXXXX";
  struct stat here{};
  struct stat there{};
  if (stat(std::filesystem::temp_directory_path().c_str(), &here) != 0 || stat("/dev/shm", &there) != 0) return;
  if (here.st_dev != there.st_dev && mkdtemp(name.data()) != nullptr) path_ = name;
}

OtherDisk::~OtherDisk() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace pawlens::testing
