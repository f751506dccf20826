// SPDX-License-Identifier: MIT
// Pools over int8 pictures, NHWC with N = 1. Channels are the innermost loop, which compilers turn into SIMD.
#pragma once

#include <cstdint>

#include "engine/requantize.h"

namespace pawlens {

struct PoolGeometry {
  int32_t input_h = 1, input_w = 1, channels = 1;
  int32_t output_h = 1, output_w = 1;
  int32_t filter_h = 1, filter_w = 1;
  int32_t stride_h = 1, stride_w = 1;
  int32_t padding_top = 0, padding_left = 0;  ///< Smaller than the filter: each window holds at least one element.
};

/// Largest element of each window, bounded by `range`. Padding does not take part.
void MaxPoolInt8(const PoolGeometry& geometry, Int8Range range, const int8_t* input, int8_t* output);

/// Mean of each window's elements (padding is not counted), halves away from zero as in TFLite, bounded by `range`.
void AveragePoolInt8(const PoolGeometry& geometry, Int8Range range, const int8_t* input, int8_t* output);

/// Mean over `pixels` of each channel, requantized: Requantize(sum - pixels * input_zero_point, scale, ...), where
/// scale is input_scale / (output_scale * pixels).
void MeanInt8(int32_t pixels, int32_t channels, int32_t input_zero_point, float scale, int32_t output_zero_point,
              const int8_t* input, int8_t* output);

}  // namespace pawlens
