// SPDX-License-Identifier: MIT
#include "train/network.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace pawlens {
namespace {

constexpr double kBatchNormMomentum = 0.03;  // Of the newest batch; small batches are noisy.

}  // namespace

torch::Tensor ConvolveLayer(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                            const Layer& layer) {
  if (layer.kernel == 1 && x.scalar_type() == torch::kBFloat16) {
    // As a matrix product over the pixels kept: oneDNN 2.6's 1x1 convolutions execute an illegal instruction on AMX.
    const auto kept = x.slice(2, 0, {}, layer.stride).slice(3, 0, {}, layer.stride).permute({0, 2, 3, 1});
    return torch::nn::functional::linear(kept, weight.flatten(1), bias).permute({0, 3, 1, 2});
  }
  const int64_t groups = layer.kind == LayerKind::kDepthwise ? layer.in_channels : 1;
  const int64_t before = layer.pad_before();
  const int64_t after = layer.pad_after();
  const bool even = before == after;
  const torch::Tensor padded = even ? x : torch::constant_pad_nd(x, {before, after, before, after});
  const std::vector<int64_t> stride(2, layer.stride);
  const std::vector<int64_t> padding(2, even ? before : 0);
  const std::vector<int64_t> dilation(2, 1);
  return torch::conv2d(padded, weight, bias, stride, padding, dilation, groups);
}

Network::Network(Architecture architecture) : architecture_(std::move(architecture)) {
  for (size_t i = 0; i < architecture_.layers.size(); ++i) {
    const Layer& layer = architecture_.layers[i];
    Conv conv;
    if (layer.has_weights()) {
      const std::string name = "layer" + std::to_string(i) + "_";
      const int64_t fan_in = int64_t{layer.fan_in_channels()} * layer.kernel * layer.kernel;
      const double deviation = std::sqrt(2.0 / static_cast<double>(fan_in));  // He et al. 2015
      conv.weight = register_parameter(
          name + "weight",
          torch::randn({layer.out_channels, layer.fan_in_channels(), layer.kernel, layer.kernel}) * deviation);
      conv.gamma = register_parameter(name + "gamma", torch::ones({layer.out_channels}));
      conv.beta = register_parameter(name + "beta", torch::zeros({layer.out_channels}));
      conv.running_mean = register_buffer(name + "mean", torch::zeros({layer.out_channels}));
      conv.running_var = register_buffer(name + "var", torch::ones({layer.out_channels}));
    }
    convs_.push_back(std::move(conv));
  }
  head_weight_ =
      register_parameter("head_weight", torch::randn({architecture_.outputs, architecture_.feature_channels}) * 0.01);
  head_bias_ = register_parameter("head_bias", torch::zeros({architecture_.outputs}));
}

int Network::num_convs() const {
  return static_cast<int>(std::ranges::count_if(convs_, [](const Conv& conv) { return conv.weight.defined(); }));
}

template <typename Look>
torch::Tensor Network::Features(const torch::Tensor& x, const Look& look) {
  std::vector<torch::Tensor> values{x};
  for (size_t i = 0; i < architecture_.layers.size(); ++i) {
    const Layer& layer = architecture_.layers[i];
    torch::Tensor y;
    if (layer.has_weights()) {
      const Conv& conv = convs_[i];
      y = ConvolveLayer(values[layer.input], conv.weight.to(x.scalar_type()), {}, layer);
      look(conv, y);
      y = torch::batch_norm(y, conv.gamma, conv.beta, conv.running_mean, conv.running_var, is_training(),
                            kBatchNormMomentum, kBatchNormEpsilon, false);
    } else {
      y = values[layer.input] + values[layer.input2];
    }
    if (layer.relu) y = y.relu_();
    values.push_back(std::move(y));
  }
  return values.back();
}

NetworkOutput Network::forward(const torch::Tensor& x) {
  NetworkOutput output;
  output.pooled = Features(x, [](const Conv&, const torch::Tensor&) {}).to(torch::kFloat32).mean({2, 3});
  output.logits = torch::nn::functional::linear(output.pooled, head_weight_, head_bias_);
  return output;
}

void Network::CopyFrom(const Network& other) {
  const torch::NoGradGuard no_grad;
  const auto copy = [](const std::vector<torch::Tensor>& from, const std::vector<torch::Tensor>& into) {
    for (size_t i = 0; i < from.size(); ++i) torch::Tensor(into[i]).copy_(from[i]);
  };
  copy(other.parameters(), parameters());
  copy(other.buffers(), buffers());
}

void Network::AdoptStatistics(const torch::Tensor& x) {
  const torch::NoGradGuard no_grad;
  const bool training = is_training();
  eval();
  Features(x, [](const Conv& conv, const torch::Tensor& y) {
    const torch::Tensor gain = conv.gamma / (conv.running_var + kBatchNormEpsilon).sqrt();
    const torch::Tensor mean = y.mean({0, 2, 3});
    const torch::Tensor var = y.var({0, 2, 3}, /*unbiased=*/false);
    conv.beta.add_(gain * (mean - conv.running_mean));
    conv.gamma.copy_(gain * (var + kBatchNormEpsilon).sqrt());
    conv.running_mean.copy_(mean);
    conv.running_var.copy_(var);
  });
  train(training);
}

}  // namespace pawlens
