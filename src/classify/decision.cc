// SPDX-License-Identifier: MIT
#include "classify/decision.h"

namespace pawlens {

const char* DecisionName(Decision decision) {
  switch (decision) {
    case Decision::kNone: return "";
    case Decision::kCat: return "cat";
    case Decision::kDog: return "dog";
    case Decision::kBoth: return "both";
    case Decision::kNeither: return "neither";
  }
  return "";
}

std::optional<Decision> ParseDecision(std::string_view name) {
  for (const Decision decision : {Decision::kCat, Decision::kDog, Decision::kBoth, Decision::kNeither}) {
    if (name == DecisionName(decision)) return decision;
  }
  return std::nullopt;
}

Decision Decide(float p_cat, float p_dog, const Settings& settings) {
  if (settings.head != Head::kSigmoid || settings.labels.size() != 2 || settings.thresholds.size() != 2) {
    return Decision::kNone;
  }
  const int cat = settings.labels[0] == "cat" ? 0 : 1;
  if (settings.labels[cat] != "cat" || settings.labels[1 - cat] != "dog") return Decision::kNone;

  const bool cat_leads = p_cat >= p_dog;
  const float first = cat_leads ? p_cat : p_dog;
  const float second = cat_leads ? p_dog : p_cat;
  // Written so that NaN, which compares false with everything, ends in kNeither.
  if (!(first >= settings.thresholds[cat_leads ? cat : 1 - cat])) return Decision::kNeither;
  if (second >= settings.both_threshold) return Decision::kBoth;
  return cat_leads ? Decision::kCat : Decision::kDog;
}

}  // namespace pawlens
