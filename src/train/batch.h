// SPDX-License-Identifier: MIT
// Draws become tensors.
#pragma once

#include <torch/torch.h>

#include <span>

#include "train/data_set.h"
#include "train/guidance.h"
#include "train/sampler.h"
#include "train/worker_pool.h"

namespace pawlens {

struct Batch {
  torch::Tensor pictures;       ///< [N, 3, side, side], channels last, real = (u8 - 128) / 128.
  torch::Tensor targets;        ///< [N, outputs]. A composite's: 1 - (1 - a)(1 - b) of its photos' targets.
  torch::Tensor embeddings;     ///< [N, embedding columns]; undefined without teachers.
  torch::Tensor has_embedding;  ///< [N, 1], 0 for composites, whose features no teacher has seen.
};

/// Paints the draws on the calling thread: augmented, or `plain` (the centre square; composites without more ado).
Batch MakeBatch(const DataSet& data_set, const Guidance& guidance, std::span<const Draw> draws, int side_px, bool plain,
                torch::ScalarType type);

class TrainableNetwork;

/// Logits [photos.size(), outputs] of `photos` (indices), in evaluation mode and by the same preprocessing as the
/// engine's, float32. The network is left in evaluation mode.
torch::Tensor Answer(TrainableNetwork& network, const DataSet& data_set, std::span<const int> photos, int side_px,
                     float max_aspect, WorkerPool& pool);

/// The same for plain draws, composites among them.
torch::Tensor AnswerDraws(TrainableNetwork& network, const DataSet& data_set, const Guidance& guidance,
                          std::span<const Draw> draws, int side_px, WorkerPool& pool);

}  // namespace pawlens
