// SPDX-License-Identifier: MIT
#include "model/validate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <string>

#include "support/graph_builder.h"

namespace pawlens {
namespace {

using testing::GraphBuilder;

// Operator indices of SoundGraph.
enum : size_t {
  kQuantizeOp,
  kConvOp,
  kDepthwiseOp,
  kAddOp,
  kPadOp,
  kMaxOp,
  kAverageOp,
  kMeanOp,
  kReshapeOp,
  kDenseOp,
  kSoftmaxOp,
  kDequantizeOp
};

// One of each operator; the spoilt graphs below are made of it.
Graph SoundGraph() {
  GraphBuilder builder(3);
  int x = builder.AddQuantize(builder.AddInput({1, 9, 8, 3}, DataType::kUInt8));
  ConvOptions relu6;
  relu6.activation = Activation::kRelu6;
  x = builder.AddConv(x, 8, 3, 3, relu6);
  x = builder.AddAdd(x, builder.AddDepthwise(x, 1, 3, 3));
  x = builder.AddPad(x, {{0, 0}, {1, 0}, {0, 1}, {0, 0}});
  PoolOptions pool;
  pool.filter_h = pool.filter_w = pool.stride_h = pool.stride_w = 2;
  x = builder.AddMaxPool(x, pool);
  x = builder.AddAveragePool(x, pool);
  x = builder.AddMean(x, true);
  x = builder.AddReshape(x, {1, 8});
  x = builder.AddFullyConnected(x, 4);
  x = builder.AddDequantize(builder.AddSoftmax(x));
  builder.AddOutput(x);
  return std::move(builder.graph());
}

Tensor& InputOf(Graph& graph, size_t op, size_t input) {
  return graph.tensors[graph.operators[op].inputs[input]];
}
Tensor& OutputOf(Graph& graph, size_t op) {
  return graph.tensors[graph.operators[op].outputs[0]];
}
ConvOptions& ConvOf(Graph& graph, size_t op) {
  return std::get<ConvOptions>(graph.operators[op].options);
}
PoolOptions& PoolOf(Graph& graph, size_t op) {
  return std::get<PoolOptions>(graph.operators[op].options);
}

void SetInt32(Tensor& tensor, size_t index, int32_t value) {
  std::memcpy(tensor.data.data() + index * sizeof value, &value, sizeof value);
}

void MultiplyScales(Tensor& tensor, float factor) {
  for (float& scale : tensor.quantization.scale) scale *= factor;
}

struct Spoil {
  const char* name;
  ErrorCode code;
  const char* message;  // A part of it.
  std::function<void(Graph&)> apply;
};

constexpr ErrorCode kBad = ErrorCode::kBadModel;
constexpr ErrorCode kUnsupported = ErrorCode::kUnsupportedModel;
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

const Spoil kSpoils[] = {
    // The graph itself.
    {"NoInput", kBad, "no input", [](Graph& g) { g.inputs.clear(); }},
    {"NoOutput", kBad, "no output", [](Graph& g) { g.outputs.clear(); }},
    {"InputOutOfRange", kBad, "graph input is tensor 999", [](Graph& g) { g.inputs = {999}; }},
    {"InputNegative", kBad, "graph input is tensor -1", [](Graph& g) { g.inputs = {-1}; }},
    {"InputTwice", kBad, "twice", [](Graph& g) { g.inputs.push_back(g.inputs[0]); }},
    {"InputConstant", kBad, "is a constant", [](Graph& g) { g.inputs.push_back(g.operators[kConvOp].inputs[1]); }},
    {"InputOfInt64", kUnsupported, "is int64",
     [](Graph& g) {
       g.tensors.push_back({"index", DataType::kInt64, {1, 2}, {}, {}});
       g.inputs.push_back(static_cast<int>(g.tensors.size()) - 1);
     }},
    {"InputWithoutScale", kBad, "0 scales", [](Graph& g) { g.tensors[g.inputs[0]].quantization = {}; }},
    {"Batch", kUnsupported, "batch", [](Graph& g) { g.tensors[g.inputs[0]].shape[0] = 2; }},
    {"OutputOutOfRange", kBad, "graph output is tensor 999", [](Graph& g) { g.outputs = {999}; }},
    {"OutputIsInput", kBad, "computed by no operator", [](Graph& g) { g.outputs = g.inputs; }},
    {"OutputIsConstant", kBad, "computed by no operator",
     [](Graph& g) { g.outputs = {g.operators[kConvOp].inputs[1]}; }},
    {"TooManyTensors", kUnsupported, "tensors", [](Graph& g) { g.tensors.resize(kMaxTensors + 1); }},
    {"TooManyOperators", kUnsupported, "operators",
     [](Graph& g) { g.operators.resize(kMaxOperators + 1, g.operators[kConvOp]); }},
    // Order.
    {"ReadBeforeWrite", kBad, "before any operator",
     [](Graph& g) { std::swap(g.operators[kConvOp], g.operators[kDepthwiseOp]); }},
    {"Cycle", kBad, "before any operator",
     [](Graph& g) { g.operators[kConvOp].inputs[0] = g.operators[kDepthwiseOp].outputs[0]; }},
    {"ReadsItself", kBad, "before any operator",
     [](Graph& g) { g.operators[kSoftmaxOp].inputs[0] = g.operators[kSoftmaxOp].outputs[0]; }},
    {"WrittenTwice", kBad, "written twice",
     [](Graph& g) { g.operators[kDepthwiseOp].outputs = g.operators[kConvOp].outputs; }},
    {"WritesGraphInput", kBad, "written twice", [](Graph& g) { g.operators[kConvOp].outputs = g.inputs; }},
    {"WritesConstant", kBad, "is a constant",
     [](Graph& g) { g.operators[kConvOp].outputs[0] = g.operators[kDenseOp].inputs[1]; }},
    // Form of operators.
    {"OperatorInputOutOfRange", kBad, "operator 1 (CONV_2D): input 1 is tensor 999",
     [](Graph& g) { g.operators[kConvOp].inputs[1] = 999; }},
    {"OperatorInputAbsent", kBad, "input 0 is tensor -1", [](Graph& g) { g.operators[kAddOp].inputs[0] = -1; }},
    {"BiasIndexNegative", kBad, "input 2 is tensor -2", [](Graph& g) { g.operators[kConvOp].inputs[2] = -2; }},
    {"OperatorOutputOutOfRange", kBad, "output is tensor -1",
     [](Graph& g) { g.operators[kConvOp].outputs[0] = -1; }},
    {"TooFewInputs", kBad, "1 inputs", [](Graph& g) { g.operators[kAddOp].inputs.pop_back(); }},
    {"TooManyInputs", kBad, "2 inputs", [](Graph& g) { g.operators[kSoftmaxOp].inputs.push_back(0); }},
    {"NoOutputs", kBad, "0 outputs", [](Graph& g) { g.operators[kSoftmaxOp].outputs.clear(); }},
    {"OptionsMissing", kBad, "options", [](Graph& g) { g.operators[kConvOp].options = std::monostate(); }},
    {"OptionsOfAnother", kBad, "options", [](Graph& g) { g.operators[kConvOp].options = PoolOptions(); }},
    {"UnknownOperator", kUnsupported, "operator type 18",
     [](Graph& g) { g.operators[kAddOp].type = static_cast<OpType>(18); }},
    {"UnknownActivation", kBad, "activation 9",
     [](Graph& g) { ConvOf(g, kConvOp).activation = static_cast<Activation>(9); }},
    {"UnknownPadding", kBad, "padding 2", [](Graph& g) { PoolOf(g, kMaxOp).padding = static_cast<Padding>(2); }},
    {"BetaNan", kBad, "beta",
     [](Graph& g) { std::get<SoftmaxOptions>(g.operators[kSoftmaxOp].options).beta = kNan; }},
    {"BetaZero", kBad, "beta", [](Graph& g) { std::get<SoftmaxOptions>(g.operators[kSoftmaxOp].options).beta = 0; }},
    // Tensors.
    {"DynamicShape", kUnsupported, "fixed", [](Graph& g) { g.tensors[g.inputs[0]].shape[1] = -1; }},
    {"EmptyShape", kBad, "empty", [](Graph& g) { g.tensors[g.inputs[0]].shape[1] = 0; }},
    {"ShapeOverflows", kUnsupported, "bytes",
     [](Graph& g) { g.tensors[g.inputs[0]].shape = {1, INT32_MAX, INT32_MAX, INT32_MAX}; }},
    {"ShapeTooLarge", kUnsupported, "bytes", [](Graph& g) { g.tensors[g.inputs[0]].shape = {1, 1 << 14, 1 << 14, 2}; }},
    {"RankTooHigh", kUnsupported, "7 dimensions",
     [](Graph& g) { g.tensors[g.inputs[0]].shape = {1, 1, 1, 1, 1, 1, 1}; }},
    {"DataTooShort", kBad, "bytes of data", [](Graph& g) { InputOf(g, kConvOp, 1).data.pop_back(); }},
    {"DataTooLong", kBad, "bytes of data", [](Graph& g) { InputOf(g, kConvOp, 2).data.push_back(0); }},
    {"ScaleNan", kBad, "scale nan", [](Graph& g) { InputOf(g, kConvOp, 0).quantization.scale[0] = kNan; }},
    {"ScaleInfinite", kBad, "scale inf", [](Graph& g) { InputOf(g, kConvOp, 1).quantization.scale[7] = kInfinity; }},
    {"ScaleZero", kBad, "scale 0", [](Graph& g) { OutputOf(g, kConvOp).quantization.scale[0] = 0; }},
    {"ScaleNegative", kBad, "scale -1", [](Graph& g) { OutputOf(g, kConvOp).quantization.scale[0] = -1; }},
    {"ScaleDenormal", kBad, "plausible", [](Graph& g) { OutputOf(g, kConvOp).quantization.scale[0] = 1e-40f; }},
    {"ScaleHuge", kBad, "plausible", [](Graph& g) { OutputOf(g, kConvOp).quantization.scale[0] = 1e31f; }},
    {"ZeroPointTooHigh", kBad, "zero point 128",
     [](Graph& g) { OutputOf(g, kConvOp).quantization.zero_point[0] = 128; }},
    {"ZeroPointTooLow", kBad, "zero point -1",
     [](Graph& g) { g.tensors[g.inputs[0]].quantization.zero_point[0] = -1; }},
    {"ZeroPointMissing", kBad, "0 zero points",
     [](Graph& g) { OutputOf(g, kConvOp).quantization.zero_point.clear(); }},
    {"ActivationWithTwoScales", kBad, "scales",
     [](Graph& g) { OutputOf(g, kConvOp).quantization = {{1, 1, 1, 1, 1, 1, 1, 1}, {0, 0, 0, 0, 0, 0, 0, 0}, 3}; }},
    {"ActivationWithoutScale", kBad, "0 scales", [](Graph& g) { OutputOf(g, kMeanOp).quantization = {}; }},
    // Types.
    {"Uint8Activation", kUnsupported, "only int8 and float32",
     [](Graph& g) {
       g.operators[kConvOp].inputs[0] = g.inputs[0];
     }},
    {"OutputOfAnotherType", kUnsupported, "is float32, not int8",
     [](Graph& g) { OutputOf(g, kMeanOp).type = DataType::kFloat32; }},
    {"WeightsOfAnotherType", kUnsupported, "weights",
     [](Graph& g) { InputOf(g, kConvOp, 1).type = DataType::kUInt8; }},
    {"WeightsComputed", kUnsupported, "are computed",
     [](Graph& g) { g.operators[kDenseOp].inputs[1] = g.operators[kReshapeOp].outputs[0]; }},
    {"BiasOfAnotherType", kUnsupported, "bias",
     [](Graph& g) {
       Tensor& bias = InputOf(g, kConvOp, 2);
       bias.type = DataType::kFloat32;
     }},
    {"ActivationConstant", kUnsupported, "is a constant",
     [](Graph& g) { g.operators[kSoftmaxOp].inputs[0] = g.operators[kDenseOp].inputs[1]; }},
    {"AddsConstant", kUnsupported, "is a constant",
     [](Graph& g) { g.operators[kAddOp].inputs[1] = g.operators[kDenseOp].inputs[1]; }},
    {"QuantizesConstant", kUnsupported, "is a constant",
     [](Graph& g) { g.operators[kDequantizeOp].inputs[0] = g.operators[kDenseOp].inputs[1]; }},
    {"QuantizesToInt32", kUnsupported, "to int32", [](Graph& g) { OutputOf(g, kQuantizeOp).type = DataType::kInt32; }},
    {"DequantizesToInt8", kUnsupported, "not available",
     [](Graph& g) { OutputOf(g, kDequantizeOp).type = DataType::kInt8; OutputOf(g, kDequantizeOp).quantization = {{1}, {0}, 0}; }},
    {"AxesOfAnotherType", kUnsupported, "axes", [](Graph& g) { InputOf(g, kMeanOp, 1).type = DataType::kFloat32; }},
    {"PaddingsComputed", kUnsupported, "paddings",
     [](Graph& g) { g.operators[kPadOp].inputs[1] = g.operators[kConvOp].outputs[0]; }},
    // Shapes.
    {"ConvOutputShape", kBad, "not [1, 9, 8, 8]", [](Graph& g) { OutputOf(g, kConvOp).shape[1] = 8; }},
    {"ConvInputRank", kBad, "four dimensions",
     [](Graph& g) { g.tensors[g.inputs[0]].shape = InputOf(g, kConvOp, 0).shape = {1, 72, 3}; }},
    {"ConvWeightsRank", kBad, "four dimensions", [](Graph& g) { InputOf(g, kConvOp, 1).shape = {8, 27}; }},
    {"ConvChannels", kBad, "channels",
     [](Graph& g) {
       Tensor& weights = InputOf(g, kConvOp, 1);
       weights.shape[3] = 4;
       weights.data.resize(8 * 9 * 4);
     }},
    {"GroupedConv", kUnsupported, "grouped",
     [](Graph& g) {
       Tensor& weights = InputOf(g, kConvOp, 1);
       weights.shape[3] = 1;
       weights.data.resize(8 * 9);
     }},
    {"DepthwiseWeightsFirst", kBad, "[1, kh, kw, out]",
     [](Graph& g) { InputOf(g, kDepthwiseOp, 1).shape = {3, 1, 3, 8}; }},
    {"DepthwiseMultiplier", kBad, "multiple",
     [](Graph& g) {
       Tensor& weights = InputOf(g, kDepthwiseOp, 1);
       weights.shape[3] = 12;
       weights.data.resize(9 * 12);
       weights.quantization = {{0.01f}, {0}, 0};
     }},
    {"BiasShape", kBad, "bias",
     [](Graph& g) {
       Tensor& bias = InputOf(g, kDenseOp, 2);
       bias.shape = {3};
       bias.data.resize(12);
       bias.quantization = {};
     }},
    {"StrideZero", kBad, "stride_h is 0", [](Graph& g) { ConvOf(g, kConvOp).stride_h = 0; }},
    {"StrideNegative", kBad, "stride_w is -1", [](Graph& g) { PoolOf(g, kMaxOp).stride_w = -1; }},
    {"StrideHuge", kUnsupported, "stride_h is 2147483647",
     [](Graph& g) { PoolOf(g, kMaxOp).stride_h = INT32_MAX; }},
    {"DilationZero", kBad, "dilation_w is 0", [](Graph& g) { ConvOf(g, kDepthwiseOp).dilation_w = 0; }},
    {"DilationHuge", kUnsupported, "dilation_h", [](Graph& g) { ConvOf(g, kDepthwiseOp).dilation_h = 40'000; }},
    {"DilationsReachTooFar", kUnsupported, "pixels of 8 channels, more than memory holds",
     [](Graph& g) { ConvOf(g, kDepthwiseOp).dilation_h = ConvOf(g, kDepthwiseOp).dilation_w = 32'767; }},
    {"FilterZero", kBad, "filter height is 0", [](Graph& g) { PoolOf(g, kMaxOp).filter_h = 0; }},
    {"FilterHuge", kUnsupported, "too much",
     [](Graph& g) { PoolOf(g, kMaxOp).filter_h = PoolOf(g, kMaxOp).filter_w = 32'767; }},
    {"AverageHuge", kUnsupported, "sums",
     [](Graph& g) { PoolOf(g, kAverageOp).filter_h = PoolOf(g, kAverageOp).filter_w = 4'096; }},
    {"FilterDoesNotFit", kBad, "does not fit",
     [](Graph& g) {
       PoolOf(g, kAverageOp).padding = Padding::kValid;
       PoolOf(g, kAverageOp).filter_h = 9;
     }},
    {"AddShapes", kUnsupported, "differ", [](Graph& g) { g.operators[kAddOp].inputs[1] = g.operators[kQuantizeOp].outputs[0]; }},
    {"PaddingNegative", kBad, "negative", [](Graph& g) { SetInt32(InputOf(g, kPadOp, 1), 2, -1); }},
    {"PaddingHuge", kUnsupported, "too large", [](Graph& g) { SetInt32(InputOf(g, kPadOp, 1), 2, INT32_MAX); }},
    {"PaddingsShape", kBad, "paddings have shape", [](Graph& g) { InputOf(g, kPadOp, 1).shape = {8}; }},
    {"PaddedBatch", kUnsupported, "batch",
     [](Graph& g) {
       SetInt32(InputOf(g, kPadOp, 1), 0, 1);
       OutputOf(g, kPadOp).shape[0] = 2;
     }},
    {"MeanOverChannels", kUnsupported, "height and width", [](Graph& g) { SetInt32(InputOf(g, kMeanOp, 1), 0, 3); }},
    {"MeanOverHeightOnly", kUnsupported, "height and width",
     [](Graph& g) { SetInt32(InputOf(g, kMeanOp, 1), 1, 1); }},
    {"MeanAxisOutOfRange", kBad, "axis 4", [](Graph& g) { SetInt32(InputOf(g, kMeanOp, 1), 0, 4); }},
    {"MeanAxisBelowRange", kBad, "axis -5", [](Graph& g) { SetInt32(InputOf(g, kMeanOp, 1), 0, -5); }},
    {"ReshapeElements", kBad, "it makes", [](Graph& g) { OutputOf(g, kReshapeOp).shape = {1, 9}; }},
    {"DenseInputs", kBad, "weights take",
     [](Graph& g) {
       Tensor& weights = InputOf(g, kDenseOp, 1);
       weights.shape = {4, 3};
       weights.data.resize(12);
     }},
    {"DenseWeightsRank", kBad, "[out, in]", [](Graph& g) { InputOf(g, kDenseOp, 1).shape = {4, 8, 1}; }},
    // Quantization.
    {"WeightsZeroPoint", kUnsupported, "weights need 0",
     [](Graph& g) { InputOf(g, kConvOp, 1).quantization.zero_point[2] = 1; }},
    {"WeightsWithoutScale", kBad, "no scale", [](Graph& g) { InputOf(g, kConvOp, 1).quantization = {}; }},
    {"WeightsAxis", kBad, "along dimension 1",
     [](Graph& g) {
       Quantization& scales = InputOf(g, kConvOp, 1).quantization;
       scales.axis = 1;
       scales.scale.resize(3);
       scales.zero_point.resize(3);
     }},
    {"WeightsAxisOutOfRange", kBad, "along dimension 4", [](Graph& g) { InputOf(g, kConvOp, 1).quantization.axis = 4; }},
    {"WeightsAxisNegative", kBad, "along dimension -1", [](Graph& g) { InputOf(g, kConvOp, 1).quantization.axis = -1; }},
    {"WeightsScaleCount", kBad, "7 scales",
     [](Graph& g) {
       InputOf(g, kConvOp, 1).quantization.scale.pop_back();
       InputOf(g, kConvOp, 1).quantization.zero_point.pop_back();
     }},
    {"BiasScale", kBad, "not input scale x weight scale",
     [](Graph& g) { InputOf(g, kConvOp, 2).quantization.scale[5] *= 1.001f; }},
    {"BiasScaleNan", kBad, "not input scale x weight scale",
     [](Graph& g) { InputOf(g, kConvOp, 2).quantization.scale[5] = kNan; }},
    {"BiasScaleCount", kBad, "2 scales",
     [](Graph& g) { InputOf(g, kConvOp, 2).quantization = {{0.1f, 0.1f}, {0, 0}, 0}; }},
    {"BiasZeroPoint", kBad, "bias needs 0",
     [](Graph& g) { InputOf(g, kConvOp, 2).quantization.zero_point[0] = 1; }},
    {"MultiplierTooLarge", kUnsupported, "outside [2^-32, 256)",
     [](Graph& g) {
       MultiplyScales(InputOf(g, kDenseOp, 1), 1e8f);
       MultiplyScales(InputOf(g, kDenseOp, 2), 1e8f);
     }},
    {"MultiplierTooSmall", kUnsupported, "outside [2^-32, 256)",
     [](Graph& g) {
       MultiplyScales(InputOf(g, kDenseOp, 1), 1e-10f);
       MultiplyScales(InputOf(g, kDenseOp, 2), 1e-10f);
     }},
    {"MultiplierUnderflows", kUnsupported, "outside [2^-32, 256)",
     [](Graph& g) {
       InputOf(g, kDenseOp, 1).quantization = {{1e-37f}, {0}, 0};
       InputOf(g, kDenseOp, 2).quantization = {};
     }},
    {"SumsPass32Bits", kUnsupported, "32 bits",
     [](Graph& g) { SetInt32(InputOf(g, kDenseOp, 2), 1, INT32_MAX - 1000); }},
    {"SumsPass32BitsBelow", kUnsupported, "32 bits", [](Graph& g) { SetInt32(InputOf(g, kConvOp, 2), 1, INT32_MIN); }},
    {"ActivationLeavesNothing", kUnsupported, "single value",
     [](Graph& g) { OutputOf(g, kConvOp).quantization.zero_point[0] = 127; }},
    {"AddScaleRatio", kUnsupported, "input scale / output scale",
     [](Graph& g) { OutputOf(g, kAddOp).quantization.scale[0] *= 5'000; }},
    {"MeanScaleRatio", kUnsupported, "input scale / output scale",
     [](Graph& g) { OutputOf(g, kMeanOp).quantization.scale[0] *= 1e-4f; }},
    {"QuantizeScaleRatio", kUnsupported, "input scale / output scale",
     [](Graph& g) { OutputOf(g, kQuantizeOp).quantization.scale[0] *= 1'000; }},
    {"PadRequantizes", kBad, "its input's quantization",
     [](Graph& g) { OutputOf(g, kPadOp).quantization.zero_point[0] += 1; }},
    {"MaxPoolRequantizes", kBad, "its input's quantization",
     [](Graph& g) { OutputOf(g, kMaxOp).quantization.scale[0] *= 1.01f; }},
    {"AveragePoolRequantizes", kBad, "its input's quantization",
     [](Graph& g) { OutputOf(g, kAverageOp).quantization.scale[0] *= 1.01f; }},
    {"ReshapeRequantizes", kBad, "its input's quantization",
     [](Graph& g) { OutputOf(g, kReshapeOp).quantization.zero_point[0] += 1; }},
    {"SoftmaxScale", kUnsupported, "1/256", [](Graph& g) { OutputOf(g, kSoftmaxOp).quantization.scale[0] = 1.0f / 255; }},
    {"SoftmaxZeroPoint", kUnsupported, "1/256",
     [](Graph& g) { OutputOf(g, kSoftmaxOp).quantization.zero_point[0] = 0; }},
};

class SpoiltGraph : public ::testing::TestWithParam<Spoil> {};

TEST_P(SpoiltGraph, IsRefusedWithItsReason) {
  Graph graph = SoundGraph();
  GetParam().apply(graph);
  const Status status = Validate(graph);
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().code, GetParam().code) << status.error().message;
  EXPECT_NE(status.error().message.find(GetParam().message), std::string::npos) << status.error().message;
}

INSTANTIATE_TEST_SUITE_P(Validate, SpoiltGraph, ::testing::ValuesIn(kSpoils),
                         [](const auto& test) { return std::string(test.param.name); });

void ExpectValid(const Graph& graph) {
  const Status status = Validate(graph);
  EXPECT_TRUE(status.has_value()) << status.error().message;
}

TEST(Validate, AcceptsTheSoundGraph) {
  ExpectValid(SoundGraph());
}

TEST(Validate, AcceptsRandomGraphs) {
  for (uint64_t seed = 0; seed < 300; ++seed) {
    ExpectValid(testing::RandomInt8Graph(seed));
    ExpectValid(testing::RandomFloatGraph(seed));
  }
}

TEST(Validate, NamesOperatorTensorAndReason) {
  Graph graph = SoundGraph();
  InputOf(graph, kConvOp, 1).quantization.zero_point[2] = 5;
  InputOf(graph, kConvOp, 1).name = "first/kernel\x1b[0m";
  const Status status = Validate(graph);
  ASSERT_FALSE(status.has_value());
  EXPECT_NE(status.error().message.find("operator 1 (CONV_2D): tensor"), std::string::npos) << status.error().message;
  EXPECT_NE(status.error().message.find("\"first/kernel?[0m\" has zero point 5 at 2"), std::string::npos)
      << status.error().message;
}

TEST(Validate, ToleratesWhatRealExportersLeave) {
  Graph graph = SoundGraph();
  // Bias scales from another order of multiplication; none at all; negative axes; no bias; unused tensors.
  for (float& scale : InputOf(graph, kConvOp, 2).quantization.scale) scale *= 1.000001f;
  InputOf(graph, kDepthwiseOp, 2).quantization = {};
  SetInt32(InputOf(graph, kMeanOp, 1), 0, -2);
  SetInt32(InputOf(graph, kMeanOp, 1), 1, -3);
  graph.operators[kDenseOp].inputs[2] = -1;
  graph.operators[kReshapeOp].inputs.pop_back();
  graph.tensors.emplace_back();
  ExpectValid(graph);
}

TEST(Validate, AcceptsWeightsWithOneScale) {
  GraphBuilder builder;
  const int x = builder.AddInput({1, 5, 5, 2});
  const int conv = builder.AddConv(x, 3, 3, 3, {}, GraphBuilder::Weights::kPerTensor);
  builder.AddOutput(builder.AddDepthwise(conv, 2, 3, 3, {}, GraphBuilder::Weights::kPerTensor));
  ExpectValid(builder.graph());
}

TEST(Validate, AcceptsATensorAddedToItself) {
  GraphBuilder builder;
  const int x = builder.AddLogistic(builder.AddInput({1, 5}));
  builder.AddOutput(builder.AddAdd(x, x));
  ExpectValid(builder.graph());
}

}  // namespace
}  // namespace pawlens
