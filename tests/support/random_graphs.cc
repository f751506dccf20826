// SPDX-License-Identifier: MIT
// Random networks out of GraphBuilder's operators.
#include <algorithm>
#include <utility>

#include "support/graph_builder.h"

namespace pawlens::testing {
namespace {

constexpr Activation kActivations[] = {Activation::kNone, Activation::kRelu, Activation::kRelu6};

Activation RandomActivation(GraphBuilder& builder) {
  return kActivations[builder.RandomInt(0, 2)];
}

Padding RandomPadding(GraphBuilder& builder) {
  return builder.RandomInt(0, 2) == 0 ? Padding::kValid : Padding::kSame;
}

// Windows that fit into `in` even without padding.
ConvOptions RandomConvOptions(GraphBuilder& builder, const std::vector<int32_t>& in, int kernel_h, int kernel_w) {
  ConvOptions options;
  options.padding = RandomPadding(builder);
  options.activation = RandomActivation(builder);
  if (builder.RandomInt(0, 2) == 0) {
    options.stride_h = builder.RandomInt(1, 3);
    options.stride_w = builder.RandomInt(1, 3);
  } else if (builder.RandomInt(0, 2) == 0) {
    options.dilation_h = builder.RandomInt(1, 2);
    options.dilation_w = builder.RandomInt(1, 3);
  }
  if ((kernel_h - 1) * options.dilation_h >= in[1]) options.dilation_h = 1;
  if ((kernel_w - 1) * options.dilation_w >= in[2]) options.dilation_w = 1;
  return options;
}

int RandomConv(GraphBuilder& builder, int x) {
  const std::vector<int32_t> in = builder.shape(x);
  const int kernel_h = std::min(in[1], builder.RandomInt(0, 1) == 0 ? 1 : builder.RandomInt(1, 5));
  const int kernel_w = std::min(in[2], kernel_h == 1 ? 1 : builder.RandomInt(1, 5));
  return builder.AddConv(x, builder.RandomInt(1, 24), kernel_h, kernel_w,
                         RandomConvOptions(builder, in, kernel_h, kernel_w),
                         static_cast<GraphBuilder::Weights>(builder.RandomInt(0, 1)),
                         static_cast<GraphBuilder::Bias>(builder.RandomInt(0, 3) == 0));
}

int RandomDepthwise(GraphBuilder& builder, int x) {
  const std::vector<int32_t> in = builder.shape(x);
  const int kernel_h = std::min(in[1], builder.RandomInt(1, 5));
  const int kernel_w = std::min(in[2], builder.RandomInt(1, 5));
  const int multiplier = in[3] < 16 ? builder.RandomInt(1, 3) : 1;
  return builder.AddDepthwise(x, multiplier, kernel_h, kernel_w, RandomConvOptions(builder, in, kernel_h, kernel_w),
                              static_cast<GraphBuilder::Weights>(builder.RandomInt(0, 1)),
                              static_cast<GraphBuilder::Bias>(builder.RandomInt(0, 3) == 0));
}

int RandomPool(GraphBuilder& builder, int x, bool average) {
  const std::vector<int32_t> in = builder.shape(x);
  PoolOptions options;
  options.padding = RandomPadding(builder);
  options.filter_h = std::min(in[1], builder.RandomInt(1, 3));
  options.filter_w = std::min(in[2], builder.RandomInt(2, 4));
  options.stride_h = builder.RandomInt(1, 2);
  options.stride_w = builder.RandomInt(1, 2);
  options.activation = RandomActivation(builder);
  return average ? builder.AddAveragePool(x, options) : builder.AddMaxPool(x, options);
}

// A branch of convolutions that keeps the shape, added to its own input.
int RandomResidual(GraphBuilder& builder, int x) {
  const int channels = builder.shape(x)[3];
  ConvOptions options;
  options.activation = Activation::kRelu;
  const int wide = builder.AddConv(x, channels + builder.RandomInt(1, 9), 1, 1, options);
  const int back = builder.AddConv(wide, channels, 3, 3);
  return builder.AddAdd(x, back, RandomActivation(builder));
}

int RandomPad(GraphBuilder& builder, int x) {
  std::vector<std::pair<int, int>> paddings = {{0, 0}};
  for (int i = 0; i < 2; ++i) paddings.emplace_back(builder.RandomInt(0, 2), builder.RandomInt(0, 2));
  paddings.emplace_back(0, builder.RandomInt(0, 1) == 0 ? 0 : builder.RandomInt(0, 3));
  return builder.AddPad(x, paddings);
}

int RandomLayer(GraphBuilder& builder, int x) {
  const bool is_int8 = builder.graph().tensors[x].type == DataType::kInt8;
  switch (builder.RandomInt(0, is_int8 ? 9 : 8)) {
    case 0:
    case 1:
    case 2: return RandomConv(builder, x);
    case 3:
    case 4: return RandomDepthwise(builder, x);
    case 5: return RandomPool(builder, x, false);
    case 6: return RandomPool(builder, x, true);
    case 7: return RandomResidual(builder, x);
    case 8: return RandomPad(builder, x);
    default: return builder.AddQuantize(x);
  }
}

// From a feature map to one row of scores.
int RandomHead(GraphBuilder& builder, int x) {
  const std::vector<int32_t> in = builder.shape(x);
  const int outputs = builder.RandomInt(1, 12);
  FullyConnectedOptions options;
  options.activation = builder.RandomInt(0, 2) == 0 ? Activation::kRelu : Activation::kNone;
  switch (builder.RandomInt(0, 3)) {
    case 0: x = builder.AddMean(x, false); break;
    case 1:
      x = builder.AddMean(x, true);
      options.keep_num_dims = builder.RandomInt(0, 1) == 1;
      break;
    case 2: {
      PoolOptions pool;
      pool.padding = Padding::kValid;
      pool.filter_h = in[1];
      pool.filter_w = in[2];
      x = builder.AddReshape(builder.AddAveragePool(x, pool), {1, in[3]});
      break;
    }
    default: x = builder.AddReshape(x, {1, in[1] * in[2] * in[3]}); break;
  }
  return builder.AddFullyConnected(x, outputs, options, static_cast<GraphBuilder::Weights>(builder.RandomInt(0, 1)),
                                   static_cast<GraphBuilder::Bias>(builder.RandomInt(0, 3) == 0));
}

Graph RandomGraph(uint64_t seed, bool is_int8) {
  GraphBuilder builder(seed);
  const std::vector<int32_t> shape = {1, builder.RandomInt(5, 14), builder.RandomInt(5, 14), builder.RandomInt(1, 6)};
  DataType type = DataType::kFloat32;
  if (is_int8) {
    constexpr DataType kTypes[] = {DataType::kInt8, DataType::kUInt8, DataType::kFloat32};
    type = kTypes[builder.RandomInt(0, 2)];
  }
  int x = builder.AddInput(shape, type);
  if (is_int8 && type != DataType::kInt8) x = builder.AddQuantize(x);
  for (int layers = builder.RandomInt(2, 6); layers > 0; --layers) x = RandomLayer(builder, x);
  if (builder.RandomInt(0, 4) > 0) x = RandomHead(builder, x);
  switch (builder.RandomInt(0, 3)) {
    case 0: x = builder.AddSoftmax(x, builder.RandomInt(0, 1) == 0 ? 1.0f : 0.5f); break;
    case 1:
    case 2: x = builder.AddLogistic(x); break;
  }
  if (is_int8 && builder.RandomInt(0, 3) == 0) {
    x = builder.RandomInt(0, 1) == 0 ? builder.AddDequantize(x) : builder.AddQuantize(x, DataType::kUInt8);
  }
  builder.AddOutput(x);
  return std::move(builder.graph());
}

}  // namespace

Graph RandomInt8Graph(uint64_t seed) {
  return RandomGraph(seed, true);
}
Graph RandomFloatGraph(uint64_t seed) {
  return RandomGraph(seed, false);
}

}  // namespace pawlens::testing
