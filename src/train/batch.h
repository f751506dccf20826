// SPDX-License-Identifier: MIT
// Draws become tensors.
#pragma once

#include <torch/torch.h>

#include <span>

#include "classify/second_look.h"
#include "train/data_set.h"
#include "train/guidance.h"
#include "train/photo_store.h"
#include "train/sampler.h"
#include "train/worker_pool.h"

namespace pawlens {

struct Batch {
  torch::Tensor pictures;       ///< [N, 3, side, side], channels last, real = (u8 - 128) / 128.
  torch::Tensor targets;        ///< [N, outputs]. A composite's: 1 - (1 - a)(1 - b) of its photos' targets.
  torch::Tensor embeddings;     ///< [N, embedding columns]; undefined without teachers.
  torch::Tensor has_embedding;  ///< [N, 1], 0 for composites, whose features no teacher has seen.
};

/// Makes batches on one device, where photos and guidance are put once. On the CPU they stay where they are.
class BatchMaker {
 public:
  /// Data set and guidance must outlive it. `copied`: see PhotoStore.
  BatchMaker(const DataSet& data_set, const Guidance& guidance, torch::Device device, bool copied = false);

  const DataSet& data_set() const { return data_set_; }
  const Guidance& guidance() const { return guidance_; }
  torch::Device device() const { return store_.device(); }
  /// Whether whole batches are better than a part for each thread: on a device that works on its own.
  bool in_bulk() const { return store_.in_bulk(); }

  /// Paints the draws on the calling thread: augmented, or `plain` (the centre square; composites without more ado). Several
  /// threads may call it at once. Waits for nothing that the device still has to do.
  Batch Make(std::span<const Draw> draws, int side_px, bool plain, torch::ScalarType type) const;

 private:
  const DataSet& data_set_;
  const Guidance& guidance_;
  PhotoStore store_;
  torch::Tensor targets_;     ///< [rows, outputs]: a row for each view of each photo.
  torch::Tensor embeddings_;  ///< [rows, embedding columns]; undefined without teachers.
};

class TrainableNetwork;

/// Logits [photos.size(), outputs] of `photos` (indices), in evaluation mode and by the same preprocessing as the
/// engine's, float32, on the CPU wherever the network is. The network is left in evaluation mode.
torch::Tensor Answer(TrainableNetwork& network, const DataSet& data_set, std::span<const int> photos, int side_px,
                     float max_aspect, const Look& look, WorkerPool& pool);

/// The same for plain draws, composites among them.
torch::Tensor AnswerDraws(TrainableNetwork& network, const BatchMaker& batches, std::span<const Draw> draws,
                          int side_px, WorkerPool& pool);

}  // namespace pawlens
