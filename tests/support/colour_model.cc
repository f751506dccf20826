// SPDX-License-Identifier: MIT
#include "support/colour_model.h"

#include <cstring>
#include <utility>

#include "model/writer.h"

namespace pawlens::testing {
namespace {

constexpr float kLogitStep = 1.0f / 16.0f;

int Add(Graph& graph, const char* name, DataType type, std::vector<int32_t> shape, float scale = 0.0f,
        int32_t zero_point = 0) {
  Tensor tensor;
  tensor.name = name;
  tensor.type = type;
  tensor.shape = std::move(shape);
  if (scale > 0.0f) tensor.quantization = {{scale}, {zero_point}, 0};
  graph.tensors.push_back(std::move(tensor));
  return static_cast<int>(graph.tensors.size()) - 1;
}

int Apply(Graph& graph, OpType type, std::vector<int> inputs, int output, OpOptions options = {}) {
  graph.operators.push_back({type, std::move(inputs), {output}, options});
  return output;
}

}  // namespace

Graph ColourGraph(const ColourModelOptions& options) {
  Graph graph;
  graph.description = "colours";
  const std::vector<int32_t> picture = {1, 8, 8, 3};
  int values = 0;
  if (options.input == DataType::kInt8) {
    values = Add(graph, "picture", DataType::kInt8, picture, 1.0f / 128);
    graph.inputs = {values};
  } else {
    const bool is_float = options.input == DataType::kFloat32;
    const int input = is_float ? Add(graph, "picture", DataType::kFloat32, picture)
                               : Add(graph, "picture", DataType::kUInt8, picture, 1.0f / 128, 128);
    graph.inputs = {input};
    values = Apply(graph, OpType::kQuantize, {input}, Add(graph, "int8", DataType::kInt8, picture, 1.0f / 128));
  }

  const int axes = Add(graph, "axes", DataType::kInt32, {2});
  const int32_t height_and_width[2] = {1, 2};
  graph.tensors[axes].data.resize(sizeof height_and_width);
  std::memcpy(graph.tensors[axes].data.data(), height_and_width, sizeof height_and_width);
  const int mean = Apply(graph, OpType::kMean, {values, axes}, Add(graph, "mean", DataType::kInt8, {1, 3}, 1.0f / 128),
                         MeanOptions{});

  const int weights = Add(graph, "weights", DataType::kInt8, {options.labels, 3}, 8.0f / 127);
  graph.tensors[weights].data.assign(static_cast<size_t>(options.labels) * 3, 0);
  for (int k = 0; k < options.labels; ++k) graph.tensors[weights].data[static_cast<size_t>(k) * 4] = 127;
  int output = Apply(graph, OpType::kFullyConnected, {mean, weights, -1},
                     Add(graph, "logits", DataType::kInt8, {1, options.labels}, kLogitStep), FullyConnectedOptions{});

  using End = ColourModelOptions::End;
  if (options.end != End::kLogits) {
    const int scores = Add(graph, "scores", DataType::kInt8, {1, options.labels}, 1.0f / 256, -128);
    output = options.end == End::kLogistic ? Apply(graph, OpType::kLogistic, {output}, scores)
                                           : Apply(graph, OpType::kSoftmax, {output}, scores, SoftmaxOptions{});
  }
  if (options.float_output) {
    output = Apply(graph, OpType::kDequantize, {output}, Add(graph, "real", DataType::kFloat32, {1, options.labels}));
  }
  graph.outputs = {output};
  return graph;
}

Settings ColourSettings(std::vector<std::string> labels) {
  Settings settings;
  settings.head = Head::kSigmoid;
  settings.thresholds.assign(labels.size(), 0.5f);
  settings.labels = std::move(labels);
  return settings;
}

std::vector<uint8_t> CatDogModelFile() {
  const Settings settings = ColourSettings();
  return WriteTflite(ColourGraph(), &settings).value();
}

std::vector<uint8_t> ThreeColourModelFile() {
  Settings settings;
  settings.labels = {"red", "green", "blue"};
  return WriteTflite(ColourGraph({.end = ColourModelOptions::End::kSoftmax, .labels = 3}), &settings).value();
}

}  // namespace pawlens::testing
