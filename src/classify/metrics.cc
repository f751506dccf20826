// SPDX-License-Identifier: MIT
#include "classify/metrics.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace pawlens {
namespace {

constexpr int kBins = 15;

std::optional<double> Share(int64_t part, int64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

int IndexOf(Decision decision) {
  return static_cast<int>(std::find(kDecisions.begin(), kDecisions.end(), decision) - kDecisions.begin());
}

}  // namespace

std::optional<double> CatDogAccuracy(std::span<const Judged> answers) {
  int64_t right = 0;
  int64_t all = 0;
  for (const Judged& answer : answers) {
    if (answer.truth == Decision::kCat) {
      ++all;
      right += answer.p_cat > answer.p_dog;
    } else if (answer.truth == Decision::kDog) {
      ++all;
      right += answer.p_dog > answer.p_cat;
    }
  }
  return Share(right, all);
}

std::optional<double> DecisionAccuracy(std::span<const Judged> answers) {
  const auto right = std::count_if(answers.begin(), answers.end(),
                                   [](const Judged& answer) { return answer.decision == answer.truth; });
  return Share(right, static_cast<int64_t>(answers.size()));
}

std::optional<double> NeitherAuroc(std::span<const Judged> answers) {
  std::vector<std::pair<float, bool>> scores;  // max(p), which falls as the score rises; is it a photo of neither
  scores.reserve(answers.size());
  for (const Judged& answer : answers) {
    scores.emplace_back(std::max(answer.p_cat, answer.p_dog), answer.truth == Decision::kNeither);
  }
  std::sort(scores.begin(), scores.end(), [](const auto& a, const auto& b) { return a.first > b.first; });

  double rank_sum = 0.0;  // of the photos of neither
  double positives = 0.0;
  for (size_t first = 0; first < scores.size();) {
    size_t last = first;  // becomes one past the run of equal scores, whose ranks are first + 1 to last
    double in_run = 0.0;
    do {
      in_run += scores[last++].second;
    } while (last < scores.size() && scores[last].first == scores[first].first);
    rank_sum += in_run * (static_cast<double>(first + 1 + last) / 2.0);
    positives += in_run;
    first = last;
  }
  const double negatives = static_cast<double>(scores.size()) - positives;
  if (positives == 0.0 || negatives == 0.0) return std::nullopt;
  return (rank_sum - positives * (positives + 1.0) / 2.0) / (positives * negatives);
}

double DecisionConfidence(const Judged& answer) {
  const double p_cat = answer.p_cat;
  const double p_dog = answer.p_dog;
  switch (answer.decision) {
    case Decision::kCat: return p_cat * (1.0 - p_dog);
    case Decision::kDog: return p_dog * (1.0 - p_cat);
    case Decision::kBoth: return p_cat * p_dog;
    case Decision::kNeither: return (1.0 - p_cat) * (1.0 - p_dog);
    case Decision::kNone: break;
  }
  return 0.0;
}

std::optional<double> CalibrationError(std::span<const Judged> answers) {
  if (answers.empty()) return std::nullopt;
  std::array<double, kBins> right{};
  std::array<double, kBins> confidence{};
  for (const Judged& answer : answers) {
    const double value = DecisionConfidence(answer);
    const int bin = std::clamp(static_cast<int>(value * kBins), 0, kBins - 1);
    right[bin] += answer.decision == answer.truth;
    confidence[bin] += value;
  }
  // Each bin's gap weighs as many photos as it holds: the bin's count cancels out.
  double gap = 0.0;
  for (int bin = 0; bin < kBins; ++bin) gap += std::abs(right[bin] - confidence[bin]);
  return gap / static_cast<double>(answers.size());
}

Confusion CountConfusion(std::span<const Judged> answers) {
  Confusion counts{};
  for (const Judged& answer : answers) ++counts[IndexOf(answer.truth)][IndexOf(answer.decision)];
  return counts;
}

}  // namespace pawlens
