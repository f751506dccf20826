// SPDX-License-Identifier: MIT
#include "classify/picture_input.h"

#include <cstring>

#include "base/str_cat.h"
#include "model/describe.h"

namespace pawlens {
namespace {

constexpr int kMaxInputSide = 4096;  // InputRule's own limit.

/// `the input, tensor 0 "image", is int8 [1, 128, 128]`.
std::string DescribeInput(const Graph& graph) {
  const Tensor& tensor = graph.tensors[graph.inputs[0]];
  return StrCat("the input, ", DescribeTensor(graph, graph.inputs[0]), ", is ", DataTypeName(tensor.type), " ",
                DescribeShape(tensor.shape));
}

}  // namespace

Result<PictureInput> PictureInput::Of(const Graph& graph, const std::optional<Settings>& settings,
                                      const Normalization& normalization) {
  if (graph.inputs.size() != 1) {
    return Fail(ErrorCode::kUnsupportedModel,
                StrCat("a picture model has one input; this one has ", graph.inputs.size()));
  }
  const Tensor& input = graph.tensors[graph.inputs[0]];
  const bool type_ok =
      input.type == DataType::kInt8 || input.type == DataType::kUInt8 || input.type == DataType::kFloat32;
  if (!type_ok || input.shape.size() != 4 || input.shape[0] != 1 || input.shape[3] != 3) {
    return Fail(ErrorCode::kUnsupportedModel,
                StrCat(DescribeInput(graph), "; a picture is int8, uint8 or float32 [1, height, width, 3]"));
  }
  if (input.shape[1] > kMaxInputSide || input.shape[2] > kMaxInputSide) {
    return Fail(ErrorCode::kUnsupportedModel,
                StrCat(DescribeInput(graph), "; a side may have at most ", kMaxInputSide, " pixels"));
  }
  PictureInput picture;
  picture.type_ = input.type;
  picture.normalization_ = normalization;
  picture.rule_.height = input.shape[1];
  picture.rule_.width = input.shape[2];
  if (settings) picture.rule_.max_aspect = settings->max_aspect;
  if (input.type == DataType::kFloat32)
    picture.pixels_.resize(static_cast<size_t>(input.shape[1]) * input.shape[2] * 3);
  return picture;
}

Status PictureInput::Write(const ImageView& pixels, std::span<uint8_t> input, float share) {
  InputRule rule = rule_;
  rule.share = share;
  if (type_ == DataType::kFloat32) {
    const Status done = Preprocess(pixels, rule, pixels_);
    if (!done) return done;
    for (size_t i = 0; i < pixels_.size(); ++i) {
      const size_t channel = i % 3;
      const float byte = static_cast<float>(pixels_[i]) + 128.0f;
      const float real = (byte - normalization_.mean[channel]) / normalization_.deviation[channel];
      std::memcpy(input.data() + i * sizeof real, &real, sizeof real);
    }
    return {};
  }
  const Status done = Preprocess(pixels, rule, {reinterpret_cast<int8_t*>(input.data()), input.size()});
  if (!done) return done;
  if (type_ == DataType::kUInt8) {
    for (uint8_t& value : input) value ^= 0x80;  // q + 128
  }
  return {};
}

}  // namespace pawlens
