// SPDX-License-Identifier: MIT
#include "image/jpeg_loss.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "support/pictures.h"

namespace pawlens {
namespace {

TEST(LoseAsJpeg, LosesMoreAtLowerQualityAndLittleAtTheBest) {
  constexpr int kSide = 64;
  const Image photo = testing::GradientPicture(kSide, kSide);
  const auto loss = [&](int quality) {
    std::vector<float> out(photo.rgb.begin(), photo.rgb.end());
    LoseAsJpeg(quality, kSide, kSide, out);
    double sum = 0;
    for (size_t i = 0; i < out.size(); ++i) sum += std::fabs(out[i] - photo.rgb[i]);
    return sum / static_cast<double>(out.size());
  };
  EXPECT_LT(loss(100), 1.0);
  EXPECT_GT(loss(10), loss(90));
  EXPECT_LT(loss(10), 20.0);
}

TEST(LoseAsJpeg, TreatsBlocksOneByOneInPicturesOfAnyShape) {
  // A wide picture loses what its two halves lose each.
  const Image photo = testing::GradientPicture(32, 8);
  std::vector<float> wide(photo.rgb.begin(), photo.rgb.end());
  LoseAsJpeg(20, 32, 8, wide);
  for (int half = 0; half < 2; ++half) {
    std::vector<float> part;
    for (int y = 0; y < 8; ++y) {
      const auto row = photo.rgb.begin() + (y * 32 + half * 16) * 3;
      part.insert(part.end(), row, row + 16 * 3);
    }
    LoseAsJpeg(20, 16, 8, part);
    for (int y = 0; y < 8; ++y) {
      for (int i = 0; i < 16 * 3; ++i)
        ASSERT_EQ(wide[(y * 32 + half * 16) * 3 + i], part[y * 16 * 3 + i]) << y << " " << i;
    }
  }
}

}  // namespace
}  // namespace pawlens
