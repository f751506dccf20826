// SPDX-License-Identifier: MIT
#include "pawlens/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "pawlens/text.h"

namespace pawlens::cli {

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : Printable(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string PngUrl(std::span<const uint8_t> png) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string url = "data:image/png;base64,";
  for (size_t i = 0; i < png.size(); i += 3) {
    const size_t count = std::min<size_t>(3, png.size() - i);
    uint32_t bits = 0;
    for (size_t k = 0; k < 3; ++k) bits = bits << 8 | (k < count ? png[i + k] : 0u);
    for (size_t k = 0; k < 4; ++k) url += k <= count ? kDigits[bits >> (18 - 6 * k) & 63u] : '=';
  }
  return url;
}

std::string Grouped(int64_t number) {
  const std::string digits = fmt::format("{}", number);
  std::string out;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && digits[i - 1] != '-' && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

std::string PercentText(std::optional<double> share, int digits) {
  return share ? fmt::format("{:.{}f} %", 100.0 * *share, digits) : std::string("–");
}

}  // namespace pawlens::cli
