// SPDX-License-Identifier: MIT
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace pawlens {

/// Threads that wait for work. A job is given to all of them at once and `Run` returns when all have done it.
class WorkerPool {
 public:
  explicit WorkerPool(int threads);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  int size() const { return static_cast<int>(threads_.size()); }

  /// Calls job(worker) on each thread, worker in [0, size()). One call at a time. `job` must not throw.
  void Run(const std::function<void(int)>& job);

  /// Calls body(item, worker) for each item in [0, count), handed out in order to whichever thread is free.
  void ForEach(int64_t count, const std::function<void(int64_t, int)>& body);

 private:
  void Work(int worker);

  std::mutex mutex_;
  std::condition_variable start_;
  std::condition_variable done_;
  const std::function<void(int)>* job_ = nullptr;
  uint64_t generation_ = 0;  ///< Counts jobs, so that a worker takes each once.
  int busy_ = 0;
  bool stop_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace pawlens
