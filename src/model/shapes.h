// SPDX-License-Identifier: MIT
// Output shapes and window positions, by TensorFlow's rules.
#pragma once

#include <cstdint>
#include <vector>

#include "model/checker.h"
#include "model/graph.h"

namespace pawlens {

/// A window sliding along one dimension: output element o covers input elements o * stride - pad_before + k * dilation
/// for k in [0, filter); those outside [0, in) are padding.
struct WindowSpan {
  int out = 0;
  int pad_before = 0;  ///< Top or left.
  int pad_after = 0;   ///< Bottom or right; for SAME the odd element of the padding is here.
};

/// With e = (filter - 1) * dilation + 1: VALID gives out = ceil((in - e + 1) / stride) and no padding; SAME gives
/// out = ceil(in / stride) and max((out - 1) * stride + e - in, 0) of padding. All arguments in [1, kMaxWindowArgument].
/// VALID with in < e: out is 0, which no tensor may have.
WindowSpan SlideWindow(int in, int filter, int stride, int dilation, Padding padding);

/// Input sizes, filters, strides and dilations beyond this are refused, so that products of two fit in 32 bits.
inline constexpr int kMaxWindowArgument = 32'767;

/// Writes into `shape` what the operator's output must have. The operator's inputs exist with valid shapes, as many as
/// it needs, and constants where it reads them (MEAN's axes, PAD's paddings). RESHAPE: the output tensor's own shape.
bool InferOutputShape(Checker& check, const Operator& op, std::vector<int32_t>& shape);

/// Elements of a constant int32 tensor.
std::vector<int32_t> Int32Values(const Tensor& tensor);

}  // namespace pawlens
