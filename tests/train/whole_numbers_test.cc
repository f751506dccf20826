// SPDX-License-Identifier: MIT
#include "train/whole_numbers.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "engine/requantize.h"

namespace pawlens {
namespace {

TEST(CutIntoPieces, LeavesWholeWhatFloatHoldsAndCutsInFrontOfTheFirstTapBeyond) {
  // 128 * 131,072 is 2^24: 1024 taps of 128 and inputs of 128 just fit.
  EXPECT_EQ(CutIntoPieces(std::vector<int8_t>(1024, -128), 1024, 128), (std::vector<int64_t>{1024}));
  EXPECT_EQ(CutIntoPieces(std::vector<int8_t>(1025, -128), 1025, 128), (std::vector<int64_t>{1024, 1025}));
  EXPECT_EQ(CutIntoPieces(std::vector<int8_t>(2500, -128), 2500, 128), (std::vector<int64_t>{1024, 2048, 2500}));
  // The output with the largest weights decides.
  std::vector<int8_t> weights(2 * 2000, 1);
  std::fill(weights.begin() + 2000, weights.end(), int8_t{127});
  EXPECT_EQ(CutIntoPieces(weights, 2000, 255), (std::vector<int64_t>{518, 1036, 1554, 2000}));
}

TEST(WholeProduct, IsExactBeyondWhatFloatHolds) {
  // Odd sums of about 2^27, which float32 would make even.
  constexpr int64_t kTaps = 4609;
  const std::vector<int8_t> weights(kTaps, 127);
  const auto pieces = CutIntoPieces(weights, kTaps, 255);
  EXPECT_GT(pieces.size(), 8u);
  const torch::Tensor x = torch::cat({torch::full({1, kTaps}, 255.0), torch::full({1, kTaps}, -253.0)});
  const torch::Tensor sums = WholeProduct(x, torch::full({kTaps, 2}, 127.0), pieces);
  EXPECT_EQ(sums[0][0].item<double>(), 255.0 * 127 * kTaps);
  EXPECT_EQ(sums[1][1].item<double>(), -253.0 * 127 * kTaps);
  EXPECT_NE(torch::mm(x, torch::full({kTaps, 2}, 127.0))[0][0].item<double>(), 255.0 * 127 * kTaps);
}

TEST(Requantized, RoundsAsTheEngineDoes) {
  // Halves, and sums that float32 does not hold.
  const std::vector<int32_t> sums = {1, 3, -1, -3, -5, 400, -400, (1 << 24) + 1, (1 << 24) + 3, INT32_MAX, -INT32_MAX};
  for (const float scale : {0.5f, 0.1f, 0x1p-25f, 0x1p-24f, 0x1.8p-24f, 255.9f}) {
    for (const Activation activation : {Activation::kNone, Activation::kRelu, Activation::kRelu6}) {
      const int32_t zero_point = -7;
      const torch::Tensor steps = Requantized(torch::tensor(sums).to(torch::kFloat64), torch::tensor({scale}),
                                              StepsWithin(activation, 0.06f, zero_point));
      for (size_t i = 0; i < sums.size(); ++i) {
        const int8_t expected = Requantize(sums[i], scale, zero_point, ActivationRange(activation, 0.06f, zero_point));
        EXPECT_EQ(steps[static_cast<int64_t>(i)].item<float>() + zero_point, expected) << sums[i] << " * " << scale;
      }
    }
  }
}

TEST(Added, IsTheEnginesFixedPointSum) {
  const torch::Tensor a = torch::arange(-255, 256).to(torch::kFloat32);
  for (const auto& [a_scale, b_scale] : {std::pair{0.02f, 0.03f}, {0x1p-10f, 1.0f}, {1.0f, 1.0f}, {255.9f, 0.001f}}) {
    const FixedPointSum fixed(a_scale, b_scale, 1.0f);
    const torch::Tensor sums = Added(a.view({-1, 1}), a_scale, a.view({1, -1}), b_scale, 1.0f, {});
    const auto values = sums.accessor<float, 2>();
    for (int x = -255; x <= 255; ++x) {
      for (int y = -255; y <= 255; ++y) {
        ASSERT_EQ(values[x + 255][y + 255], static_cast<float>(std::clamp(fixed.Add(x, y), -128, 127)))
            << x << ", " << y;
      }
    }
  }
}

}  // namespace
}  // namespace pawlens
