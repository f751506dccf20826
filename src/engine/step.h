// SPDX-License-Identifier: MIT
// One operator of a graph, bound to its buffers and ready to run.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "base/error.h"
#include "model/graph.h"

namespace pawlens {

/// Computes an operator's output from its inputs, at addresses fixed when it was made. Allocates nothing; false is a
/// mistake of ours. Owns what it needs (packed weights, tables, scratch), but not the tensors.
using Step = std::function<bool()>;

/// Makes the step of operator `op_index`. `data` holds the address of each tensor's elements, by tensor index (null for
/// constants that only packing reads: weights, bias, axes, paddings, shapes), each readable for
/// AlignedBuffer::kOverreadBytes past its end. RESHAPE is not a step: its output shares the input's memory.
/// kUnsupportedModel naming operator, tensor and reason; kOutOfMemory.
Result<Step> MakeStep(const Graph& graph, size_t op_index, std::span<uint8_t* const> data);

}  // namespace pawlens
