// SPDX-License-Identifier: MIT
// From a network trained with quantization to a checked model file.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.h"
#include "train/batch.h"
#include "train/data_set.h"
#include "train/int8_network.h"
#include "train/worker_pool.h"

namespace pawlens {

struct FinishOptions {
  std::filesystem::path out;
  int input_px = 128;
  uint64_t seed = 1;
  std::string provenance;
};

/// How LibTorch's fake-quantized outputs and the engine's compare.
struct Agreement {
  int pictures = 0;
  int64_t values = 0;
  int64_t different = 0;  ///< Logits that are not the same step.
  int64_t far = 0;        ///< Logits more than one step apart.
  int largest_steps = 0;  ///< Largest difference, in steps of the logits' grid.
};

/// Runs up to `count` photos through both.
Result<Agreement> CompareWithEngine(Int8Network& network, const DataSet& data_set, int count, int input_px,
                                    WorkerPool& pool);

/// Chooses how much of a long photo's sides to cut, fits probabilities and thresholds on the held-out photos and on
/// composites of them (for a softmax only a temperature, on the photos), folds the fit into the last layer, compares with the engine and writes `out`. Without held-out
/// photos probabilities stay as they are and thresholds are 1/2.
Status Finish(const FinishOptions& options, Int8Network& network, const BatchMaker& batches, WorkerPool& pool);

}  // namespace pawlens
