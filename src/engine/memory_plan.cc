// SPDX-License-Identifier: MIT
#include "engine/memory_plan.h"

#include <algorithm>

#include "base/aligned_buffer.h"

namespace pawlens {
namespace {

uint64_t AlignUp(uint64_t size_bytes) {
  constexpr uint64_t kAlignment = AlignedBuffer::kAlignment;
  return (size_bytes + kAlignment - 1) / kAlignment * kAlignment;
}

bool LivesMeet(const LiveBlock& a, const LiveBlock& b) {
  return a.first <= b.last && b.first <= a.last;
}

/// Inserts behind all of `list` that come before it or are its equals. Library sorts are kilobytes of wasm.
template <typename Before>
void InsertSorted(std::vector<uint32_t>& list, uint32_t index, Before before) {
  size_t place = list.size();
  while (place > 0 && before(index, list[place - 1])) --place;
  list.insert(list.begin() + static_cast<std::ptrdiff_t>(place), index);
}

}  // namespace

MemoryPlan PlanMemory(std::span<const LiveBlock> blocks) {
  std::vector<uint32_t> order;
  for (uint32_t i = 0; i < blocks.size(); ++i) {
    InsertSorted(order, i, [&](uint32_t a, uint32_t b) { return blocks[a].size_bytes > blocks[b].size_bytes; });
  }

  MemoryPlan plan;
  plan.offsets.resize(blocks.size());
  std::vector<uint32_t> placed;  // By rising offset.
  for (const uint32_t index : order) {
    const uint64_t size_bytes = AlignUp(blocks[index].size_bytes);
    uint64_t offset = 0;
    for (const uint32_t other : placed) {
      if (!LivesMeet(blocks[index], blocks[other])) continue;
      if (offset + size_bytes <= plan.offsets[other]) break;  // The gap in front of it is wide enough.
      offset = std::max(offset, plan.offsets[other] + AlignUp(blocks[other].size_bytes));
    }
    plan.offsets[index] = offset;
    plan.total_bytes = std::max(plan.total_bytes, offset + size_bytes);
    InsertSorted(placed, index, [&](uint32_t a, uint32_t b) { return plan.offsets[a] < plan.offsets[b]; });
  }
  return plan;
}

}  // namespace pawlens
