// SPDX-License-Identifier: MIT
// One stretch of training: float first, then with quantization. Data-parallel over threads and processes.
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "train/batch.h"
#include "train/data_set.h"
#include "train/distributed.h"
#include "train/guidance.h"
#include "train/mix_options.h"
#include "train/network.h"
#include "train/prefetch.h"
#include "train/sampler.h"
#include "train/worker_pool.h"

namespace pawlens {

struct PhaseOptions {
  std::string name;  ///< "float" or "int8"; names the checkpoint.
  int epochs = 1;
  int batch = 128;
  int cooldown_epochs = 1;   ///< The last ones: the rate falls from its peak to 0 along a half cosine.
  double peak_rate = 0.005;  ///< Learning rate of the plateau between warming up and cooling down.
  double warmup_epochs = 1;
  double weight_decay = 0.05;    ///< Decoupled; on weights of more than one dimension only.
  double average_decay = 0.999;  ///< Of the moving average of the weights, which is what is kept.
  int side_px = 128;
  int plateau_side_px = 128;  ///< Cheaper, smaller pictures before the cooldown.
  uint64_t seed = 1;
  float center_share = 0.0f;  ///< See SamplerOptions.
  MixOptions mix = {};
  bool overfit_one_batch = false;  ///< The first batch over and over, without augmentation or held-out photos.
  std::filesystem::path folder;    ///< For checkpoints and metrics.csv.
  bool resume = false;
};

/// Learning rates of a phase: a straight rise, a plateau, a half cosine down to 0. `step` counts from 0.
double LearningRate(const PhaseOptions& options, int64_t step, int64_t steps_per_epoch);

/// Trains and keeps a moving average of a network. On the CPU each thread of the pool works on its part of a batch with a
/// replica of its own; gradients are summed and batch-norm statistics averaged after each step, so a run depends on the seed
/// and on the number of threads, but not on their timing. On another device there is one replica, and the host only queues
/// work: it waits for the device where it has something to say. Where there are several processes, all their replicas share
/// each batch in the same way: two processes of one thread do what one process of two threads does. Their leader alone
/// prints, measures and writes; what it has is what all go on from after an epoch.
class Phase {
 public:
  using Factory = std::function<std::shared_ptr<TrainableNetwork>()>;

  /// `factory` makes networks that start out equal. `batches`, pool and group must outlive the phase.
  Phase(PhaseOptions options, const Factory& factory, const BatchMaker& batches, WorkerPool& pool, ProcessGroup& group);

  /// Starts with another phase's map to the teachers' embedding: a fresh one would first drag the features astray.
  void AdoptMap(const Phase& earlier);
  /// The same with its weight [columns, features] and bias; does nothing where they are undefined or do not fit.
  void AdoptMap(const torch::Tensor& weight, const torch::Tensor& bias);

  /// All epochs that the checkpoint (with `resume`) has not seen. Saves a checkpoint after each epoch and when Ctrl-C
  /// asks any process to stop, then fails with kInvalidArgument and says how to go on. Up to the end of the plateau nothing depends on
  /// how many epochs follow, and a checkpoint of that place is kept: a run resumed with more epochs than it was begun with
  /// goes on from there, as if it had been begun with them. kInvalidArgument for a resumed run with fewer epochs than its
  /// plateau has seen; kIo for a full disk, a checkpoint that does not fit, or another process that
  /// has ended.
  Status Run();

  /// The averaged network.
  TrainableNetwork& average() { return *average_; }
  std::shared_ptr<TrainableNetwork> shared_average() { return average_; }
  /// Of the last epoch: share of training pictures all of whose outputs were on the right side of one half (softmax: whose
  /// largest output was the right one).
  double training_accuracy() const { return training_accuracy_; }
  int epochs_run() const { return epochs_run_; }  ///< By Run(): without those of the checkpoint.

 private:
  struct Replica {
    std::shared_ptr<TrainableNetwork> network;
    torch::nn::Linear map{nullptr};  ///< From pooled features to the teachers' embedding; null without teachers.
    std::vector<torch::Tensor> parameters;
    std::vector<torch::Tensor> buffers;
    torch::Tensor loss;   ///< Sum since it was last counted, where the network is: asking for it waits for the device.
    torch::Tensor right;  ///< Pictures, likewise.
  };
  struct Tally {
    double loss = 0;
    int64_t right = 0;
  };

  Batch MakeBatch(std::span<const Draw> draws, int64_t step) const;
  void Learn(Replica& replica, const Batch& batch, int64_t batch_size);
  /// What one of this process's replicas learns from, of a batch's draws.
  std::span<const Draw> PartOf(std::span<const Draw> draws, int64_t replica) const;
  /// `ahead`: where this process's part comes from as a whole; null where each replica makes its own. `counted`: whether
  /// loss, hits and interrupts of all replicas are wanted now.
  Status Step(std::span<const Draw> draws, int64_t step, Prefetch* ahead, bool counted);
  Status Join(bool counted);
  Status SumOverProcesses(bool counted);
  Status RunEpoch(int epoch);
  Status Evaluate(int epoch, double loss, double images_per_s);
  Status Save(const std::filesystem::path& path);
  Status Load(const std::filesystem::path& path);
  void CopyToReplicas();
  Status CountReplicas();
  Status FollowLeader();
  Status Resume();
  std::filesystem::path CheckpointPath() const;
  std::filesystem::path PlateauPath() const;
  int64_t plateau_end() const { return steps_per_epoch_ * (options_.epochs - options_.cooldown_epochs); }

  PhaseOptions options_;
  const BatchMaker& batches_;
  const DataSet& data_set_;
  const Guidance& guidance_;
  WorkerPool& pool_;
  ProcessGroup& group_;
  torch::ScalarType type_;
  std::vector<Replica> replicas_;
  std::shared_ptr<TrainableNetwork> average_;
  std::unique_ptr<torch::optim::AdamW> optimizer_;
  int64_t all_replicas_ = 0;   ///< Of all processes; each takes the same share of a batch.
  int64_t first_replica_ = 0;  ///< Place of this process's first one among them.
  Tally tally_;                ///< Of the epoch so far, over all replicas of all processes.
  bool stop_ = false;          ///< Ctrl-C was pressed before or during it.
  int64_t steps_per_epoch_ = 1;
  int64_t next_step_ = 0;
  double training_accuracy_ = 0;
  int epochs_run_ = 0;
};

}  // namespace pawlens
