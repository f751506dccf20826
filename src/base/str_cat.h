// SPDX-License-Identifier: MIT
// Messages for errors, without iostreams or fmt: both would cost more wasm bytes than the engine's own code.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

namespace pawlens {

inline void StrAppend(std::string& out, std::string_view text) {
  out += text;
}
template <std::integral T>
void StrAppend(std::string& out, T value) {
  out += std::to_string(value);
}
/// As printf's "%g": six significant digits, no zeros at the end.
void StrAppend(std::string& out, double value);

/// Concatenates strings, integers and floating-point numbers.
template <typename... Parts>
std::string StrCat(const Parts&... parts) {
  std::string out;
  (StrAppend(out, parts), ...);
  return out;
}

}  // namespace pawlens
