// SPDX-License-Identifier: MIT
#include "model/graph.h"

#include <gtest/gtest.h>

#include <string>

#include "support/graph_builder.h"

namespace pawlens {
namespace {

using testing::GraphBuilder;

TEST(Graph, CountsBytesOfATensor) {
  Tensor tensor;
  tensor.shape = {1, 3, 5, 7};
  tensor.type = DataType::kInt32;
  EXPECT_EQ(tensor.num_elements(), 105);
  EXPECT_EQ(tensor.size_bytes(), 420);
  tensor.shape = {};
  tensor.type = DataType::kInt64;
  EXPECT_EQ(tensor.num_elements(), 1);
  EXPECT_EQ(tensor.size_bytes(), 8);
}

TEST(Graph, CountsMacsOfConvolutionsAndFullyConnectedLayersOnly) {
  GraphBuilder builder;
  ConvOptions stride2;
  stride2.stride_h = stride2.stride_w = 2;
  int x = builder.AddInput({1, 8, 6, 4});
  x = builder.AddConv(x, 10, 3, 5, stride2);  // 4 x 3 positions, 10 filters of 3 x 5 x 4.
  x = builder.AddDepthwise(x, 2, 3, 3);       // 4 x 3 positions, 20 filters of 3 x 3.
  x = builder.AddMean(x);
  x = builder.AddFullyConnected(x, 7);  // 7 x 20.
  builder.AddOutput(x);
  const Graph& graph = builder.graph();
  EXPECT_EQ(CountMacs(graph, graph.operators[0]), 4 * 3 * 10 * 60);
  EXPECT_EQ(CountMacs(graph, graph.operators[1]), 4 * 3 * 20 * 9);
  EXPECT_EQ(CountMacs(graph, graph.operators[2]), 0);
  EXPECT_EQ(CountMacs(graph, graph.operators[3]), 7 * 20);
  EXPECT_EQ(CountMacs(graph), 7'200 + 2'160 + 140);
}

TEST(Graph, NamesOperatorsAndTypesAsTheFormatDoes) {
  EXPECT_STREQ(OpTypeName(OpType::kDepthwiseConv2D), "DEPTHWISE_CONV_2D");
  EXPECT_STREQ(OpTypeName(OpType::kQuantize), "QUANTIZE");
  EXPECT_STREQ(OpTypeName(static_cast<OpType>(18)), "");
  EXPECT_STREQ(DataTypeName(DataType::kUInt8), "uint8");
  EXPECT_EQ(DataTypeBytes(DataType::kFloat32), 4);
}

}  // namespace
}  // namespace pawlens
