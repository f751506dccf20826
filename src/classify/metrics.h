// SPDX-License-Identifier: MIT
// How good answers are, against the truth. Pure functions over what a run collected; one that is not defined for the given
// answers (no photo of the kind it needs) is absent rather than 0.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "classify/decision.h"

namespace pawlens {

/// One photo's truth and answer. Neither decision is kNone; probabilities in [0, 1].
struct Judged {
  Decision truth = Decision::kNeither;
  Decision decision = Decision::kNeither;
  float p_cat = 0.0f;
  float p_dog = 0.0f;
};

/// Order of rows, columns and reports.
inline constexpr std::array<Decision, 4> kDecisions = {Decision::kCat, Decision::kDog, Decision::kBoth,
                                                       Decision::kNeither};

/// Among photos whose truth is cat or dog: the share where that one's probability is the larger. Equal ones are wrong.
std::optional<double> CatDogAccuracy(std::span<const Judged> answers);

/// Share of all photos whose decision is the truth.
std::optional<double> DecisionAccuracy(std::span<const Judged> answers);

/// Area under the ROC curve of the score 1 - max(p_cat, p_dog) for "neither" against all the rest: the chance that a photo
/// of neither scores higher than one of the others, equal scores counted half (Mann-Whitney U by mid-ranks).
std::optional<double> NeitherAuroc(std::span<const Judged> answers);

/// The probability that the decision is right if both outputs mean what they say and are independent:
/// cat p_cat (1 - p_dog), dog p_dog (1 - p_cat), both p_cat p_dog, neither (1 - p_cat) (1 - p_dog).
double DecisionConfidence(const Judged& answer);

/// Expected calibration error (Naeini et al. 2015): DecisionConfidence in 15 bins of equal width (1 belongs to the last);
/// the mean over photos of |share right in the bin - mean confidence in the bin|.
std::optional<double> CalibrationError(std::span<const Judged> answers);

/// counts[truth][decision], both by position in kDecisions.
using Confusion = std::array<std::array<int64_t, 4>, 4>;
Confusion CountConfusion(std::span<const Judged> answers);

}  // namespace pawlens
