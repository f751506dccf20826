// SPDX-License-Identifier: MIT
// The layers of a network that can be looked at, and what there is to say of each.
#pragma once

#include <string>
#include <vector>

#include "model/graph.h"

namespace pawlens {

/// One operator that makes maps: pictures of how strongly each place answers to something.
struct MapLayer {
  int number = 0;    ///< 1 for the first layer of the network.
  int tensor = 0;    ///< The maps: int8 [1, rows, columns, maps].
  std::string name;  ///< The tensor's; not trusted.
  OpType type = OpType::kConv2D;
  int rows = 0, columns = 0, maps = 0;
  /// The window that a cell looks through, in cells of the layer before; of ADD that of the larger of the convolutions that it
  /// adds. 1 x 1 for operators without.
  int kernel_rows = 1, kernel_columns = 1;
  int seen_rows = 0, seen_columns = 0;  ///< Pixels of the network's input that the cell in the middle depends on.
};

/// Of a valid graph with one picture as input, in the order of its operators: those that write int8 maps of more than one
/// cell. PAD, RESHAPE and the like find nothing of their own and are left out.
std::vector<MapLayer> LayersOf(const Graph& graph);

/// A few that tell the story: the first, and of each size of map the last. Indices into `layers`, in their order.
std::vector<size_t> StageEnds(const std::vector<MapLayer>& layers);

}  // namespace pawlens
