// SPDX-License-Identifier: MIT
// A network whose answers a test can foretell: label k is the more likely the more there is of colour channel k (red, green,
// blue) in the picture. Input 8 x 8, mean over the picture, one linear layer, logistic or softmax.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/graph.h"
#include "model/settings.h"

namespace pawlens::testing {

struct ColourModelOptions {
  DataType input = DataType::kInt8;  ///< uint8 and float32 are quantized to int8 first.
  enum class End { kLogistic, kSoftmax, kLogits } end = End::kLogistic;
  bool float_output = false;  ///< Ends in DEQUANTIZE.
  int labels = 2;             ///< 1 to 3.
};

/// A channel of byte value v has the logit 8 (v - 128) / 128, in steps of 1/16: full colour is almost sure, none almost
/// impossible.
Graph ColourGraph(const ColourModelOptions& options = {});

/// Sigmoid head, thresholds and both_threshold of 0.5.
Settings ColourSettings(std::vector<std::string> labels = {"cat", "dog"});

/// The file of a cat-and-dog model: red means cat, green dog, yellow and white both, black and blue neither.
std::vector<uint8_t> CatDogModelFile();

/// The file of a model of three labels, red, green and blue, that ends in a softmax.
std::vector<uint8_t> ThreeColourModelFile();

}  // namespace pawlens::testing
