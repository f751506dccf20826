// SPDX-License-Identifier: MIT
#include "train/file_io.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>

#include "base/str_cat.h"

namespace pawlens {

Result<std::vector<uint8_t>> ReadWholeFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Fail(ErrorCode::kIo, StrCat(path.string(), ": it cannot be opened"));
  std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
  if (in.bad()) return Fail(ErrorCode::kIo, StrCat(path.string(), ": reading failed"));
  return std::vector<uint8_t>(bytes.begin(), bytes.end());
}

Status WriteWholeFile(const std::filesystem::path& path, std::span<const uint8_t> bytes) {
  std::error_code error;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
  std::filesystem::path beside = path;
  beside += ".part";
  errno = 0;
  std::FILE* file = std::fopen(beside.c_str(), "wb");
  bool written = file != nullptr && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  if (file != nullptr) written = std::fclose(file) == 0 && written;
  if (!written) return Fail(ErrorCode::kIo, StrCat(beside.string(), ": writing failed: ", std::strerror(errno)));
  std::filesystem::rename(beside, path, error);
  if (error) return Fail(ErrorCode::kIo, StrCat(path.string(), ": ", error.message()));
  return {};
}

}  // namespace pawlens
