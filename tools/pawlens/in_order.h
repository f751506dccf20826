// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace pawlens::cli {

/// Works on items 0 to count - 1 with `jobs` threads and hands the results over in order. `work(job, index)` runs on thread
/// `job` (0 to jobs - 1) and must not throw; `take(index, result)` runs on the calling thread and answers false to stop
/// early. Threads run ahead of `take` by at most four items each, so memory does not grow with `count`.
template <typename Work, typename Take>
void ForEachInOrder(size_t count, int jobs, Work work, Take take) {
  using Out = decltype(work(0, size_t{0}));
  std::mutex mutex;
  std::condition_variable room;   // A worker may take the next item, or has to leave.
  std::condition_variable ready;  // A result has come.
  std::vector<std::optional<Out>> window(4 * static_cast<size_t>(std::max(jobs, 1)));
  size_t next = 0;
  size_t taken = 0;
  bool stop = false;

  const auto run = [&](int job) {
    std::unique_lock lock(mutex);
    for (;;) {
      room.wait(lock, [&] { return stop || next == count || next < taken + window.size(); });
      if (stop || next == count) return;
      const size_t index = next++;
      lock.unlock();
      Out out = work(job, index);
      lock.lock();
      window[index % window.size()] = std::move(out);
      ready.notify_one();
    }
  };

  std::vector<std::jthread> threads;
  threads.reserve(jobs);
  // Declared after the threads, so that it releases them before they are joined, also when `take` throws.
  struct Release {
    std::mutex& mutex;
    std::condition_variable& room;
    bool& stop;
    ~Release() {
      const std::lock_guard lock(mutex);
      stop = true;
      room.notify_all();
    }
  } release{mutex, room, stop};
  for (int job = 0; job < jobs; ++job) threads.emplace_back(run, job);

  for (size_t index = 0; index < count; ++index) {
    std::unique_lock lock(mutex);
    std::optional<Out>& slot = window[index % window.size()];
    ready.wait(lock, [&] { return slot.has_value(); });
    Out out = std::move(*slot);  // NOLINT(bugprone-unchecked-optional-access): waited for.
    slot.reset();
    taken = index + 1;
    room.notify_all();
    lock.unlock();
    if (!take(index, std::move(out))) return;
  }
}

}  // namespace pawlens::cli
