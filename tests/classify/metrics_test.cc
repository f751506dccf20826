// SPDX-License-Identifier: MIT
#include "classify/metrics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <vector>

namespace pawlens {
namespace {

constexpr int kCat = 0;
constexpr int kDog = 1;
constexpr int kBoth = kSeveralLabels;
constexpr int kNeither = kNoLabel;

/// A photo as a model of the labels cat and dog judges it.
struct Case {
  int truth;
  int said;
  float p_cat;
  float p_dog;
};

Judged Judge(const Case& photo) {
  const std::array<float, 2> p = {photo.p_cat, photo.p_dog};
  std::vector<int> labels;
  if (photo.said >= 0) labels = {photo.said};
  if (photo.said == kBoth) labels = {kCat, kDog};
  const bool leads = photo.truth >= 0 && p[photo.truth] > p[1 - photo.truth];
  return {photo.truth, photo.said, std::max(p[0], p[1]), leads, AnswerConfidence(p, labels)};
}

std::vector<Judged> All(std::initializer_list<Case> photos) {
  std::vector<Judged> answers;
  for (const Case& photo : photos) answers.push_back(Judge(photo));
  return answers;
}

TEST(Metrics, AreAbsentWithoutPhotosToTakeThemFrom) {
  const std::vector<Judged> none;
  EXPECT_FALSE(LabelAccuracy(none));
  EXPECT_FALSE(DecisionAccuracy(none));
  EXPECT_FALSE(NeitherAuroc(none));
  EXPECT_FALSE(CalibrationError(none));
  const std::vector<Judged> neither = All({{kNeither, kNeither, 0.0f, 0.0f}});
  EXPECT_FALSE(LabelAccuracy(neither));
  EXPECT_FALSE(NeitherAuroc(neither));
  const std::vector<Judged> cat = All({{kCat, kCat, 1.0f, 0.0f}});
  EXPECT_FALSE(NeitherAuroc(cat));
}

TEST(LabelAccuracy, ComparesProbabilitiesOfPhotosOfOneLabelAlone) {
  const std::vector<Judged> answers = All({
      {kCat, kNeither, 0.3f, 0.2f},  // right, whatever was decided
      {kCat, kDog, 0.4f, 0.6f},      // wrong
      {kCat, kNeither, 0.1f, 0.1f},  // equal: wrong
      {kDog, kDog, 0.0f, 0.9f},      // right
      {kDog, kBoth, 0.8f, 0.9f},     // right
      {kNeither, kCat, 0.9f, 0.0f},  // does not count
      {kBoth, kCat, 0.9f, 0.0f},     // does not count
  });
  EXPECT_DOUBLE_EQ(*LabelAccuracy(answers), 3.0 / 5.0);
}

TEST(DecisionAccuracy, CountsEveryPhoto) {
  const std::vector<Judged> answers =
      All({{kCat, kCat, 1, 0}, {kDog, kBoth, 1, 1}, {kBoth, kBoth, 1, 1}, {kNeither, kCat, 1, 0}});
  EXPECT_DOUBLE_EQ(*DecisionAccuracy(answers), 0.5);
}

TEST(NeitherAuroc, IsOneWhenEveryPhotoOfNeitherScoresHigher) {
  const std::vector<Judged> answers = All({{kNeither, kNeither, 0.1f, 0.2f},
                                           {kNeither, kNeither, 0.0f, 0.3f},
                                           {kCat, kCat, 0.4f, 0.0f},
                                           {kBoth, kBoth, 1, 1}});
  EXPECT_DOUBLE_EQ(*NeitherAuroc(answers), 1.0);
}

TEST(NeitherAuroc, IsZeroWhenEveryPhotoOfNeitherScoresLower) {
  const std::vector<Judged> answers =
      All({{kNeither, kCat, 0.9f, 0.2f}, {kCat, kCat, 0.4f, 0.0f}, {kDog, kDog, 0.1f, 0.5f}});
  EXPECT_DOUBLE_EQ(*NeitherAuroc(answers), 0.0);
}

TEST(NeitherAuroc, CountsTiesHalf) {
  // Scores of neither 0.875 and 0.5, of the others 0.5 and 0.125: 1 + 1 + 1/2 + 1 of 4 pairs.
  const std::vector<Judged> answers = All({{kNeither, kNeither, 0.125f, 0.0f},
                                           {kNeither, kNeither, 0.25f, 0.5f},
                                           {kDog, kDog, 0.0f, 0.5f},
                                           {kCat, kCat, 0.875f, 0.5f}});
  EXPECT_DOUBLE_EQ(*NeitherAuroc(answers), 3.5 / 4.0);
}

TEST(NeitherAuroc, IsOneHalfWhenAllScoresAreEqual) {
  const std::vector<Judged> answers(7, Judge({kCat, kCat, 0.5f, 0.5f}));
  std::vector<Judged> mixed = answers;
  mixed[2].truth = mixed[5].truth = kNeither;
  EXPECT_DOUBLE_EQ(*NeitherAuroc(mixed), 0.5);
}

TEST(AnswerConfidence, TreatsOutputsAsIndependent) {
  EXPECT_DOUBLE_EQ(Judge({kCat, kCat, 0.75f, 0.25f}).confidence, 0.5625);
  EXPECT_DOUBLE_EQ(Judge({kCat, kDog, 0.75f, 0.25f}).confidence, 0.0625);
  EXPECT_DOUBLE_EQ(Judge({kCat, kBoth, 0.75f, 0.25f}).confidence, 0.1875);
  EXPECT_DOUBLE_EQ(Judge({kCat, kNeither, 0.75f, 0.25f}).confidence, 0.1875);
}

TEST(CalibrationError, IsZeroWhereConfidenceIsTheShareOfRightAnswers) {
  std::vector<Judged> answers(4, Judge({kCat, kCat, 0.75f, 0.0f}));
  answers[3].truth = kNeither;
  EXPECT_DOUBLE_EQ(*CalibrationError(answers), 0.0);
}

TEST(CalibrationError, WeighsEachBinsGapByItsPhotos) {
  // Three sure ones, one of them wrong: |2 - 3| = 1. One at 0.25 that is right: |1 - 0.25| = 0.75. Of four photos.
  const std::vector<Judged> answers =
      All({{kCat, kCat, 1.0f, 0.0f}, {kCat, kCat, 1.0f, 0.0f}, {kDog, kCat, 1.0f, 0.0f}, {kDog, kDog, 0.0f, 0.25f}});
  EXPECT_DOUBLE_EQ(*CalibrationError(answers), 1.75 / 4.0);
}

TEST(CalibrationError, KeepsBinsApartSoThatErrorsDoNotCancel) {
  // In one bin, 0.5 too sure and 0.5 not sure enough would cancel.
  const std::vector<Judged> answers = All({{kDog, kCat, 0.5f, 0.0f}, {kCat, kCat, 0.625f, 0.0f}});
  EXPECT_DOUBLE_EQ(*CalibrationError(answers), (0.5 + 0.375) / 2.0);
}

TEST(CountConfusion, HasRowsOfTruthAndColumnsOfDecision) {
  const std::vector<Judged> answers =
      All({{kCat, kDog, 0, 1}, {kCat, kDog, 0, 1}, {kNeither, kBoth, 1, 1}, {kDog, kDog, 0, 1}});
  const std::vector<std::vector<int64_t>> expected = {{0, 2, 0, 0}, {0, 1, 0, 0}, {0, 0, 0, 0}, {0, 0, 1, 0}};
  EXPECT_EQ(CountConfusion(answers, std::array{kCat, kDog, kBoth, kNeither}), expected);
}

TEST(NeitherRoc, HasOneStepForEachScoreThatOccurs) {
  // Likeliest 0.125 (neither), 0.5 (neither and a dog), 0.875 (a cat).
  const std::vector<Judged> answers = All({{kNeither, kNeither, 0.125f, 0.0f},
                                           {kNeither, kNeither, 0.25f, 0.5f},
                                           {kDog, kDog, 0.0f, 0.5f},
                                           {kCat, kCat, 0.875f, 0.5f}});
  const std::vector<RocPoint> points = NeitherRoc(answers);
  ASSERT_EQ(points.size(), 4u);
  const std::array<std::array<int64_t, 2>, 4> expected = {{{0, 0}, {1, 0}, {2, 1}, {2, 2}}};
  for (size_t i = 0; i < points.size(); ++i) {
    EXPECT_EQ(points[i].rightly, expected[i][0]) << i;
    EXPECT_EQ(points[i].falsely, expected[i][1]) << i;
  }
}

TEST(NeitherFound, IsTheMostThatFitsTheShareOfFalseOnes) {
  const std::vector<Judged> answers = All({{kNeither, kNeither, 0.125f, 0.0f},
                                           {kNeither, kNeither, 0.25f, 0.5f},
                                           {kDog, kDog, 0.0f, 0.5f},
                                           {kCat, kCat, 0.875f, 0.5f}});
  EXPECT_DOUBLE_EQ(*NeitherFound(answers, 0.0), 0.5);
  EXPECT_DOUBLE_EQ(*NeitherFound(answers, 0.49), 0.5);
  EXPECT_DOUBLE_EQ(*NeitherFound(answers, 0.5), 1.0);
  EXPECT_FALSE(NeitherFound(All({{kCat, kCat, 1, 0}}), 0.5));
}

TEST(Reliability, PutsAnswersIntoFifteenBinsOfWhichTheLastHoldsCertainty) {
  const std::vector<Judged> answers = All(
      {{kCat, kCat, 1.0f, 0.0f}, {kDog, kCat, 0.9375f, 0.0f}, {kDog, kDog, 0.0f, 0.0625f}, {kCat, kCat, 0.5f, 0.0f}});
  const auto bins = Reliability(answers);
  EXPECT_EQ(bins[14].photos, 2);
  EXPECT_EQ(bins[14].right, 1);
  EXPECT_DOUBLE_EQ(bins[14].confidence, 1.9375);
  EXPECT_EQ(bins[0].photos, 1);
  EXPECT_EQ(bins[7].photos, 1);
  EXPECT_EQ(bins[7].right, 1);
}

TEST(WilsonInterval, IsThatOfTheTextbook) {
  // 8 of 10: Newcombe 1998 gives 0.4902 to 0.9433.
  const Interval interval = WilsonInterval(8, 10);
  EXPECT_NEAR(interval.low, 0.4902, 1e-4);
  EXPECT_NEAR(interval.high, 0.9433, 1e-4);
}

TEST(WilsonInterval, StaysWithinZeroAndOneAndKnowsNothingOfNothing) {
  EXPECT_EQ(WilsonInterval(0, 0).low, 0.0);
  EXPECT_EQ(WilsonInterval(0, 0).high, 1.0);
  EXPECT_NEAR(WilsonInterval(0, 5).low, 0.0, 1e-12);
  EXPECT_NEAR(WilsonInterval(5, 5).high, 1.0, 1e-12);
}

}  // namespace
}  // namespace pawlens
