// SPDX-License-Identifier: MIT
// A network of ten classes whose answers a test can foretell, in int8 or in float32: it names a picture's colour.
#pragma once

#include <string>
#include <vector>

#include "model/graph.h"

namespace pawlens::testing {

/// "red", "green", "blue", "yellow", "cyan", "magenta", "white", "black", "orange", "grey".
const std::vector<std::string>& ColourNames();

/// Input 16 x 16 of `type` (int8 or float32, which the whole network then is), a 1x1 convolution, mean over the picture,
/// one linear layer, softmax. The colour nearest to the picture's mean is the most likely one; pure colours get 0.99.
Graph ColourNamesGraph(DataType type);

}  // namespace pawlens::testing
