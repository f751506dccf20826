// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "model/settings.h"

namespace pawlens {

/// What a cat-and-dog model says. Other models answer kNone.
enum class Decision : uint8_t { kNone, kCat, kDog, kBoth, kNeither };

const char* DecisionName(Decision decision);  ///< "", "cat", "dog", "both", "neither".
/// The decision of that name; none for any other text, the empty one included.
std::optional<Decision> ParseDecision(std::string_view name);

/// The rule: the larger probability (cat where they are equal) must reach its own label's threshold, else kNeither; where
/// the other one reaches both_threshold, kBoth. NaN reaches nothing. kNone where `settings` is not those of a cat-and-dog
/// model: kSigmoid, labels "cat" and "dog" in either order and no others, a threshold for each.
Decision Decide(float p_cat, float p_dog, const Settings& settings);

}  // namespace pawlens
