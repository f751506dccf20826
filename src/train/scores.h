// SPDX-License-Identifier: MIT
#pragma once

#include <torch/torch.h>

#include <span>

#include "train/data_set.h"

namespace pawlens {

struct Scores {
  double labels = 0;  ///< Of photos with a label: how often it has the largest logit.
  double all =
      0;  ///< Of all: how often the largest logit is the label's and (sigmoid) positive, or no logit is for "neither".
};

/// `logits`: [photos.size(), outputs]. Photos of "both" count in neither figure.
Scores Score(const torch::Tensor& logits, const DataSet& data_set, std::span<const int> photos);

}  // namespace pawlens
