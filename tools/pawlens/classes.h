// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "classify/classifier.h"
#include "classify/metrics.h"

namespace pawlens::cli {

/// What a model can say of a photo: one of its labels, by the index of the output; where its outputs are sigmoids with
/// thresholds also kNoLabel ("neither"), and kSeveralLabels ("both") if there are two of them or more.
class Classes {
 public:
  explicit Classes(const Classifier& model);

  /// Labels, then both, then neither: the order of tables.
  const std::vector<int>& all() const { return all_; }
  /// Of a label, "both" or "neither".
  std::string NameOf(int index) const;
  /// "cat or dog" for such a model, else "right label".
  const char* label_accuracy_name() const { return cat_dog_ ? "cat or dog" : "right label"; }
  bool is_cat_dog() const { return cat_dog_; }
  bool has_neither() const { return decides_; }
  bool has_both() const { return decides_ && labels_.size() >= 2; }

  /// The answer against a photo's truth. A model of sigmoid outputs says the labels whose probabilities reach the
  /// thresholds of its settings, as Decide does for cat and dog; any other says its likeliest label.
  Judged Judge(int truth, const Classification& result) const;

 private:
  std::vector<int> LabelsSaid(const Classification& result) const;

  std::vector<std::string> labels_;
  Settings settings_;
  bool cat_dog_ = false;
  bool decides_ = false;  ///< Sigmoid outputs with thresholds.
  std::vector<int> all_;
};

}  // namespace pawlens::cli
