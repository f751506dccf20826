// SPDX-License-Identifier: MIT
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/error.h"
#include "train/network.h"

namespace pawlens {

/// Everything that a phase needs to go on as if it had never stopped. `map` may be null. Replaces the file at once.
Status SaveCheckpoint(const std::filesystem::path& path, const TrainableNetwork& network, const torch::nn::Linear& map,
                      const TrainableNetwork& average, const torch::optim::AdamW& optimizer, int64_t next_step);

/// Answers next_step. Whatever device the checkpoint was written on, tensors come to the network's. kIo if the file is
/// damaged or of another network.
Result<int64_t> LoadCheckpoint(const std::filesystem::path& path, TrainableNetwork& network, torch::nn::Linear& map,
                               TrainableNetwork& average, torch::optim::AdamW& optimizer);

/// The same in memory, for other processes.
std::string PackCheckpoint(const TrainableNetwork& network, const torch::nn::Linear& map,
                           const TrainableNetwork& average, const torch::optim::AdamW& optimizer, int64_t next_step);
Result<int64_t> UnpackCheckpoint(const std::string& bytes, TrainableNetwork& network, torch::nn::Linear& map,
                                 TrainableNetwork& average, torch::optim::AdamW& optimizer);

}  // namespace pawlens
