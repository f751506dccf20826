// SPDX-License-Identifier: MIT
// An int8 network of any origin in LibTorch, for devices that our own engine knows nothing of.
#pragma once

#include <torch/torch.h>

#include <vector>

#include "base/error.h"
#include "model/graph.h"
#include "train/torch_step.h"

namespace pawlens {

/// Computes what the engine does, bit for bit, on many pictures at once: whole numbers in float32, or in float64 where
/// a sum's weights let it pass 2^24. On the CPU the engine is much faster.
class TorchGraph {
 public:
  /// The graph is copied as far as it is needed. kBadModel for one that is not valid; kUnsupportedModel for float32
  /// arithmetic and for other than one input and one output.
  static Result<TorchGraph> Create(const Graph& graph);

  /// Where it runs from now on; the CPU at first. Throws c10::Error, as LibTorch does, where there is no such device.
  void To(torch::Device device);

  /// `input`: of the graph input's type, on that device, its shape with N in the place of the leading 1; the output
  /// likewise, or with N in front of a shape without a leading 1. Pictures of a batch do not influence each other.
  /// Throws c10::Error for other shapes, and where the device's memory is full. While it runs, TF32 is off in the
  /// matrix products of all threads.
  torch::Tensor Run(const torch::Tensor& input) const;

 private:
  struct Node {
    TorchStep step;
    std::vector<int> inputs;  ///< Computed tensors, in the operator's order.
    int output = 0;
    std::vector<int> last_read;  ///< Tensors that nobody needs behind it.
  };
  /// A tensor at the border.
  struct Port {
    int tensor = 0;
    DataType type = DataType::kInt8;
    int32_t zero_point = 0;
    std::vector<int32_t> shape;
  };
  Port input_, output_;
  std::vector<Node> nodes_;
  size_t tensors_ = 0;
};

}  // namespace pawlens
