// SPDX-License-Identifier: MIT
// Where activations lie in the one arena of an engine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/error.h"

namespace pawlens {

/// A block of memory and the operators during which its content counts, both ends included. An operator's inputs and
/// outputs are both alive while it runs, so kernels never work in place.
struct LiveBlock {
  size_t size_bytes = 0;
  int first = 0;
  int last = 0;
};

struct MemoryPlan {
  std::vector<size_t> offsets;  ///< One for each block, multiples of AlignedBuffer::kAlignment.
  size_t total_bytes = 0;
};

/// Greedy by size: the largest block first, each at the lowest offset that is free during its whole life. Blocks may
/// touch: what a kernel over-reads behind one is the next one or the arena's own tail, and is never used.
/// kOutOfMemory when the sum cannot be addressed.
Result<MemoryPlan> PlanMemory(std::span<const LiveBlock> blocks);

}  // namespace pawlens
