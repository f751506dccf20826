// SPDX-License-Identifier: MIT
#include "pawlens/write_file.h"

#include <cstdio>
#include <fstream>

#include "base/str_cat.h"

namespace pawlens::cli {

Status WriteFile(const std::string& path, std::string_view bytes) {
  const std::string unfinished = path + ".part";
  std::ofstream stream(unfinished, std::ios::binary);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  stream.close();
  if (stream && std::rename(unfinished.c_str(), path.c_str()) == 0) return {};
  std::remove(unfinished.c_str());
  return Fail(ErrorCode::kIo, StrCat(path, ": cannot be written"));
}

}  // namespace pawlens::cli
