// SPDX-License-Identifier: MIT
#include "engine/conv_step.h"

#include <cmath>
#include <utility>

#include "engine/backend.h"
#include "engine/geometry.h"
#include "model/describe.h"
#include "model/magnitudes.h"
#include "model/shapes.h"

namespace pawlens {
namespace {

// Beyond it a result is bounded to one of 256 values anyway, and kernels that add 1.5 * 2^23 to round would go wrong.
constexpr float kLargestResult = 0x1p23f;

/// Bounds of each output channel's accumulators: inputs less their zero point are at most 255.
std::vector<float> LargestAccumulators(const ConvolutionSpec& spec, size_t taps) {
  const auto channels = static_cast<size_t>(spec.output_channels);
  std::vector<float> largest(channels);
  for (size_t c = 0; c < channels; ++c) {
    const int64_t sum = spec.depthwise ? SumOfMagnitudes(spec.weights + c, taps, channels)
                                       : SumOfMagnitudes(spec.weights + c * taps, taps, 1);
    largest[c] = 255.0f * static_cast<float>(sum) + (spec.bias ? std::abs(static_cast<float>(spec.bias[c])) : 0.0f);
  }
  return largest;
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

  const std::vector<float> largest = LargestAccumulators(spec, weights.data.size() / scales.size());
  for (size_t c = 0; c < scales.size(); ++c) {
    if (spec.input_scale * scales[c] / spec.output_scale * largest[c] <= kLargestResult) continue;
    return o.Refuse(StrCat(DescribeTensor(o.graph, o.input_index(1)), " has scale ", scales[c],
                           ", so large beside the output's ", spec.output_scale,
                           " that results could pass 2^23 of its steps"));
  }

  auto step = ConvolutionStep(spec, input, output, scratch);
  if (!step) return o.Named(step.error());
  return step;
}

}  // namespace pawlens
