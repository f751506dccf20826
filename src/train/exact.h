// SPDX-License-Identifier: MIT
#pragma once

#include <torch/torch.h>

#include "train/network.h"
#include "train/quantized.h"

namespace pawlens {

/// What the engine computes, in Torch: whole numbers in floating point, rounded by the engine's rules (engine/requantize.h).
/// Equal to the engine's int8 logits and pooled features, bit for bit, while no sum of products reaches 2^24. `x`:
/// [N, 3, side, side] float32 on the picture's grid, on the CPU: other devices' libraries may compute a convolution in ways
/// that are not exact (TF32, Winograd). No gradients.
NetworkOutput ComputeExactly(const QuantizedNetwork& network, const torch::Tensor& x);

}  // namespace pawlens
