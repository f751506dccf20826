// SPDX-License-Identifier: MIT
#include "classify/certainty.h"

#include <algorithm>

namespace pawlens {

double ConfidenceOf(Decision decision, float p_cat, float p_dog) {
  const double cat = p_cat;
  const double dog = p_dog;
  switch (decision) {
    case Decision::kNone: return 0.0;
    case Decision::kCat: return cat;
    case Decision::kDog: return dog;
    case Decision::kBoth: return std::min(cat, dog);
    case Decision::kNeither: return 1.0 - std::max(cat, dog);
  }
  return 0.0;
}

bool IsUnsure(Decision decision, float p_cat, float p_dog, double below) {
  if (below <= 0.0) return false;
  if (decision == Decision::kNeither && std::max(p_cat, p_dog) >= kLittleLikeFrom) return true;
  return ConfidenceOf(decision, p_cat, p_dog) < below;
}

}  // namespace pawlens
