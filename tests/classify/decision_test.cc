// SPDX-License-Identifier: MIT
#include "classify/decision.h"

#include <gtest/gtest.h>

#include <limits>

namespace pawlens {
namespace {

Settings CatDog() {
  Settings settings;
  settings.labels = {"cat", "dog"};
  settings.head = Head::kSigmoid;
  settings.thresholds = {0.6f, 0.4f};
  settings.both_threshold = 0.3f;
  return settings;
}

TEST(Decide, TheStrongestLabelHasToReachItsOwnThreshold) {
  EXPECT_EQ(Decide(0.6f, 0.0f, CatDog()), Decision::kCat);
  EXPECT_EQ(Decide(0.59f, 0.0f, CatDog()), Decision::kNeither);
  EXPECT_EQ(Decide(0.0f, 0.4f, CatDog()), Decision::kDog);
  EXPECT_EQ(Decide(0.0f, 0.39f, CatDog()), Decision::kNeither);
}

TEST(Decide, AWeakerLabelThatReachesItsThresholdDoesNotStandInForTheStrongest) {
  EXPECT_EQ(Decide(0.55f, 0.5f, CatDog()), Decision::kNeither);
}

TEST(Decide, TheOtherLabelJoinsAtBothThreshold) {
  EXPECT_EQ(Decide(0.9f, 0.3f, CatDog()), Decision::kBoth);
  EXPECT_EQ(Decide(0.9f, 0.29f, CatDog()), Decision::kCat);
  EXPECT_EQ(Decide(0.3f, 0.9f, CatDog()), Decision::kBoth);
}

TEST(Decide, EqualProbabilitiesGoByTheCatsThreshold) {
  EXPECT_EQ(Decide(0.5f, 0.5f, CatDog()), Decision::kNeither);
  EXPECT_EQ(Decide(0.6f, 0.6f, CatDog()), Decision::kBoth);
}

TEST(Decide, ThresholdsFollowTheLabelsOrder) {
  Settings settings = CatDog();
  settings.labels = {"dog", "cat"};
  EXPECT_EQ(Decide(0.4f, 0.0f, settings), Decision::kCat);
  EXPECT_EQ(Decide(0.0f, 0.5f, settings), Decision::kNeither);
}

TEST(Decide, NotANumberIsNoAnimal) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(Decide(nan, nan, CatDog()), Decision::kNeither);
  EXPECT_EQ(Decide(0.9f, nan, CatDog()), Decision::kNeither);
}

TEST(Decide, OtherModelsDecideNothing) {
  Settings settings = CatDog();
  settings.head = Head::kSoftmax;
  EXPECT_EQ(Decide(1.0f, 0.0f, settings), Decision::kNone);
  settings = CatDog();
  settings.labels = {"cat", "horse"};
  EXPECT_EQ(Decide(1.0f, 0.0f, settings), Decision::kNone);
  settings.labels = {"cat", "dog", "horse"};
  settings.thresholds = {0.5f, 0.5f, 0.5f};
  EXPECT_EQ(Decide(1.0f, 0.0f, settings), Decision::kNone);
}

TEST(DecisionName, RoundTripsThroughParseDecision) {
  for (const Decision decision : {Decision::kCat, Decision::kDog, Decision::kBoth, Decision::kNeither}) {
    EXPECT_EQ(ParseDecision(DecisionName(decision)), decision);
  }
  EXPECT_EQ(ParseDecision(""), std::nullopt);
  EXPECT_EQ(ParseDecision("Cat"), std::nullopt);
}

}  // namespace
}  // namespace pawlens
