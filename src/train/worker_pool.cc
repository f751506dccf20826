// SPDX-License-Identifier: MIT
#include "train/worker_pool.h"

#include <algorithm>
#include <atomic>

namespace pawlens {

WorkerPool::WorkerPool(int threads) {
  for (int worker = 0; worker < std::max(1, threads); ++worker) {
    threads_.emplace_back([this, worker] { Work(worker); });
  }
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  start_.notify_all();
}

void WorkerPool::Run(const std::function<void(int)>& job) {
  std::unique_lock lock(mutex_);
  job_ = &job;
  busy_ = size();
  ++generation_;
  start_.notify_all();
  done_.wait(lock, [this] { return busy_ == 0; });
}

void WorkerPool::ForEach(int64_t count, const std::function<void(int64_t, int)>& body) {
  std::atomic<int64_t> next = 0;
  Run([&](int worker) {
    for (int64_t item = next++; item < count; item = next++) body(item, worker);
  });
}

void WorkerPool::Work(int worker) {
  uint64_t seen = 0;
  std::unique_lock lock(mutex_);
  while (true) {
    start_.wait(lock, [&] { return stop_ || generation_ != seen; });
    if (stop_) return;
    seen = generation_;
    const auto* job = job_;
    lock.unlock();
    (*job)(worker);
    lock.lock();
    if (--busy_ == 0) done_.notify_all();
  }
}

}  // namespace pawlens
