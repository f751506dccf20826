// SPDX-License-Identifier: MIT
// A network that starts where another one, perhaps of other layers, has come to.
#pragma once

#include <filesystem>
#include <vector>

#include "base/error.h"
#include "train/network.h"

namespace pawlens {

using TrainedConv = Network::Conv;

/// The averaged convolutions of a float phase's checkpoint, in their order. kIo if the file cannot be read or holds none.
Result<std::vector<TrainedConv>> ReadTrainedConvs(const std::filesystem::path& checkpoint);

/// Copies them into the network's convolutions of equal shapes, as many as fit while both keep their order (the longest common
/// subsequence of shapes, the first where there are several), and answers how many that were. What they add up to stays the
/// same: a residual block whose second convolution is new adds nothing at first (its batch norm's gamma is 0; Goyal et al.
/// 2017). The linear layer stays new. Does nothing if `elders` is empty.
int Inherit(const std::vector<TrainedConv>& elders, Network& network);

}  // namespace pawlens
