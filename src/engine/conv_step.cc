// SPDX-License-Identifier: MIT
#include "engine/conv_step.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/backend.h"
#include "engine/geometry.h"
#include "model/describe.h"
#include "model/shapes.h"

namespace pawlens {
namespace {

/// A bound of every accumulator's magnitude: 255 * 128 for each tap and the bias; Validate has kept it within int32.
float LargestAccumulator(size_t taps, const std::vector<int32_t>& bias) {
  float largest = 0;
  for (const int32_t value : bias) largest = std::max(largest, std::abs(static_cast<float>(value)));
  return std::min(255.0f * 128.0f * static_cast<float>(taps) + largest, 0x1p31f);
}

}  // namespace

Result<StepPtr> MakeConvolutionStep(const Operands& o, const int8_t* input, int8_t* output, Scratch& scratch) {
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

  auto step = ConvolutionStep(spec, input, output, scratch);
  if (!step) return o.Named(step.error());
  return step;
}

}  // namespace pawlens
