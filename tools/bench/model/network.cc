// SPDX-License-Identifier: MIT
#include "bench/model/network.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "bench/model/byte_ports.h"

namespace pawlens::bench {
namespace {

struct Stage {
  int expansion, channels, blocks, stride;
};
constexpr Stage kStages[] = {{1, 16, 1, 1}, {4, 24, 2, 2}, {4, 32, 2, 2}, {6, 64, 2, 2}, {6, 96, 1, 1}, {6, 160, 1, 2}};
constexpr int kSidePx = 128, kStemChannels = 16, kHeadChannels = 640, kLogits = 2;

// Root mean square of uniform numbers of [-127, 127], and of what runs through the network in real units: pictures of
// [-1, 1), convolutions with ReLU6 (deviation 2, the lower half cut off) and without (deviation 1).
constexpr double kWeightRms = 73.3, kPictureRms = 0.58, kRelu6Rms = 1.4, kLinearRms = 1.0, kRelu6Deviation = 2.0;
constexpr float kRelu6Scale = 6.0f / 255.0f, kLinearScale = 8.0f / 255.0f;

template <typename T>
std::vector<uint8_t> ToBytes(const std::vector<T>& values) {
  std::vector<uint8_t> bytes(values.size() * sizeof(T));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

/// Appends layers; each function answers the index of the tensor it made.
class Builder {
 public:
  Builder(uint64_t seed, double width) : random_(seed), width_(width) {}

  int Channels(int at_width_1) const {
    return std::max(8, static_cast<int>(std::lround(at_width_1 * width_ / 8.0)) * 8);
  }
  int Picture() {
    graph_.inputs = {Add("picture", DataType::kInt8, {1, kSidePx, kSidePx, 3}, {{1.0f / 128.0f}, {0}, 0})};
    return graph_.inputs[0];
  }

  int Convolution(const std::string& name, int input, int channels, int kernel, int stride, Activation activation) {
    const auto [side, depth] = SideAndDepth(input);
    return Weighted(OpType::kConv2D, name, input, {channels, kernel, kernel, depth}, 0, kernel * kernel * depth,
                    {1, side / stride, side / stride, channels}, activation, ConvolutionOptions(stride, activation));
  }
  int Depthwise(const std::string& name, int input, int stride) {
    const auto [side, depth] = SideAndDepth(input);
    const Activation activation = Activation::kRelu6;
    return Weighted(OpType::kDepthwiseConv2D, name, input, {1, 3, 3, depth}, 3, 9,
                    {1, side / stride, side / stride, depth}, activation, ConvolutionOptions(stride, activation));
  }
  int Sum(const std::string& name, int a, int b) {
    // Two values of deviation 1: a half more room.
    const int sum = Add(name, DataType::kInt8, graph_.tensors[a].shape, {{1.5f * kLinearScale}, {0}, 0});
    graph_.operators.push_back({OpType::kAdd, {a, b}, {sum}, AddOptions{}});
    return sum;
  }
  int Mean(int input) {
    const int axes = Add("mean/axes", DataType::kInt32, {2}, {});
    graph_.tensors[axes].data = ToBytes(std::vector<int32_t>{1, 2});
    const Tensor& in = graph_.tensors[input];
    const int mean = Add("mean", DataType::kInt8, {1, in.shape[3]}, Quantization(in.quantization));
    graph_.operators.push_back({OpType::kMean, {input, axes}, {mean}, MeanOptions{}});
    return mean;
  }
  int Linear(int input) {
    const int channels = graph_.tensors[input].shape[1];
    return Weighted(OpType::kFullyConnected, "logits", input, {kLogits, channels}, 0, channels, {1, kLogits},
                    Activation::kNone, FullyConnectedOptions{});
  }
  Graph Finish(int output) {
    graph_.outputs = {output};
    graph_.description = "PawLens benchmark network";
    return std::move(graph_);
  }

 private:
  static ConvOptions ConvolutionOptions(int stride, Activation activation) {
    ConvOptions options;
    options.stride_h = options.stride_w = stride;
    options.activation = activation;
    return options;
  }
  std::pair<int, int> SideAndDepth(int tensor) const {
    const std::vector<int32_t>& shape = graph_.tensors[tensor].shape;
    return {shape[1], shape[3]};
  }
  int Add(std::string name, DataType type, std::vector<int32_t> shape, Quantization quantization) {
    graph_.tensors.push_back({std::move(name), type, std::move(shape), std::move(quantization), {}});
    return static_cast<int>(graph_.tensors.size()) - 1;
  }
  int Uniform(int magnitude) { return static_cast<int>(random_.Next() >> 33) % (2 * magnitude + 1) - magnitude; }
  double RmsOf(int tensor) const {
    if (tensor == graph_.inputs[0]) return kPictureRms;
    return graph_.tensors[tensor].quantization.zero_point[0] == -128 ? kRelu6Rms : kLinearRms;
  }

  int Weighted(OpType type, const std::string& name, int input, std::vector<int32_t> weight_shape, int axis, int taps,
               std::vector<int32_t> out_shape, Activation activation, OpOptions options) {
    const bool relu6 = activation == Activation::kRelu6;
    const double deviation = relu6 ? kRelu6Deviation : 1.0;
    const double base_scale = deviation / (std::sqrt(taps) * kWeightRms * RmsOf(input));
    const float input_scale = graph_.tensors[input].quantization.scale[0];
    const int channels = weight_shape[static_cast<size_t>(axis)];

    // LiteRT wants one scale for all outputs of a fully connected layer.
    const int scales = type == OpType::kFullyConnected ? 1 : channels;
    Quantization weight_quantization{{}, std::vector<int32_t>(static_cast<size_t>(scales), 0), axis};
    Quantization bias_quantization{{}, std::vector<int32_t>(static_cast<size_t>(scales), 0), 0};
    for (int c = 0; c < scales; ++c) {
      weight_quantization.scale.push_back(static_cast<float>(base_scale * (1.0 + Uniform(30) / 100.0)));
      bias_quantization.scale.push_back(input_scale * weight_quantization.scale.back());
    }
    // A tenth of the deviation.
    const int bias_magnitude = static_cast<int>(deviation / 10.0 / (input_scale * base_scale));

    const int weights = Add(name + "/weights", DataType::kInt8, weight_shape, std::move(weight_quantization));
    std::vector<int8_t> values(static_cast<size_t>(graph_.tensors[weights].num_elements()));
    for (int8_t& value : values) value = static_cast<int8_t>(Uniform(127));
    graph_.tensors[weights].data = ToBytes(values);
    const int bias = Add(name + "/bias", DataType::kInt32, {channels}, std::move(bias_quantization));
    std::vector<int32_t> biases(static_cast<size_t>(channels));
    for (int32_t& value : biases) value = Uniform(bias_magnitude);
    graph_.tensors[bias].data = ToBytes(biases);

    const Quantization out = relu6 ? Quantization{{kRelu6Scale}, {-128}, 0} : Quantization{{kLinearScale}, {0}, 0};
    const int output = Add(name, DataType::kInt8, std::move(out_shape), out);
    graph_.operators.push_back({type, {input, weights, bias}, {output}, options});
    return output;
  }

  SplitMix64 random_;
  double width_;
  Graph graph_;
};

}  // namespace

Graph MakeNetwork(uint64_t seed, double width) {
  Builder builder(seed, width);
  int x = builder.Convolution("stem", builder.Picture(), builder.Channels(kStemChannels), 3, 2, Activation::kRelu6);
  int channels = builder.Channels(kStemChannels), number = 0;
  for (const Stage& stage : kStages) {
    for (int i = 0; i < stage.blocks; ++i, ++number) {
      const std::string name = "block" + std::to_string(number);
      const int stride = i == 0 ? stage.stride : 1, before = x, out = builder.Channels(stage.channels);
      if (stage.expansion != 1) {
        x = builder.Convolution(name + "/expand", x, channels * stage.expansion, 1, 1, Activation::kRelu6);
      }
      x = builder.Depthwise(name + "/depthwise", x, stride);
      x = builder.Convolution(name + "/project", x, out, 1, 1, Activation::kNone);
      if (stride == 1 && out == channels) x = builder.Sum(name + "/add", before, x);
      channels = out;
    }
  }
  x = builder.Convolution("head", x, builder.Channels(kHeadChannels), 1, 1, Activation::kRelu6);
  return WithCommonPorts(builder.Finish(builder.Linear(builder.Mean(x))));
}

}  // namespace pawlens::bench
