// SPDX-License-Identifier: MIT
// Signs of life between processes, so that a wait may be as long as the others' work takes, but not a second longer
// than they live.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

namespace pawlens {

/// Counts up a counter of its own process once a `pause`, and looks whether the others' still move.
class Heartbeat {
 public:
  /// Adds to the counter of a process and answers the new value. All processes share the counters; process 0 keeps
  /// them. May throw or block when that one is gone. Called from the heartbeat's own thread only.
  using Counter = std::function<int64_t(int rank, int64_t add)>;

  struct Rhythm {
    std::chrono::milliseconds pause{4000};
    int missed = 8;  ///< So many rounds without a sign, and a process is lost.
  };
  static constexpr int kNobody = -1;

  Heartbeat(Counter counter, int rank, int size, Rhythm rhythm);
  /// Waits for the counter's answer: must not be called once one is lost.
  ~Heartbeat();
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

  /// To be asked about once a pause while waiting for the others: which of them is lost, or kNobody. Rounds are counted,
  /// not seconds, so that a machine that slept through a few minutes blames nobody.
  int Lost();

  const Rhythm& rhythm() const { return rhythm_; }

 private:
  void Beat(int rank, int size);

  Counter counter_;
  Rhythm rhythm_;
  std::atomic<int> lost_ = kNobody;
  std::atomic<int64_t> rounds_ = 0;
  int64_t rounds_seen_ = 0;
  int asked_in_vain_ = 0;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stop_ = false;
  std::jthread thread_;
};

}  // namespace pawlens
