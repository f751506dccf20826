// SPDX-License-Identifier: MIT
#include "model/magnitudes.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <vector>

namespace pawlens {
namespace {

TEST(SumOfMagnitudes, EqualsALoopForEveryCountAndStep) {
  std::vector<int8_t> values(3 * 600);
  uint32_t state = 1;
  for (int8_t& value : values) value = static_cast<int8_t>((state = state * 1664525 + 1013904223) >> 24);
  for (size_t step = 1; step <= 3; ++step) {
    int64_t expected = 0;
    for (size_t count = 0; count < 600; ++count) {
      ASSERT_EQ(SumOfMagnitudes(values.data() + 1, count, step), expected) << count << " values, step " << step;
      expected += std::abs(int32_t{values[1 + count * step]});
    }
  }
}

TEST(SumOfMagnitudes, HoldsTheMostNegativeValueManyTimes) {
  for (const size_t count : {size_t{255 * 16}, size_t{256 * 16}, size_t{100'003}}) {
    const std::vector<int8_t> values(count, -128);
    EXPECT_EQ(SumOfMagnitudes(values.data(), count, 1), static_cast<int64_t>(128 * count));
  }
}

}  // namespace
}  // namespace pawlens
