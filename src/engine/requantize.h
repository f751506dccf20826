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

}  // namespace pawlens
