// SPDX-License-Identifier: MIT
#include "train/quantized.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>
#include <string>
#include <utility>

#include "base/str_cat.h"

namespace pawlens {
namespace {

/// Adds tensors and answers their indices.
class GraphBuilder {
 public:
  int Activation(std::string name, std::vector<int32_t> shape, const Grid& grid) {
    return Add({.name = std::move(name),
                .type = DataType::kInt8,
                .shape = std::move(shape),
                .quantization = {.scale = {grid.scale}, .zero_point = {grid.zero_point}},
                .data = {}});
  }

  template <typename T>
  int Constant(std::string name, DataType type, std::vector<int32_t> shape, const std::vector<T>& elements,
               std::vector<float> scales = {}) {
    Tensor tensor{.name = std::move(name), .type = type, .shape = std::move(shape), .quantization = {}, .data = {}};
    tensor.quantization.zero_point.assign(scales.size(), 0);
    tensor.quantization.scale = std::move(scales);
    tensor.data.resize(elements.size() * sizeof(T));
    std::memcpy(tensor.data.data(), elements.data(), tensor.data.size());  // Little-endian hosts only, as the engine.
    return Add(std::move(tensor));
  }

  /// Weights and bias of one layer.
  std::pair<int, int> Parameters(const std::string& name, const QuantizedLayer& layer, std::vector<int32_t> shape,
                                 const Grid& input) {
    const auto outputs = static_cast<int32_t>(layer.bias.size());
    std::vector<float> bias_scales;
    for (const float scale : layer.scales) bias_scales.push_back(input.scale * scale);
    const int weights =
        Constant(StrCat(name, "/weights"), DataType::kInt8, std::move(shape), layer.weights, layer.scales);
    return {weights, Constant(StrCat(name, "/bias"), DataType::kInt32, {outputs}, layer.bias, std::move(bias_scales))};
  }

  /// The same of a depthwise layer, whose channels TFLite puts last: [1, H, W, C].
  std::pair<int, int> DepthwiseParameters(const std::string& name, const QuantizedLayer& layer, const Layer& shape,
                                          const Grid& input) {
    QuantizedLayer turned = layer;
    const int taps = shape.kernel * shape.kernel;
    for (int c = 0; c < shape.out_channels; ++c) {
      for (int tap = 0; tap < taps; ++tap) {
        turned.weights[static_cast<size_t>(tap) * shape.out_channels + c] =
            layer.weights[static_cast<size_t>(c) * taps + tap];
      }
    }
    const auto indices = Parameters(name, turned, {1, shape.kernel, shape.kernel, shape.out_channels}, input);
    graph.tensors[indices.first].quantization.axis = 3;
    return indices;
  }

  void Operate(OpType type, std::vector<int> inputs, int output, OpOptions options) {
    graph.operators.push_back({type, std::move(inputs), {output}, std::move(options)});
  }

  Graph graph;

 private:
  int Add(Tensor tensor) {
    graph.tensors.push_back(std::move(tensor));
    return static_cast<int>(graph.tensors.size()) - 1;
  }
};

}  // namespace

Grid CoverRange(float low, float high) {
  low = std::min(low, 0.0f);
  high = std::max(high, low + kSmallestRange);
  high = std::max(high, 0.0f);
  const float scale = (high - low) / 255.0f;
  return {scale, std::clamp(static_cast<int32_t>(std::lround(-128.0f - low / scale)), -128, 127)};
}

Graph MakeGraph(const QuantizedNetwork& network) {
  const Architecture& architecture = network.architecture;
  GraphBuilder builder;
  std::vector<int> values = {
      builder.Activation("picture", {1, architecture.input_px, architecture.input_px, 3}, network.values[0])};
  for (size_t i = 0; i < architecture.layers.size(); ++i) {
    const Layer& layer = architecture.layers[i];
    const std::string name = StrCat("layer", i);
    const int output =
        builder.Activation(name, {1, layer.out_px, layer.out_px, layer.out_channels}, network.values[i + 1]);
    const Activation activation = layer.relu ? Activation::kRelu : Activation::kNone;
    if (layer.kind == LayerKind::kAdd) {
      builder.Operate(OpType::kAdd, {values[layer.input], values[layer.input2]}, output, AddOptions{activation});
    } else {
      const bool depthwise = layer.kind == LayerKind::kDepthwise;
      const auto [weights, bias] =
          depthwise ? builder.DepthwiseParameters(name, network.layers[i], layer, network.values[layer.input])
                    : builder.Parameters(name, network.layers[i],
                                         {layer.out_channels, layer.kernel, layer.kernel, layer.in_channels},
                                         network.values[layer.input]);
      builder.Operate(depthwise ? OpType::kDepthwiseConv2D : OpType::kConv2D, {values[layer.input], weights, bias},
                      output,
                      ConvOptions{.stride_w = layer.stride, .stride_h = layer.stride, .activation = activation});
    }
    values.push_back(output);
  }
  const int axes = builder.Constant<int32_t>("mean/axes", DataType::kInt32, {2}, {1, 2});
  const int pooled = builder.Activation("features", {1, architecture.feature_channels}, network.pooled);
  builder.Operate(OpType::kMean, {values.back(), axes}, pooled, MeanOptions{});
  const auto [weights, bias] =
      builder.Parameters("head", network.head, {architecture.outputs, architecture.feature_channels}, network.pooled);
  const int logits = builder.Activation("logits", {1, architecture.outputs}, network.logits);
  builder.Operate(OpType::kFullyConnected, {pooled, weights, bias}, logits, FullyConnectedOptions{});
  const int output = builder.Activation("probabilities", {1, architecture.outputs}, {1.0f / 256.0f, -128});
  if (network.output == Head::kSoftmax) {
    builder.Operate(OpType::kSoftmax, {logits}, output, SoftmaxOptions{});
  } else {
    builder.Operate(OpType::kLogistic, {logits}, output, {});
  }
  builder.graph.description = "PawLens";
  builder.graph.inputs = {values[0]};
  builder.graph.outputs = {output};
  return std::move(builder.graph);
}

}  // namespace pawlens
