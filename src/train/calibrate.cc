// SPDX-License-Identifier: MIT
#include "train/calibrate.h"

#include <algorithm>
#include <cmath>

namespace pawlens {
namespace {

constexpr int kNewtonSteps = 50;
constexpr double kPull = 2.0;  // Weight of the prior, in pictures.
constexpr float kLeastScale = 0.05f;
constexpr double kGreatestScale = 20.0;
constexpr float kThresholdStep = 0.02f;
constexpr float kLeastThreshold = 0.3f;
constexpr float kGreatestThreshold = 0.7f;
constexpr double kWorthMoving = 0.001;  // Share of decisions that moving a threshold away from 1/2 must gain.

double Sigmoid(double z) {
  return 1.0 / (1.0 + std::exp(-z));
}

std::vector<double> Softmax(const float* logits, int outputs, double scale) {
  const double largest = *std::max_element(logits, logits + outputs);
  std::vector<double> p(outputs);
  double sum = 0;
  for (int k = 0; k < outputs; ++k) sum += p[k] = std::exp(scale * (logits[k] - largest));
  for (double& value : p) value /= sum;
  return p;
}

/// Expected calibration error, in equal bins of the probability.
class ReliabilityBins {
 public:
  explicit ReliabilityBins(int bins) : misses_(bins) {}

  void Add(double p, bool is_right, double weight) {
    const int bins = static_cast<int>(misses_.size());
    misses_[std::min(bins - 1, static_cast<int>(p * bins))] += weight * (p - (is_right ? 1 : 0));
    weight_ += weight;
  }

  double weight() const { return weight_; }
  double Error() const {
    double error = 0;
    for (const double miss : misses_) error += std::fabs(miss);
    return weight_ > 0 ? error / weight_ : 0;
  }

