// SPDX-License-Identifier: MIT
// The rounding rules of int8 networks, in one place: kernels, engine and reference share these few lines, and
// tests/engine/rounding_test.cc checks them against numbers worked out by hand.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "model/quantization_checks.h"

namespace pawlens {

/// Nearest integer, halves away from zero. `value` must be within int32 (clamp first). The double holds value ± 0.5
/// exactly, so 0.49999997f does not become 1.
inline int32_t RoundHalfAway(float value) {
  return static_cast<int32_t>(static_cast<double>(value) + (value < 0 ? -0.5 : 0.5));
}

/// XNNPACK's "fp32" requantization (xnnpack/requantization.h and every qs8-qc8w kernel): float(accumulator) * scale in
/// single precision, bounds, nearest integer with halves to even, zero point. Bounding before or after rounding is
/// the same, since the bounds are integers. Needs the default rounding mode.
inline int8_t Requantize(int32_t accumulator, float scale, int32_t zero_point, Int8Range range) {
  const float scaled = static_cast<float>(accumulator) * scale;
  const float low = static_cast<float>(range.min - zero_point);
  const float high = static_cast<float>(range.max - zero_point);
  const float bounded = std::min(std::max(scaled, low), high);
  return static_cast<int8_t>(std::lrint(bounded) + zero_point);
}

/// XNNPACK's int8 addition (xnn_init_qs8_add_minmax_scalar_params in src/microparams-init.c, and every qs8-vadd
/// kernel): each input's scale over the output's becomes a whole number of 2^-shift, with the shift chosen so that the
/// larger of the two has 21 bits; the sum of the products is shifted right with halves rounded up.
struct FixedPointSum {
  int32_t a_multiplier, b_multiplier, shift;

  FixedPointSum(float a_scale, float b_scale, float output_scale) {
    const float a = a_scale / output_scale, b = b_scale / output_scale;
    shift = 20 - std::ilogb(std::max(a, b));
    a_multiplier = static_cast<int32_t>(std::lrint(std::ldexp(a, shift)));
    b_multiplier = static_cast<int32_t>(std::lrint(std::ldexp(b, shift)));
  }

  /// Of two numbers less their zero points.
  int32_t Add(int32_t a, int32_t b) const {
    const int64_t sum = int64_t{a} * a_multiplier + int64_t{b} * b_multiplier;
    return static_cast<int32_t>((sum + (int64_t{1} << (shift - 1))) >> shift);
  }
};

}  // namespace pawlens
