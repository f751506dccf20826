// SPDX-License-Identifier: MIT
// Several processes, on one machine or many, that train one network together: sums and copies between them. Hides
// LibTorch's c10d (Gloo), which not every LibTorch has; see HACKING.md.
#pragma once

#include <torch/torch.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "train/heartbeat.h"
#include "train/membership.h"

namespace pawlens {

/// All processes call the same functions in the same order, each from one thread. A call waits for the others however
/// long they work; it fails with kIo as soon as one of them has ended, or within a minute if one gives no sign of life.
/// After a failure the group is of no more use. Of a process alone all functions return at once.
class ProcessGroup {
 public:
  struct Timing {
    std::chrono::milliseconds connect{120'000};  ///< For all processes to have come.
    Heartbeat::Rhythm rhythm = {};
  };

  /// A process alone.
  ProcessGroup();
  ~ProcessGroup();
  ProcessGroup(ProcessGroup&& other) noexcept;
  ProcessGroup& operator=(ProcessGroup&& other) noexcept;

  /// Returns when all `membership.size` processes have come. kInvalidArgument if two have the same rank or
  /// another size, and where LibTorch has no Gloo; kIo if some have not come in time, or cannot be reached.
  static Result<ProcessGroup> Connect(const Membership& membership, Timing timing);
  /// The group that the environment names (membership.h).
  static Result<ProcessGroup> FromEnvironment();

  int rank() const { return membership_.rank; }
  int size() const { return membership_.size; }
  /// Whether this process prints, measures and writes: one of them must, and only one may.
  bool leads() const { return membership_.rank == 0; }

  /// Each float32 tensor becomes the sum of all processes' tensors of its place and shape, the same bits in all processes.
  Status SumInto(const std::vector<torch::Tensor>& tensors);
  /// The leader's numbers to all. They may be as many as memory holds; those of the others are replaced.
  Status Broadcast(std::vector<float>& numbers);
  Status Broadcast(std::string& bytes);

 private:
  struct Link;
  Status BroadcastBytes(char* bytes, int64_t count);
  Status BroadcastCount(int64_t& count);

  Membership membership_;
  std::unique_ptr<Link> link_;  ///< Null if alone.
};

}  // namespace pawlens
