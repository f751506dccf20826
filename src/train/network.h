// SPDX-License-Identifier: MIT
// The float network with batch norm, as it is trained first.
#pragma once

#include <torch/torch.h>

#include <vector>

#include "train/architecture.h"

namespace pawlens {

struct NetworkOutput {
  torch::Tensor logits;  ///< [N, outputs], float32.
  torch::Tensor pooled;  ///< [N, feature_channels], float32: the mean over the last layer's pixels.
};

/// The layer's convolution of `x` (NCHW) with zeros around it where TFLite's SAME puts them. `bias` may be undefined.
torch::Tensor ConvolveLayer(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                            const Layer& layer);

/// What the training loop needs of a network.
class TrainableNetwork : public torch::nn::Module {
 public:
  /// `x`: [N, 3, side, side], real = (u8 - 128) / 128, of the type to compute in (float32 or bfloat16), channels last for
  /// speed; any side that is a multiple of 32. Weights are kept in float32 whatever the type. In evaluation mode several
  /// threads may call it at once.
  virtual NetworkOutput forward(const torch::Tensor& x) = 0;
  /// Told before each step which share of the phase is done, 0 to 1.
  virtual void SetProgress(double /*share*/) {}
};

class Network : public TrainableNetwork {
 public:
  explicit Network(Architecture architecture);

  NetworkOutput forward(const torch::Tensor& x) override;

  /// Gives every batch norm the statistics of pictures `x` (as forward takes them, float32) and leaves what is computed in
  /// evaluation mode as it was: for weights that came without statistics, since training mode puts each batch's in their place.
  void AdoptStatistics(const torch::Tensor& x);
  /// Everything another network of the same architecture has learnt.
  void CopyFrom(const Network& other);

  const Architecture& architecture() const { return architecture_; }

  /// One convolution's parameters; undefined tensors for an addition.
  struct Conv {
    torch::Tensor weight;  ///< [out, in, k, k]
    torch::Tensor gamma, beta, running_mean, running_var;
  };
  /// In the order of Architecture::layers.
  const std::vector<Conv>& convs() const { return convs_; }
  int num_convs() const;  ///< Of them defined.
  const torch::Tensor& head_weight() const { return head_weight_; }
  const torch::Tensor& head_bias() const { return head_bias_; }

 private:
  /// The last layer's values. `look` is called with each convolution and its output before the batch norm.
  template <typename Look>
  torch::Tensor Features(const torch::Tensor& x, const Look& look);

  Architecture architecture_;
  std::vector<Conv> convs_;
  torch::Tensor head_weight_;  ///< [outputs, feature_channels]
  torch::Tensor head_bias_;
};

inline constexpr double kBatchNormEpsilon = 1e-3;

}  // namespace pawlens
