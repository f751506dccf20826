// SPDX-License-Identifier: MIT
#pragma once

#include <torch/torch.h>

#include "train/place.h"

namespace pawlens {

/// What a patch that is not turned shows of `photo` ([H, W, 3] uint8, on the CPU): [1, 3, place.rows, place.columns] float32.
/// The same as grid_sampler at every sample's place, averaged; but rows and columns are done one after the other, each as a
/// sum of a few whole lines, which suits a CPU much better (its grid_sampler gathers one number at a time).
torch::Tensor SampleUpright(const torch::Tensor& photo, const Patch& patch, const Place& place);

}  // namespace pawlens
