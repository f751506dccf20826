// SPDX-License-Identifier: MIT
#include "engine/memory_plan.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "base/aligned_buffer.h"

namespace pawlens {
namespace {

constexpr size_t kAlignment = AlignedBuffer::kAlignment;

size_t AlignUp(size_t size_bytes) {
  return (size_bytes + kAlignment - 1) / kAlignment * kAlignment;
}

bool LivesMeet(const LiveBlock& a, const LiveBlock& b) {
  return a.first <= b.last && b.first <= a.last;
}

}  // namespace

Result<MemoryPlan> PlanMemory(std::span<const LiveBlock> blocks) {
  size_t sum = 0;  // Of what a plan without sharing would take; no offset can pass it.
  for (const LiveBlock& block : blocks) {
    if (block.size_bytes > std::numeric_limits<size_t>::max() - kAlignment - sum) {
      return Fail(ErrorCode::kOutOfMemory, "the network's activations together cannot be addressed");
    }
    sum += AlignUp(block.size_bytes);
  }

  std::vector<size_t> order(blocks.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return blocks[a].size_bytes != blocks[b].size_bytes ? blocks[a].size_bytes > blocks[b].size_bytes : a < b;
  });

  MemoryPlan plan;
  plan.offsets.resize(blocks.size());
  std::vector<size_t> placed;  // By rising offset.
  for (const size_t index : order) {
    const size_t size_bytes = AlignUp(blocks[index].size_bytes);
    size_t offset = 0;
    for (const size_t other : placed) {
      if (!LivesMeet(blocks[index], blocks[other])) continue;
      if (offset + size_bytes <= plan.offsets[other]) break;  // The gap in front of it is wide enough.
      offset = std::max(offset, plan.offsets[other] + AlignUp(blocks[other].size_bytes));
    }
    plan.offsets[index] = offset;
    plan.total_bytes = std::max(plan.total_bytes, offset + size_bytes);
    const auto behind = std::upper_bound(placed.begin(), placed.end(), offset,
                                         [&](size_t value, size_t other) { return value < plan.offsets[other]; });
    placed.insert(behind, index);
  }
  return plan;
}

}  // namespace pawlens
