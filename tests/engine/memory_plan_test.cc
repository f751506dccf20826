// SPDX-License-Identifier: MIT
#include "engine/memory_plan.h"

#include <gtest/gtest.h>

#include "base/aligned_buffer.h"
#include "base/digest.h"

namespace pawlens {
namespace {

bool Overlap(uint64_t a, uint64_t a_bytes, uint64_t b, uint64_t b_bytes) {
  return a < b + b_bytes && b < a + a_bytes;
}

TEST(MemoryPlan, NeverOverlapsBlocksThatLiveAtTheSameTime) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    SplitMix64 random(seed);
    std::vector<LiveBlock> blocks(1 + random.Next() % 40);
    uint64_t sum = 0;
    for (LiveBlock& block : blocks) {
      block.size_bytes = random.Next() % 5000;
      block.first = static_cast<int>(random.Next() % 30) - 1;
      block.last = block.first + static_cast<int>(random.Next() % 6);
      sum += (block.size_bytes + 63) / 64 * 64;
    }
    const MemoryPlan plan = PlanMemory(blocks);
    ASSERT_EQ(plan.offsets.size(), blocks.size());
    EXPECT_LE(plan.total_bytes, sum);
    for (size_t i = 0; i < blocks.size(); ++i) {
      EXPECT_EQ(plan.offsets[i] % AlignedBuffer::kAlignment, 0u);
      EXPECT_LE(plan.offsets[i] + blocks[i].size_bytes, plan.total_bytes);
      for (size_t j = 0; j < i; ++j) {
        const bool meet = blocks[i].first <= blocks[j].last && blocks[j].first <= blocks[i].last;
        if (meet && blocks[i].size_bytes > 0 && blocks[j].size_bytes > 0) {
          EXPECT_FALSE(Overlap(plan.offsets[i], blocks[i].size_bytes, plan.offsets[j], blocks[j].size_bytes))
              << "seed " << seed << ", blocks " << i << " and " << j;
        }
      }
    }
  }
}

TEST(MemoryPlan, ReusesTheMemoryOfAChain) {
  // Four layers in a row: at any time one's input and output are alive.
  const LiveBlock chain[] = {{1000, -1, 0}, {3000, 0, 1}, {2000, 1, 2}, {500, 2, 3}};
  const MemoryPlan plan = PlanMemory(chain);
  EXPECT_EQ(plan.total_bytes, 3008u + 2048u);
}

TEST(MemoryPlan, PutsABlockIntoAGapThatFits) {
  // The first and the third live on both sides of the second, whose place is free for the fourth.
  const LiveBlock blocks[] = {{640, 0, 9}, {320, 0, 1}, {192, 0, 9}, {320, 5, 6}};
  const MemoryPlan plan = PlanMemory(blocks);
  EXPECT_EQ(plan.total_bytes, 640u + 320u + 192u);
  EXPECT_EQ(plan.offsets[1], plan.offsets[3]);
}

TEST(MemoryPlan, OfNothingIsEmpty) {
  const MemoryPlan plan = PlanMemory({});
  EXPECT_EQ(plan.total_bytes, 0u);
}

TEST(MemoryPlan, CountsBeyondTheAddressSpaceOfWasm) {
  const uint64_t large = uint64_t{1} << 31;
  const LiveBlock blocks[] = {{large, 0, 1}, {large, 0, 1}, {large, 1, 2}};
  EXPECT_EQ(PlanMemory(blocks).total_bytes, 3 * large);
}

}  // namespace
}  // namespace pawlens
