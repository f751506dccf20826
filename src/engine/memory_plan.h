// SPDX-License-Identifier: MIT
// Where activations lie in the one arena of an engine.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace pawlens {

/// A block of memory and the operators during which its content counts, both ends included. An operator's inputs and
/// outputs are both alive while it runs, so kernels never work in place.
struct LiveBlock {
  uint64_t size_bytes = 0;
  int first = 0;
  int last = 0;
};

struct MemoryPlan {
  std::vector<uint64_t> offsets;  ///< One for each block, multiples of AlignedBuffer::kAlignment.
  uint64_t total_bytes = 0;
};

/// Greedy by size: the largest block first, each at the lowest offset that is free during its whole life. Blocks may
/// touch: what a kernel over-reads behind one is the next one or the arena's own tail, and is never used. Sizes must
/// add up to less than 2^63 (a valid graph's do, to less than 2^42); time grows with the square of the count.
MemoryPlan PlanMemory(std::span<const LiveBlock> blocks);

}  // namespace pawlens
