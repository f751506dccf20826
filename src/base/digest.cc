// SPDX-License-Identifier: MIT
#include "base/digest.h"

namespace pawlens {

void Digest::Add(std::span<const uint8_t> bytes) {
  for (const uint8_t byte : bytes) state_ = (state_ ^ byte) * 0x100000001b3u;
}

std::string Digest::Hex() const {
  std::string text(16, '0');
  for (int i = 0; i < 16; ++i) text[i] = "0123456789abcdef"[(state_ >> (60 - 4 * i)) & 15];
  return text;
}

}  // namespace pawlens
