// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <future>
#include <utility>

#include "train/batch.h"

namespace pawlens {

/// Makes the next batch on a thread of its own while the device learns from the last one. On CUDA both threads queue their
/// work on the same default stream, so that neither has to wait for the other or for the device.
class Prefetch {
 public:
  /// make(step) is called for steps up to, without, `end`; never two at once.
  Prefetch(std::function<Batch(int64_t)> make, int64_t end) : make_(std::move(make)), end_(end) {}

  /// The batch of `step`: the first call's, or one after the last call's.
  Batch Take(int64_t step) {
    Batch batch = next_.valid() ? next_.get() : make_(step);
    if (step + 1 < end_) next_ = std::async(std::launch::async, make_, step + 1);
    return batch;
  }

 private:
  std::function<Batch(int64_t)> make_;
  int64_t end_;
  std::future<Batch> next_;  ///< Last: whoever destroys it waits for a batch under way.
};

}  // namespace pawlens
