// SPDX-License-Identifier: MIT
// The same network for engines that read other formats: layers as JSON, weights as float32. From these two the
// benchmark's scripts make an ONNX file and a TensorFlow.js graph model.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "base/error.h"
#include "model/graph.h"

namespace pawlens::bench {

struct FloatNetwork {
  /// {input: {name, shape, scale, zero_point}, output, layers: [{kind, name, inputs, ...}]}. A real input is
  /// scale * (u8 - zero_point). Kinds: conv, depthwise, add, mean, fc, logistic, softmax. Weights are {at, shape}: an index
  /// into `weights` and TFLite's shape ([out, h, w, in], [1, h, w, out], [out, in]).
  nlohmann::ordered_json layers;
  std::vector<float> weights;  ///< scale * q of every constant that a layer names.
};

/// Of a validated graph with uint8 or int8 input. kUnsupportedModel for operators that have no kind above.
Result<FloatNetwork> ToFloatLayers(const Graph& graph);

}  // namespace pawlens::bench
