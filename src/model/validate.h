// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string_view>

#include "base/error.h"
#include "model/graph.h"

namespace pawlens {

/// Limits of a graph, checked before its numbers are multiplied or allocated.
inline constexpr int64_t kMaxTensorBytes = int64_t{1} << 28;
inline constexpr size_t kMaxTensors = 10'000;
inline constexpr size_t kMaxOperators = 10'000;

/// Checks all that an engine relies on: indices in range; each computed tensor written exactly once, before it is read;
/// shapes positive, of a plausible size, and equal to what each operator's inputs and options give; data lengths equal
/// to shapes; scales finite and above zero, zero points in range; weights int8 with zero point 0; bias int32 with
/// scale = input scale x weight scale; quantization that operators must keep (see spec: MAX_POOL_2D, AVERAGE_POOL_2D,
/// RESHAPE, PAD) or fix (SOFTMAX, LOGISTIC: 1/256, -128) in place; int8 throughout or float32 throughout, joined only by QUANTIZE and
/// DEQUANTIZE (uint8 only as input of QUANTIZE or output of it).
/// kBadModel where the model contradicts itself, kUnsupportedModel where it is sound but beyond this engine; the message names
/// operator index and type, tensor index and name, and the reason.
Status Validate(const Graph& graph);

/// The graph cut off behind the tensor called `tensor_name`, which becomes its only output; operators and tensors that it
/// does not need are dropped. That is how pooled features are had from somebody's classifier. kInvalidArgument if no
/// operator computes a tensor of that name.
Result<Graph> TruncateGraph(const Graph& graph, std::string_view tensor_name);

/// The tensor of that name that an operator computes (the last, if a careless file has two). kInvalidArgument if none does.
Result<int> ComputedTensor(const Graph& graph, std::string_view name);

/// The graph with these computed tensors as further outputs behind its own, in this order. An engine made of it keeps them
/// for whoever wants to look inside; one made of the graph itself knows nothing of that.
Graph TapGraph(Graph graph, std::span<const int> tensors);

}  // namespace pawlens
