// SPDX-License-Identifier: MIT
#include "see/viewer.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <utility>

#include "classify/linear_head.h"
#include "model/reader.h"
#include "model/validate.h"

namespace pawlens {
namespace {

std::optional<JoiningWeights> JoiningWeightsOf(const Graph& graph, const std::vector<MapLayer>& layers) {
  const std::optional<LinearHead> head = FindLinearHead(graph);
  if (!head) return std::nullopt;
  const auto layer = std::ranges::find(layers, head->mean->inputs[0], &MapLayer::tensor);
  if (layer == layers.end()) return std::nullopt;
  const Tensor& weights = graph.tensors[head->linear->inputs[1]];
  const std::vector<float>& scales = weights.quantization.scale;
  const int bias = head->linear->inputs[2];
  JoiningWeights joining{.layer = static_cast<size_t>(layer - layers.begin()),
                         .outputs = weights.shape.front(),
                         .weights = {},
                         .bias = {}};
  const float mean_scale = graph.tensors[head->linear->inputs[0]].quantization.scale[0];
  for (int k = 0; k < joining.outputs; ++k) {
    const float scale = scales[scales.size() > 1 ? static_cast<size_t>(k) : 0];
    for (int c = 0; c < layer->maps; ++c) {
      const auto q = static_cast<int8_t>(weights.data[static_cast<size_t>(k) * layer->maps + c]);
      joining.weights.push_back(scale * static_cast<float>(q));
    }
    int32_t steps = 0;
    if (bias >= 0) {
      std::memcpy(&steps, &graph.tensors[bias].data[static_cast<size_t>(k) * sizeof steps], sizeof steps);
    }
    joining.bias.push_back(mean_scale * scale * static_cast<float>(steps));  // The only unit that a bias may have.
  }
  return joining;
}

}  // namespace

Result<Viewer> Viewer::Load(std::span<const uint8_t> model_file) {
  const Result<Model> model = ReadTflite(model_file);
  if (!model) return std::unexpected(model.error());
  const Graph& graph = model->graph;
  Result<PictureInput> input = PictureInput::Of(graph, model->settings, ReadNormalization(model_file));
  if (!input) return std::unexpected(input.error());
  std::vector<MapLayer> layers = LayersOf(graph);
  if (layers.empty()) {
    return Fail(ErrorCode::kUnsupportedModel, "this network has no layer of int8 maps to look at");
  }
  std::vector<int> tensors;
  tensors.reserve(layers.size());
  for (const MapLayer& layer : layers) tensors.push_back(layer.tensor);
  Result<Engine> engine = Engine::Create(TapGraph(graph, tensors));
  if (!engine) return std::unexpected(std::move(engine.error()));

  Viewer viewer(std::move(*engine), std::move(*input));
  for (const int tensor : tensors) {
    const Quantization& quantization = graph.tensors[tensor].quantization;
    viewer.quantized_.push_back({quantization.scale[0], quantization.zero_point[0]});
  }
  viewer.first_tap_ = graph.outputs.size();
  viewer.joining_ = JoiningWeightsOf(graph, layers);
  viewer.layers_ = std::move(layers);
  return viewer;
}

Status Viewer::Look(const ImageView& pixels) {
  Result<Image> picture = CropAndResize(pixels, input_.rule());
  if (!picture) return std::unexpected(std::move(picture.error()));
  if (Status written = input_.Write(pixels, engine_.Input()); !written) return written;
  picture_ = std::move(*picture);
  return engine_.Run();
}

std::span<const int8_t> Viewer::Values(size_t layer) const {
  const std::span<const uint8_t> bytes = engine_.Output(first_tap_ + layer);
  return {reinterpret_cast<const int8_t*>(bytes.data()), bytes.size()};
}

std::vector<float> Viewer::Means(size_t layer) const {
  const auto maps = static_cast<size_t>(layers_[layer].maps);
  const std::span<const int8_t> values = Values(layer);
  const auto [scale, zero_point] = quantized_[layer];
  std::vector<int64_t> sums(maps);
  for (size_t i = 0; i < values.size(); ++i) sums[i % maps] += values[i] - zero_point;
  std::vector<float> means;
  means.reserve(maps);
  const size_t cells = values.size() / maps;
  for (const int64_t sum : sums) means.push_back(scale * static_cast<float>(sum) / static_cast<float>(cells));
  return means;
}

std::vector<float> Viewer::Strengths(size_t layer) const {
  const auto maps = static_cast<size_t>(layers_[layer].maps);
  const std::vector<float> means = Means(layer);
  std::vector<float> strengths(maps);
  if (joining_ && joining_->layer == layer) {
    for (size_t i = 0; i < joining_->weights.size(); ++i) {
      strengths[i % maps] = std::max(strengths[i % maps], std::abs(joining_->weights[i] * means[i % maps]));
    }
    return strengths;
  }
  const std::span<const int8_t> values = Values(layer);
  const auto [scale, zero_point] = quantized_[layer];
  for (size_t i = 0; i < values.size(); ++i) {
    const float difference = scale * static_cast<float>(values[i] - zero_point) - means[i % maps];
    strengths[i % maps] += difference * difference;
  }
  return strengths;  // Their roots are not needed for an order.
}

std::vector<int> Viewer::StrongestMaps(size_t layer, int count) const {
  const std::vector<float> strengths = Strengths(layer);
  std::vector<int> order(strengths.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return strengths[a] > strengths[b]; });
  order.resize(std::min(order.size(), static_cast<size_t>(std::max(count, 0))));
  return order;
}

std::vector<uint8_t> Viewer::PaintMaps(size_t layer, std::span<const int> maps) const {
  const std::span<const int8_t> values = Values(layer);
  const auto stride = static_cast<size_t>(layers_[layer].maps);
  const auto [low, high] = std::ranges::minmax(values);
  const int range = std::max(1, high - low);
  uint8_t levels[256];  // Of each value, low first.
  for (int step = 0; step <= high - low; ++step) {
    levels[step] = static_cast<uint8_t>((510 * step + range) / (2 * range));
  }
  std::vector<uint8_t> grey;
  grey.reserve(values.size() / stride * maps.size());
  for (const int map : maps) {
    for (size_t i = static_cast<size_t>(map); i < values.size(); i += stride) grey.push_back(levels[values[i] - low]);
  }
  return grey;
}

}  // namespace pawlens
