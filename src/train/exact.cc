// SPDX-License-Identifier: MIT
#include "train/exact.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "engine/requantize.h"

namespace pawlens {
namespace {

/// All of `elements` as float32, [rows, ...].
template <typename T>
torch::Tensor ToFloat(const std::vector<T>& elements, torch::ScalarType type, torch::IntArrayRef shape) {
  auto* data = const_cast<T*>(elements.data());  // Only read; from_blob knows no const.
  return torch::from_blob(data, shape, type).to(torch::kFloat32);
}

/// Sums to steps above the output's zero point: float(sum) * scale, halves to even, within int8 and above 0 after a ReLU.
torch::Tensor Requantized(const torch::Tensor& sums, const torch::Tensor& scales, const Grid& output, bool relu) {
  const double low = relu ? std::max(0, -128 - output.zero_point) : -128 - output.zero_point;
  return (sums.to(torch::kFloat32) * scales).round_().clamp_(low, 127 - output.zero_point);
}

/// input scale * weight scale / output scale, in single precision and this order, as the engine has it.
torch::Tensor Multipliers(const QuantizedLayer& layer, float input_scale, float output_scale) {
  torch::Tensor scales = ToFloat(layer.scales, torch::kFloat32, {static_cast<int64_t>(layer.scales.size())});
  return scales.mul_(input_scale).div_(output_scale);
}

torch::Tensor Biases(const QuantizedLayer& layer) {
  auto* data = const_cast<int32_t*>(layer.bias.data());
  return torch::from_blob(data, {static_cast<int64_t>(layer.bias.size())}, torch::kInt32).to(torch::kFloat64);
}

torch::Tensor Convolved(const torch::Tensor& x, const QuantizedLayer& layer, const Layer& shape, float input_scale,
                        const Grid& output) {
  const torch::Tensor weights =
      ToFloat(layer.weights, torch::kInt8, {shape.out_channels, shape.kernel, shape.kernel, shape.fan_in_channels()})
          .permute({0, 3, 1, 2})
          .contiguous();
  const torch::Tensor sums =
      ConvolveLayer(x, weights, {}, shape).to(torch::kFloat64) + Biases(layer).view({1, -1, 1, 1});
  return Requantized(sums, Multipliers(layer, input_scale, output.scale).view({1, -1, 1, 1}), output, shape.relu);
}

/// FixedPointSum::Add.
torch::Tensor Added(const torch::Tensor& a, float a_scale, const torch::Tensor& b, float b_scale, const Grid& output,
                    bool relu) {
  const FixedPointSum fixed(a_scale, b_scale, output.scale);
  const torch::Tensor sum = a.to(torch::kFloat64) * fixed.a_multiplier + b.to(torch::kFloat64) * fixed.b_multiplier;
  const double low = relu ? std::max(0, -128 - output.zero_point) : -128 - output.zero_point;
  return (sum * std::ldexp(1.0, -fixed.shift) + 0.5).floor_().clamp_(low, 127 - output.zero_point).to(torch::kFloat32);
}

}  // namespace

NetworkOutput ComputeExactly(const QuantizedNetwork& network, const torch::Tensor& x) {
  const torch::NoGradGuard no_grad;
  // Values are kept as steps above their zero points.
  std::vector<torch::Tensor> values = {(x.to(torch::kFloat32) / network.values[0].scale).round_().clamp_(-128, 127)};
  for (size_t i = 0; i < network.layers.size(); ++i) {
    const Layer& layer = network.architecture.layers[i];
    const Grid& output = network.values[i + 1];
    const torch::Tensor& input = values[layer.input];
    const float scale = network.values[layer.input].scale;
    values.push_back(layer.has_weights() ? Convolved(input, network.layers[i], layer, scale, output)
                                         : Added(input, scale, values[layer.input2], network.values[layer.input2].scale,
                                                 output, layer.relu));
  }
  const torch::Tensor& last = values.back();
  const auto pixels = static_cast<float>(last.size(2) * last.size(3));
  const torch::Tensor mean_scale = torch::tensor(network.values.back().scale / (network.pooled.scale * pixels));
  const torch::Tensor pooled = Requantized(last.sum({2, 3}), mean_scale, network.pooled, false);
  const torch::Tensor weights =
      ToFloat(network.head.weights, torch::kInt8, {network.architecture.outputs, pooled.size(1)});
  const torch::Tensor sums = torch::nn::functional::linear(pooled, weights).to(torch::kFloat64) + Biases(network.head);
  const torch::Tensor logits =
      Requantized(sums, Multipliers(network.head, network.pooled.scale, network.logits.scale), network.logits, false);
  NetworkOutput output;
  output.pooled = pooled * network.pooled.scale;
  output.logits = logits * network.logits.scale;
  return output;
}

}  // namespace pawlens
