// SPDX-License-Identifier: MIT
#include "train/int8_network.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "train/exact.h"

namespace pawlens {
namespace {

constexpr double kFreezeShare = 0.4;  // Of the phase: afterwards the weights settle on grids that stay.
constexpr double kWatchMomentum = 0.05;
constexpr float kFinestAddend = 1.0f / 512.0f;
constexpr float kFinestMean = 1.0f / 128.0f;
constexpr Grid kPictureGrid = {1.0f / 128.0f, 0};

/// Scales of the rows of `weight`. A channel of nearly nothing gets one large enough for its bias to stay an int32.
torch::Tensor RowScales(const torch::Tensor& weight, const torch::Tensor& bias, const torch::Tensor& input_scale) {
  const torch::Tensor largest = std::get<0>(weight.detach().flatten(1).abs().max(1)) / 127.0;
  const torch::Tensor for_bias = bias.detach().abs() / (input_scale * (1 << 28));
  return torch::maximum(largest, for_bias).clamp_min(1e-8).to(torch::kFloat32);
}

torch::Tensor OnRowGrids(const torch::Tensor& weight, const torch::Tensor& scales) {
  // Zero points as floats: whole ones would be fetched from the device, to be checked.
  return torch::fake_quantize_per_channel_affine(weight, scales, torch::zeros_like(scales), 0, -127, 127);
}

torch::Tensor OnGrid(const torch::Tensor& y, const GridTensors& grid) {
  return torch::fake_quantize_per_tensor_affine(y.to(torch::kFloat32), grid.scale, grid.zero_point, -128, 127)
      .to(y.scalar_type());
}

/// Rounded to the int32 steps that the engine's biases have; gradients pass as if it were not.
torch::Tensor OnBiasGrid(const torch::Tensor& bias, const torch::Tensor& scales, const torch::Tensor& input_scale) {
  const torch::Tensor step = scales.to(torch::kFloat64) * input_scale.to(torch::kFloat64);
  const torch::Tensor rounded = ((bias.detach().to(torch::kFloat64) / step).round() * step).to(torch::kFloat32);
  return bias + (rounded - bias.detach());
}

/// One scale for all rows, repeated.
torch::Tensor SharedScale(const torch::Tensor& scales) {
  return scales.max().expand_as(scales).contiguous();
}

/// From parameters on any device.
QuantizedLayer QuantizeLayer(const torch::Tensor& trained_weight, const torch::Tensor& trained_bias, float input_scale,
                             bool shared_scale) {
  const torch::Tensor weight = trained_weight.detach().cpu();
  const torch::Tensor bias = trained_bias.detach().cpu();
  torch::Tensor scales = RowScales(weight, bias, torch::full({}, input_scale));
  if (shared_scale) scales = SharedScale(scales);
  std::vector<int64_t> to_rows(weight.dim(), 1);
  to_rows[0] = -1;
  torch::Tensor q = (weight * (1.0f / scales).view(to_rows)).round().clamp(-127, 127).to(torch::kInt8);
  if (q.dim() == 4) q = q.permute({0, 2, 3, 1});
  q = q.contiguous();
  const torch::Tensor b = (bias.to(torch::kFloat64) / (scales.to(torch::kFloat64) * static_cast<double>(input_scale)))
                              .round()
                              .to(torch::kInt32)
                              .contiguous();
  QuantizedLayer layer;
  layer.weights.assign(q.data_ptr<int8_t>(), q.data_ptr<int8_t>() + q.numel());
  layer.bias.assign(b.data_ptr<int32_t>(), b.data_ptr<int32_t>() + b.numel());
  layer.scales.assign(scales.data_ptr<float>(), scales.data_ptr<float>() + (shared_scale ? 1 : scales.numel()));
  return layer;
}

}  // namespace

GridTensors CoverRange(const torch::Tensor& low, const torch::Tensor& high) {
  const torch::Tensor least = low.clamp_max(0.0f);
  const torch::Tensor greatest = torch::maximum(high, least + kSmallestRange).clamp_min(0.0f);
  const torch::Tensor scale = (greatest - least) / 255.0f;
  const torch::Tensor place = (least / scale + 128.0f).neg();
  // Halves away from 0, as lround has it.
  const torch::Tensor nearest = place.sign() * (place.abs() + 0.5f).floor();
  return {scale, nearest.clamp(-128, 127).to(torch::kInt32)};
}

Int8Network::Int8Network(const Network& trained) : architecture_(trained.architecture()) {
  const torch::NoGradGuard no_grad;
  const auto add = [this](const std::string& name, const torch::Tensor& value) {
    return register_parameter(name, value.detach().clone().set_requires_grad(true));
  };
  for (size_t i = 0; i < architecture_.layers.size(); ++i) {
    Conv conv;
    if (architecture_.layers[i].has_weights()) {
      const Network::Conv& from = trained.convs()[i];
      const torch::Tensor gain = from.gamma / (from.running_var + kBatchNormEpsilon).sqrt();
      const std::string name = "layer" + std::to_string(i) + "_";
      conv.weight = add(name + "weight", from.weight * gain.view({-1, 1, 1, 1}));
      conv.bias = add(name + "bias", from.beta - from.running_mean * gain);
    }
    convs_.push_back(std::move(conv));
  }
  head_weight_ = add("head_weight", trained.head_weight());
  head_bias_ = add("head_bias", trained.head_bias());
  const auto ranges = static_cast<int64_t>(architecture_.layers.size()) + 2;
  low_ = register_buffer("low", torch::zeros({ranges}));
  high_ = register_buffer("high", torch::zeros({ranges}));
}

void Int8Network::SetProgress(double share) {
  watching_ = share < kFreezeShare;
}

template <typename Scale, typename RangeScale, typename Greater>
Scale Int8Network::Widened(Scale own, int64_t index, const RangeScale& range_scale, const Greater& greater) const {
  const auto layers = static_cast<int64_t>(architecture_.layers.size());
  // Kernels take an addition's inputs no finer than 2^-10 of its output, and a mean's output no finer than 2^-8 of its
  // input. Only values of nearly nothing, as in the first steps of a run, come near that.
  for (int64_t i = index + 1; i < layers; ++i) {
    const Layer& layer = architecture_.layers[i];
    const bool added = layer.kind == LayerKind::kAdd && (layer.input == index + 1 || layer.input2 == index + 1);
    if (added) own = greater(own, range_scale(i) * kFinestAddend);
  }
  // The last layer's output is no addition's input.
  if (index == layers) own = greater(own, range_scale(layers - 1) * kFinestMean);
  return own;
}

Grid Int8Network::GridOf(int64_t index) const {
  const auto range = [this](int64_t i) { return CoverRange(low_[i].item<float>(), high_[i].item<float>()); };
  Grid grid = range(index);
  grid.scale = Widened(
      grid.scale, index, [&](int64_t i) { return range(i).scale; }, [](float a, float b) { return std::max(a, b); });
  return grid;
}

GridTensors Int8Network::Watch(const torch::Tensor& y, int64_t index) {
  const torch::NoGradGuard no_grad;
  if (watching_) {
    const auto [least, greatest] = torch::aminmax(y.detach());
    torch::Tensor low = low_[index];
    torch::Tensor high = high_[index];
    const torch::Tensor fresh = (low == 0.0f).logical_and(high == 0.0f);
    const torch::Tensor share = fresh.to(torch::kFloat32).clamp_min(kWatchMomentum);
    low.add_(share * (least.to(torch::kFloat32).clamp_max(0.0f) - low));
    high.add_(share * (greatest.to(torch::kFloat32).clamp_min(0.0f) - high));
  }
  GridTensors grid = CoverRange(low_[index], high_[index]);
  grid.scale = Widened(
      grid.scale, index, [&](int64_t i) { return CoverRange(low_[i], high_[i]).scale; },
      [](const torch::Tensor& a, const torch::Tensor& b) { return torch::maximum(a, b); });
  return grid;
}

NetworkOutput Int8Network::forward(const torch::Tensor& x) {
  if (!is_training()) return ComputeExactly(Quantize(), x.cpu());
  const auto layers = static_cast<int64_t>(architecture_.layers.size());
  std::vector<torch::Tensor> values{x};
  std::vector<torch::Tensor> scales{torch::full({}, kPictureGrid.scale, low_.options())};
  for (int64_t i = 0; i < layers; ++i) {
    const Layer& layer = architecture_.layers[i];
    torch::Tensor y;
    if (layer.has_weights()) {
      const Conv& conv = convs_[i];
      const torch::Tensor& input_scale = scales[layer.input];
      const torch::Tensor row_scales = RowScales(conv.weight, conv.bias, input_scale);
      const torch::Tensor weight = OnRowGrids(conv.weight, row_scales);
      const torch::Tensor bias = OnBiasGrid(conv.bias, row_scales, input_scale);
      y = ConvolveLayer(values[layer.input], weight.to(x.scalar_type()), bias.to(x.scalar_type()), layer);
    } else {
      y = values[layer.input] + values[layer.input2];
    }
    if (layer.relu) y = torch::relu(y);
    const GridTensors grid = Watch(y, i);
    values.push_back(OnGrid(y, grid));
    scales.push_back(grid.scale);
  }
  NetworkOutput output;
  const torch::Tensor mean = values.back().to(torch::kFloat32).mean({2, 3});
  const GridTensors pooled_grid = Watch(mean, layers);
  output.pooled = OnGrid(mean, pooled_grid);
  const torch::Tensor head_scales = SharedScale(RowScales(head_weight_, head_bias_, pooled_grid.scale));
  const torch::Tensor logits = torch::nn::functional::linear(output.pooled, OnRowGrids(head_weight_, head_scales),
                                                             OnBiasGrid(head_bias_, head_scales, pooled_grid.scale));
  output.logits = OnGrid(logits, Watch(logits, layers + 1));
  return output;
}

void Int8Network::RescaleLogits(const std::vector<double>& scale, const std::vector<double>& shift, float limit) {
  const torch::NoGradGuard no_grad;
  const auto index = static_cast<int64_t>(architecture_.layers.size()) + 1;
  float low = 0.0f;
  float high = 0.0f;
  for (size_t k = 0; k < scale.size(); ++k) {
    const auto row = static_cast<int64_t>(k);
    head_weight_[row].mul_(scale[k]);
    head_bias_[row].mul_(scale[k]).add_(shift[k]);
    for (const float end : {low_[index].item<float>(), high_[index].item<float>()}) {
      const auto moved = static_cast<float>(scale[k] * end + shift[k]);
      low = std::min(low, moved);
      high = std::max(high, moved);
    }
  }
  low_[index].fill_(std::max(low, -limit));
  high_[index].fill_(std::min(high, limit));
}

QuantizedNetwork Int8Network::Quantize() const {
  const torch::NoGradGuard no_grad;
  const auto layers = static_cast<int64_t>(architecture_.layers.size());
  QuantizedNetwork network{
      .architecture = architecture_, .layers = {}, .head = {}, .values = {kPictureGrid}, .pooled = {}, .logits = {}};
  for (int64_t i = 0; i < layers; ++i) {
    const Layer& layer = architecture_.layers[i];
    QuantizedLayer quantized;
    if (layer.has_weights()) {
      const float input_scale = network.values[layer.input].scale;
      quantized = QuantizeLayer(convs_[i].weight, convs_[i].bias, input_scale, false);
    }
    network.layers.push_back(std::move(quantized));
    network.values.push_back(GridOf(i));
  }
  network.pooled = GridOf(layers);
  network.logits = GridOf(layers + 1);
  network.head = QuantizeLayer(head_weight_, head_bias_, network.pooled.scale, true);
  return network;
}

}  // namespace pawlens
