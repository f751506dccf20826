// SPDX-License-Identifier: MIT
// The arithmetic of int8 networks in Torch: whole numbers in floating point, rounded by the engine's rules
// (engine/requantize.h). Values are kept as steps: q less the zero point. Results lie on their arguments' device.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <span>
#include <vector>

#include "model/graph.h"

namespace pawlens {

/// float32 where it holds every whole number from -`bound` to `bound`, which ends at 2^24; otherwise float64.
torch::ScalarType TypeForWholeNumbers(int64_t bound);

/// Least and greatest value of an output, in steps.
struct StepRange {
  double low = -128;
  double high = 127;
};
StepRange StepsWithin(Activation activation, float scale, int32_t zero_point);

/// input scale * weight scale / output scale, in single precision and this order, as the engine has it. On the CPU.
torch::Tensor Multipliers(const std::vector<float>& weight_scales, float input_scale, float output_scale);

/// Sums to steps: float(sum) * scale, halves to even, bounded. `scales`: float32, broadcast.
torch::Tensor Requantized(const torch::Tensor& sums, const torch::Tensor& scales, const StepRange& range);

/// FixedPointSum::Add, bounded.
torch::Tensor Added(const torch::Tensor& a, float a_scale, const torch::Tensor& b, float b_scale, float output_scale,
                    const StepRange& range);

/// Cuts sums of products into pieces that float32 holds whatever the order in which they are added: the end of each,
/// the last one `taps`. `weights`: [outputs][taps]; inputs are at most `largest_input` (below 2^16) to either side of
/// 0.
std::vector<int64_t> CutIntoPieces(std::span<const int8_t> weights, int64_t taps, int64_t largest_input);

/// `x` [rows, taps] times `weights` [taps, outputs], all float32: exact, in float32 for a single piece and otherwise in
/// float64. The caller sees to it that matrix products are not rounded to TF32.
torch::Tensor WholeProduct(const torch::Tensor& x, const torch::Tensor& weights,
                           const std::vector<int64_t>& piece_ends);

}  // namespace pawlens
