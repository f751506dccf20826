// SPDX-License-Identifier: MIT
// A network that starts where another one, perhaps of other layers, has come to.
#pragma once

#include <filesystem>
#include <vector>

#include "base/error.h"
#include "train/network.h"

namespace pawlens {

/// The averaged weights of a float phase's checkpoint, or what an exported model has of them.
struct Elder {
  std::vector<Network::Conv> convs;  ///< In their order.
  /// Whether batch norms have seen pictures. A model's are folded into its weights, and here they change nothing.
  bool has_statistics = true;
  torch::Tensor head_weight;  ///< [outputs, features]
  torch::Tensor head_bias;
  /// From pooled features to the teachers' embedding, which is another one with another seed or other photos; undefined if
  /// there were no teachers.
  torch::Tensor map_weight;
  torch::Tensor map_bias;
};

/// Reads a checkpoint or a TensorFlow Lite file, whose convolutions it takes in the order in which they are computed and whose
/// linear layer is the head; int8 weights are what they stand for. Errors: kIo if the file cannot be read or holds no such
/// network, those of ReadTflite.
Result<Elder> ReadElder(const std::filesystem::path& file);

/// Copies its convolutions into the network's of equal shapes, as many as fit while both keep their order (the longest common
/// subsequence of shapes, the first where there are several), and answers how many that were. What they add up to stays the
/// same: a residual block whose second convolution is new adds nothing at first (its batch norm's gamma is 0; Goyal et al.
/// 2017). The linear layer comes along if the last convolution did and its shape fits.
int Inherit(const Elder& elder, Network& network);

}  // namespace pawlens
