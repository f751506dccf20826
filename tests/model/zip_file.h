// SPDX-License-Identifier: MIT
// ZIP archives made by tests, sound or spoilt.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pawlens::testing {

struct ZipEntry {
  std::string name;
  std::string data;
  uint16_t method = 0;  ///< 0: stored.
  uint16_t flags = 0;
};

/// Local headers with data, central directory, end record with `comment`. `base`: what offsets count from, 0 for the
/// archive's first byte, or the length of what precedes the archive.
std::vector<uint8_t> MakeZip(const std::vector<ZipEntry>& entries, uint32_t base = 0, const std::string& comment = "");

}  // namespace pawlens::testing
