// SPDX-License-Identifier: MIT
#include "image/composite.h"

#include <gtest/gtest.h>

#include "support/pictures.h"

namespace pawlens {
namespace {

using testing::FlatPicture;

/// Shares of red and of blue in a composite of a red and a blue photo.
struct Shares {
  double red = 0.0;
  double blue = 0.0;
};

Shares SharesOf(CompositeKind kind, uint64_t seed) {
  const Image picture = Compose(FlatPicture(80, 60, 250, 0, 0), FlatPicture(30, 90, 0, 0, 250), kind, seed).value();
  EXPECT_EQ(picture.width, kCompositeSide);
  EXPECT_EQ(picture.height, kCompositeSide);
  Shares shares;
  for (size_t i = 0; i < picture.rgb.size(); i += 3) {
    shares.red += picture.rgb[i] > 200;
    shares.blue += picture.rgb[i + 2] > 200;
  }
  const double pixels = static_cast<double>(picture.rgb.size()) / 3;
  return {shares.red / pixels, shares.blue / pixels};
}

TEST(Compose, SideBySideGivesEachHalf) {
  for (uint64_t seed = 0; seed < 8; ++seed) {
    const Shares shares = SharesOf(CompositeKind::kSideBySide, seed);
    EXPECT_DOUBLE_EQ(shares.red, 0.5);
    EXPECT_DOUBLE_EQ(shares.blue, 0.5);
  }
}

TEST(Compose, InsetsAndOvalsLeaveMostToTheFirstAndEnoughToTheSecond) {
  for (const CompositeKind kind : {CompositeKind::kInset, CompositeKind::kOverlapping}) {
    for (uint64_t seed = 0; seed < 16; ++seed) {
      const Shares shares = SharesOf(kind, seed);
      EXPECT_GT(shares.red, 0.5) << CompositeKindName(kind) << " " << seed;
      EXPECT_GT(shares.blue, 0.14) << CompositeKindName(kind) << " " << seed;
    }
  }
}

TEST(Compose, IsTheSameForTheSameSeedAndVariesWithIt) {
  const Image first = testing::GradientPicture(90, 60);
  const Image second = FlatPicture(40, 40, 1, 2, 3);
  for (const CompositeKind kind : kCompositeKinds) {
    EXPECT_EQ(Compose(first, second, kind, 7)->rgb, Compose(first, second, kind, 7)->rgb);
    bool varies = false;
    for (uint64_t seed = 0; seed < 16; ++seed) {
      varies |= Compose(first, second, kind, seed)->rgb != Compose(first, second, kind, 7)->rgb;
    }
    EXPECT_TRUE(varies) << CompositeKindName(kind);
  }
}

TEST(Compose, TakesThinPhotos) {
  for (const CompositeKind kind : kCompositeKinds) {
    EXPECT_TRUE(Compose(FlatPicture(1, 500, 9, 9, 9), FlatPicture(500, 1, 7, 7, 7), kind, 1));
  }
}

}  // namespace
}  // namespace pawlens
