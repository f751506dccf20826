// SPDX-License-Identifier: MIT
// How sure a decision is, in the numbers by which the page chooses its words (web/wording.js; a test compares them).
#pragma once

#include "classify/decision.h"

namespace pawlens {

inline constexpr double kFairlySureFrom = 0.7;
/// A "neither" whose cat or dog is likelier than this is not sure, whatever its confidence: "looks a little like a cat".
inline constexpr double kLittleLikeFrom = 0.25;

/// How likely the decision is by the network's own account: P(cat), P(dog), the smaller of them for both, one less the
/// larger for neither. 0 for kNone.
double ConfidenceOf(Decision decision, float p_cat, float p_dog);

/// Confidence below `below`, or a neither with a likeness from kLittleLikeFrom on; with kFairlySureFrom exactly where the
/// page says "not sure". Nothing is unsure below 0.
bool IsUnsure(Decision decision, float p_cat, float p_dog, double below = kFairlySureFrom);

}  // namespace pawlens
