// SPDX-License-Identifier: MIT
#include "train/augment.h"

#include <gtest/gtest.h>

#include "support/pictures.h"

namespace pawlens {
namespace {

using testing::GradientPicture;

TEST(PlanAugment, DrawsTheSameForTheSameKey) {
  const Image photo = GradientPicture(100, 70);
  const auto drawn = [&](uint64_t key) { return NumbersOf(PlanAugment(photo, nullptr, Random({1, key}))); };
  EXPECT_EQ(drawn(2), drawn(2));
  EXPECT_NE(drawn(2), drawn(3));
}

TEST(PlanView, IsDrawnFromPhotoAndNumberAloneAndStartsWithTheCentre) {
  const Image photo = GradientPicture(100, 70);
  EXPECT_EQ(NumbersOf(PlanView(photo, 5, 2)), NumbersOf(PlanView(photo, 5, 2)));
  EXPECT_NE(NumbersOf(PlanView(photo, 5, 2)), NumbersOf(PlanView(photo, 6, 2)));
  AugmentPlan centre;
  centre.first = CenterPatch(photo, 1.0f);
  EXPECT_EQ(NumbersOf(PlanView(photo, 5, 0)), NumbersOf(centre));
}

}  // namespace
}  // namespace pawlens
