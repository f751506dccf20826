// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "model/graph.h"

namespace pawlens {

/// How a network ends whose answer is a weighted sum of its last maps: the mean of each map, times one weight for each output.
/// Operators of the graph that was asked about.
struct LinearHead {
  const Operator* mean;    ///< Its first input is the last feature map, int8 [1, rows, columns, maps].
  const Operator* linear;  ///< Weights int8 [outputs, maps], but for ones between; a bias or -1.
};

/// None: the network ends otherwise. An int8 network's end is the mean over all pixels (MEAN, or an AVERAGE_POOL_2D of the
/// whole), one FULLY_CONNECTED (or 1x1 CONV_2D) without activation, and nothing behind it but SOFTMAX, LOGISTIC and changes
/// of form.
std::optional<LinearHead> FindLinearHead(const Graph& graph);

}  // namespace pawlens
