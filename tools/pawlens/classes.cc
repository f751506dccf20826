// SPDX-License-Identifier: MIT
#include "pawlens/classes.h"

#include <algorithm>

namespace pawlens::cli {

Classes::Classes(const Classifier& model) : cat_dog_(model.is_cat_dog()) {
  for (int i = 0; i < model.num_outputs(); ++i) {
    labels_.push_back(model.LabelOf(i));
    all_.push_back(i);
  }
  if (const auto& settings = model.model().settings) settings_ = *settings;
  decides_ = settings_.head == Head::kSigmoid && settings_.thresholds.size() == labels_.size();
  if (has_both()) all_.push_back(kSeveralLabels);
  if (decides_) all_.push_back(kNoLabel);
}

std::string Classes::NameOf(int index) const {
  if (index == kNoLabel) return "neither";
  return index == kSeveralLabels ? "both" : labels_[static_cast<size_t>(index)];
}

std::vector<int> Classes::LabelsSaid(const Classification& result) const {
  const std::vector<float>& p = result.probabilities;
  int first = TopIndices(p, 1).front();
  if (!decides_) return {first};
  // Decide breaks a tie for the cat, whatever the order of the outputs.
  if (cat_dog_ && result.p_cat == result.p_dog) first = labels_[0] == "cat" ? 0 : 1;
  if (!(p[first] >= settings_.thresholds[first])) return {};
  std::vector<int> said = {first};
  for (int i = 0; i < static_cast<int>(p.size()); ++i) {
    if (i != first && p[i] >= settings_.both_threshold) said.push_back(i);
  }
  return said;
}

Judged Classes::Judge(int truth, const Classification& result) const {
  const std::vector<float>& p = result.probabilities;
  const std::vector<int> said = LabelsSaid(result);
  Judged judged;
  judged.truth = truth;
  judged.said = said.empty() ? kNoLabel : said.size() > 1 ? kSeveralLabels : said.front();
  const float largest = *std::max_element(p.begin(), p.end());
  judged.likeliest = largest;
  judged.leads = truth >= 0 && p[truth] == largest && std::count(p.begin(), p.end(), largest) == 1;
  judged.confidence = decides_ ? AnswerConfidence(p, said) : largest;
  return judged;
}

}  // namespace pawlens::cli
