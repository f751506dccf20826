// SPDX-License-Identifier: MIT
#include "support/colour_names_model.h"

#include <array>
#include <cmath>
#include <cstring>
#include <utility>

namespace pawlens::testing {
namespace {

using Colour = std::array<float, 3>;

/// Red, green and blue of each name, -1 to 1.
constexpr Colour kColours[] = {{1, -1, -1}, {-1, 1, -1}, {-1, -1, 1},  {1, 1, -1}, {-1, 1, 1},
                               {1, -1, 1},  {1, 1, 1},   {-1, -1, -1}, {1, 0, -1}, {0, 0, 0}};
constexpr int kClasses = std::size(kColours);

/// Of a class at squared distance d from the picture's colour c the logit is kGain (|c|^2 - d), so far as it tells
/// classes apart: 2 kGain k c - kGain |k|^2.
constexpr float kGain = 6.0f;
constexpr float kInputScale = 1.0f / 128, kWeightScale = 2 * kGain / 127, kLogitScale = 0.5f;

class Maker {
 public:
  explicit Maker(DataType type) : type_(type) {}

  int Activation(const char* name, std::vector<int32_t> shape, float scale, int32_t zero_point = 0) {
    Tensor tensor{name, type_, std::move(shape), {}, {}};
    if (type_ == DataType::kInt8) tensor.quantization = {{scale}, {zero_point}, 0};
    return Add(std::move(tensor));
  }
  /// `type`: what int8 networks have here.
  int Constant(const char* name, std::vector<int32_t> shape, const std::vector<float>& values, DataType type,
               float scale) {
    if (type_ == DataType::kFloat32) return Add({name, type_, std::move(shape), {}, Bytes<float>(values, 1)});
    Tensor tensor{name, type, std::move(shape), {{scale}, {0}, 0}, {}};
    tensor.data = type == DataType::kInt8 ? Bytes<int8_t>(values, scale) : Bytes<int32_t>(values, scale);
    return Add(std::move(tensor));
  }
  int Add(Tensor tensor) {
    graph.tensors.push_back(std::move(tensor));
    return static_cast<int>(graph.tensors.size()) - 1;
  }
  int Apply(OpType type, std::vector<int> inputs, int output, OpOptions options) {
    graph.operators.push_back({type, std::move(inputs), {output}, options});
    return output;
  }
  template <typename T>
  static std::vector<uint8_t> Bytes(const std::vector<float>& values, float scale) {
    std::vector<T> stored;
    for (const float value : values) {
      stored.push_back(std::is_integral_v<T> ? static_cast<T>(std::lround(value / scale)) : static_cast<T>(value));
    }
    std::vector<uint8_t> bytes(stored.size() * sizeof(T));
    std::memcpy(bytes.data(), stored.data(), bytes.size());
    return bytes;
  }

  Graph graph;

 private:
  DataType type_;
};

}  // namespace

const std::vector<std::string>& ColourNames() {
  static const std::vector<std::string> kNames = {"red",     "green", "blue",  "yellow", "cyan",
                                                  "magenta", "white", "black", "orange", "grey"};
  return kNames;
}

Graph ColourNamesGraph(DataType type) {
  Maker make(type);
  make.graph.description = "colour names";
  const int picture = make.Activation("picture", {1, 16, 16, 3}, kInputScale);
  make.graph.inputs = {picture};
  // Channel by channel the same: there to have a convolution.
  const int same = make.Constant("same", {3, 1, 1, 3}, {1, 0, 0, 0, 1, 0, 0, 0, 1}, DataType::kInt8, 1.0f / 127);
  int x = make.Apply(OpType::kConv2D, {picture, same, -1}, make.Activation("pixels", {1, 16, 16, 3}, kInputScale),
                     ConvOptions{});
  const int axes = make.Add({"axes", DataType::kInt32, {2}, {}, Maker::Bytes<int32_t>({1, 2}, 1)});
  x = make.Apply(OpType::kMean, {x, axes}, make.Activation("mean", {1, 3}, kInputScale), MeanOptions{});
  std::vector<float> weights, bias;
  for (const Colour& colour : kColours) {
    float square = 0;
    for (const float value : colour) {
      weights.push_back(2 * kGain * value);
      square += value * value;
    }
    bias.push_back(-kGain * square);
  }
  const int w = make.Constant("weights", {kClasses, 3}, weights, DataType::kInt8, kWeightScale);
  const int b = make.Constant("bias", {kClasses}, bias, DataType::kInt32, kInputScale * kWeightScale);
  x = make.Apply(OpType::kFullyConnected, {x, w, b}, make.Activation("logits", {1, kClasses}, kLogitScale, 40),
                 FullyConnectedOptions{});
  x = make.Apply(OpType::kSoftmax, {x}, make.Activation("scores", {1, kClasses}, 1.0f / 256, -128), SoftmaxOptions{});
  make.graph.outputs = {x};
  return std::move(make.graph);
}

}  // namespace pawlens::testing
