// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "engine/compare.h"
#include "engine/engine.h"
#include "engine/reference_ops.h"
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

TEST(RandomNetworks, OfFloatsAreComputedByTheReferenceOnly) {
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    const Graph graph = RandomFloatGraph(seed);
    auto tensors = RunReference(graph, RandomInputs(graph, seed));
    ASSERT_TRUE(tensors.has_value()) << tensors.error().message;
    for (const Operator& op : graph.operators) {
      const TensorBytes& bytes = (*tensors)[static_cast<size_t>(op.outputs[0])];
      ASSERT_EQ(static_cast<int64_t>(bytes.size()), graph.tensors[static_cast<size_t>(op.outputs[0])].size_bytes());
      for (const float value : Elements<float>(bytes)) ASSERT_TRUE(std::isfinite(value)) << "seed " << seed;
    }
    // A graph of nothing but RESHAPE would need no arithmetic, but these have more.
    const auto engine = Engine::Create(graph);
    ASSERT_FALSE(engine.has_value());
    EXPECT_EQ(engine.error().code, ErrorCode::kUnsupportedModel);
    EXPECT_NE(engine.error().message.find("operator "), std::string::npos) << engine.error().message;
    EXPECT_NE(engine.error().message.find("float32"), std::string::npos) << engine.error().message;
  }
}

}  // namespace
}  // namespace pawlens::testing
