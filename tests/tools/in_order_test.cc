// SPDX-License-Identifier: MIT
#include "pawlens/in_order.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <stdexcept>

namespace pawlens::cli {
namespace {

TEST(ForEachInOrder, HandsResultsOverInOrderAndOnce) {
  for (const int jobs : {1, 2, 8}) {
    std::vector<size_t> taken;
    ForEachInOrder(
        1000, jobs, [](int, size_t index) { return std::make_unique<size_t>(index * index); },
        [&](size_t index, std::unique_ptr<size_t> square) {
          EXPECT_EQ(*square, index * index);
          taken.push_back(index);
          return true;
        });
    ASSERT_EQ(taken.size(), 1000u);
    for (size_t i = 0; i < taken.size(); ++i) ASSERT_EQ(taken[i], i);
  }
}

TEST(ForEachInOrder, NeverRunsFurtherAheadThanFourItemsAThread) {
  constexpr int kJobs = 3;
  std::atomic<size_t> started = 0;
  size_t most = 0;
  ForEachInOrder(
      500, kJobs, [&](int, size_t) { return ++started; },
      [&](size_t index, size_t) {
        most = std::max(most, started.load() - index);
        return true;
      });
  EXPECT_LE(most, 4u * kJobs + 1);  // One more may have started since this item made room for it.
}

TEST(ForEachInOrder, EachThreadKnowsItsNumberAndNoTwoShareOne) {
  constexpr int kJobs = 4;
  std::vector<std::atomic<int>> busy(kJobs);
  std::atomic<bool> shared = false;
  ForEachInOrder(
      400, kJobs,
      [&](int job, size_t) {
        if (++busy.at(static_cast<size_t>(job)) != 1) shared = true;
        --busy[static_cast<size_t>(job)];
        return 0;
      },
      [](size_t, int) { return true; });
  EXPECT_FALSE(shared);
}

TEST(ForEachInOrder, StopsWhenAskedTo) {
  std::atomic<size_t> worked = 0;
  size_t taken = 0;
  ForEachInOrder(100'000, 2, [&](int, size_t) { return ++worked; }, [&](size_t, size_t) { return ++taken < 10; });
  EXPECT_EQ(taken, 10u);
  EXPECT_LE(worked, 10u + 2 * 4 + 2);
}

TEST(ForEachInOrder, EndsItsThreadsWhenTakingThrows) {
  EXPECT_THROW(ForEachInOrder(
                   1000, 2, [](int, size_t) { return 0; },
                   [](size_t index, int) -> bool {
                     if (index == 5) throw std::runtime_error("stop");
                     return true;
                   }),
               std::runtime_error);
}

TEST(ForEachInOrder, DoesNothingForNoItems) {
  ForEachInOrder(
      0, 2, [](int, size_t) { return 0; },
      [](size_t, int) {
        ADD_FAILURE();
        return true;
      });
}

}  // namespace
}  // namespace pawlens::cli
