// SPDX-License-Identifier: MIT
#include "base/str_cat.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace pawlens {
namespace {

constexpr int kDigits = 6;
constexpr double kFirstSixDigits = 1e5;  // Six digits are an integer of [1e5, 1e6).
constexpr double kPastSixDigits = 1e6;

/// `digits` without the zeros at its end, a point behind the first `whole` of them.
void AppendDigits(std::string& out, const std::string& digits, int whole) {
  const size_t last = digits.find_last_not_of('0');
  const auto kept = std::max(static_cast<size_t>(whole), last + 1);
  out.append(digits, 0, whole);
  if (kept == static_cast<size_t>(whole)) return;
  out += '.';
  out.append(digits, whole, kept - whole);
}

}  // namespace

// printf would cost the wasm build as much as the whole of src/image. The last digit may be off by one for numbers far
// from 1, which no message minds.
void StrAppend(std::string& out, double value) {
  if (std::isnan(value)) return StrAppend(out, "nan");
  if (std::signbit(value)) out += '-';
  value = std::abs(value);
  if (std::isinf(value)) return StrAppend(out, "inf");
  if (value == 0) return StrAppend(out, "0");

  int exponent = kDigits - 1;  // Of ten, of the first digit.
  for (; value >= kPastSixDigits; ++exponent) value /= 10;
  for (; value < kFirstSixDigits; --exponent) value *= 10;
  auto rounded = static_cast<int32_t>(std::lround(value));
  if (rounded == static_cast<int32_t>(kPastSixDigits)) {
    rounded /= 10;
    ++exponent;
  }
  const std::string digits = std::to_string(rounded);
  if (exponent < -4 || exponent >= kDigits) {
    AppendDigits(out, digits, 1);
    out += exponent < 0 ? "e-" : "e+";
    const int size = std::abs(exponent);
    if (size < 10) out += '0';
    StrAppend(out, size);
  } else if (exponent < 0) {
    AppendDigits(out, std::string(static_cast<size_t>(-exponent), '0') + digits, 1);
  } else {
    AppendDigits(out, digits, exponent + 1);
  }
}

}  // namespace pawlens
