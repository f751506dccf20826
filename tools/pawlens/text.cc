// SPDX-License-Identifier: MIT
#include "pawlens/text.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>

namespace pawlens::cli {
namespace {

struct CodePoint {
  uint32_t value = 0;
  size_t size_bytes = 0;  ///< 0: no valid UTF-8 here.
};

/// The well-formed sequences of The Unicode Standard, table 3-7: no overlong forms, surrogates or values past U+10FFFF.
CodePoint DecodeUtf8(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return {};
  uint32_t value = lead & (0x7fu >> size);
  for (size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    value = value << 6 | (byte(i) & 0x3fu);
  }
  const bool overlong = (size == 3 && value < 0x800) || (size == 4 && value < 0x10000);
  const bool surrogate = value >= 0xd800 && value <= 0xdfff;
  if (overlong || surrogate || value > 0x10ffff) return {};
  return {value, size};
}

/// Could move the cursor, end the line or turn the text round.
bool IsHarmful(uint32_t value) {
  return value < 0x20 || (value >= 0x7f && value < 0xa0) || (value >= 0x200e && value <= 0x200f) ||
         (value >= 0x2028 && value <= 0x202e) || (value >= 0x2066 && value <= 0x2069);
}

}  // namespace

std::string Printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint code = DecodeUtf8(text);
    const size_t size = code.size_bytes == 0 ? 1 : code.size_bytes;
    if (code.size_bytes == 0) {
      out += fmt::format("\\x{:02x}", static_cast<uint8_t>(text[0]));
    } else if (code.value == '\\') {
      out += "\\\\";
    } else if (code.value == '\n') {
      out += "\\n";
    } else if (code.value == '\t') {
      out += "\\t";
    } else if (IsHarmful(code.value)) {
      out += code.value < 0x100 ? fmt::format("\\x{:02x}", code.value) : fmt::format("\\u{{{:x}}}", code.value);
    } else {
      out += text.substr(0, size);
    }
    text.remove_prefix(size);
  }
  return out;
}

std::string JsonText(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

bool WriteOut(std::string_view text) {
  static bool failed = false;
  if (failed) return false;
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return true;
  failed = true;
  if (errno != EPIPE) Complain(fmt::format("cannot write to standard output: {}", std::strerror(errno)));
  return false;
}

void Complain(std::string_view message) {
  fmt::print(stderr, "pawlens: {}\n", Printable(message));
}

}  // namespace pawlens::cli
