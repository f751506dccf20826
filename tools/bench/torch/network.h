// SPDX-License-Identifier: MIT
// A network's layers in LibTorch, as its users would write them for inference: float32, folded batch norm.
#pragma once

#include <torch/torch.h>

#include <string>
#include <unordered_map>
#include <vector>

#include "bench/model/float_layers.h"

namespace pawlens::bench {

/// Holds its own weights. Throws c10::Error where LibTorch does not take a layer.
class TorchNetwork {
 public:
  /// `format` of weights and activations: contiguous (NCHW) or channels_last.
  TorchNetwork(const FloatNetwork& network, torch::MemoryFormat format);

  /// `input`: bytes of the graph's input, 0 to 255, [1, 3, height, width]. Gradients must be off.
  torch::Tensor Run(const torch::Tensor& input) const;

 private:
  torch::Tensor Compute(const nlohmann::ordered_json& layer, size_t index,
                        const std::unordered_map<std::string, torch::Tensor>& computed) const;

  nlohmann::ordered_json layers_, input_;
  std::string output_;
  std::vector<torch::Tensor> weights_, biases_;  ///< By layer; undefined where it has none.
  torch::MemoryFormat format_;
};

}  // namespace pawlens::bench
