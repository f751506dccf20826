// SPDX-License-Identifier: MIT
// The oracle itself, against numbers worked out by hand. Each is computed by the engine as well.
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "engine/engine.h"
#include "engine/one_operator.h"
#include "engine/reference.h"

namespace pawlens::testing {
namespace {

constexpr DataType kI8 = DataType::kInt8;
using I8 = std::vector<int8_t>;

/// What the reference answers, after checking that the engine answers the same.
template <typename Out = int8_t>
std::vector<Out> Compute(const OneOperator& one, const std::vector<TensorBytes>& inputs) {
  const Graph& graph = one.graph();
  const auto tensors = RunReference(graph, inputs);
  if (!tensors) {
    ADD_FAILURE() << tensors.error().message;
    return {};
  }
  const TensorBytes& bytes = (*tensors)[static_cast<size_t>(graph.outputs[0])];
  auto engine = Engine::Create(graph);
  if (!engine) {
    ADD_FAILURE() << engine.error().message;
    return {};
  }
  for (size_t i = 0; i < inputs.size(); ++i) std::copy(inputs[i].begin(), inputs[i].end(), engine->Input(i).begin());
  EXPECT_TRUE(engine->Run().has_value());
  EXPECT_EQ(TensorBytes(engine->Output().begin(), engine->Output().end()), bytes);
  return FromBytes<Out>(bytes);
}

template <typename Out = int8_t>
std::vector<Out> Compute(const OneOperator& one, const I8& input) {
  return Compute<Out>(one, std::vector<TensorBytes>{ToBytes(input)});
}

TEST(ReferenceConv2D, SubtractsTheZeroPointAndScalesEachChannel) {
  OneOperator conv(OpType::kConv2D, ConvOptions{});
  conv.Input({1, 1, 2, 2}, kI8, 0.5f, 1)
      .Constant<int8_t>({2, 1, 1, 2}, kI8, {1, 2, -3, 1}, {0.25f, 0.5f})
      .Constant<int32_t>({2}, DataType::kInt32, {1, -2}, {0.125f, 0.25f})
      .Output({1, 1, 2, 2}, kI8, 0.25f, -1);
  // Less the zero point: (2, -2) and (0, 4). Sums with bias: -1 and -10; 9 and 2. Scales 0.5 and 1.
  // -0.5 -> -0 and 4.5 -> 4 (halves to even), then the zero point.
  EXPECT_EQ(Compute(conv, I8{3, -1, 1, 5}), (I8{-1, -11, 3, 1}));
}

TEST(ReferenceConv2D, PadsSameWithRealZeroOnAllSidesAtStrideOne) {
  OneOperator conv(OpType::kConv2D, ConvOptions{});
  conv.Input({1, 2, 2, 1}, kI8, 1.0f, 10)
      .Constant<int8_t>({1, 3, 3, 1}, kI8, {1, 1, 1, 1, 1, 1, 1, 1, 1}, {1.0f})
      .Output({1, 2, 2, 1}, kI8, 1.0f, 0);
  EXPECT_EQ(Compute(conv, I8{11, 12, 13, 14}), (I8{10, 10, 10, 10}));
}

TEST(ReferenceConv2D, PadsSameBehindFirst) {
  // 4 inputs, filter 3, stride 2: one element of padding, and it is at the bottom and right.
  OneOperator conv(OpType::kConv2D, ConvOptions{.stride_w = 2, .stride_h = 2});
  conv.Input({1, 4, 4, 1}, kI8, 1.0f, 0)
      .Constant<int8_t>({1, 3, 3, 1}, kI8, {1, 0, 0, 0, 0, 0, 0, 0, 0}, {1.0f})
      .Output({1, 2, 2, 1}, kI8, 1.0f, 0);
  EXPECT_EQ(Compute(conv, I8{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}), (I8{1, 3, 9, 11}));
}

TEST(ReferenceConv2D, SpreadsDilatedFilters) {
  OneOperator conv(OpType::kConv2D, ConvOptions{.padding = Padding::kValid, .dilation_w = 2});
  conv.Input({1, 1, 6, 1}, kI8, 1.0f, 0)
      .Constant<int8_t>({1, 1, 3, 1}, kI8, {1, 10, 2}, {1.0f})
      .Output({1, 1, 2, 1}, kI8, 1.0f, 0);
  EXPECT_EQ(Compute(conv, I8{1, 2, 3, 4, 5, 6}), (I8{1 + 30 + 10, 2 + 40 + 12}));
}

TEST(ReferenceConv2D, BoundsByTheActivation) {
  for (const auto& [activation, expected] : {std::pair{Activation::kNone, I8{-128, -101, -100, -90, 27}},
                                             {Activation::kRelu, I8{-100, -100, -100, -90, 27}},
                                             {Activation::kRelu6, I8{-100, -100, -100, -90, 20}}}) {
    OneOperator conv(OpType::kConv2D, ConvOptions{.activation = activation});
    conv.Input({1, 1, 5, 1}, kI8, 0.05f, 0)
        .Constant<int8_t>({1, 1, 1, 1}, kI8, {10}, {0.1f})
        .Output({1, 1, 5, 1}, kI8, 0.05f, -100);  // RELU6 ends 6 / 0.05 = 120 steps above the zero point.
    EXPECT_EQ(Compute(conv, I8{-100, -1, 0, 10, 127}), expected);
  }
}

TEST(ReferenceDepthwiseConv2D, GivesEachInputChannelItsOwnOutputs) {
  OneOperator conv(OpType::kDepthwiseConv2D, ConvOptions{});
  conv.Input({1, 1, 2, 2}, kI8, 1.0f, 0)
      .Constant<int8_t>({1, 1, 1, 4}, kI8, {1, 2, 3, -4}, {1.0f})
      .Output({1, 1, 2, 4}, kI8, 1.0f, 0);
  EXPECT_EQ(Compute(conv, I8{5, 7, -1, 2}), (I8{5, 10, 21, -28, -1, -2, 6, -8}));
}

TEST(ReferenceFullyConnected, MultipliesEachRowByTheTransposedWeights) {
  OneOperator dense(OpType::kFullyConnected, FullyConnectedOptions{});
  dense.Input({2, 3}, kI8, 1.0f, 1)
      .Constant<int8_t>({2, 3}, kI8, {1, 0, 2, -1, 1, 0}, {1.0f})
      .Constant<int32_t>({2}, DataType::kInt32, {100, 0}, {1.0f})
      .Output({2, 2}, kI8, 1.0f, 0);
  Graph graph = dense.graph();
  graph.tensors[0].shape = {1, 2, 3};
  const auto tensors = RunReference(graph, std::vector<TensorBytes>{ToBytes(I8{2, 3, 4, 1, 0, -1})});
  ASSERT_TRUE(tensors.has_value()) << tensors.error().message;
  // Less the zero point: (1, 2, 3) and (0, -1, -2).
  EXPECT_EQ(FromBytes<int8_t>(tensors->back()), (I8{107, 1, 96, -1}));
}

TEST(ReferenceAdd, RoundsHalvesUp) {
  OneOperator add(OpType::kAdd, AddOptions{});
  add.Input({1, 6}, kI8, 0.5f, 0).Input({1, 6}, kI8, 0.25f, 0).Output({1, 6}, kI8, 0.5f, 0);
  // a + b / 2
  EXPECT_EQ(Compute(add, {ToBytes(I8{0, 0, 10, 10, 100, -128}), ToBytes(I8{1, -1, 3, -3, 100, -128})}),
            (I8{1, 0, 12, 9, 127, -128}));
}

TEST(ReferenceAdd, SubtractsAndAddsZeroPoints) {
  OneOperator add(OpType::kAdd, AddOptions{Activation::kRelu});
  add.Input({1, 3}, kI8, 1.0f, 5).Input({1, 3}, kI8, 1.0f, -7).Output({1, 3}, kI8, 1.0f, 100);
  EXPECT_EQ(Compute(add, {ToBytes(I8{5, 6, 0}), ToBytes(I8{-7, -3, -7})}), (I8{100, 105, 100}));
}

TEST(ReferenceAveragePool2D, RoundsHalvesAwayFromZeroAndLeavesPaddingOut) {
  OneOperator pool(OpType::kAveragePool2D, PoolOptions{.stride_w = 2, .filter_w = 2});
  pool.Input({1, 1, 5, 1}, kI8, 1.0f, 3).Output({1, 1, 3, 1}, kI8, 1.0f, 3);
  EXPECT_EQ(Compute(pool, I8{1, 2, -1, -2, 9}), (I8{2, -2, 9}));
}

TEST(ReferenceMaxPool2D, TakesTheLargestAndIgnoresPadding) {
  OneOperator pool(OpType::kMaxPool2D, PoolOptions{.filter_w = 3, .activation = Activation::kRelu});
  pool.Input({1, 1, 4, 1}, kI8, 1.0f, -10).Output({1, 1, 4, 1}, kI8, 1.0f, -10);
  EXPECT_EQ(Compute(pool, I8{-20, -30, -5, -6}), (I8{-10, -5, -5, -5}));
}

TEST(ReferenceMean, RequantizesWithHalvesToEven) {
  OneOperator mean(OpType::kMean, MeanOptions{});
  mean.Input({1, 1, 2, 2}, kI8, 1.0f, 1).Constant<int32_t>({2}, DataType::kInt32, {1, 2}).Output({1, 2}, kI8, 1.0f, -3);
  // Less the zero point: 1 and 2, 3 and 2: 1.5 -> 2 and 2.5 -> 2.
  EXPECT_EQ(Compute(mean, I8{2, 4, 3, 3}), (I8{-1, -1}));
}

TEST(ReferencePad, FillsWithTheZeroPoint) {
  OneOperator pad(OpType::kPad, {});
  pad.Input({1, 1, 2, 1}, kI8, 1.0f, 9)
      .Constant<int32_t>({4, 2}, DataType::kInt32, {0, 0, 1, 0, 0, 2, 0, 0})
      .Output({1, 2, 4, 1}, kI8, 1.0f, 9);
  EXPECT_EQ(Compute(pad, I8{1, 2}), (I8{9, 9, 9, 9, 1, 2, 9, 9}));
}

TEST(ReferenceReshape, KeepsTheBytes) {
  OneOperator reshape(OpType::kReshape, {});
  reshape.Input({1, 2, 2, 1}, kI8, 1.0f, 0).Output({1, 4}, kI8, 1.0f, 0);
  EXPECT_EQ(Compute(reshape, I8{1, 2, 3, 4}), (I8{1, 2, 3, 4}));
}

TEST(ReferenceSoftmax, GivesProbabilitiesInSteps256th) {
  OneOperator softmax(OpType::kSoftmax, SoftmaxOptions{});
  softmax.Input({1, 4, 2}, kI8, 0.5f, 77).Output({1, 4, 2}, kI8, 1.0f / 256, -128);
  // Equal: 128 of 256 each. Two steps of 0.5 apart: 1 / (1 + 1/e) = 0.7311 -> 187. Far apart: 256 is cut to 255.
  EXPECT_EQ(Compute(softmax, I8{5, 5, 2, 0, 0, 2, 127, -128}), (I8{0, 0, 59, -59, -59, 59, 127, -128}));
}

TEST(ReferenceSoftmax, MultipliesByBeta) {
  OneOperator softmax(OpType::kSoftmax, SoftmaxOptions{0.5f});
  softmax.Input({1, 2}, kI8, 1.0f, 0).Output({1, 2}, kI8, 1.0f / 256, -128);
  EXPECT_EQ(Compute(softmax, I8{2, 0}), (I8{59, -59}));
}

TEST(ReferenceLogistic, GivesProbabilitiesInSteps256th) {
  OneOperator logistic(OpType::kLogistic, {});
  logistic.Input({1, 5}, kI8, 0.5f, 10).Output({1, 5}, kI8, 1.0f / 256, -128);
  EXPECT_EQ(Compute(logistic, I8{10, 12, 8, 127, -128}), (I8{0, 59, -59, 127, -128}));
}

TEST(ReferenceQuantize, RoundsFloatsHalfAwayAndBoundsThem) {
  const float inf = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  OneOperator quantize(OpType::kQuantize, {});
  quantize.Input({1, 8}, DataType::kFloat32).Output({1, 8}, kI8, 0.5f, 3);
  const std::vector<float> reals = {0, 0.25f, -0.25f, 1.2f, inf, -inf, nan, 1e30f};
  EXPECT_EQ(Compute(quantize, {ToBytes(reals)}), (I8{3, 4, 2, 5, 127, -128, -128, 127}));
}

TEST(ReferenceQuantize, TurnsUnsignedBytesIntoSignedAndBack) {
  OneOperator to_signed(OpType::kQuantize, {});
  to_signed.Input({1, 3}, DataType::kUInt8, 0.1f, 128).Output({1, 3}, kI8, 0.1f, 0);
  EXPECT_EQ(Compute(to_signed, I8{0, -128, -1}), (I8{-128, 0, 127}));  // Bytes 0, 128 and 255.
  OneOperator to_unsigned(OpType::kQuantize, {});
  to_unsigned.Input({1, 3}, kI8, 0.1f, 0).Output({1, 3}, DataType::kUInt8, 0.1f, 128);
  EXPECT_EQ(Compute<uint8_t>(to_unsigned, I8{-128, 0, 127}), (std::vector<uint8_t>{0, 128, 255}));
}

TEST(ReferenceQuantize, RescalesWithHalvesToEven) {
  OneOperator quantize(OpType::kQuantize, {});
  quantize.Input({1, 5}, kI8, 0.5f, 1).Output({1, 5}, kI8, 1.0f, -2);
  EXPECT_EQ(Compute(quantize, I8{1, 2, 4, -2, 127}), (I8{-2, -2, 0, -4, 61}));
}

TEST(ReferenceDequantize, MultipliesByTheScale) {
  OneOperator dequantize(OpType::kDequantize, {});
  dequantize.Input({1, 3}, kI8, 0.25f, -28).Output({1, 3}, DataType::kFloat32);
  EXPECT_EQ(Compute<float>(dequantize, I8{-128, -28, 127}), (std::vector<float>{-25.0f, 0.0f, 38.75f}));
}

TEST(Reference, RefusesInputsOfAnotherSizeOrCount) {
  OneOperator logistic(OpType::kLogistic, {});
  logistic.Input({1, 5}, kI8, 0.5f, 10).Output({1, 5}, kI8, 1.0f / 256, -128);
  for (const auto& inputs : {std::vector<TensorBytes>{}, {TensorBytes(4)}, {TensorBytes(5), TensorBytes(5)}}) {
    const auto tensors = RunReference(logistic.graph(), inputs);
    ASSERT_FALSE(tensors.has_value());
    EXPECT_EQ(tensors.error().code, ErrorCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace pawlens::testing
