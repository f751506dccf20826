// SPDX-License-Identifier: MIT
#include "image/corruption.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>

#include "support/pictures.h"

namespace pawlens {
namespace {

using testing::FlatPicture;
using testing::GradientPicture;

uint8_t Red(const Image& picture, int x, int y) {
  return picture.rgb[(static_cast<size_t>(y) * picture.width + x) * 3];
}

/// Black, with one white pixel.
Image Point(int width, int height, int x, int y) {
  Image picture = FlatPicture(width, height, 0, 0, 0);
  for (int k = 0; k < 3; ++k) picture.rgb[(static_cast<size_t>(y) * width + x) * 3 + k] = 255;
  return picture;
}

TEST(ScaleForCorruption, LeavesAPictureOfThatSizeAsItIs) {
  const Image picture = GradientPicture(200, 128);
  EXPECT_EQ(ScaleForCorruption(picture.view())->rgb, picture.rgb);
}

TEST(ScaleForCorruption, MakesTheShortSide128AndKeepsTheShape) {
  const Image tall = ScaleForCorruption(GradientPicture(300, 450).view()).value();
  EXPECT_EQ(tall.width, 128);
  EXPECT_EQ(tall.height, 192);
  const Image small = ScaleForCorruption(GradientPicture(33, 10).view()).value();
  EXPECT_EQ(small.width, 422);  // 422.4
  EXPECT_EQ(small.height, 128);
}

TEST(ScaleForCorruption, CutsPanoramasAndRefusesNothing) {
  const Image strip = ScaleForCorruption(FlatPicture(5000, 2, 9, 9, 9).view()).value();
  EXPECT_EQ(strip.width, 4096);
  EXPECT_EQ(strip.height, 128);
  EXPECT_EQ(ScaleForCorruption({}).error().code, ErrorCode::kInvalidArgument);
}

TEST(Corrupt, KeepsTheSize) {
  const Image picture = GradientPicture(131, 128);  // No multiple of a JPEG block, no even number.
  for (const Corruption corruption : kCorruptions) {
    const Image worse = Corrupt(picture, corruption).value();
    EXPECT_EQ(worse.width, picture.width) << CorruptionName(corruption);
    EXPECT_EQ(worse.height, picture.height) << CorruptionName(corruption);
    EXPECT_EQ(worse.rgb.size(), picture.rgb.size()) << CorruptionName(corruption);
  }
}

TEST(Corrupt, NoneChangesNothingAndAllOthersChangeAPhoto) {
  const Image picture = GradientPicture(160, 128);
  for (const Corruption corruption : kCorruptions) {
    EXPECT_EQ(Corrupt(picture, corruption)->rgb == picture.rgb, corruption == Corruption::kNone)
        << CorruptionName(corruption);
  }
}

TEST(Corrupt, OnlyLightChangesAFlatPicture) {
  const Image grey = FlatPicture(140, 128, 100, 100, 100);
  for (const Corruption corruption : kCorruptions) {
    const int expected = corruption == Corruption::kBrighter ? 130 : corruption == Corruption::kDarker ? 70 : 100;
    const Image worse = Corrupt(grey, corruption).value();
    for (const uint8_t value : worse.rgb) {
      // One step of JPEG's coarsest rounding of a flat block is 53 / 8 / 2.
      ASSERT_NEAR(value, expected, corruption == Corruption::kJpeg30 ? 3 : 0) << CorruptionName(corruption);
    }
  }
}

TEST(Corrupt, BrighterStopsAtWhite) {
  EXPECT_EQ(Corrupt(FlatPicture(128, 128, 250, 197, 0), Corruption::kBrighter)->rgb[0], 255);
  EXPECT_EQ(Corrupt(FlatPicture(128, 128, 250, 195, 0), Corruption::kBrighter)->rgb[1], 254);  // 253.5
}

TEST(Corrupt, MotionBlurSpreadsAPixelOverSevenSideBySide) {
  const Image blurred = Corrupt(Point(128, 128, 60, 40), Corruption::kMotionBlur).value();
  for (int x = 0; x < 128; ++x) EXPECT_EQ(Red(blurred, x, 40), x >= 57 && x <= 63 ? 36 : 0) << x;  // 255 / 7 = 36.4
  EXPECT_EQ(Red(blurred, 60, 39), 0);
  EXPECT_EQ(Red(blurred, 60, 41), 0);
}

TEST(Corrupt, MotionBlurRepeatsTheEdge) {
  // The first pixel stands for the three left of it too.
  EXPECT_EQ(Red(Corrupt(Point(128, 128, 0, 5), Corruption::kMotionBlur).value(), 0, 5), 146);  // 4 * 255 / 7 = 145.7
}

TEST(Corrupt, TurnsAPointBy15DegreesAboutTheMiddle) {
  // From straight above the middle, by 40 px: 40 sin 15 = 10.4 aside, 40 (1 - cos 15) = 1.4 down.
  Image picture = FlatPicture(129, 129, 0, 0, 0);
  for (int y = 22; y <= 26; ++y) {
    for (int x = 62; x <= 66; ++x) picture.rgb[(static_cast<size_t>(y) * 129 + x) * 3] = 255;
  }
  const Image right = Corrupt(picture, Corruption::kTurnedRight).value();
  EXPECT_EQ(Red(right, 74, 25), 255);
  EXPECT_EQ(Red(right, 64, 24), 0);
  const Image left = Corrupt(picture, Corruption::kTurnedLeft).value();
  EXPECT_EQ(Red(left, 54, 25), 255);
  EXPECT_EQ(Red(left, 64, 64), 0);
}

TEST(Corrupt, TurningBackAndForthBringsTheMiddleBack) {
  const Image picture = GradientPicture(128, 128);
  const Image there = Corrupt(picture, Corruption::kTurnedLeft).value();
  const Image back = Corrupt(there, Corruption::kTurnedRight).value();
  for (int y = 48; y < 80; ++y) {
    for (int x = 48; x < 80; ++x) ASSERT_NEAR(Red(back, x, y), Red(picture, x, y), 2) << x << " " << y;
  }
}

TEST(Corrupt, HalfResolutionErasesACheckerboardOfSinglePixels) {
  Image board = FlatPicture(128, 128, 0, 0, 0);
  for (int y = 0; y < 128; ++y) {
    for (int x = 0; x < 128; ++x) board.rgb[(static_cast<size_t>(y) * 128 + x) * 3] = (x + y) % 2 == 0 ? 255 : 0;
  }
  const Image blurred = Corrupt(board, Corruption::kHalfResolution).value();
  for (int i = 8; i < 120; ++i) ASSERT_NEAR(Red(blurred, i, 64), 127, 2) << i;
}

TEST(CorruptionName, IsAnotherOneForEach) {
  std::set<std::string> names;
  for (const Corruption corruption : kCorruptions) names.insert(CorruptionName(corruption));
  EXPECT_EQ(names.size(), kCorruptions.size());
}

}  // namespace
}  // namespace pawlens
