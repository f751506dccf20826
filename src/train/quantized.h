// SPDX-License-Identifier: MIT
// A trained network in integers, and the graph made of it.
#pragma once

#include <cstdint>
#include <vector>

#include "model/graph.h"
#include "model/settings.h"
#include "train/architecture.h"

namespace pawlens {

/// real = scale * (q - zero_point), q in [-128, 127].
struct Grid {
  float scale = 1;
  int32_t zero_point = 0;
};

inline constexpr float kSmallestRange = 1e-4f;

/// The grid that covers [low, high] and has 0 on it; low <= 0 <= high, made wider where it is nearly nothing.
Grid CoverRange(float low, float high);

struct QuantizedLayer {
  std::vector<int8_t> weights;  ///< [out][kernel][kernel][in], -127 to 127; empty for an addition.
  std::vector<float> scales;    ///< One for each output channel, or one for all.
  std::vector<int32_t> bias;    ///< Scale: input's times the channel's.
};

struct QuantizedNetwork {
  Architecture architecture;
  std::vector<QuantizedLayer> layers;  ///< In the order of Architecture::layers.
  QuantizedLayer head;                 ///< [outputs][feature_channels]
  std::vector<Grid> values;            ///< Of value 0 (the picture: 1/128, 0) and of each layer's output.
  Grid pooled;
  Grid logits;
  Head output = Head::kSigmoid;  ///< What is made of the logits.
};

/// CONV_2D (SAME, ReLU fused), ADD (ReLU fused), MEAN, FULLY_CONNECTED, LOGISTIC or SOFTMAX; one input [1, px, px, 3], one output
/// [1, outputs].
Graph MakeGraph(const QuantizedNetwork& network);

}  // namespace pawlens
