// SPDX-License-Identifier: MIT
// The arithmetic that kernels, engine and reference share, against numbers worked out by hand.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "engine/kernels/exp.h"
#include "engine/requantize.h"

namespace pawlens {
namespace {

TEST(RoundHalfAway, MovesHalvesAwayFromZero) {
  EXPECT_EQ(RoundHalfAway(0.5f), 1);
  EXPECT_EQ(RoundHalfAway(-0.5f), -1);
  EXPECT_EQ(RoundHalfAway(2.5f), 3);
  EXPECT_EQ(RoundHalfAway(-2.5f), -3);
  EXPECT_EQ(RoundHalfAway(0.49999997f), 0);
  EXPECT_EQ(RoundHalfAway(-0.49999997f), 0);
  EXPECT_EQ(RoundHalfAway(127.4f), 127);
}

TEST(Requantize, MovesHalvesToEven) {
  EXPECT_EQ(Requantize(1, 0.5f, 0, {}), 0);
  EXPECT_EQ(Requantize(3, 0.5f, 0, {}), 2);
  EXPECT_EQ(Requantize(5, 0.5f, 0, {}), 2);
  EXPECT_EQ(Requantize(-1, 0.5f, 0, {}), 0);
  EXPECT_EQ(Requantize(-3, 0.5f, 0, {}), -2);
  EXPECT_EQ(Requantize(5, 0.5f, 7, {}), 9);  // The zero point comes after rounding.
}

TEST(Requantize, StaysWithinItsRange) {
  EXPECT_EQ(Requantize(1'000'000, 1.0f, 3, {}), 127);
  EXPECT_EQ(Requantize(-1'000'000, 1.0f, 3, {}), -128);
  EXPECT_EQ(Requantize(std::numeric_limits<int32_t>::max(), 255.0f, -128, {}), 127);
  EXPECT_EQ(Requantize(std::numeric_limits<int32_t>::min(), 255.0f, 127, {}), -128);
  EXPECT_EQ(Requantize(50, 1.0f, 0, {-10, 20}), 20);
  EXPECT_EQ(Requantize(-50, 1.0f, 0, {-10, 20}), -10);
}

TEST(Requantize, ComputesInSinglePrecision) {
  // 2^24 + 1 is no float: the accumulator becomes 2^24, a half when scaled by 2^-25, and that goes to the even 0.
  EXPECT_EQ(Requantize((1 << 24) + 1, 0x1p-25f, 0, {}), 0);
  EXPECT_EQ(Requantize((1 << 24) + 2, 0x1p-25f, 0, {}), 1);
  // 0.1f is a little more than a tenth, but 5 * 0.1f is rounded to one half, which goes to the even 0.
  EXPECT_EQ(Requantize(5, 0.1f, 0, {}), 0);
}

TEST(PortableExp, IsTheExponentialFunctionToFifteenDigits) {
  for (double x = -699; x < 700; x += 0.37) {
    EXPECT_NEAR(PortableExp(x) / std::exp(x), 1.0, 2e-15) << x;
  }
  for (double x = -1; x < 1; x += 0.001) EXPECT_NEAR(PortableExp(x) / std::exp(x), 1.0, 2e-15) << x;
}

TEST(PortableExp, HasTheSameBitsEverywhere) {
  // Recorded once; a platform or a compiler option that gives other bits breaks "native = WebAssembly".
  EXPECT_EQ(PortableExp(0.0), 1.0);
  EXPECT_EQ(PortableExp(1.0), 0x1.5bf0a8b14576ap+1);
  EXPECT_EQ(PortableExp(-0.7), 0x1.fc80db9dd5542p-2);
  EXPECT_EQ(PortableExp(123.456), 0x1.1428e1cbc0143p+178);
}

TEST(PortableExp, HasDefinedEnds) {
  EXPECT_EQ(PortableExp(-701), 0.0);
  EXPECT_EQ(PortableExp(-std::numeric_limits<double>::infinity()), 0.0);
  EXPECT_EQ(PortableExp(std::numeric_limits<double>::infinity()), PortableExp(700));
  EXPECT_TRUE(std::isfinite(PortableExp(700)));
  EXPECT_TRUE(std::isnan(PortableExp(std::numeric_limits<double>::quiet_NaN())));
}

}  // namespace
}  // namespace pawlens
