// SPDX-License-Identifier: MIT
#include "classify/metrics.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace pawlens {
namespace {

std::optional<double> Share(int64_t part, int64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

std::optional<double> LabelAccuracy(std::span<const Judged> answers) {
  int64_t right = 0;
  int64_t all = 0;
  for (const Judged& answer : answers) {
    if (answer.truth < 0) continue;
    ++all;
    right += answer.leads;
  }
  return Share(right, all);
}

std::optional<double> DecisionAccuracy(std::span<const Judged> answers) {
  const auto right =
      std::count_if(answers.begin(), answers.end(), [](const Judged& answer) { return answer.said == answer.truth; });
  return Share(right, static_cast<int64_t>(answers.size()));
}

double AnswerConfidence(std::span<const float> probabilities, std::span<const int> said) {
  double confidence = 1.0;
  for (size_t i = 0; i < probabilities.size(); ++i) {
    const double p = probabilities[i];
    confidence *= std::find(said.begin(), said.end(), static_cast<int>(i)) != said.end() ? p : 1.0 - p;
  }
  return confidence;
}

std::vector<RocPoint> NeitherRoc(std::span<const Judged> answers) {
  std::vector<std::pair<double, bool>>
      scores;  // The likeliest probability, which falls as the score rises; is it neither.
  scores.reserve(answers.size());
  for (const Judged& answer : answers) scores.emplace_back(answer.likeliest, answer.truth == kNoLabel);
  std::sort(scores.begin(), scores.end());

  std::vector<RocPoint> points(1);
  for (size_t i = 0; i < scores.size(); ++i) {
    if (i == 0 || scores[i].first != scores[i - 1].first) points.push_back(points.back());
    ++(scores[i].second ? points.back().rightly : points.back().falsely);
  }
  return points;
}

std::optional<double> NeitherAuroc(std::span<const Judged> answers) {
  const std::vector<RocPoint> points = NeitherRoc(answers);
  const RocPoint all = points.back();
  if (all.rightly == 0 || all.falsely == 0) return std::nullopt;
  int64_t twice_area = 0;  // In pairs of a photo of neither and another one: whole numbers, so nothing is rounded.
  for (size_t i = 1; i < points.size(); ++i) {
    twice_area += (points[i].falsely - points[i - 1].falsely) * (points[i].rightly + points[i - 1].rightly);
  }
  return static_cast<double>(twice_area) / 2.0 / (static_cast<double>(all.rightly) * static_cast<double>(all.falsely));
}

std::optional<double> NeitherFound(std::span<const Judged> answers, double false_share) {
  const std::vector<RocPoint> points = NeitherRoc(answers);
  const RocPoint all = points.back();
  if (all.rightly == 0 || all.falsely == 0) return std::nullopt;
  int64_t found = 0;
  for (const RocPoint& point : points) {
    if (static_cast<double>(point.falsely) <= false_share * static_cast<double>(all.falsely)) found = point.rightly;
  }
  return Share(found, all.rightly);
}

std::array<ReliabilityBin, kReliabilityBins> Reliability(std::span<const Judged> answers) {
  std::array<ReliabilityBin, kReliabilityBins> bins{};
  for (const Judged& answer : answers) {
    const int index = static_cast<int>(answer.confidence * kReliabilityBins);
    ReliabilityBin& bin = bins[std::clamp(index, 0, kReliabilityBins - 1)];
    ++bin.photos;
    bin.right += answer.said == answer.truth;
    bin.confidence += answer.confidence;
  }
  return bins;
}

std::optional<double> CalibrationError(std::span<const Judged> answers) {
  if (answers.empty()) return std::nullopt;
  // Each bin's gap weighs as many photos as it holds: the bin's count cancels out.
  double gap = 0.0;
  for (const ReliabilityBin& bin : Reliability(answers))
    gap += std::abs(static_cast<double>(bin.right) - bin.confidence);
  return gap / static_cast<double>(answers.size());
}

std::vector<std::vector<int64_t>> CountConfusion(std::span<const Judged> answers, std::span<const int> classes) {
  std::vector<std::vector<int64_t>> counts(classes.size(), std::vector<int64_t>(classes.size()));
  const auto place = [classes](int value) {
    return std::find(classes.begin(), classes.end(), value) - classes.begin();
  };
  if (classes.empty()) return counts;
  for (const Judged& answer : answers) ++counts[place(answer.truth)][place(answer.said)];
  return counts;
}

Interval WilsonInterval(int64_t part, int64_t whole) {
  if (whole == 0) return {};
  constexpr double kZ = 1.959964;  // Of the normal distribution, 95 % on both sides.
  const auto n = static_cast<double>(whole);
  const double share = static_cast<double>(part) / n;
  const double scale = 1.0 / (1.0 + kZ * kZ / n);
  const double middle = scale * (share + kZ * kZ / (2.0 * n));
  const double reach = scale * kZ * std::sqrt(share * (1.0 - share) / n + kZ * kZ / (4.0 * n * n));
  return {std::max(0.0, middle - reach), std::min(1.0, middle + reach)};
}

}  // namespace pawlens
