// SPDX-License-Identifier: MIT
// What a convolution or an addition is asked for: everything is checked and worked out already.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

#include "model/quantization_checks.h"

namespace pawlens {

/// Activations are NHWC with N = 1.
struct ConvolutionGeometry {
  int32_t input_h = 1, input_w = 1, input_channels = 1;
  int32_t output_h = 1, output_w = 1, output_channels = 1;
  int32_t kernel_h = 1, kernel_w = 1;
  int32_t stride_h = 1, stride_w = 1;
  int32_t dilation_h = 1, dilation_w = 1;
  int32_t padding_top = 0, padding_right = 0, padding_bottom = 0, padding_left = 0;
  bool depthwise = false;  ///< Output channel c reads input channel c / (output_channels / input_channels).
};

/// Bounds of a fused activation; infinite where it has none.
struct FloatRange {
  float min = -std::numeric_limits<float>::infinity();
  float max = std::numeric_limits<float>::infinity();
};

/// int8 activations, int8 weights with one scale for each output channel.
struct ConvolutionSpec : ConvolutionGeometry {
  const int8_t* weights = nullptr;  ///< [out, kh, kw, in], depthwise [kh, kw, out]. Packed, so only needed at first.
  const float* weight_scales = nullptr;  ///< output_channels of them.
  const int32_t* bias = nullptr;         ///< output_channels of them, or none.
  float input_scale = 1, output_scale = 1;
  int8_t input_zero_point = 0, output_zero_point = 0;
  Int8Range output_range;
};

/// float32 throughout.
struct FloatConvolutionSpec : ConvolutionGeometry {
  const float* weights = nullptr;  ///< As those of ConvolutionSpec.
  const float* bias = nullptr;     ///< output_channels of them, or none.
  FloatRange output_range;
};

/// output = a + b over `size` int8 elements; a and b may be the same, the output may not overlap them.
struct AdditionSpec {
  size_t size = 0;
  float a_scale = 1, b_scale = 1, output_scale = 1;  ///< a / output and b / output within [2^-10, 2^8).
  int8_t a_zero_point = 0, b_zero_point = 0, output_zero_point = 0;
  Int8Range output_range;
};

}  // namespace pawlens
