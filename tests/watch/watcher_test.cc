// SPDX-License-Identifier: MIT
#include "watch/watcher.h"

#include <gtest/gtest.h>

#include <cmath>

#include "support/colour_model.h"
#include "support/pictures.h"

namespace pawlens {
namespace {

using testing::FlatPicture;

class WatcherTest : public ::testing::Test {
 protected:
  WatcherTest() : classifier_(*Classifier::Load(testing::CatDogModelFile())) {}
  void Feed(Watcher& watcher, double from_s, int frames, double frames_per_s, const Image& frame) {
    for (int i = 0; i < frames; ++i) {
      const Result<Sightings::Step> step = watcher.Add(from_s + i / frames_per_s, frame.view(), classifier_);
      ASSERT_TRUE(step) << step.error().message;
    }
  }

  Classifier classifier_;
  const Image red_ = FlatPicture(64, 48, 255, 0, 0);  // A cat, to this model.
  const Image blue_ = FlatPicture(64, 48, 0, 0, 255);
};

TEST_F(WatcherTest, LooksAtFiveFramesASecondAndClassifiesWhatMoves) {
  Watcher watcher;
  Feed(watcher, 0.0, 300, 30.0, red_);
  EXPECT_EQ(watcher.counts().frames, 300);
  EXPECT_EQ(watcher.counts().looked_at, 50);
  EXPECT_EQ(watcher.counts().classified, 1);
  const std::optional<Sighting> sighting = watcher.Finish();
  ASSERT_TRUE(sighting);
  EXPECT_EQ(sighting->who, Decision::kCat);
  EXPECT_NEAR(sighting->to_s, 9.8, 1e-9);
}

TEST_F(WatcherTest, ClassifiesTheZoneOnly) {
  Image frame = blue_;
  for (int y = 24; y < 48; ++y) {  // Red in the lower right quarter.
    for (int x = 32; x < 64; ++x) {
      uint8_t* pixel = frame.rgb.data() + static_cast<size_t>(y * 64 + x) * 3;
      pixel[0] = 255;
      pixel[2] = 0;
    }
  }
  const auto sees = [&](const Zone& zone) {
    Watcher watcher({.sightings = {.begin_after_s = 0.0}, .motion = {}, .zone = zone});
    Feed(watcher, 0.0, 1, 5.0, frame);
    const std::optional<Sighting> sighting = watcher.Finish();
    return sighting ? sighting->who : Decision::kNeither;
  };
  EXPECT_EQ(sees({}), Decision::kNeither);
  EXPECT_EQ(sees({0.5, 0.5, 0.5, 0.5}), Decision::kCat);
  EXPECT_EQ(sees({0.0, 0.0, 0.5, 0.5}), Decision::kNeither);
  EXPECT_EQ(sees({0.999, 0.999, 0.001, 0.001}), Decision::kCat) << "at least a pixel";
}

TEST_F(WatcherTest, AfterAHoleItLooksAgain) {
  Watcher watcher;
  Feed(watcher, 0.0, 10, 5.0, red_);
  Feed(watcher, 60.0, 10, 5.0, red_);
  EXPECT_EQ(watcher.counts().classified, 2);
  const std::optional<Sighting> sighting = watcher.Finish();
  ASSERT_TRUE(sighting);
  EXPECT_DOUBLE_EQ(sighting->from_s, 60.0);
}

TEST(IsZone, IsAPartOfTheFrame) {
  EXPECT_TRUE(IsZone({}));
  EXPECT_TRUE(IsZone({0.7, 0.1, 0.3, 0.9}));
  for (const Zone& zone : {Zone{-0.1, 0, 1, 1}, Zone{0, 0, 0, 1}, Zone{0.5, 0, 0.6, 1}, Zone{0, 0, 1, 1.1},
                           Zone{NAN, 0, 1, 1}, Zone{0, 0, 1, NAN}}) {
    EXPECT_FALSE(IsZone(zone));
  }
}

}  // namespace
}  // namespace pawlens
