// SPDX-License-Identifier: MIT
#include "train/whole_numbers.h"

#include <cmath>
#include <cstdlib>

#include "engine/requantize.h"

namespace pawlens {
namespace {

constexpr int64_t kLargestInFloat = int64_t{1} << 24;

}  // namespace

torch::ScalarType TypeForWholeNumbers(int64_t bound) {
  return bound <= kLargestInFloat ? torch::kFloat32 : torch::kFloat64;
}

StepRange StepsWithin(Activation activation, float scale, int32_t zero_point) {
  const Int8Range range = ActivationRange(activation, scale, zero_point);
  return {static_cast<double>(range.min - zero_point), static_cast<double>(range.max - zero_point)};
}

torch::Tensor Multipliers(const std::vector<float>& weight_scales, float input_scale, float output_scale) {
  std::vector<float> multipliers;
  for (const float scale : weight_scales) multipliers.push_back(input_scale * scale / output_scale);
  return torch::tensor(multipliers);
}

torch::Tensor Requantized(const torch::Tensor& sums, const torch::Tensor& scales, const StepRange& range) {
  return (sums.to(torch::kFloat32) * scales).round_().clamp_(range.low, range.high);
}

torch::Tensor Added(const torch::Tensor& a, float a_scale, const torch::Tensor& b, float b_scale, float output_scale,
                    const StepRange& range) {
  const FixedPointSum fixed(a_scale, b_scale, output_scale);
  const torch::Tensor sum = a.to(torch::kFloat64) * fixed.a_multiplier + b.to(torch::kFloat64) * fixed.b_multiplier;
  return (sum * std::ldexp(1.0, -fixed.shift) + 0.5).floor_().clamp_(range.low, range.high).to(torch::kFloat32);
}

std::vector<int64_t> CutIntoPieces(std::span<const int8_t> weights, int64_t taps, int64_t largest_input) {
  const int64_t outputs = static_cast<int64_t>(weights.size()) / taps;
  std::vector<int64_t> sums(outputs);  // Of weights' sizes since the last cut.
  std::vector<int64_t> ends;
  for (int64_t tap = 0; tap < taps; ++tap) {
    bool fits = true;
    for (int64_t o = 0; o < outputs; ++o) {
      sums[o] += std::abs(int{weights[o * taps + tap]});
      fits = fits && sums[o] * largest_input <= kLargestInFloat;
    }
    if (fits) continue;
    ends.push_back(tap);
    for (int64_t o = 0; o < outputs; ++o) sums[o] = std::abs(int{weights[o * taps + tap]});
  }
  ends.push_back(taps);
  return ends;
}

torch::Tensor WholeProduct(const torch::Tensor& x, const torch::Tensor& weights,
                           const std::vector<int64_t>& piece_ends) {
  torch::Tensor sums = torch::mm(x.slice(1, 0, piece_ends[0]), weights.slice(0, 0, piece_ends[0]));
  if (piece_ends.size() > 1) sums = sums.to(torch::kFloat64);
  for (size_t i = 1; i < piece_ends.size(); ++i) {
    const int64_t begin = piece_ends[i - 1], end = piece_ends[i];
    sums += torch::mm(x.slice(1, begin, end), weights.slice(0, begin, end));
  }
  return sums;
}

}  // namespace pawlens
