// SPDX-License-Identifier: MIT
#include "classify/second_look.h"

#include <algorithm>
#include <cmath>

namespace pawlens {

bool IsInDoubt(std::span<const float> probabilities, float doubt_from) {
  if (doubt_from <= 0.0f) return false;
  return std::any_of(probabilities.begin(), probabilities.end(),
                     [&](float p) { return p >= doubt_from && p <= 1.0f - doubt_from; });
}

double OddsAgainst(float probability) {
  constexpr float kLeast = 1.0f / 512;
  const double p = std::clamp(probability, kLeast, 1.0f - kLeast);
  return (1.0 - p) / p;
}

float JoinedProbability(double product) {
  static_assert(kLooks.size() == 4);
  return static_cast<float>(1.0 / (1.0 + std::sqrt(std::sqrt(product))));
}

void Mirror(std::span<uint8_t> picture, int rows, int columns, int pixel_bytes) {
  const auto bytes = static_cast<ptrdiff_t>(pixel_bytes);
  auto row = picture.begin();
  for (int y = 0; y < rows; ++y, row += columns * bytes) {
    for (ptrdiff_t left = 0, right = columns - 1; left < right; ++left, --right) {
      std::swap_ranges(row + left * bytes, row + (left + 1) * bytes, row + right * bytes);
    }
  }
}

}  // namespace pawlens
