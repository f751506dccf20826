// SPDX-License-Identifier: MIT
// Plain loops, written to be read: the oracle that the fast engine is tested against. int8 and float32.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/error.h"
#include "model/graph.h"

namespace pawlens {

/// Raw little-endian elements of a tensor, NHWC.
using TensorBytes = std::vector<uint8_t>;

/// Runs the whole graph. `inputs`: one for each Graph::inputs, of exactly the tensor's size. Answers every tensor's
/// bytes, by tensor index (constants are left empty), so that engines can be compared layer by layer.
///
/// int8 rules (the same arithmetic as XNNPACK's fp32 requantization, so equality is exact):
///   convolution, fully connected: int32 accumulator; float(acc) * float(input_scale * weight_scale / output_scale);
///   clamp; round half to even; add the output zero point.
///   ADD: 20-bit fixed-point multipliers, see reference.cc.
Result<std::vector<TensorBytes>> RunReference(const Graph& graph, std::span<const TensorBytes> inputs);

}  // namespace pawlens
