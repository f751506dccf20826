// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cmath>

#include "engine/one_operator.h"
#include "engine/reference.h"

namespace pawlens::testing {
namespace {

constexpr DataType kF32 = DataType::kFloat32;
using Floats = std::vector<float>;

Floats Compute(const OneOperator& one, const std::vector<Floats>& inputs) {
  std::vector<TensorBytes> bytes;
  for (const Floats& input : inputs) bytes.push_back(ToBytes(input));
  const auto tensors = RunReference(one.graph(), bytes);
  if (!tensors) {
    ADD_FAILURE() << tensors.error().message;
    return {};
  }
  return FromBytes<float>(tensors->back());
}

TEST(ReferenceFloat, ConvolvesWithBiasAndActivation) {
  OneOperator conv(OpType::kConv2D, ConvOptions{.activation = Activation::kRelu6});
  conv.Input({1, 1, 3, 2}, kF32)
      .Constant<float>({1, 1, 3, 2}, kF32, {1, 0, 2, 1, 0, -1})
      .Constant<float>({1}, kF32, {0.5f})
      .Output({1, 1, 3, 1}, kF32);
  // Pixels (1, 2), (3, 4), (-5, 6), padded by one on each side: 2 + 2 - 4 + .5 = .5; 1 + 6 + 4 - 6 + .5 = 5.5;
  // 3 - 10 + 6 + .5 = -.5
  EXPECT_EQ(Compute(conv, {{1, 2, 3, 4, -5, 6}}), (Floats{0.5f, 5.5f, 0}));
}

TEST(ReferenceFloat, ConvolvesDepthwise) {
  OneOperator conv(OpType::kDepthwiseConv2D, ConvOptions{.padding = Padding::kValid});
  conv.Input({1, 2, 1, 2}, kF32).Constant<float>({1, 2, 1, 2}, kF32, {1, 10, 2, 20}).Output({1, 1, 1, 2}, kF32);
  EXPECT_EQ(Compute(conv, {{1, 2, 3, 4}}), (Floats{7, 100}));
}

TEST(ReferenceFloat, ConnectsFully) {
  OneOperator dense(OpType::kFullyConnected, FullyConnectedOptions{Activation::kRelu});
  dense.Input({1, 2}, kF32).Constant<float>({2, 2}, kF32, {1, 2, -1, -1}).Output({1, 2}, kF32);
  EXPECT_EQ(Compute(dense, {{3, 4}}), (Floats{11, 0}));
}

TEST(ReferenceFloat, AddsAndBounds) {
  OneOperator add(OpType::kAdd, AddOptions{Activation::kRelu6});
  add.Input({1, 3}, kF32).Input({1, 3}, kF32).Output({1, 3}, kF32);
  EXPECT_EQ(Compute(add, {{1, -2, 5}, {0.5f, 1, 4}}), (Floats{1.5f, 0, 6}));
}

TEST(ReferenceFloat, PoolsAveragesAndPads) {
  OneOperator max(OpType::kMaxPool2D, PoolOptions{.filter_w = 2});
  max.Input({1, 1, 3, 1}, kF32).Output({1, 1, 3, 1}, kF32);
  EXPECT_EQ(Compute(max, {{-3, -1, -2}}), (Floats{-1, -1, -2}));

  OneOperator average(OpType::kAveragePool2D, PoolOptions{.filter_w = 2});
  average.Input({1, 1, 3, 1}, kF32).Output({1, 1, 3, 1}, kF32);
  EXPECT_EQ(Compute(average, {{-3, -1, -2}}), (Floats{-2, -1.5f, -2}));

  OneOperator mean(OpType::kMean, MeanOptions{.keep_dims = true});
  mean.Input({1, 2, 1, 2}, kF32).Constant<int32_t>({2}, DataType::kInt32, {2, 1}).Output({1, 1, 1, 2}, kF32);
  EXPECT_EQ(Compute(mean, {{1, 2, 2, 5}}), (Floats{1.5f, 3.5f}));

  OneOperator pad(OpType::kPad, {});
  pad.Input({1, 2}, kF32).Constant<int32_t>({2, 2}, DataType::kInt32, {0, 0, 1, 1}).Output({1, 4}, kF32);
  EXPECT_EQ(Compute(pad, {{7, 8}}), (Floats{0, 7, 8, 0}));
}

TEST(ReferenceFloat, TurnsScoresIntoProbabilities) {
  OneOperator softmax(OpType::kSoftmax, SoftmaxOptions{2.0f});
  softmax.Input({1, 2}, kF32).Output({1, 2}, kF32);
  const Floats pair = Compute(softmax, {{100.5f, 100}});
  EXPECT_FLOAT_EQ(pair[0], 1 / (1 + std::exp(-1.0f)));
  EXPECT_FLOAT_EQ(pair[0] + pair[1], 1);

  OneOperator logistic(OpType::kLogistic, {});
  logistic.Input({1, 3}, kF32).Output({1, 3}, kF32);
  const Floats values = Compute(logistic, {{0, 1, -1000}});
  EXPECT_EQ(values[0], 0.5f);
  EXPECT_FLOAT_EQ(values[1], 1 / (1 + std::exp(-1.0f)));
  EXPECT_EQ(values[2], 0);
}

}  // namespace
}  // namespace pawlens::testing
