// SPDX-License-Identifier: MIT
#include "train/scores.h"

#include <algorithm>

namespace pawlens {

Scores Score(const torch::Tensor& logits, const DataSet& data_set, std::span<const int> photos) {
  const torch::Tensor values = logits.to(torch::kFloat32).contiguous();
  const int64_t outputs = values.size(1);
  int64_t labelled = 0, labelled_right = 0, all = 0, all_right = 0;
  for (size_t i = 0; i < photos.size(); ++i) {
    const int label = data_set.photos[photos[i]].label;
    if (label == kAllLabels) continue;
    const float* row = values.data_ptr<float>() + static_cast<int64_t>(i) * outputs;
    const float* best = std::max_element(row, row + outputs);
    const bool label_is_best = label >= 0 && best - row == label;
    ++all;
    all_right += label == kNoLabelApplies ? *best <= 0.0f : label_is_best && (data_set.is_softmax() || *best > 0.0f);
    if (label == kNoLabelApplies) continue;
    ++labelled;
    labelled_right += label_is_best;
  }
  const auto share = [](int64_t part, int64_t whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
  };
  return {.labels = share(labelled_right, labelled), .all = share(all_right, all)};
}

}  // namespace pawlens
