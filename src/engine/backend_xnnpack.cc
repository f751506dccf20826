// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>
#include <vector>

#include "engine/backend.h"
#include "engine/kernels/pointwise.h"
#include "engine/xnn_operator.h"

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

}  // namespace

Result<StepPtr> ConvolutionStep(const ConvolutionSpec& given, const int8_t* input, int8_t* output, Scratch&) {
  ConvolutionSpec spec = given;
  const std::vector<int8_t> folded = FoldStrideIntoChannels(spec);  // Alive while the weights are packed.
  auto convolution = XnnOperator::Convolution(spec, input, output);
  if (!convolution) return std::unexpected(convolution.error());
  return StepOf([convolution = std::move(*convolution)] { return convolution.Run(); });
}

Result<StepPtr> AdditionStep(const AdditionSpec& spec, const int8_t* a, const int8_t* b, int8_t* output) {
  auto addition = XnnOperator::Addition(spec, a, b, output);
  if (!addition) return std::unexpected(addition.error());
  // XNNPACK's addition has no bounds of its own. Where an activation leaves int8 whole (zero point -128), none are
  // needed.
  const Int8Range range = spec.output_range;
  const bool bounded = range.min != -128 || range.max != 127;
  return StepOf([addition = std::move(*addition), bounded, range, output, size = spec.size] {
    if (!addition.Run()) return false;
    if (bounded) ClampInt8(range, size, output);
    return true;
  });
}

}  // namespace pawlens
