// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "classify/heat_map.h"
#include "image/image.h"

namespace pawlens::cli {

/// The picture in grey with the places that speak for an output in colour over it: blue for the second of two outputs, orange
/// for any other. Each is as strong as its share of the strongest place of all; what the network does not see is darkened.
/// `outputs`: one or two indices of the map's.
Image PaintHeat(const Image& picture, const HeatMap& map, std::span<const int> outputs);

}  // namespace pawlens::cli
