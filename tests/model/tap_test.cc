// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "model/validate.h"
#include "support/graph_builder.h"

namespace pawlens {
namespace {

using testing::GraphBuilder;

TEST(TapGraph, AddsOutputsBehindTheGraphsOwnAndChangesNothingElse) {
  GraphBuilder builder;
  const int conv = builder.AddConv(builder.AddInput({1, 6, 6, 3}), 8, 3, 3);
  const int mean = builder.AddMean(conv);
  builder.AddOutput(builder.AddFullyConnected(mean, 5));
  const Graph& plain = builder.graph();
  const Graph tapped = TapGraph(plain, std::vector{conv, mean});
  EXPECT_TRUE(Validate(tapped).has_value());
  EXPECT_EQ(tapped.outputs, (std::vector{plain.outputs[0], conv, mean}));
  EXPECT_EQ(tapped.operators.size(), plain.operators.size());
  EXPECT_EQ(tapped.tensors.size(), plain.tensors.size());
  EXPECT_EQ(plain.outputs.size(), 1u);
}

TEST(ComputedTensor, IsFoundByNameOnlyWhereAnOperatorWritesIt) {
  GraphBuilder builder;
  const int input = builder.AddInput({1, 6, 6, 3});
  const int conv = builder.AddConv(input, 8, 3, 3);
  builder.AddOutput(conv);
  const Graph& graph = builder.graph();
  EXPECT_EQ(ComputedTensor(graph, graph.tensors[conv].name), conv);
  for (const std::string& name : {graph.tensors[input].name, graph.tensors[graph.operators[0].inputs[1]].name}) {
    const Result<int> absent = ComputedTensor(graph, name);
    ASSERT_FALSE(absent) << name;
    EXPECT_EQ(absent.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(absent.error().message.find(name), std::string::npos);
  }
}

}  // namespace
}  // namespace pawlens
