// SPDX-License-Identifier: MIT
// From logits on photos that were not trained on to probabilities and decisions that can be relied on.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "classify/second_look.h"

namespace pawlens {

/// Logits and truth of pictures, row by row.
struct LabelledLogits {
  int outputs = 0;
  std::vector<float> logits;   ///< [pictures][outputs]
  std::vector<uint8_t> truth;  ///< [pictures][outputs]: whether the output applies.
  std::vector<float> weights;  ///< [pictures]: how much each counts.

  int64_t pictures() const { return static_cast<int64_t>(weights.size()); }
};

/// p = sigmoid(scale * logit + shift): one pair an output (Platt 1999).
struct Calibration {
  std::vector<double> scale;  ///< Above 0.
  std::vector<double> shift;
};

/// Maximum likelihood by Newton's method, held by a weak pull towards scale 1 and shift 0, so that few or one-sided
/// pictures cannot drive it far.
Calibration FitCalibration(const LabelledLogits& pictures);

/// The same for a softmax over all outputs: one scale for all (a temperature; Guo et al. 2017), no shift.
Calibration FitTemperature(const LabelledLogits& pictures);

/// Accuracy of the largest output, and its expected calibration error in `bins` equal bins, for a softmax over all outputs.
struct SoftmaxScores {
  double accuracy = 0;
  double calibration_error = 0;
};
SoftmaxScores ScoreSoftmax(const LabelledLogits& pictures, int bins);

/// The same pictures with calibrated logits.
LabelledLogits Apply(const Calibration& calibration, const LabelledLogits& pictures);

/// What the engine makes of several looks at the same pictures (classify/second_look.h): calibrated logits, those of the first
/// look unless that is in doubt.
LabelledLogits JoinLooks(const std::array<LabelledLogits, kLooks.size()>& looks, float doubt_from);

struct Thresholds {
  std::vector<float> label;  ///< What the largest probability must reach to be the answer; Settings::thresholds.
  float both = 1.0f;         ///< What a further one must reach to join it; Settings::both_threshold.
  double accuracy = 0;       ///< Of the decision, on the single pictures, by weight.
  double false_both = 0;     ///< Share of single pictures that get more than one label.
};

/// Thresholds for calibrated logits of single pictures (at most one output applies): `label` makes the most decisions
/// right, where a plateau is equally good as near to 1/2 as possible; `both` is the lowest at which at most
/// `max_false_both` of the single pictures get a second label.
Thresholds ChooseThresholds(const LabelledLogits& singles, double max_false_both);

/// Share of `pictures` whose every output is decided as it should be.
double DecisionAccuracy(const LabelledLogits& pictures, const Thresholds& thresholds);

/// Expected calibration error of the largest probability as the chance that its output applies, in `bins` equal bins.
double CalibrationError(const LabelledLogits& pictures, int bins);

}  // namespace pawlens
