// SPDX-License-Identifier: MIT
#include "classify/metrics.h"

#include <gtest/gtest.h>

#include <vector>

namespace pawlens {
namespace {

constexpr Decision kCat = Decision::kCat;
constexpr Decision kDog = Decision::kDog;
constexpr Decision kBoth = Decision::kBoth;
constexpr Decision kNeither = Decision::kNeither;

TEST(Metrics, AreAbsentWithoutPhotosToTakeThemFrom) {
  const std::vector<Judged> none;
  EXPECT_FALSE(CatDogAccuracy(none));
  EXPECT_FALSE(DecisionAccuracy(none));
  EXPECT_FALSE(NeitherAuroc(none));
  EXPECT_FALSE(CalibrationError(none));
  const std::vector<Judged> neither = {{kNeither, kNeither, 0.0f, 0.0f}};
  EXPECT_FALSE(CatDogAccuracy(neither));
  EXPECT_FALSE(NeitherAuroc(neither));
  const std::vector<Judged> cat = {{kCat, kCat, 1.0f, 0.0f}};
  EXPECT_FALSE(NeitherAuroc(cat));
}

TEST(CatDogAccuracy, ComparesProbabilitiesOfCatsAndDogsAlone) {
  const std::vector<Judged> answers = {
      {kCat, kNeither, 0.3f, 0.2f},  // right, whatever was decided
      {kCat, kDog, 0.4f, 0.6f},      // wrong
      {kCat, kNeither, 0.1f, 0.1f},  // equal: wrong
      {kDog, kDog, 0.0f, 0.9f},      // right
      {kDog, kBoth, 0.8f, 0.9f},     // right
      {kNeither, kCat, 0.9f, 0.0f},  // does not count
      {kBoth, kCat, 0.9f, 0.0f},     // does not count
  };
  EXPECT_DOUBLE_EQ(*CatDogAccuracy(answers), 3.0 / 5.0);
}

TEST(DecisionAccuracy, CountsEveryPhoto) {
  const std::vector<Judged> answers = {
      {kCat, kCat, 1, 0}, {kDog, kBoth, 1, 1}, {kBoth, kBoth, 1, 1}, {kNeither, kCat, 1, 0}};
  EXPECT_DOUBLE_EQ(*DecisionAccuracy(answers), 0.5);
}

TEST(NeitherAuroc, IsOneWhenEveryPhotoOfNeitherScoresHigher) {
  const std::vector<Judged> answers = {{kNeither, kNeither, 0.1f, 0.2f},
                                       {kNeither, kNeither, 0.0f, 0.3f},
                                       {kCat, kCat, 0.4f, 0.0f},
                                       {kBoth, kBoth, 1, 1}};
  EXPECT_DOUBLE_EQ(*NeitherAuroc(answers), 1.0);
}

TEST(NeitherAuroc, IsZeroWhenEveryPhotoOfNeitherScoresLower) {
  const std::vector<Judged> answers = {
      {kNeither, kCat, 0.9f, 0.2f}, {kCat, kCat, 0.4f, 0.0f}, {kDog, kDog, 0.1f, 0.5f}};
  EXPECT_DOUBLE_EQ(*NeitherAuroc(answers), 0.0);
}

TEST(NeitherAuroc, CountsTiesHalf) {
  // Scores of neither 0.875 and 0.5, of the others 0.5 and 0.125: 1 + 1 + 1/2 + 1 of 4 pairs.
  const std::vector<Judged> answers = {{kNeither, kNeither, 0.125f, 0.0f},
                                       {kNeither, kNeither, 0.25f, 0.5f},
                                       {kDog, kDog, 0.0f, 0.5f},
                                       {kCat, kCat, 0.875f, 0.5f}};
  EXPECT_DOUBLE_EQ(*NeitherAuroc(answers), 3.5 / 4.0);
}

TEST(NeitherAuroc, IsOneHalfWhenAllScoresAreEqual) {
  const std::vector<Judged> answers(7, Judged{kCat, kCat, 0.5f, 0.5f});
  std::vector<Judged> mixed = answers;
  mixed[2].truth = mixed[5].truth = kNeither;
  EXPECT_DOUBLE_EQ(*NeitherAuroc(mixed), 0.5);
}

TEST(DecisionConfidence, TreatsOutputsAsIndependent) {
  EXPECT_DOUBLE_EQ(DecisionConfidence({kCat, kCat, 0.75f, 0.25f}), 0.5625);
  EXPECT_DOUBLE_EQ(DecisionConfidence({kCat, kDog, 0.75f, 0.25f}), 0.0625);
  EXPECT_DOUBLE_EQ(DecisionConfidence({kCat, kBoth, 0.75f, 0.25f}), 0.1875);
  EXPECT_DOUBLE_EQ(DecisionConfidence({kCat, kNeither, 0.75f, 0.25f}), 0.1875);
}

TEST(CalibrationError, IsZeroWhereConfidenceIsTheShareOfRightAnswers) {
  std::vector<Judged> answers(4, Judged{kCat, kCat, 0.75f, 0.0f});
  answers[3].truth = kNeither;
  EXPECT_DOUBLE_EQ(*CalibrationError(answers), 0.0);
}

TEST(CalibrationError, WeighsEachBinsGapByItsPhotos) {
  // Three sure ones, one of them wrong: |2 - 3| = 1. One at 0.25 that is right: |1 - 0.25| = 0.75. Of four photos.
  const std::vector<Judged> answers = {
      {kCat, kCat, 1.0f, 0.0f}, {kCat, kCat, 1.0f, 0.0f}, {kDog, kCat, 1.0f, 0.0f}, {kDog, kDog, 0.0f, 0.25f}};
  EXPECT_DOUBLE_EQ(*CalibrationError(answers), 1.75 / 4.0);
}

TEST(CalibrationError, KeepsBinsApartSoThatErrorsDoNotCancel) {
  // In one bin, 0.5 too sure and 0.5 not sure enough would cancel.
  const std::vector<Judged> answers = {{kDog, kCat, 0.5f, 0.0f}, {kCat, kCat, 0.625f, 0.0f}};
  EXPECT_DOUBLE_EQ(*CalibrationError(answers), (0.5 + 0.375) / 2.0);
}

TEST(CountConfusion, HasRowsOfTruthAndColumnsOfDecision) {
  const std::vector<Judged> answers = {
      {kCat, kDog, 0, 1}, {kCat, kDog, 0, 1}, {kNeither, kBoth, 1, 1}, {kDog, kDog, 0, 1}};
  const Confusion expected = {{{0, 2, 0, 0}, {0, 1, 0, 0}, {0, 0, 0, 0}, {0, 0, 1, 0}}};
  EXPECT_EQ(CountConfusion(answers), expected);
}

}  // namespace
}  // namespace pawlens
