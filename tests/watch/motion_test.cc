// SPDX-License-Identifier: MIT
#include "watch/motion.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "support/pictures.h"

namespace pawlens {
namespace {

using testing::FlatPicture;

void Paint(Image& image, int left, int top, int side_px, uint8_t value) {
  for (int y = top; y < top + side_px; ++y) {
    for (int x = left; x < left + side_px; ++x) {
      for (int k = 0; k < 3; ++k) image.rgb[static_cast<size_t>((y * image.width + x) * 3 + k)] = value;
    }
  }
}

TEST(Motion, TheFirstFrameAndAnotherSizeMove) {
  Motion motion;
  EXPECT_TRUE(motion.Moves(FlatPicture(640, 480, 0, 0, 0).view()));
  EXPECT_FALSE(motion.Moves(FlatPicture(640, 480, 0, 0, 0).view()));
  EXPECT_TRUE(motion.Moves(FlatPicture(320, 480, 0, 0, 0).view()));
}

TEST(Motion, NoiseOfACameraIsNone) {
  SplitMix64 random(1);
  Motion motion;
  for (int frame = 0; frame < 20; ++frame) {
    Image image = FlatPicture(640, 480, 90, 100, 110);
    for (uint8_t& value : image.rgb) value = static_cast<uint8_t>(value + random.Next() % 41 - 20);
    EXPECT_EQ(motion.Moves(image.view()), frame == 0) << frame;
  }
}

TEST(Motion, SeesASmallThingThatCameAndThatItIsGone) {
  Motion motion;
  const Image room = FlatPicture(640, 480, 90, 90, 90);
  Image cat = room;
  Paint(cat, 200, 200, 50, 20);
  EXPECT_TRUE(motion.Moves(room.view()));
  EXPECT_TRUE(motion.Moves(cat.view()));
  EXPECT_FALSE(motion.Moves(cat.view()));
  EXPECT_TRUE(motion.Moves(room.view()));
}

TEST(Motion, SeesAColourAsBrightAsTheLast) {
  Motion motion;
  for (const Image& frame : {FlatPicture(96, 96, 255, 0, 0), FlatPicture(96, 96, 0, 0, 255)}) {
    EXPECT_TRUE(motion.Moves(frame.view()));
    EXPECT_FALSE(motion.Moves(frame.view()));
  }
}

TEST(Motion, SeesWhatCreeps) {
  Motion motion;
  Image image = FlatPicture(640, 480, 90, 90, 90);
  EXPECT_TRUE(motion.Moves(image.view()));
  int moved = 0;
  for (uint8_t light = 91; light < 131; ++light)
    moved += motion.Moves(FlatPicture(640, 480, light, light, light).view());
  EXPECT_EQ(moved, 4) << "40 levels, one at a time, are four times ten";
}

TEST(Motion, TakesAnySizeAndFormat) {
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 700}, {33, 3}, {31, 23}}) {
    for (const PixelFormat format : {PixelFormat::kRgb8, PixelFormat::kRgba8}) {
      const testing::Bytes pixels = testing::NoisePixels(width, height, format, 1);
      Motion motion;
      EXPECT_TRUE(motion.Moves({pixels.data(), width, height, format}));
      EXPECT_FALSE(motion.Moves({pixels.data(), width, height, format}));
    }
  }
}

}  // namespace
}  // namespace pawlens
