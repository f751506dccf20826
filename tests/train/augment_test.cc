// SPDX-License-Identifier: MIT
#include "train/augment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "image/preprocess.h"
#include "support/pictures.h"

namespace pawlens {
namespace {

using testing::FlatPicture;
using testing::GradientPicture;

constexpr int kSide = 64;

std::vector<float> Rendered(const AugmentPlan& plan, const Image& photo, const Image* partner = nullptr) {
  // Whatever was in the memory before must not matter.
  std::vector<float> out(kSide * kSide * 3, std::numeric_limits<float>::quiet_NaN());
  Render(plan, photo, partner, kSide, out);
  return out;
}

TEST(Render, OfThePlainCentreIsWhatPreprocessingMakes) {
  const Image photo = GradientPicture(96, 64);
  AugmentPlan plan;
  plan.first = CenterPatch(photo, 1.0f);
  const std::vector<float> painted = Rendered(plan, photo);
  const auto expected = CropAndResize(photo.view(), {.width = kSide, .height = kSide});
  ASSERT_TRUE(expected.has_value());
  for (size_t i = 0; i < painted.size(); ++i) ASSERT_NEAR(painted[i], expected->rgb[i], 1.0) << i;
}

TEST(Render, MirrorsLeftAndRight) {
  const Image photo = GradientPicture(kSide, kSide);
  AugmentPlan plan;
  plan.first = CenterPatch(photo, 1.0f);
  const std::vector<float> straight = Rendered(plan, photo);
  plan.first.mirrored = true;
  const std::vector<float> mirrored = Rendered(plan, photo);
  for (int x = 0; x < kSide; ++x) EXPECT_NEAR(mirrored[x * 3], straight[(kSide - 1 - x) * 3], 0.01);
}

TEST(Render, ShowsBothPhotosOfAComposite) {
  const Image red = FlatPicture(80, 60, 250, 0, 0);
  const Image blue = FlatPicture(60, 80, 0, 0, 250);
  for (uint64_t seed = 0; seed < 40; ++seed) {
    Random random({seed});
    const std::vector<float> painted = Rendered(PlanComposite(red, blue, random), red, &blue);
    int reds = 0;
    int blues = 0;
    for (int i = 0; i < kSide * kSide; ++i) {
      reds += painted[i * 3] > 200;
      blues += painted[i * 3 + 2] > 200;
    }
    EXPECT_GT(reds, kSide * kSide / 5) << seed;
    EXPECT_GT(blues, kSide * kSide / 10) << seed;
  }
}

TEST(Render, StaysWithinEightBitsWhateverIsDrawn) {
  const Image photo = GradientPicture(100, 70);
  const Image partner = FlatPicture(70, 90, 255, 255, 255);
  for (uint64_t seed = 0; seed < 200; ++seed) {
    const Image* other = seed % 4 == 0 ? &partner : nullptr;
    const std::vector<float> painted = Rendered(PlanAugment(photo, other, Random({seed})), photo, other);
    for (const float value : painted) {
      ASSERT_GE(value, 0.0f) << seed;
      ASSERT_LE(value, 255.0f) << seed;
    }
  }
}

TEST(PlanAugment, DrawsTheSameForTheSameKey) {
  const Image photo = GradientPicture(100, 70);
  EXPECT_EQ(Rendered(PlanAugment(photo, nullptr, Random({1, 2})), photo),
            Rendered(PlanAugment(photo, nullptr, Random({1, 2})), photo));
  EXPECT_NE(Rendered(PlanAugment(photo, nullptr, Random({1, 2})), photo),
            Rendered(PlanAugment(photo, nullptr, Random({1, 3})), photo));
}

}  // namespace
}  // namespace pawlens
