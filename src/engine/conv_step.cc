// SPDX-License-Identifier: MIT
#include "engine/conv_step.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/geometry.h"
#include "engine/xnn_operator.h"
#include "model/describe.h"
#include "model/shapes.h"

namespace pawlens {
namespace {

/// Input bytes that kernels multiply for one output of a row of taps: channels come in eights.
int32_t PaddedTaps(int32_t taps, int32_t channels) {
  return taps * ((channels + 7) / 8 * 8);
}

/// A row of pixels taken stride_w at a time is a row of fewer, deeper pixels: the same bytes, and a convolution of
/// stride 1 over them with zero weights where the last tap stands out. The 3x3 stem of stride 2 over RGB, which uses
/// three of eight lanes in 9 taps, becomes one that uses six in 6. Done where it saves multiplications, with padding
/// only behind; answers new weights, or none where the old ones serve (filters as wide as the stride) or nothing was
/// changed.
std::vector<int8_t> FoldStrideIntoChannels(ConvolutionSpec& spec) {
  const int32_t stride = spec.stride_w, channels = spec.input_channels;
  if (spec.depthwise || stride == 1 || spec.dilation_w != 1) return {};
  if (spec.padding_left != 0 || spec.input_w % stride != 0) return {};
  const int32_t taps = (spec.kernel_w + stride - 1) / stride;
  if (PaddedTaps(taps, channels * stride) > PaddedTaps(spec.kernel_w, channels)) return {};

  std::vector<int8_t> folded;
  if (spec.kernel_w % stride != 0) {
    const size_t row = static_cast<size_t>(spec.kernel_w) * channels;
    const size_t folded_row = static_cast<size_t>(taps) * stride * channels;
    const size_t rows = static_cast<size_t>(spec.output_channels) * spec.kernel_h;
    folded.resize(rows * folded_row);
    for (size_t i = 0; i < rows; ++i) std::copy_n(spec.weights + i * row, row, &folded[i * folded_row]);
    spec.weights = folded.data();
  }
  spec.input_channels = channels * stride;
  spec.input_w /= stride;
  spec.kernel_w = taps;
  spec.stride_w = 1;
  spec.padding_right = spec.output_w + taps - 1 - spec.input_w;
  return folded;
}

/// A bound of every accumulator's magnitude: 255 * 128 for each tap and the bias; Validate has kept it within int32.
float LargestAccumulator(size_t taps, const std::vector<int32_t>& bias) {
  float largest = 0;
  for (const int32_t value : bias) largest = std::max(largest, std::abs(static_cast<float>(value)));
  return std::min(255.0f * 128.0f * static_cast<float>(taps) + largest, 0x1p31f);
}

}  // namespace

Result<StepPtr> MakeConvolutionStep(const Operands& o, const int8_t* input, int8_t* output) {
  const Tensor& weights = o.input(1);
  const std::vector<int32_t> bias = o.has_input(2) ? Int32Values(o.input(2)) : std::vector<int32_t>();

  ConvolutionSpec spec;
  DescribeConvolution(o, spec);
  spec.input_scale = Scale(o.input());
  spec.output_scale = Scale(o.output());
  spec.input_zero_point = static_cast<int8_t>(ZeroPoint(o.input()));
  spec.output_zero_point = static_cast<int8_t>(ZeroPoint(o.output()));
  spec.weights = reinterpret_cast<const int8_t*>(weights.data.data());
  spec.bias = bias.empty() ? nullptr : bias.data();
  spec.output_range = ActivationRange(FusedActivation(o.op), spec.output_scale, spec.output_zero_point);

  std::vector<float> scales(static_cast<size_t>(spec.output_channels), weights.quantization.scale[0]);
  if (weights.quantization.scale.size() > 1) scales = weights.quantization.scale;
  spec.weight_scales = scales.data();

  // Some kernels turn the scaled accumulator into an int32 and add the zero point before they bound it.
  const float largest = LargestAccumulator(weights.data.size() / static_cast<size_t>(spec.output_channels), bias);
  for (const float scale : scales) {
    if (spec.input_scale * scale / spec.output_scale * largest <= 0x1p30f) continue;
    return o.Refuse(StrCat(DescribeTensor(o.graph, o.input_index(1)), " has scale ", scale,
                           ", so large beside the output's ", spec.output_scale, " that results could pass 32 bits"));
  }

  const std::vector<int8_t> folded = FoldStrideIntoChannels(spec);  // Alive while the weights are packed.
  auto convolution = XnnOperator::Convolution(spec, input, output);
  if (!convolution) return o.Named(convolution.error());
  return StepOf([convolution = std::move(*convolution)] { return convolution.Run(); });
}

}  // namespace pawlens
