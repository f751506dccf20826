// SPDX-License-Identifier: MIT
// What a phase keeps, gives to other processes, and goes on from.
#include <algorithm>
#include <cstdio>

#include "base/str_cat.h"
#include "train/checkpoint.h"
#include "train/phase.h"

namespace pawlens {
namespace {

constexpr int kLastStride = 32;  // Of any network's last convolutions at most, in pixels of the picture.

}  // namespace

std::filesystem::path Phase::CheckpointPath() const {
  return options_.folder / (options_.name + ".checkpoint");
}

std::filesystem::path Phase::PlateauPath() const {
  return options_.folder / (options_.name + ".plateau.checkpoint");
}

Status Phase::Save(const std::filesystem::path& path) {
  if (!group_.leads()) return {};
  return SaveCheckpoint(path, *replicas_[0].network, replicas_[0].map, *average_, *optimizer_, next_step_);
}

Status Phase::Load(const std::filesystem::path& path) {
  const Result<int64_t> step = LoadCheckpoint(path, *replicas_[0].network, replicas_[0].map, *average_, *optimizer_);
  if (!step) return std::unexpected(step.error());
  next_step_ = *step;
  CopyToReplicas();
  return {};
}

void Phase::CopyToReplicas() {
  const torch::NoGradGuard no_grad;
  for (size_t r = 1; r < replicas_.size(); ++r) {
    for (size_t i = 0; i < replicas_[r].parameters.size(); ++i) {
      replicas_[r].parameters[i].copy_(replicas_[0].parameters[i]);
    }
    for (size_t i = 0; i < replicas_[r].buffers.size(); ++i) replicas_[r].buffers[i].copy_(replicas_[0].buffers[i]);
  }
}

Status Phase::CountReplicas() {
  torch::Tensor counts = torch::zeros({group_.size()});
  counts[group_.rank()] = static_cast<int64_t>(replicas_.size());
  if (Status summed = group_.SumInto({counts}); !summed) return summed;
  first_replica_ = counts.slice(0, 0, group_.rank()).sum().item<int64_t>();
  all_replicas_ = counts.sum().item<int64_t>();
  const int64_t pictures = std::max<int64_t>(1, options_.batch / all_replicas_);
  const int side_px = plateau_end() > 0 ? std::min(options_.side_px, options_.plateau_side_px) : options_.side_px;
  const int64_t cells = side_px / kLastStride;
  if (pictures * cells * cells < 2) {
    return Fail(ErrorCode::kInvalidArgument,
                StrCat("a batch of ", options_.batch, " leaves ", all_replicas_, " threads one picture of ",
                       cells * kLastStride,
                       " pixels each, of which batch norm can learn nothing; use a larger --batch, "
                       "a larger --input, or fewer --threads"));
  }
  return {};
}

/// The leader's state to all: at first what it has loaded, later what processors of several kinds have rounded apart.
Status Phase::FollowLeader() {
  if (group_.size() == 1) return {};
  std::string state;
  if (group_.leads()) {
    state = PackCheckpoint(*replicas_[0].network, replicas_[0].map, *average_, *optimizer_, next_step_);
  }
  if (Status told = group_.Broadcast(state); !told || group_.leads()) return told;
  const Result<int64_t> step = UnpackCheckpoint(state, *replicas_[0].network, replicas_[0].map, *average_, *optimizer_);
  if (!step) return std::unexpected(step.error());
  next_step_ = *step;
  CopyToReplicas();
  return {};
}

void Phase::AdoptMap(const torch::Tensor& weight, const torch::Tensor& bias) {
  if (guidance_.embedding_columns == 0 || !weight.defined()) return;
  const torch::NoGradGuard no_grad;
  for (Replica& replica : replicas_) {
    if (replica.map->weight.sizes() != weight.sizes()) return;
    replica.map->weight.copy_(weight);
    replica.map->bias.copy_(bias);
  }
}

void Phase::AdoptMap(const Phase& earlier) {
  if (guidance_.embedding_columns == 0) return;
  AdoptMap(earlier.replicas_[0].map->weight, earlier.replicas_[0].map->bias);
}

Status Phase::Resume() {
  if (!std::filesystem::exists(CheckpointPath())) return {};
  if (!std::filesystem::exists(PlateauPath())) return Load(CheckpointPath());
  if (Status loaded = Load(PlateauPath()); !loaded) return loaded;
  if (next_step_ == plateau_end()) return Load(CheckpointPath());
  const int64_t seen = next_step_ / steps_per_epoch_;
  if (next_step_ > plateau_end()) {
    return Fail(
        ErrorCode::kInvalidArgument,
        StrCat(options_.folder.string(), ": ", seen, " epochs at the full learning rate were done already; with ",
               options_.cooldown_epochs, " to cool down it takes at least ", seen + options_.cooldown_epochs,
               ", or another --checkpoint folder"));
  }
  // From here on the newest checkpoint is the one to go on from, also after another interrupt.
  if (Status saved = Save(CheckpointPath()); !saved) return saved;
  std::error_code error;
  std::filesystem::remove(PlateauPath(), error);
  if (error) return Fail(ErrorCode::kIo, StrCat(PlateauPath().string(), ": ", error.message()));
  std::fprintf(stderr, "more epochs than before: going on from epoch %lld, the last one at the full learning rate\n",
               static_cast<long long>(seen));
  return {};
}

}  // namespace pawlens
