// SPDX-License-Identifier: MIT
// TorchGraph's operators.
#pragma once

#include <torch/torch.h>

#include <functional>
#include <vector>

#include "base/error.h"
#include "engine/operands.h"

namespace pawlens {

/// One operator of a validated graph, for batches: every tensor is [N] followed by its shape in the graph, a leading 1
/// included. 8-bit tensors are steps in float32 (whole_numbers.h), float32 tensors are as they are.
struct TorchStep {
  using Tensors = std::vector<torch::Tensor>;
  Tensors constants;  ///< Kept apart from the function, so that they can be moved to another device.
  /// From the operator's computed inputs and `constants`, all on one device. Changes neither.
  std::function<torch::Tensor(const Tensors& inputs, const Tensors& constants)> compute;
};

/// kUnsupportedModel for what the engine does not compute either: float32 arithmetic.
Result<TorchStep> MakeTorchStep(const Operands& o);

// Those that slide windows or multiply matrices, int8 only; of torch_windows.cc.
TorchStep MakeTorchConvolution(const Operands& o);
TorchStep MakeTorchDepthwise(const Operands& o);
TorchStep MakeTorchFullyConnected(const Operands& o);
TorchStep MakeTorchPool(const Operands& o);

/// [batch] followed by `shape`.
inline std::vector<int64_t> Batched(int64_t batch, const std::vector<int32_t>& shape) {
  std::vector<int64_t> sizes = {batch};
  sizes.insert(sizes.end(), shape.begin(), shape.end());
  return sizes;
}

}  // namespace pawlens
