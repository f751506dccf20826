// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/graph.h"

namespace pawlens {

/// Along one side of the picture: what the cell at `i` of a map depends on, pixels i * step + low to i * step + high, ends
/// included. What lies beyond the picture is padding.
struct Reach {
  int64_t step = 1;
  int64_t low = 0;
  int64_t high = 0;

  /// How many of the side's `pixels` the cell in the middle of `cells` depends on. None depends on more.
  int SeenFromTheMiddle(int cells, int pixels) const;
};

struct CellReach {
  Reach rows, columns;
};

/// By tensor index: of the graph's first input, and of every map that comes of it by convolutions, pools, paddings and
/// operators that keep to single cells. No value for other tensors: theirs may depend on the whole picture.
std::vector<std::optional<CellReach>> ReachOfCells(const Graph& graph);

}  // namespace pawlens
