// SPDX-License-Identifier: MIT
#include "train/calibrate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "train/random.h"

namespace pawlens {
namespace {

/// Pictures whose true log-odds are z, and whose network says `gain` * z + `offset`.
LabelledLogits Overconfident(int count, double gain, double offset) {
  LabelledLogits pictures{.outputs = 2, .logits = {}, .truth = {}, .weights = {}};
  Random random({11});
  for (int i = 0; i < count; ++i) {
    for (int k = 0; k < 2; ++k) {
      const double z = 2.0 * random.Normal();
      pictures.logits.push_back(static_cast<float>(gain * z + offset));
      pictures.truth.push_back(random.Chance(static_cast<float>(1.0 / (1.0 + std::exp(-z)))));
    }
    pictures.weights.push_back(1.0f);
  }
  return pictures;
}

TEST(Calibration, UndoesAKnownGainAndOffset) {
  const Calibration fit = FitCalibration(Overconfident(20000, 3.0, 1.5));
  for (int k = 0; k < 2; ++k) {
    EXPECT_NEAR(fit.scale[k], 1.0 / 3.0, 0.02);
    EXPECT_NEAR(fit.shift[k], -0.5, 0.05);
  }
}

TEST(Calibration, LowersTheCalibrationError) {
  const LabelledLogits pictures = Overconfident(5000, 4.0, 0.0);
  EXPECT_GT(CalibrationError(pictures, 15), 0.08);
  EXPECT_LT(CalibrationError(Apply(FitCalibration(pictures), pictures), 15), 0.03);
}

TEST(SecondLook, JoinsLogitsOfPicturesInDoubtOnly) {
  // Two pictures of one output; the first look is in doubt about the second one.
  const auto look = [](float sure, float unsure) {
    return LabelledLogits{.outputs = 1, .logits = {sure, unsure}, .truth = {1, 1}, .weights = {1, 1}};
  };
  const LabelledLogits joined = JoinLooks({look(4, 0), look(-4, 1), look(-4, 2), look(-4, 3)}, 0.1f);
  EXPECT_EQ(joined.logits[0], 4.0f);
  EXPECT_NEAR(joined.logits[1], 1.5f, 1e-5);
}

TEST(Calibration, StaysFiniteWhereNothingIsEverWrong) {
  LabelledLogits pictures{.outputs = 1, .logits = {-5, 5, -6, 6}, .truth = {0, 1, 0, 1}, .weights = {1, 1, 1, 1}};
  const Calibration fit = FitCalibration(pictures);
  EXPECT_TRUE(std::isfinite(fit.scale[0]));
  EXPECT_LT(fit.scale[0], 10.0);
}

/// Pictures of three classes whose true logits are z, and whose network says 4 z.
LabelledLogits OverconfidentSoftmax(int count) {
  LabelledLogits pictures{.outputs = 3, .logits = {}, .truth = {}, .weights = {}};
  Random random({12});
  for (int i = 0; i < count; ++i) {
    double z[3], sum = 0;
    for (double& value : z) sum += std::exp(value = random.Normal());
    float place = random.Uniform() * static_cast<float>(sum);
    int truth = 0;
    while (truth < 2 && (place -= static_cast<float>(std::exp(z[truth]))) > 0) ++truth;
    for (int k = 0; k < 3; ++k) {
      pictures.logits.push_back(static_cast<float>(4 * z[k]));
      pictures.truth.push_back(k == truth);
    }
    pictures.weights.push_back(1.0f);
  }
  return pictures;
}

TEST(Temperature, UndoesAKnownGainAndCalibrates) {
  const LabelledLogits pictures = OverconfidentSoftmax(20000);
  const Calibration fit = FitTemperature(pictures);
  EXPECT_NEAR(fit.scale[0], 0.25, 0.01);
  EXPECT_EQ(fit.scale[0], fit.scale[2]);
  EXPECT_EQ(fit.shift[1], 0.0);
  const SoftmaxScores before = ScoreSoftmax(pictures, 15);
  const SoftmaxScores after = ScoreSoftmax(Apply(fit, pictures), 15);
  EXPECT_GT(before.calibration_error, 0.15);
  EXPECT_LT(after.calibration_error, 0.02);
  EXPECT_DOUBLE_EQ(before.accuracy, after.accuracy);
}

TEST(Thresholds, MoveWhereMoreDecisionsAreRight) {
  // Cats are seen with logit 2, and half of all photos of neither with logit 0.4 (p = 0.6): the threshold must pass it.
  LabelledLogits singles{.outputs = 2, .logits = {}, .truth = {}, .weights = {}};
  for (int i = 0; i < 100; ++i) {
    const bool cat = i % 2 == 0;
    singles.logits.insert(singles.logits.end(), {cat ? 2.0f : 0.4f, -3.0f});
    singles.truth.insert(singles.truth.end(), {static_cast<uint8_t>(cat), 0});
    singles.weights.push_back(1.0f);
  }
  const Thresholds thresholds = ChooseThresholds(singles, 0.01);
  EXPECT_GT(thresholds.label[0], 0.599f);
  EXPECT_FLOAT_EQ(thresholds.label[1], 0.5f);
  EXPECT_DOUBLE_EQ(thresholds.accuracy, 1.0);
}

TEST(Thresholds, LetNoMoreThanTheAllowedShareOfSinglesBeBoth) {
  LabelledLogits singles{.outputs = 2, .logits = {}, .truth = {}, .weights = {}};
  for (int i = 0; i < 1000; ++i) {
    singles.logits.insert(singles.logits.end(), {4.0f, -4.0f + 0.005f * static_cast<float>(i)});
    singles.truth.insert(singles.truth.end(), {1, 0});
    singles.weights.push_back(1.0f);
  }
  const Thresholds thresholds = ChooseThresholds(singles, 0.01);
  EXPECT_GT(thresholds.false_both, 0.008);
  EXPECT_LE(thresholds.false_both, 0.01);
  LabelledLogits both{.outputs = 2, .logits = {4.0f, 2.0f}, .truth = {1, 1}, .weights = {1}};
  EXPECT_DOUBLE_EQ(DecisionAccuracy(both, thresholds), 1.0);
}

}  // namespace
}  // namespace pawlens
