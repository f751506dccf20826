// SPDX-License-Identifier: MIT
#include "train/exact.h"

#include <utility>
#include <vector>

#include "train/whole_numbers.h"

namespace pawlens {
namespace {

/// All of `elements` as float32, [rows, ...].
template <typename T>
torch::Tensor ToFloat(const std::vector<T>& elements, torch::ScalarType type, torch::IntArrayRef shape) {
  auto* data = const_cast<T*>(elements.data());  // Only read; from_blob knows no const.
  return torch::from_blob(data, shape, type).to(torch::kFloat32);
}

StepRange RangeOf(const Grid& output, bool relu) {
  return StepsWithin(relu ? Activation::kRelu : Activation::kNone, output.scale, output.zero_point);
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
  return Requantized(sums, Multipliers(layer.scales, input_scale, output.scale).view({1, -1, 1, 1}),
                     RangeOf(output, shape.relu));
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
                                                 output.scale, RangeOf(output, layer.relu)));
  }
  const torch::Tensor& last = values.back();
  const auto pixels = static_cast<float>(last.size(2) * last.size(3));
  const torch::Tensor mean_scale = torch::tensor(network.values.back().scale / (network.pooled.scale * pixels));
  const torch::Tensor pooled = Requantized(last.sum({2, 3}), mean_scale, RangeOf(network.pooled, false));
  const torch::Tensor weights =
      ToFloat(network.head.weights, torch::kInt8, {network.architecture.outputs, pooled.size(1)});
  const torch::Tensor sums = torch::nn::functional::linear(pooled, weights).to(torch::kFloat64) + Biases(network.head);
  const torch::Tensor logits =
      Requantized(sums, Multipliers(network.head.scales, network.pooled.scale, network.logits.scale),
                  RangeOf(network.logits, false));
  NetworkOutput output;
  output.pooled = pooled * network.pooled.scale;
  output.logits = logits * network.logits.scale;
  return output;
}

}  // namespace pawlens
