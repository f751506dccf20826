// SPDX-License-Identifier: MIT
// A network that starts where another one, perhaps of other layers, has come to.
#pragma once

#include <filesystem>
#include <vector>

#include "base/error.h"
#include "train/network.h"

namespace pawlens {

/// The averaged weights of a float phase's checkpoint.
struct Elder {
  std::vector<Network::Conv> convs;  ///< In their order.
  torch::Tensor head_weight;         ///< [outputs, features]
  torch::Tensor head_bias;
  /// From pooled features to the teachers' embedding, which is another one with another seed or other photos; undefined if
  /// there were no teachers.
  torch::Tensor map_weight;
  torch::Tensor map_bias;
};

/// kIo if the file cannot be read or holds no such network.
Result<Elder> ReadElder(const std::filesystem::path& checkpoint);

/// Copies its convolutions into the network's of equal shapes, as many as fit while both keep their order (the longest common
/// subsequence of shapes, the first where there are several), and answers how many that were. What they add up to stays the
/// same: a residual block whose second convolution is new adds nothing at first (its batch norm's gamma is 0; Goyal et al.
/// 2017). The linear layer comes along if the last convolution did and its shape fits.
int Inherit(const Elder& elder, Network& network);

}  // namespace pawlens
