// SPDX-License-Identifier: MIT
#include "watch/sightings.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/str_cat.h"

namespace pawlens {
namespace {

/// Feeds one answer each fifth of a second: c cat, d dog, b both, . neither, = nothing moved, space: no frame. Answers
/// "cat 0-1.2" and so on.
std::vector<std::string> Watch(const std::string& answers, const SightingRule& rule = {}) {
  Sightings sightings(rule);
  std::vector<std::string> told;
  const auto tell = [&told](const std::optional<Sighting>& it) {
    if (it) told.push_back(StrCat(DecisionName(it->who), " ", it->from_s, "-", it->to_s));
  };
  for (size_t i = 0; i < answers.size(); ++i) {
    const double time_s = 0.2 * static_cast<double>(i);
    switch (answers[i]) {
      case 'c': tell(sightings.Add(time_s, Decision::kCat, 0.9f, 0.1f).ended); break;
      case 'd': tell(sightings.Add(time_s, Decision::kDog, 0.1f, 0.9f).ended); break;
      case 'b': tell(sightings.Add(time_s, Decision::kBoth, 0.9f, 0.9f).ended); break;
      case '.': tell(sightings.Add(time_s, Decision::kNeither, 0.1f, 0.1f).ended); break;
      case '=': tell(sightings.Still(time_s).ended); break;
      default: tell(sightings.Idle(time_s).ended);
    }
  }
  tell(sightings.Finish());
  return told;
}

using Told = std::vector<std::string>;
const std::string kSixSeconds(30, '.');

TEST(Sightings, BeginAfterHalfASecondOfAgreementAtItsFirstAnswer) {
  EXPECT_EQ(Watch(".ccc."), Told{});
  EXPECT_EQ(Watch(".cccc."), Told{"cat 0.2-0.8"});
  EXPECT_EQ(Watch("ccdccdcc"), Told{});
}

TEST(Sightings, EndWhereItWasLastSeenAfterFiveSecondsWithout) {
  Sightings sightings;
  for (int i = 0; i <= 5; ++i) sightings.Add(0.2 * i, Decision::kDog, 0.0f, 0.8f);
  EXPECT_FALSE(sightings.Add(5.9, Decision::kNeither, 0.0f, 0.0f).ended);
  const std::optional<Sighting> ended = sightings.Add(6.0, Decision::kNeither, 0.0f, 0.0f).ended;
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->who, Decision::kDog);
  EXPECT_DOUBLE_EQ(ended->to_s, 1.0);
  EXPECT_EQ(ended->answers, 6);
  EXPECT_FALSE(sightings.Finish());
}

TEST(Sightings, JoinFlickers) {
  EXPECT_EQ(Watch("ccccc..........c...ddd...b...cc"), Told{"cat 0-6"});
  EXPECT_EQ(Watch("cccc" + kSixSeconds + "cccc"), (Told{"cat 0-0.6", "cat 6.8-7.4"}));
}

TEST(Sightings, AnotherAnimalBeginsItsOwn) {
  EXPECT_EQ(Watch("ccccddddbbbb"), (Told{"cat 0-0.6", "dog 0.8-1.4", "both 1.6-2.2"}));
}

TEST(Sightings, WhatDoesNotMoveIsStillThere) {
  EXPECT_EQ(Watch("c" + std::string(200, '=') + "."), Told{"cat 0-40"});
  EXPECT_EQ(Watch("cccc." + std::string(200, '=')), Told{"cat 0-0.6"}) << "nor does an empty room move";
}

TEST(Sightings, AHoleInTheFeedEndsThem) {
  const std::string hole(30, ' ');
  EXPECT_EQ(Watch("cccc" + hole + "===="), Told{"cat 0-0.6"});
  EXPECT_EQ(Watch("cccc" + hole + "cccc"), (Told{"cat 0-0.6", "cat 6.8-7.4"}));
  EXPECT_EQ(Watch("c" + hole + "c" + hole + "c"), Told{}) << "that is no agreement";
}

TEST(Sightings, ThresholdsAreSettings) {
  EXPECT_EQ(Watch("..c..d..", {.begin_after_s = 0.0}), (Told{"cat 0.4-0.4", "dog 1-1"}));
  EXPECT_EQ(Watch("cccccc....cccccc", {.begin_after_s = 1.0, .end_after_s = 0.5}), (Told{"cat 0-1", "cat 2-3"}));
}

TEST(Sightings, TellWhichFrameIsTheSurest) {
  Sightings sightings;
  EXPECT_TRUE(sightings.Add(0.0, Decision::kCat, 0.75f, 0.0f).candidate);
  EXPECT_FALSE(sightings.Add(0.2, Decision::kCat, 0.5f, 0.0f).candidate);
  const Sightings::Step began = sightings.Add(0.5, Decision::kCat, 0.875f, 0.0f);
  EXPECT_TRUE(began.candidate && began.began && !began.best);
  EXPECT_FALSE(sightings.Add(0.6, Decision::kCat, 0.875f, 0.0f).best);
  EXPECT_TRUE(sightings.Add(0.8, Decision::kCat, 1.0f, 0.0f).best);
  EXPECT_FALSE(sightings.Add(1.0, Decision::kNeither, 0.0f, 0.0f).best);
  const std::optional<Sighting> sighting = sightings.Finish();
  ASSERT_TRUE(sighting);
  EXPECT_DOUBLE_EQ(sighting->confidence, 1.0);
  EXPECT_DOUBLE_EQ(sighting->mean_confidence, 0.8);
  EXPECT_EQ(sighting->answers, 5);
}

TEST(Sightings, TimeDoesNotGoBack) {
  Sightings sightings;
  for (const double time_s : {10.0, 10.3, 4.0, 10.6}) sightings.Add(time_s, Decision::kCat, 1.0f, 0.0f);
  const std::optional<Sighting> sighting = sightings.Finish();
  ASSERT_TRUE(sighting);
  EXPECT_DOUBLE_EQ(sighting->from_s, 10.0);
  EXPECT_DOUBLE_EQ(sighting->to_s, 10.6);
}

}  // namespace
}  // namespace pawlens
