// SPDX-License-Identifier: MIT
#include "bench/torch/network.h"

#include <algorithm>
#include <string>

namespace pawlens::bench {
namespace {

namespace F = torch::nn::functional;
using Json = nlohmann::ordered_json;

torch::Tensor TensorAt(const FloatNetwork& network, const Json& where) {
  std::vector<int64_t> shape;
  for (const Json& size : where["shape"]) shape.push_back(size.get<int64_t>());
  const float* values = network.weights.data() + where["at"].get<size_t>();
  return torch::from_blob(const_cast<float*>(values), shape).clone();
}

/// TFLite's SAME: an odd row goes to the end.
std::pair<int64_t, int64_t> Padding(int64_t input, int64_t kernel, int64_t stride) {
  const int64_t all = std::max<int64_t>(((input + stride - 1) / stride - 1) * stride + kernel - input, 0);
  return {all / 2, all - all / 2};
}

torch::Tensor Activate(torch::Tensor x, const Json& layer) {
  const std::string name = layer.value("activation", "none");
  if (name == "relu") return x.relu_();
  if (name == "relu6") return x.clamp_(0, 6);
  return x;
}

}  // namespace

TorchNetwork::TorchNetwork(const FloatNetwork& network, torch::MemoryFormat format)
    : layers_(network.layers["layers"]),
      input_(network.layers["input"]),
      output_(network.layers["output"]),
      format_(format) {
  for (const Json& layer : layers_) {
    torch::Tensor weights, bias;
    if (layer.contains("weights")) {
      weights = TensorAt(network, layer["weights"]);
      bias = TensorAt(network, layer["bias"]);
      if (layer["kind"] == "conv") weights = weights.permute({0, 3, 1, 2}).contiguous(format);
      if (layer["kind"] == "depthwise") weights = weights.permute({3, 0, 1, 2}).contiguous(format);
    }
    weights_.push_back(weights);
    biases_.push_back(bias);
  }
}

torch::Tensor TorchNetwork::Compute(const Json& layer, size_t index,
                                    const std::unordered_map<std::string, torch::Tensor>& computed) const {
  const std::string kind = layer["kind"];
  const torch::Tensor& x = computed.at(layer["inputs"][0]);
  if (kind == "conv" || kind == "depthwise") {
    const torch::Tensor& weights = weights_[index];
    const int64_t stride = layer["stride"][0];
    const auto [top, bottom] = Padding(x.size(2), weights.size(2), stride);
    const auto [left, right] = Padding(x.size(3), weights.size(3), stride);
    const bool even = top == bottom && left == right;
    const torch::Tensor padded = even ? x : F::pad(x, F::PadFuncOptions({left, right, top, bottom}));
    return Activate(torch::conv2d(padded, weights, biases_[index], stride,
                                  even ? at::IntArrayRef{top, left} : at::IntArrayRef{0, 0}, 1,
                                  kind == "depthwise" ? x.size(1) : 1),
                    layer);
  }
  if (kind == "add") return Activate(x + computed.at(layer["inputs"][1]), layer);
  if (kind == "mean") return x.mean({2, 3});
  if (kind == "fc") return Activate(torch::linear(x, weights_[index], biases_[index]), layer);
  return kind == "logistic" ? x.sigmoid() : x.softmax(-1);
}

torch::Tensor TorchNetwork::Run(const torch::Tensor& input) const {
  const auto real = (input.to(torch::kFloat) - input_["zero_point"].get<float>()) * input_["scale"].get<float>();
  std::unordered_map<std::string, torch::Tensor> computed = {{input_["name"], real.contiguous(format_)}};
  for (size_t i = 0; i < layers_.size(); ++i) computed[layers_[i]["name"]] = Compute(layers_[i], i, computed);
  return computed.at(output_);
}

}  // namespace pawlens::bench
