// SPDX-License-Identifier: MIT
#include "classify/heat_map.h"

#include <optional>
#include <utility>

#include "classify/linear_head.h"
#include "model/reader.h"
#include "model/validate.h"

namespace pawlens {

Result<HeatMapper> HeatMapper::Load(std::span<const uint8_t> model_file) {
  const Result<Model> model = ReadTflite(model_file);
  if (!model) return std::unexpected(model.error());
  const Graph& graph = model->graph;
  Result<PictureInput> input = PictureInput::Of(graph, model->settings, ReadNormalization(model_file));
  if (!input) return std::unexpected(input.error());
  const std::optional<LinearHead> end = FindLinearHead(graph);
  if (!end) {
    return Fail(ErrorCode::kUnsupportedModel,
                "a heat map needs an int8 network that ends in a mean over all pixels and one linear layer");
  }
  const Tensor& features = graph.tensors[end->mean->inputs[0]];
  const Result<Graph> front = TruncateGraph(graph, features.name);
  if (!front) return std::unexpected(front.error());
  Result<Engine> engine = Engine::Create(*front);
  if (!engine) return std::unexpected(std::move(engine.error()));

  HeatMapper mapper(std::move(*engine), std::move(*input));
  mapper.rows_ = features.shape[1];
  mapper.columns_ = features.shape[2];
  mapper.channels_ = features.shape[3];
  mapper.zero_point_ = features.quantization.zero_point[0];
  const Tensor& weights = graph.tensors[end->linear->inputs[1]];
  mapper.outputs_ = weights.shape[0];
  const std::vector<float>& scales = weights.quantization.scale;
  const float step = features.quantization.scale[0] / static_cast<float>(mapper.rows_ * mapper.columns_);
  for (int k = 0; k < mapper.outputs_; ++k) {
    const float scale = scales[scales.size() > 1 ? k : 0] * step;
    for (int c = 0; c < mapper.channels_; ++c) {
      const auto q = static_cast<int8_t>(weights.data[static_cast<size_t>(k) * mapper.channels_ + c]);
      mapper.weights_.push_back(scale * static_cast<float>(q));
    }
  }
  return mapper;
}

Result<HeatMap> HeatMapper::Compute(const ImageView& pixels) {
  if (Status written = input_.Write(pixels, engine_.Input()); !written) return std::unexpected(written.error());
  if (Status run = engine_.Run(); !run) return std::unexpected(run.error());
  const std::span<const uint8_t> features = engine_.Output();
  HeatMap map{.outputs = outputs_, .rows = rows_, .columns = columns_, .values = {}, .crop = {}};
  map.crop = CenterCrop(pixels, input_.rule().max_aspect);
  const int places = rows_ * columns_;
  for (int k = 0; k < outputs_; ++k) {
    const float* weights = &weights_[static_cast<size_t>(k) * channels_];
    for (int place = 0; place < places; ++place) {
      const uint8_t* feature = &features[static_cast<size_t>(place) * channels_];
      float sum = 0.0f;
      for (int c = 0; c < channels_; ++c) {
        sum += weights[c] * static_cast<float>(static_cast<int8_t>(feature[c]) - zero_point_);
      }
      map.values.push_back(sum);
    }
  }
  return map;
}

}  // namespace pawlens
