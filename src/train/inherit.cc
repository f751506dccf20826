// SPDX-License-Identifier: MIT
#include "train/inherit.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include "base/str_cat.h"
#include "model/reader.h"
#include "train/file_io.h"

namespace pawlens {
namespace {

constexpr int kMostLayers = 1000;  // That a checkpoint is searched for.

/// Pairs (elder, heir) of the longest common subsequence of both lists' weight shapes.
std::vector<std::pair<size_t, size_t>> Align(const std::vector<Network::Conv>& elders,
                                             const std::vector<Network::Conv>& heirs) {
  const auto equal = [&](size_t a, size_t b) {
    return heirs[b].weight.defined() && elders[a].weight.sizes() == heirs[b].weight.sizes();
  };
  // longest[a][b]: of what follows elder a and heir b.
  std::vector<std::vector<int>> longest(elders.size() + 1, std::vector<int>(heirs.size() + 1, 0));
  for (size_t a = elders.size(); a-- > 0;) {
    for (size_t b = heirs.size(); b-- > 0;) {
      longest[a][b] = equal(a, b) ? longest[a + 1][b + 1] + 1 : std::max(longest[a + 1][b], longest[a][b + 1]);
    }
  }
  std::vector<std::pair<size_t, size_t>> pairs;
  for (size_t a = 0, b = 0; a < elders.size() && b < heirs.size();) {
    if (equal(a, b)) {
      pairs.emplace_back(a++, b++);
    } else if (longest[a + 1][b] >= longest[a][b + 1]) {
      ++a;
    } else {
      ++b;
    }
  }
  return pairs;
}

Result<Elder> FromCheckpoint(const std::filesystem::path& file) {
  Elder elder;
  try {  // Torch reports by exceptions; they end here.
    torch::serialize::InputArchive archive, average, map;
    archive.load_from(file.string(), torch::Device(torch::kCPU));
    archive.read("average", average);
    for (int i = 0; i < kMostLayers; ++i) {
      const std::string name = "layer" + std::to_string(i) + "_";
      Network::Conv conv;
      if (!average.try_read(name + "weight", conv.weight)) continue;
      average.read(name + "gamma", conv.gamma);
      average.read(name + "beta", conv.beta);
      average.read(name + "mean", conv.running_mean, /*is_buffer=*/true);
      average.read(name + "var", conv.running_var, /*is_buffer=*/true);
      elder.convs.push_back(std::move(conv));
    }
    average.read("head_weight", elder.head_weight);
    average.read("head_bias", elder.head_bias);
    if (archive.try_read("map", map)) {
      map.read("weight", elder.map_weight);
      map.read("bias", elder.map_bias);
    }
  } catch (const std::exception& exception) {
    return Fail(ErrorCode::kIo, StrCat("neither a checkpoint of a float phase nor a TensorFlow Lite model: ",
                                       std::string_view(exception.what()).substr(0, 200)));
  }
  return elder;
}

/// The numbers of a constant as they are stored, in its own shape, as float64.
torch::Tensor StoredValues(const Tensor& tensor) {
  const std::vector<int64_t> shape(tensor.shape.begin(), tensor.shape.end());
  const torch::ScalarType type = tensor.type == DataType::kFloat32 ? torch::kFloat32
                                 : tensor.type == DataType::kInt32 ? torch::kInt32
                                                                   : torch::kInt8;
  auto* data = const_cast<uint8_t*>(tensor.data.data());  // Only read; from_blob knows no const.
  return torch::from_blob(data, shape, type).to(torch::kFloat64);
}

struct RealLayer {
  torch::Tensor weights;  ///< As the file has them.
  torch::Tensor bias;     ///< [channels]
};

/// What the constants of a weighted operator stand for, float32. The graph is valid: int8 weights have zero point 0 and a scale
/// for each channel or one for all, and their biases are in units of input scale times weight scale.
RealLayer RealValues(const Graph& graph, const Operator& op, int64_t channel_axis) {
  const Tensor& tensor = graph.tensors[op.inputs[1]];
  torch::Tensor weights = StoredValues(tensor);
  const int64_t channels = weights.size(channel_axis);
  const bool has_bias = op.inputs.size() > 2 && op.inputs[2] >= 0;
  torch::Tensor bias =
      has_bias ? StoredValues(graph.tensors[op.inputs[2]]).view({channels}) : torch::zeros({channels}, torch::kFloat64);
  if (tensor.type == DataType::kInt8) {
    const std::vector<float>& own = tensor.quantization.scale;
    const auto scales = torch::tensor(std::vector<double>(own.begin(), own.end()), torch::kFloat64).expand({channels});
    std::vector<int64_t> along(static_cast<size_t>(weights.dim()), 1);
    along[static_cast<size_t>(channel_axis)] = channels;
    weights = weights * scales.reshape(along);
    bias = bias * scales * static_cast<double>(graph.tensors[op.inputs[0]].quantization.scale[0]);
  }
  return {weights.to(torch::kFloat32), bias.to(torch::kFloat32)};
}

Result<Elder> FromModel(std::span<const uint8_t> file) {
  const Result<Model> model = ReadTflite(file);
  if (!model) return std::unexpected(model.error());
  const Graph& graph = model->graph;
  Elder elder;
  elder.has_statistics = false;
  for (const Operator& op : graph.operators) {
    const bool dense = op.type == OpType::kConv2D, depthwise = op.type == OpType::kDepthwiseConv2D;
    if (!dense && !depthwise && op.type != OpType::kFullyConnected) continue;
    const auto [weights, bias] = RealValues(graph, op, depthwise ? 3 : 0);
    if (op.type == OpType::kFullyConnected) {
      elder.head_weight = weights;
      elder.head_bias = bias;
      continue;
    }
    const torch::Tensor one = torch::ones_like(bias);
    elder.convs.push_back({.weight = dense ? weights.permute({0, 3, 1, 2}) : weights.permute({3, 0, 1, 2}),
                           .gamma = one * std::sqrt(1.0 + kBatchNormEpsilon),
                           .beta = bias,
                           .running_mean = torch::zeros_like(bias),
                           .running_var = one});
  }
  if (!elder.head_weight.defined()) return Fail(ErrorCode::kUnsupportedModel, "it has no linear layer at its end");
  return elder;
}

}  // namespace

Result<Elder> ReadElder(const std::filesystem::path& file) {
  const auto bytes = ReadWholeFile(file);
  if (!bytes) return std::unexpected(bytes.error());
  const std::string_view start(reinterpret_cast<const char*>(bytes->data()), std::min<size_t>(bytes->size(), 8));
  Result<Elder> elder = start.ends_with("TFL3") ? FromModel(*bytes) : FromCheckpoint(file);
  if (elder && elder->convs.empty()) elder = Fail(ErrorCode::kIo, "it has no convolutions");
  if (!elder) return Fail(elder.error().code, StrCat(file.string(), ": ", elder.error().message));
  return elder;
}

int Inherit(const Elder& elder, Network& network) {
  const torch::NoGradGuard no_grad;
  const std::vector<Network::Conv>& heirs = network.convs();
  std::vector<bool> fresh(heirs.size(), true);
  const auto pairs = Align(elder.convs, heirs);
  for (const auto& [from, to] : pairs) {
    const Network::Conv& old = elder.convs[from];
    const Network::Conv& heir = heirs[to];
    const std::pair<const torch::Tensor*, const torch::Tensor*> copies[] = {{&heir.weight, &old.weight},
                                                                            {&heir.gamma, &old.gamma},
                                                                            {&heir.beta, &old.beta},
                                                                            {&heir.running_mean, &old.running_mean},
                                                                            {&heir.running_var, &old.running_var}};
    for (const auto& [into, value] : copies) into->copy_(*value);
    fresh[to] = false;
  }
  for (const Layer& layer : network.architecture().layers) {
    if (layer.kind != LayerKind::kAdd || layer.input == 0) continue;
    const size_t last_of_branch = static_cast<size_t>(layer.input) - 1;
    if (fresh[last_of_branch] && heirs[last_of_branch].gamma.defined()) heirs[last_of_branch].gamma.zero_();
  }
  if (!fresh.back() && pairs.back().first + 1 == elder.convs.size() &&
      elder.head_weight.sizes() == network.head_weight().sizes()) {
    torch::Tensor(network.head_weight()).copy_(elder.head_weight);
    torch::Tensor(network.head_bias()).copy_(elder.head_bias);
  }
  return static_cast<int>(pairs.size());
}

}  // namespace pawlens
