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
torch::Tensor RowScales(const torch::Tensor& weight, const torch::Tensor& bias, float input_scale) {
  const torch::Tensor largest = std::get<0>(weight.detach().flatten(1).abs().max(1)) / 127.0;
  const torch::Tensor for_bias = bias.detach().abs() / (static_cast<double>(input_scale) * (1 << 28));
  return torch::maximum(largest, for_bias).clamp_min(1e-8).to(torch::kFloat32);
}

torch::Tensor OnRowGrids(const torch::Tensor& weight, const torch::Tensor& scales) {
  return torch::fake_quantize_per_channel_affine(weight, scales, torch::zeros({weight.size(0)}, torch::kInt32), 0, -127,
                                                 127);
}

/// Rounded to the int32 steps that the engine's biases have; gradients pass as if it were not.
torch::Tensor OnBiasGrid(const torch::Tensor& bias, const torch::Tensor& scales, float input_scale) {
  const torch::Tensor step = scales.to(torch::kFloat64) * static_cast<double>(input_scale);
  const torch::Tensor rounded = ((bias.detach().to(torch::kFloat64) / step).round() * step).to(torch::kFloat32);
  return bias + (rounded - bias.detach());
}

/// One scale for all rows, repeated.
torch::Tensor SharedScale(const torch::Tensor& scales) {
  return scales.max().expand_as(scales).contiguous();
}

QuantizedLayer QuantizeLayer(const torch::Tensor& weight, const torch::Tensor& bias, const torch::Tensor& scales,
                             float input_scale, bool shared_scale) {
  std::vector<int64_t> to_rows(weight.dim(), 1);
  to_rows[0] = -1;
  torch::Tensor q = (weight.detach() * (1.0f / scales).view(to_rows)).round().clamp(-127, 127).to(torch::kInt8);
  if (q.dim() == 4) q = q.permute({0, 2, 3, 1});
  q = q.contiguous();
  const torch::Tensor b =
      (bias.detach().to(torch::kFloat64) / (scales.to(torch::kFloat64) * static_cast<double>(input_scale)))
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

Grid Int8Network::GridOf(int64_t index) const {
  const auto layers = static_cast<int64_t>(architecture_.layers.size());
  const auto range = [this](int64_t i) { return CoverRange(low_.data_ptr<float>()[i], high_.data_ptr<float>()[i]); };
  Grid grid = range(index);
  // Kernels take an addition's inputs no finer than 2^-10 of its output, and a mean's output no finer than 2^-8 of its
  // input. Only values of nearly nothing, as in the first steps of a run, come near that.
  for (int64_t i = index + 1; i < layers; ++i) {
    const Layer& layer = architecture_.layers[i];
    const bool added = layer.kind == LayerKind::kAdd && (layer.input == index + 1 || layer.input2 == index + 1);
    if (added) grid.scale = std::max(grid.scale, range(i).scale * kFinestAddend);
  }
  if (index == layers) grid.scale = std::max(grid.scale, GridOf(layers - 1).scale * kFinestMean);
  return grid;
}

torch::Tensor Int8Network::OnGrid(const torch::Tensor& y, int64_t index) {
  if (is_training() && watching_) {
    const torch::NoGradGuard no_grad;
    const auto [least, greatest] = torch::aminmax(y);
    float& low = low_.data_ptr<float>()[index];
    float& high = high_.data_ptr<float>()[index];
    const bool fresh = low == 0.0f && high == 0.0f;
    const float newest_low = std::min(0.0f, least.item<float>());
    const float newest_high = std::max(0.0f, greatest.item<float>());
    const auto share = static_cast<float>(fresh ? 1.0 : kWatchMomentum);
    low += share * (newest_low - low);
    high += share * (newest_high - high);
  }
  const Grid grid = GridOf(index);
  return torch::fake_quantize_per_tensor_affine(y.to(torch::kFloat32), grid.scale, grid.zero_point, -128, 127)
      .to(y.scalar_type());
}

NetworkOutput Int8Network::forward(const torch::Tensor& x) {
  if (!is_training()) return ComputeExactly(Quantize(), x);
  const auto layers = static_cast<int64_t>(architecture_.layers.size());
  std::vector<torch::Tensor> values{x};
  std::vector<float> scales{kPictureGrid.scale};
  for (int64_t i = 0; i < layers; ++i) {
    const Layer& layer = architecture_.layers[i];
    torch::Tensor y;
    if (layer.has_weights()) {
      const Conv& conv = convs_[i];
      const float input_scale = scales[layer.input];
      const torch::Tensor row_scales = RowScales(conv.weight, conv.bias, input_scale);
      const torch::Tensor weight = OnRowGrids(conv.weight, row_scales);
      const torch::Tensor bias = OnBiasGrid(conv.bias, row_scales, input_scale);
      y = ConvolveLayer(values[layer.input], weight.to(x.scalar_type()), bias.to(x.scalar_type()), layer);
    } else {
      y = values[layer.input] + values[layer.input2];
    }
    if (layer.relu) y = torch::relu(y);
    values.push_back(OnGrid(y, i));
    scales.push_back(GridOf(i).scale);
  }
  NetworkOutput output;
  output.pooled = OnGrid(values.back().to(torch::kFloat32).mean({2, 3}), layers);
  const float pooled_scale = GridOf(layers).scale;
  const torch::Tensor head_scales = SharedScale(RowScales(head_weight_, head_bias_, pooled_scale));
  output.logits = OnGrid(torch::nn::functional::linear(output.pooled, OnRowGrids(head_weight_, head_scales),
                                                       OnBiasGrid(head_bias_, head_scales, pooled_scale)),
                         layers + 1);
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
    for (const float end : {low_.data_ptr<float>()[index], high_.data_ptr<float>()[index]}) {
      const auto moved = static_cast<float>(scale[k] * end + shift[k]);
      low = std::min(low, moved);
      high = std::max(high, moved);
    }
  }
  low_.data_ptr<float>()[index] = std::max(low, -limit);
  high_.data_ptr<float>()[index] = std::min(high, limit);
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
      const torch::Tensor scales = RowScales(convs_[i].weight, convs_[i].bias, input_scale);
      quantized = QuantizeLayer(convs_[i].weight, convs_[i].bias, scales, input_scale, false);
    }
    network.layers.push_back(std::move(quantized));
    network.values.push_back(GridOf(i));
  }
  network.pooled = GridOf(layers);
  network.logits = GridOf(layers + 1);
  const torch::Tensor head_scale = SharedScale(RowScales(head_weight_, head_bias_, network.pooled.scale));
  network.head = QuantizeLayer(head_weight_, head_bias_, head_scale, network.pooled.scale, true);
  return network;
}

}  // namespace pawlens
