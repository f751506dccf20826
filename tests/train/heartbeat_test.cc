// SPDX-License-Identifier: MIT
#include "train/heartbeat.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <stdexcept>

namespace pawlens {
namespace {

using std::chrono::milliseconds;

constexpr Heartbeat::Rhythm kQuick{.pause = milliseconds(5), .missed = 4};

/// Counters in this process, as process 0 keeps them for all.
class Counters {
 public:
  Heartbeat::Counter counter() {
    return [this](int rank, int64_t add) {
      const std::lock_guard lock(mutex_);
      if (gone_) throw std::runtime_error("connection reset");
      return counts_[rank] += add;
    };
  }
  void Leave() {
    const std::lock_guard lock(mutex_);
    gone_ = true;
  }

 private:
  std::mutex mutex_;
  std::map<int, int64_t> counts_;
  bool gone_ = false;
};

int LostWithin(Heartbeat& heartbeat, int pauses) {
  int lost = Heartbeat::kNobody;
  for (int i = 0; i < pauses && lost == Heartbeat::kNobody; ++i) {
    std::this_thread::sleep_for(2 * heartbeat.rhythm().pause);
    lost = heartbeat.Lost();
  }
  return lost;
}

TEST(Heartbeat, MissesNobodyWhileAllAreAlive) {
  Counters counters;
  // Patient: a test machine may be busy, and a thread of it late.
  const Heartbeat::Rhythm patient{.pause = milliseconds(5), .missed = 400};
  Heartbeat first(counters.counter(), 0, 2, patient);
  Heartbeat second(counters.counter(), 1, 2, patient);
  EXPECT_EQ(LostWithin(first, 20), Heartbeat::kNobody);
  EXPECT_EQ(LostWithin(second, 20), Heartbeat::kNobody);
}

TEST(Heartbeat, NamesTheProcessThatStopped) {
  Counters counters;
  Heartbeat first(counters.counter(), 0, 3, kQuick);
  Heartbeat second(counters.counter(), 1, 3, {.pause = milliseconds(1), .missed = 1 << 30});
  auto third = std::make_unique<Heartbeat>(counters.counter(), 2, 3, kQuick);
  third.reset();
  EXPECT_EQ(LostWithin(first, 2000), 2);
}

TEST(Heartbeat, NamesProcessZeroWhenItsCountersAreGone) {
  Counters counters;
  Heartbeat second(counters.counter(), 1, 2, kQuick);
  counters.Leave();
  EXPECT_EQ(LostWithin(second, 2000), 0);
}

TEST(Heartbeat, NamesProcessZeroWhenItsCountersNoLongerAnswer) {
  std::mutex silence;
  std::unique_lock silent(silence);
  Heartbeat second(
      [&silence](int, int64_t) {
        const std::lock_guard wait(silence);
        return int64_t{0};
      },
      1, 2, kQuick);
  EXPECT_EQ(LostWithin(second, 2000), 0);
  silent.unlock();
}

}  // namespace
}  // namespace pawlens
