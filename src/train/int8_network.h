// SPDX-License-Identifier: MIT
// The network as the int8 engine will run it, in floating point that only takes the values that int8 can: fake
// quantization, differentiable by the straight-through rule.
#pragma once

#include <torch/torch.h>

#include <vector>

#include "train/network.h"
#include "train/quantized.h"

namespace pawlens {

/// A Grid whose numbers nobody has asked the device for: float32 and int32, of the shape of what they cover.
struct GridTensors {
  torch::Tensor scale;
  torch::Tensor zero_point;
};

/// CoverRange (quantized.h), number for number.
GridTensors CoverRange(const torch::Tensor& low, const torch::Tensor& high);

/// Batch norm is folded into the convolutions. Weights: symmetric, -127 to 127, per channel (the head's: one scale).
/// Activations: one grid a value, from a moving average of each batch's least and greatest value, frozen after the first
/// part of the phase. In evaluation mode it computes what the engine does, to the bit (exact.h), on the CPU wherever the
/// network is; in training, float sums may fall on the other side of a rounding tie.
class Int8Network : public TrainableNetwork {
 public:
  explicit Int8Network(const Network& trained);

  NetworkOutput forward(const torch::Tensor& x) override;
  void SetProgress(double share) override;

  /// Replaces each logit z by scale[k] * z + shift[k], inside the linear layer. The logits' grid follows, at most
  /// `limit` to either side of 0: beyond, the sigmoid is 0 or 1 to eight bits.
  void RescaleLogits(const std::vector<double>& scale, const std::vector<double>& shift, float limit);

  QuantizedNetwork Quantize() const;

 private:
  struct Conv {
    torch::Tensor weight;
    torch::Tensor bias;
  };
  /// The grid of range `index`, which watches `y` first while the ranges are open.
  GridTensors Watch(const torch::Tensor& y, int64_t index);
  /// The same grid in numbers: what is exported.
  Grid GridOf(int64_t index) const;
  /// GridOf and Watch, once for both: widens range `index`'s own scale to what the kernels need. `range_scale(i)` is range i's,
  /// `greater(a, b)` the greater of two.
  template <typename Scale, typename RangeScale, typename Greater>
  Scale Widened(Scale own, int64_t index, const RangeScale& range_scale, const Greater& greater) const;

  Architecture architecture_;
  std::vector<Conv> convs_;
  torch::Tensor head_weight_;
  torch::Tensor head_bias_;
  torch::Tensor low_;  ///< [layers + 2]: of each layer's output, the pooled features, the logits.
  torch::Tensor high_;
  bool watching_ = true;
};

}  // namespace pawlens
