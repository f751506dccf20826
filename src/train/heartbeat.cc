// SPDX-License-Identifier: MIT
#include "train/heartbeat.h"

#include <exception>
#include <utility>
#include <vector>

namespace pawlens {

Heartbeat::Heartbeat(Counter counter, int rank, int size, Rhythm rhythm)
    : counter_(std::move(counter)), rhythm_(rhythm), thread_([this, rank, size] { Beat(rank, size); }) {}

Heartbeat::~Heartbeat() {
  const std::lock_guard lock(mutex_);
  stop_ = true;
  wake_.notify_all();
}

int Heartbeat::Lost() {
  const int64_t rounds = rounds_;
  asked_in_vain_ = rounds == rounds_seen_ ? asked_in_vain_ + 1 : 0;
  rounds_seen_ = rounds;
  // No round ends: the keeper of the counters is there no more, not even to refuse.
  return asked_in_vain_ > rhythm_.missed ? 0 : lost_.load();
}

void Heartbeat::Beat(int rank, int size) {
  std::vector<int64_t> last(size, 0);
  std::vector<int> silent(size, 0);
  std::unique_lock lock(mutex_);
  while (!stop_) {
    lock.unlock();
    try {
      counter_(rank, 1);
      for (int other = 0; other < size; ++other) {
        if (other == rank) continue;
        const int64_t count = counter_(other, 0);
        silent[other] = count == last[other] ? silent[other] + 1 : 0;
        last[other] = count;
        if (silent[other] > rhythm_.missed) lost_ = other;
      }
      ++rounds_;
    } catch (const std::exception&) {
      lost_ = 0;
    }
    lock.lock();
    if (lost_ != kNobody) return;
    wake_.wait_for(lock, rhythm_.pause, [this] { return stop_; });
  }
}

}  // namespace pawlens
