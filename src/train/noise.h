// SPDX-License-Identifier: MIT
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <span>

namespace pawlens {

/// Standard normal numbers [seeds.size(), 3, side_px, side_px] float32: what Random({seed}) draws, pixel by pixel. The same on
/// every device, but for rounding.
torch::Tensor NormalNoise(std::span<const uint64_t> seeds, int64_t side_px, torch::Device device);

/// The same by tensor operations alone, which NormalNoise leaves to other devices than the CPU: there a loop is twice as fast.
torch::Tensor NormalNoiseByTensors(std::span<const uint64_t> seeds, int64_t side_px, torch::Device device);

}  // namespace pawlens
