// SPDX-License-Identifier: MIT
#include "train/feature_rows.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "base/str_cat.h"
#include "classify/picture_input.h"
#include "engine/engine.h"
#include "train/augment.h"
#include "train/render.h"
#include "train/torch_graph.h"

namespace pawlens {
namespace {

constexpr int kViewSidePx = 128;
// Enough to keep a device busy; a network of 224 pixels takes about half a gigabyte for them.
constexpr int64_t kPicturesAtOnce = 32;

/// One for each thread; its centre square: settings of the teacher's own do not count.
Result<std::vector<PictureInput>> MakeInputs(const Graph& graph, WorkerPool& pool) {
  const Result<PictureInput> input = PictureInput::Of(graph, std::nullopt);
  if (!input) return std::unexpected(input.error());
  pool.Run([](int) { at::set_num_threads(1); });  // Each thread paints photos of its own.
  return std::vector<PictureInput>(static_cast<size_t>(pool.size()), *input);
}

Status WriteView(const Photo& photo, int64_t index, int view, PictureInput& input, std::span<uint8_t> bytes) {
  if (view == 0) return input.Write(photo.pixels.view(), bytes);
  return input.Write(RenderView(photo, index, view).view(), bytes);
}

/// Calls body(item, worker) for each; the status of one that failed, if any did.
Status TryEach(WorkerPool& pool, int64_t count, const std::function<Status(int64_t, int)>& body) {
  std::vector<Status> statuses(static_cast<size_t>(pool.size()));
  pool.ForEach(count, [&](int64_t item, int worker) {
    if (Status done = body(item, worker); !done) statuses[worker] = done;
  });
  for (const Status& status : statuses) {
    if (!status) return status;
  }
  return {};
}

class RowsOfEngines : public FeatureRows {
 public:
  RowsOfEngines(WorkerPool& pool, std::vector<PictureInput> inputs, std::vector<Engine> engines)
      : pool_(pool), inputs_(std::move(inputs)), engines_(std::move(engines)) {}

  Status Compute(const DataSet& data_set, int view, int64_t first, std::span<int8_t> rows) override {
    const size_t columns = engines_[0].Output().size();
    return TryEach(pool_, static_cast<int64_t>(rows.size() / columns), [&](int64_t i, int worker) -> Status {
      Engine& engine = engines_[worker];
      const Photo& photo = data_set.photos[first + i];
      if (Status done = WriteView(photo, first + i, view, inputs_[worker], engine.Input()); !done) return done;
      if (Status run = engine.Run(); !run) return run;
      std::memcpy(&rows[i * columns], engine.Output().data(), columns);
      return {};
    });
  }

 private:
  WorkerPool& pool_;
  std::vector<PictureInput> inputs_;
  std::vector<Engine> engines_;
};

class RowsOfTorch : public FeatureRows {
 public:
  RowsOfTorch(WorkerPool& pool, std::vector<PictureInput> inputs, TorchGraph network, const Graph& graph,
              c10::Device device)
      : pool_(pool),
        inputs_(std::move(inputs)),
        network_(std::move(network)),
        device_(device),
        input_bytes_(graph.tensors[graph.inputs[0]].size_bytes()),
        columns_(graph.tensors[graph.outputs[0]].num_elements()) {
    const Tensor& input = graph.tensors[graph.inputs[0]];
    const auto type = input.type == DataType::kFloat32 ? torch::kFloat32
                      : input.type == DataType::kUInt8 ? torch::kUInt8
                                                       : torch::kInt8;
    pictures_ = torch::empty({kPicturesAtOnce, input.shape[1], input.shape[2], input.shape[3]}, type);
  }

  Status Compute(const DataSet& data_set, int view, int64_t first, std::span<int8_t> rows) override {
    const auto count = static_cast<int64_t>(rows.size()) / columns_;
    torch::Tensor pending;  // Of the pictures in front of `done`: a device may still be at work on it.
    int64_t fetched = 0;
    const auto fetch = [&] {
      if (!pending.defined()) return;
      const torch::Tensor features = pending.cpu().contiguous();
      std::memcpy(&rows[fetched * columns_], features.data_ptr<int8_t>(), static_cast<size_t>(features.numel()));
      fetched += features.size(0);
    };
    try {
      for (int64_t done = 0; done < count; done += kPicturesAtOnce) {
        const int64_t pictures = std::min(kPicturesAtOnce, count - done);
        if (Status painted = Paint(data_set, view, first + done, pictures); !painted) return painted;
        fetch();
        pending = network_.Run(pictures_.slice(0, 0, pictures).to(device_));
      }
      fetch();
    } catch (const c10::Error& error) {
      return Fail(ErrorCode::kInternal, StrCat(device_.str(), ": ", error.what_without_backtrace()));
    }
    return {};
  }

 private:
  Status Paint(const DataSet& data_set, int view, int64_t first, int64_t count) {
    auto* bytes = static_cast<uint8_t*>(pictures_.data_ptr());
    return TryEach(pool_, count, [&](int64_t i, int worker) {
      return WriteView(data_set.photos[first + i], first + i, view, inputs_[worker],
                       {bytes + i * input_bytes_, static_cast<size_t>(input_bytes_)});
    });
  }

  WorkerPool& pool_;
  std::vector<PictureInput> inputs_;
  TorchGraph network_;
  c10::Device device_;
  int64_t input_bytes_;
  int64_t columns_;
  torch::Tensor pictures_;  ///< [kPicturesAtOnce, H, W, 3] on the CPU.
};

}  // namespace

Result<std::unique_ptr<FeatureRows>> EngineRows(const Graph& graph, WorkerPool& pool) {
  Result<std::vector<PictureInput>> inputs = MakeInputs(graph, pool);
  if (!inputs) return std::unexpected(inputs.error());
  std::vector<Engine> engines;
  for (int i = 0; i < pool.size(); ++i) {
    Result<Engine> engine = Engine::Create(graph);
    if (!engine) return std::unexpected(engine.error());
    engines.push_back(std::move(*engine));
  }
  return std::make_unique<RowsOfEngines>(pool, std::move(*inputs), std::move(engines));
}

Result<std::unique_ptr<FeatureRows>> TorchRows(const Graph& graph, WorkerPool& pool, c10::Device device) {
  Result<std::vector<PictureInput>> inputs = MakeInputs(graph, pool);
  if (!inputs) return std::unexpected(inputs.error());
  Result<TorchGraph> network = TorchGraph::Create(graph);
  if (!network) return std::unexpected(network.error());
  try {
    network->To(device);
  } catch (const c10::Error& error) {
    return Fail(ErrorCode::kInvalidArgument, StrCat(device.str(), ": ", error.what_without_backtrace()));
  }
  return std::make_unique<RowsOfTorch>(pool, std::move(*inputs), std::move(*network), graph, device);
}

Image RenderView(const Photo& photo, int64_t index, int view) {
  const PhotoStore store({&photo.pixels}, torch::kCPU);
  const Painting painting{.plan = PlanView(photo.pixels, index, view)};
  const torch::Tensor pixels =
      RenderBatch(store, {&painting, 1}, kViewSidePx)[0].round_().to(torch::kUInt8).permute({1, 2, 0}).contiguous();
  Image picture{.width = kViewSidePx, .height = kViewSidePx, .rgb = {}};
  picture.rgb.assign(pixels.data_ptr<uint8_t>(), pixels.data_ptr<uint8_t>() + pixels.numel());
  return picture;
}

}  // namespace pawlens
