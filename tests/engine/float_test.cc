// SPDX-License-Identifier: MIT
// float32 in the engine beyond random networks: shapes that kernels take another way for, mixed graphs, and numbers that
// are none.
#include <gtest/gtest.h>

#include <limits>

#include "engine/compare.h"
#include "engine/engine.h"
#include "engine/one_operator.h"
#include "support/graph_builder.h"

namespace pawlens::testing {
namespace {

constexpr DataType kF32 = DataType::kFloat32;

TEST(FloatEngine, TakesEveryWayThatConvolutionsHave) {
  for (const int channels : {1, 3, 7, 8, 16, 33, 40}) {
    GraphBuilder builder(static_cast<uint64_t>(channels));
    int x = builder.AddInput({1, 9, 11, channels}, kF32);
    x = builder.AddDepthwise(x, 1, 1, 1);  // A product and a sum for each channel.
    x = builder.AddDepthwise(x, 1, 1, 3);  // 3, 4, 9 and 25 taps, and more than any kernel has.
    x = builder.AddDepthwise(x, 1, 2, 2);
    x = builder.AddDepthwise(x, 1, 3, 3, ConvOptions{.stride_w = 2, .stride_h = 2});
    x = builder.AddDepthwise(x, 1, 5, 5);
    x = builder.AddDepthwise(x, 1, 5, 6);
    x = builder.AddDepthwise(x, 2, 3, 3);  // Two outputs from each input.
    x = builder.AddConv(x, channels + 1, 3, 3, ConvOptions{.dilation_w = 2, .dilation_h = 2});
    x = builder.AddConv(x, 70, 1, 1);  // Two and a bit of the widest kernel.
    x = builder.AddFullyConnected(builder.AddMean(x), 5);
    builder.AddOutput(x);
    EXPECT_TRUE(EngineIsNearReference(builder.graph())) << channels << " channels";
  }
}

TEST(FloatEngine, TakesRowsOfEveryNumber) {
  for (int rows = 1; rows <= 16; ++rows) {
    GraphBuilder builder(static_cast<uint64_t>(rows));
    const int x = builder.AddInput({1, 1, rows, 5}, kF32);
    builder.AddOutput(builder.AddConv(x, 33, 1, 1, ConvOptions{.activation = Activation::kRelu6}));
    EXPECT_TRUE(EngineIsNearReference(builder.graph())) << rows << " rows";
  }
}

TEST(FloatEngine, JoinsFloatAndInt8) {
  GraphBuilder builder(3);
  int x = builder.AddInput({1, 8, 8, 3}, kF32);
  x = builder.AddConv(x, 6, 3, 3, ConvOptions{.activation = Activation::kRelu});
  x = builder.AddQuantize(x, DataType::kInt8, 0.05f, -128);
  x = builder.AddConv(x, 9, 3, 3);
  x = builder.AddDequantize(x);
  builder.AddOutput(builder.AddSoftmax(builder.AddFullyConnected(builder.AddMean(x), 4)));
  const auto engine = Engine::Create(builder.graph());
  ASSERT_TRUE(engine.has_value()) << engine.error().message;
}

TEST(FloatEngine, GoesOnWithNumbersThatAreNone) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN(), kInfinity = std::numeric_limits<float>::infinity();
  OneOperator conv(OpType::kConv2D, ConvOptions{.activation = Activation::kRelu6});
  conv.Input({1, 1, 2, 1}, kF32).Constant<float>({2, 1, 1, 1}, kF32, {kNan, kInfinity}).Output({1, 1, 2, 2}, kF32);
  OneOperator softmax(OpType::kSoftmax, SoftmaxOptions{});
  softmax.Input({1, 4}, kF32).Output({1, 4}, kF32);
  for (const Graph* graph : {&conv.graph(), &softmax.graph()}) {
    auto engine = Engine::Create(*graph);
    ASSERT_TRUE(engine.has_value()) << engine.error().message;
    const TensorBytes input = ToBytes<float>({kNan, -kInfinity, kInfinity, 1});
    std::copy_n(input.begin(), engine->Input().size(), engine->Input().begin());
    EXPECT_TRUE(engine->Run().has_value());
  }
}

}  // namespace
}  // namespace pawlens::testing
