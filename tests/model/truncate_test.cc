// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "model/validate.h"
#include "support/graph_builder.h"

namespace pawlens {
namespace {

using testing::GraphBuilder;

// input -> conv -> (side branch) and -> mean -> fully connected.
struct Classifier {
  GraphBuilder builder;
  int conv, pooled;
  Classifier() {
    conv = builder.AddConv(builder.AddInput({1, 6, 6, 3}), 8, 3, 3);
    builder.AddLogistic(conv);
    pooled = builder.AddMean(conv);
    builder.graph().tensors[pooled].name = "pooled";
    builder.AddOutput(builder.AddFullyConnected(pooled, 5));
  }
};

TEST(TruncateGraph, EndsAtTheNamedTensorAndDropsWhatItDoesNotNeed) {
  Classifier whole;
  const Result<Graph> cut = TruncateGraph(whole.builder.graph(), "pooled");
  ASSERT_TRUE(cut.has_value()) << cut.error().message;
  EXPECT_TRUE(Validate(*cut).has_value());
  ASSERT_EQ(cut->operators.size(), 2u);
  EXPECT_EQ(cut->operators[0].type, OpType::kConv2D);
  EXPECT_EQ(cut->operators[1].type, OpType::kMean);
  EXPECT_EQ(cut->tensors.size(), 6u);  // Input, weights, bias, feature map, axes, pooled.
  ASSERT_EQ(cut->outputs.size(), 1u);
  EXPECT_EQ(cut->tensors[cut->outputs[0]].name, "pooled");
  EXPECT_EQ(cut->tensors[cut->outputs[0]].shape, (std::vector<int32_t>{1, 8}));
  ASSERT_EQ(cut->inputs.size(), 1u);
  EXPECT_EQ(cut->tensors[cut->inputs[0]].shape, (std::vector<int32_t>{1, 6, 6, 3}));
}

TEST(TruncateGraph, KeepsAbsentBiasesAbsent) {
  GraphBuilder builder;
  const int x = builder.AddInput({1, 4, 4, 2});
  const int conv = builder.AddConv(x, 3, 1, 1);
  builder.graph().operators[0].inputs[2] = -1;
  builder.AddOutput(builder.AddLogistic(conv));
  const Result<Graph> cut = TruncateGraph(builder.graph(), builder.graph().tensors[conv].name);
  ASSERT_TRUE(cut.has_value());
  EXPECT_EQ(cut->operators[0].inputs[2], -1);
  EXPECT_TRUE(Validate(*cut).has_value());
}

TEST(TruncateGraph, RefusesANameThatNoOperatorComputes) {
  Classifier whole;
  for (const char* name : {"absent", "input_0", ""}) {
    const Result<Graph> cut = TruncateGraph(whole.builder.graph(), name);
    ASSERT_FALSE(cut.has_value()) << name;
    EXPECT_EQ(cut.error().code, ErrorCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace pawlens