 private:
  std::vector<double> misses_;  ///< Sum of probability less truth.
  double weight_ = 0;
};

/// Which outputs one picture gets.
std::vector<uint8_t> Decide(const float* logits, int outputs, const Thresholds& thresholds) {
  std::vector<uint8_t> decided(outputs, 0);
  const auto best = static_cast<int>(std::max_element(logits, logits + outputs) - logits);
  if (Sigmoid(logits[best]) < thresholds.label[best]) return decided;
  for (int k = 0; k < outputs; ++k) decided[k] = k == best || Sigmoid(logits[k]) >= thresholds.both;
  return decided;
}

/// Whether a single picture's largest output is right, were there no second labels.
double SingleAccuracy(const LabelledLogits& singles, const std::vector<float>& thresholds) {
  double right = 0;
  double all = 0;
  for (int64_t i = 0; i < singles.pictures(); ++i) {
    const float* row = &singles.logits[i * singles.outputs];
    const uint8_t* truth = &singles.truth[i * singles.outputs];
    const auto best = std::max_element(row, row + singles.outputs) - row;
    const bool none = std::none_of(truth, truth + singles.outputs, [](uint8_t applies) { return applies != 0; });
    const bool answered = Sigmoid(row[best]) >= thresholds[best];
    all += singles.weights[i];
    if (none ? !answered : answered && truth[best] != 0) right += singles.weights[i];
  }
  return all > 0 ? right / all : 0;
}

}  // namespace

Calibration FitCalibration(const LabelledLogits& pictures) {
  Calibration calibration;
  for (int k = 0; k < pictures.outputs; ++k) {
    double scale = 1;
    double shift = 0;
    for (int step = 0; step < kNewtonSteps; ++step) {
      // Gradient and Hessian of the loss in (scale, shift), the pull's part first.
      double g0 = kPull * (scale - 1), g1 = kPull * shift, h00 = kPull, h01 = 0, h11 = kPull;
      for (int64_t i = 0; i < pictures.pictures(); ++i) {
        const double z = pictures.logits[i * pictures.outputs + k];
        const double p = Sigmoid(scale * z + shift);
        const double miss = pictures.weights[i] * (p - pictures.truth[i * pictures.outputs + k]);
        const double curve = pictures.weights[i] * p * (1 - p);
        g0 += miss * z;
        g1 += miss;
        h00 += curve * z * z;
        h01 += curve * z;
        h11 += curve;
      }
      const double determinant = h00 * h11 - h01 * h01;
      const double step0 = (h11 * g0 - h01 * g1) / determinant;
      const double step1 = (h00 * g1 - h01 * g0) / determinant;
      const double damping = std::min(1.0, 1.0 / std::max(std::fabs(step0), std::fabs(step1)));
      scale -= damping * step0;
      shift -= damping * step1;
      if (std::fabs(step0) + std::fabs(step1) < 1e-9) break;
    }
    calibration.scale.push_back(std::max<double>(kLeastScale, scale));
    calibration.shift.push_back(shift);
  }
  return calibration;
}

Calibration FitTemperature(const LabelledLogits& pictures) {
  // The loss is convex in the scale: its slope, held by the same pull, is 0 at one place.
  const auto slope = [&pictures](double scale) {
    double sum = kPull * (scale - 1);
    for (int64_t i = 0; i < pictures.pictures(); ++i) {
      const float* row = &pictures.logits[i * pictures.outputs];
      const std::vector<double> p = Softmax(row, pictures.outputs, scale);
      for (int k = 0; k < pictures.outputs; ++k) {
        sum += pictures.weights[i] * row[k] * (p[k] - pictures.truth[i * pictures.outputs + k]);
      }
    }
    return sum;
  };
  double low = kLeastScale;
  double high = kGreatestScale;
  for (int step = 0; step < kNewtonSteps; ++step) {
    const double middle = 0.5 * (low + high);
    (slope(middle) > 0 ? high : low) = middle;
  }
  const auto count = static_cast<size_t>(pictures.outputs);
  return {std::vector<double>(count, 0.5 * (low + high)), std::vector<double>(count, 0.0)};
}

SoftmaxScores ScoreSoftmax(const LabelledLogits& pictures, int bins) {
  ReliabilityBins filled(bins);
  double right = 0;
  for (int64_t i = 0; i < pictures.pictures(); ++i) {
    const std::vector<double> p = Softmax(&pictures.logits[i * pictures.outputs], pictures.outputs, 1.0);
    const auto best = std::ranges::max_element(p) - p.begin();
    const bool is_right = pictures.truth[i * pictures.outputs + best] != 0;
    filled.Add(p[best], is_right, pictures.weights[i]);
    right += is_right ? pictures.weights[i] : 0;
  }
  return {filled.weight() > 0 ? right / filled.weight() : 0, filled.Error()};
}

LabelledLogits Apply(const Calibration& calibration, const LabelledLogits& pictures) {
  LabelledLogits calibrated = pictures;
  for (size_t i = 0; i < calibrated.logits.size(); ++i) {
    const size_t k = i % calibrated.outputs;
    calibrated.logits[i] = static_cast<float>(calibration.scale[k] * calibrated.logits[i] + calibration.shift[k]);
  }
  return calibrated;
}

LabelledLogits JoinLooks(const std::array<LabelledLogits, kLooks.size()>& looks, float doubt_from) {
  LabelledLogits joined = looks[0];
  const auto outputs = static_cast<size_t>(joined.outputs);
  std::vector<float> first(outputs);
  for (size_t row = 0; row < joined.logits.size(); row += outputs) {
    for (size_t k = 0; k < outputs; ++k) first[k] = static_cast<float>(Sigmoid(joined.logits[row + k]));
    if (!IsInDoubt(first, doubt_from)) continue;
    for (size_t k = 0; k < outputs; ++k) {
      double odds = 1;
      for (const LabelledLogits& look : looks) odds *= OddsAgainst(static_cast<float>(Sigmoid(look.logits[row + k])));
      const double p = JoinedProbability(odds);
      joined.logits[row + k] = static_cast<float>(std::log(p / (1.0 - p)));
    }
  }
  return joined;
}

Thresholds ChooseThresholds(const LabelledLogits& singles, double max_false_both) {
  Thresholds chosen;
  chosen.label.assign(singles.outputs, 0.5f);
  if (singles.pictures() == 0) return chosen;
  const auto worth = [&](const std::vector<float>& thresholds) {
    double distance = 0;
    for (const float threshold : thresholds) distance += std::fabs(threshold - 0.5);
    return SingleAccuracy(singles, thresholds) - kWorthMoving * distance / 0.1;
  };
  for (int round = 0; round < 2; ++round) {
    for (int k = 0; k < singles.outputs; ++k) {
      std::vector<float> tried = chosen.label;
      for (float threshold = kLeastThreshold; threshold <= kGreatestThreshold; threshold += kThresholdStep) {
        tried[k] = threshold;
        if (worth(tried) > worth(chosen.label)) chosen.label = tried;
      }
    }
  }
  // The second largest probabilities of the pictures that get an answer: the largest allowed few set the threshold.
  std::vector<std::pair<double, double>> seconds;  // Probability, weight.
  double all = 0;
  for (int64_t i = 0; i < singles.pictures(); ++i) {
    all += singles.weights[i];
    std::vector<float> row(&singles.logits[i * singles.outputs],
                           &singles.logits[i * singles.outputs] + singles.outputs);
    const auto best = std::max_element(row.begin(), row.end()) - row.begin();
    if (row.size() < 2 || Sigmoid(row[best]) < chosen.label[best]) continue;
    std::ranges::sort(row, std::greater<>());
    seconds.emplace_back(Sigmoid(row[1]), singles.weights[i]);
  }
  std::ranges::sort(seconds, std::greater<>());
  double above = 0;
  for (const auto& [probability, weight] : seconds) {
    if ((above + weight) / all > max_false_both) break;
    above += weight;
    chosen.both = static_cast<float>(probability);
  }
  chosen.both = std::clamp(chosen.both, 0.02f, 1.0f);
  double false_both = 0;
  for (const auto& [probability, weight] : seconds) false_both += probability >= chosen.both ? weight : 0;
  chosen.false_both = false_both / all;
  chosen.accuracy = DecisionAccuracy(singles, chosen);
  return chosen;
}

double DecisionAccuracy(const LabelledLogits& pictures, const Thresholds& thresholds) {
  double right = 0;
  double all = 0;
  for (int64_t i = 0; i < pictures.pictures(); ++i) {
    const auto decided = Decide(&pictures.logits[i * pictures.outputs], pictures.outputs, thresholds);
    all += pictures.weights[i];
    if (std::equal(decided.begin(), decided.end(), &pictures.truth[i * pictures.outputs])) right += pictures.weights[i];
  }
  return all > 0 ? right / all : 0;
}

double CalibrationError(const LabelledLogits& pictures, int bins) {
  ReliabilityBins filled(bins);
  for (int64_t i = 0; i < pictures.pictures(); ++i) {
    const float* row = &pictures.logits[i * pictures.outputs];
    const auto best = std::max_element(row, row + pictures.outputs) - row;
    filled.Add(Sigmoid(row[best]), pictures.truth[i * pictures.outputs + best] != 0, pictures.weights[i]);
  }
  return filled.Error();
}

}  // namespace pawlens
