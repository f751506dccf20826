// SPDX-License-Identifier: MIT
#include "model/utf8.h"

#include <cstdint>

namespace pawlens {

bool IsPlainText(std::string_view text, bool allow_newline) {
  size_t at = 0;
  while (at < text.size()) {
    const uint8_t first = static_cast<uint8_t>(text[at++]);
    if (first < 0x80) {
      if ((first < 0x20 && !(allow_newline && first == '\n')) || first == 0x7f) return false;
      continue;
    }
    // Lead bytes 110x, 1110, 11110 announce 1, 2, 3 continuation bytes; C0, C1 and F5 and above are in no valid text.
    if (first < 0xc2 || first > 0xf4) return false;
    const int more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    uint32_t code = first & (0x3f >> more);
    for (int i = 0; i < more; ++i) {
      if (at == text.size()) return false;
      const uint8_t next = static_cast<uint8_t>(text[at++]);
      if ((next & 0xc0) != 0x80) return false;
      code = code << 6 | (next & 0x3f);
    }
    constexpr uint32_t kSmallest[] = {0xa0, 0x800, 0x10000};  // 0x80..0x9f are control characters.
    if (code < kSmallest[more - 1] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return false;
  }
  return true;
}

}  // namespace pawlens
