// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <set>

#include "engine/compare.h"
#include "support/graph_builder.h"

namespace pawlens::testing {
namespace {

TEST(RandomNetworks, AreComputedAlikeByEngineAndReference) {
  std::set<OpType> seen;
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    const Graph graph = RandomInt8Graph(seed);
    for (const Operator& op : graph.operators) seen.insert(op.type);
    ASSERT_TRUE(EngineEqualsReference(graph, seed)) << "seed " << seed;
  }
  EXPECT_EQ(seen.size(), 13u) << "the networks were to hold every operator";
}

TEST(RandomNetworks, OfFloatsAreComputedAlikeWithinTheTolerance) {
  std::set<OpType> seen;
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    const Graph graph = RandomFloatGraph(seed);
    for (const Operator& op : graph.operators) seen.insert(op.type);
    ASSERT_TRUE(EngineIsNearReference(graph, seed)) << "seed " << seed;
  }
  EXPECT_EQ(seen.size(), 11u) << "the networks were to hold every operator but QUANTIZE and DEQUANTIZE";
}

}  // namespace
}  // namespace pawlens::testing
