// SPDX-License-Identifier: MIT
// How good answers are, against the truth. Pure functions over what a run collected; one that is not defined for the given
// answers (no photo of the kind it needs) is absent rather than 0.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace pawlens {

// What is true of a photo, and what is said of it: the index of the one label that applies, or one of these.
inline constexpr int kNoLabel = -1;        ///< "neither"
inline constexpr int kSeveralLabels = -2;  ///< "both"

/// One photo's truth and answer.
struct Judged {
  int truth = kNoLabel;
  int said = kNoLabel;
  double likeliest = 0.0;   ///< The largest probability of all labels, in [0, 1].
  bool leads = false;       ///< The truth is a label, and its probability is larger than all others.
  double confidence = 0.0;  ///< AnswerConfidence.
};

/// Among photos of exactly one label: the share where that one's probability is the largest. Equal ones are wrong.
std::optional<double> LabelAccuracy(std::span<const Judged> answers);

/// Share of all photos of which the truth was said.
std::optional<double> DecisionAccuracy(std::span<const Judged> answers);

/// The probability that an answer is right if every output means what it says and all are independent: the product of p
/// for the labels said to apply and of 1 - p for all others.
double AnswerConfidence(std::span<const float> probabilities, std::span<const int> said);

/// Photos called "neither" at one threshold of the score 1 - likeliest: how many are, and how many are not.
struct RocPoint {
  int64_t rightly = 0;
  int64_t falsely = 0;
};

/// From {0, 0} to {all of neither, all others}: one point for each score that occurs, so that equal scores are one step.
std::vector<RocPoint> NeitherRoc(std::span<const Judged> answers);

/// Area under NeitherRoc, straight between its points: the chance that a photo of neither scores higher than one of the
/// others, equal scores counted half (Mann-Whitney U).
std::optional<double> NeitherAuroc(std::span<const Judged> answers);

/// The largest share of neither that a threshold finds while it takes at most `false_share` of the others for neither.
std::optional<double> NeitherFound(std::span<const Judged> answers, double false_share);

struct ReliabilityBin {
  int64_t photos = 0;
  int64_t right = 0;
  double confidence = 0.0;  ///< Sum over the photos.
};
inline constexpr int kReliabilityBins = 15;

/// Answers by confidence, in bins of equal width (1 belongs to the last).
std::array<ReliabilityBin, kReliabilityBins> Reliability(std::span<const Judged> answers);

/// Expected calibration error (Naeini et al. 2015): the mean over photos of |share right in the bin - mean confidence in
/// the bin|, bins of Reliability.
std::optional<double> CalibrationError(std::span<const Judged> answers);

/// counts[truth][said], both by position in `classes`, which holds every truth and every answer (or none).
std::vector<std::vector<int64_t>> CountConfusion(std::span<const Judged> answers, std::span<const int> classes);

/// Wilson's interval of 95 % for a share of which `part` of `whole` were seen.
struct Interval {
  double low = 0.0;
  double high = 1.0;
};
Interval WilsonInterval(int64_t part, int64_t whole);

}  // namespace pawlens
