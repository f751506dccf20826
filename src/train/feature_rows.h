// SPDX-License-Identifier: MIT
// The two ways in which a teacher's features are computed. Both give the same bytes.
#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <memory>
#include <span>

#include "base/error.h"
#include "image/image.h"
#include "model/graph.h"
#include "train/data_set.h"
#include "train/worker_pool.h"

namespace pawlens {

/// Features of consecutive photos of a data set, all of one view.
class FeatureRows {
 public:
  virtual ~FeatureRows() = default;
  /// Fills `rows`, which holds whole rows: of photo `first`, the next and so on.
  virtual Status Compute(const DataSet& data_set, int view, int64_t first, std::span<int8_t> rows) = 0;
};

/// `graph` has a picture as its input (PictureInput) and one int8 output; its elements are a row's columns. The pool
/// has to outlive the result. Errors of PictureInput::Of, and of Engine::Create.
Result<std::unique_ptr<FeatureRows>> EngineRows(const Graph& graph, WorkerPool& pool);  ///< One engine a thread.
/// The pool's threads prepare a batch of pictures while `device` computes the one before (TorchGraph). Errors of
/// TorchGraph::Create; kInvalidArgument for a device that is not there; Compute: kInternal for one that fails.
Result<std::unique_ptr<FeatureRows>> TorchRows(const Graph& graph, WorkerPool& pool, c10::Device device);

/// View 1 or above of photo `index`, as the student sees it at its full size: teachers get just that, enlarged.
Image RenderView(const Photo& photo, int64_t index, int view);

}  // namespace pawlens
