// SPDX-License-Identifier: MIT
#include "model/writer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "model/reader.h"
#include "model/tflite_generated.h"
#include "support/graph_builder.h"

namespace pawlens {
namespace {

using testing::GraphBuilder;

bool SameOptions(const OpOptions& a, const OpOptions& b) {
  if (a.index() != b.index()) return false;
  if (const auto* x = std::get_if<ConvOptions>(&a)) {
    const ConvOptions& y = std::get<ConvOptions>(b);
    return x->padding == y.padding && x->stride_w == y.stride_w && x->stride_h == y.stride_h &&
           x->dilation_w == y.dilation_w && x->dilation_h == y.dilation_h && x->activation == y.activation;
  }
  if (const auto* x = std::get_if<PoolOptions>(&a)) {
    const PoolOptions& y = std::get<PoolOptions>(b);
    return x->padding == y.padding && x->stride_w == y.stride_w && x->stride_h == y.stride_h &&
           x->filter_w == y.filter_w && x->filter_h == y.filter_h && x->activation == y.activation;
  }
  if (const auto* x = std::get_if<AddOptions>(&a)) return x->activation == std::get<AddOptions>(b).activation;
  if (const auto* x = std::get_if<FullyConnectedOptions>(&a)) {
    const FullyConnectedOptions& y = std::get<FullyConnectedOptions>(b);
    return x->activation == y.activation && x->keep_num_dims == y.keep_num_dims;
  }
  if (const auto* x = std::get_if<SoftmaxOptions>(&a)) return x->beta == std::get<SoftmaxOptions>(b).beta;
  if (const auto* x = std::get_if<MeanOptions>(&a)) return x->keep_dims == std::get<MeanOptions>(b).keep_dims;
  return true;
}

void ExpectSame(const Graph& a, const Graph& b) {
  EXPECT_EQ(a.description, b.description);
  EXPECT_EQ(a.inputs, b.inputs);
  EXPECT_EQ(a.outputs, b.outputs);
  ASSERT_EQ(a.tensors.size(), b.tensors.size());
  for (size_t i = 0; i < a.tensors.size(); ++i) {
    EXPECT_EQ(a.tensors[i].name, b.tensors[i].name);
    EXPECT_EQ(a.tensors[i].type, b.tensors[i].type);
    EXPECT_EQ(a.tensors[i].shape, b.tensors[i].shape);
    EXPECT_EQ(a.tensors[i].data, b.tensors[i].data);
    EXPECT_EQ(a.tensors[i].quantization.scale, b.tensors[i].quantization.scale);
    EXPECT_EQ(a.tensors[i].quantization.zero_point, b.tensors[i].quantization.zero_point);
    EXPECT_EQ(a.tensors[i].quantization.axis, b.tensors[i].quantization.axis);
  }
  ASSERT_EQ(a.operators.size(), b.operators.size());
  for (size_t i = 0; i < a.operators.size(); ++i) {
    EXPECT_EQ(a.operators[i].type, b.operators[i].type);
    EXPECT_EQ(a.operators[i].inputs, b.operators[i].inputs);
    EXPECT_EQ(a.operators[i].outputs, b.operators[i].outputs);
    EXPECT_TRUE(SameOptions(a.operators[i].options, b.operators[i].options)) << "operator " << i;
  }
}

TEST(Writer, RoundTripsRandomGraphsOfAllOperators) {
  std::map<OpType, int> seen;
  for (uint64_t seed = 0; seed < 200; ++seed) {
    for (Graph graph : {testing::RandomInt8Graph(seed), testing::RandomFloatGraph(seed)}) {
      graph.description = "graph " + std::to_string(seed);
      const Result<std::vector<uint8_t>> file = WriteTflite(graph, nullptr);
      ASSERT_TRUE(file.has_value()) << file.error().message;
      const Result<Model> model = ReadTflite(*file);
      ASSERT_TRUE(model.has_value()) << model.error().message;
      ExpectSame(graph, model->graph);
      for (const Operator& op : graph.operators) ++seen[op.type];
    }
  }
  EXPECT_EQ(seen.size(), 13u);  // Every OpType.
}

TEST(Writer, GivesTheSameBytesForTheSameGraph) {
  EXPECT_EQ(*WriteTflite(testing::RandomInt8Graph(4), nullptr), *WriteTflite(testing::RandomInt8Graph(4), nullptr));
}

TEST(Writer, SharesZeroPointsOfOneLengthBetweenTensors) {
  const std::vector<uint8_t> bytes = *WriteTflite(testing::RandomInt8Graph(8), nullptr);
  const auto* tensors = fbs::GetModel(bytes.data())->subgraphs()->Get(0)->tensors();
  std::map<size_t, const void*> seen;
  int shared = 0;
  for (const fbs::Tensor* tensor : *tensors) {
    if (tensor->quantization() == nullptr) continue;
    const auto* zeros = tensor->quantization()->zero_point();
    if (zeros == nullptr || std::ranges::any_of(*zeros, [](int64_t zero) { return zero != 0; })) continue;
    const auto [place, is_new] = seen.try_emplace(zeros->size(), zeros);
    EXPECT_EQ(place->second, zeros);
    if (!is_new) ++shared;
  }
  EXPECT_GT(shared, 0);
}

TEST(Writer, AlignsBuffersAndKeepsTheFirstEmpty) {
  const std::vector<uint8_t> file = *WriteTflite(testing::RandomInt8Graph(8), nullptr);
  const auto& buffers = *fbs::GetModel(file.data())->buffers();
  ASSERT_GT(buffers.size(), 2u);
  EXPECT_TRUE(buffers.Get(0)->data() == nullptr || buffers.Get(0)->data()->size() == 0);
  for (flatbuffers::uoffset_t i = 1; i < buffers.size(); ++i) {
    EXPECT_EQ((buffers.Get(i)->data()->data() - file.data()) % 16, 0) << "buffer " << i;
  }
}

// Versions that TensorFlow Lite's converter gives to int8 operators.
TEST(Writer, GivesOperatorsTheirVersionsOnce) {
  GraphBuilder builder;
  int x = builder.AddQuantize(builder.AddInput({1, 8, 8, 4}, DataType::kFloat32));
  x = builder.AddConv(x, 4, 3, 3);
  x = builder.AddConv(x, 4, 1, 1);
  x = builder.AddAdd(x, builder.AddDepthwise(x, 1, 3, 3));
  x = builder.AddPad(x, {{0, 0}, {1, 1}, {1, 1}, {0, 0}});
  x = builder.AddAveragePool(builder.AddMaxPool(x, {}), {});
  x = builder.AddReshape(builder.AddMean(x, true), {1, 4});
  x = builder.AddLogistic(builder.AddSoftmax(builder.AddFullyConnected(builder.AddQuantize(x), 3)));
  builder.AddOutput(builder.AddDequantize(x));
  const std::vector<uint8_t> file = *WriteTflite(builder.graph(), nullptr);

  std::map<std::pair<int, int>, int> codes;  // {operator, version}: how often.
  for (const fbs::OperatorCode* code : *fbs::GetModel(file.data())->operator_codes()) {
    EXPECT_EQ(code->deprecated_builtin_code(), code->builtin_code());
    ++codes[{code->builtin_code(), code->version()}];
  }
  const std::map<std::pair<int, int>, int> expected = {
      {{0, 2}, 1},  {{1, 2}, 1},  {{3, 3}, 1},  {{4, 3}, 1},  {{6, 2}, 1},  {{9, 4}, 1},   {{14, 2}, 1},
      {{17, 2}, 1}, {{22, 1}, 1}, {{25, 2}, 1}, {{34, 2}, 1}, {{40, 2}, 1}, {{114, 1}, 1}, {{114, 2}, 1}};
  EXPECT_EQ(codes, expected);
}

TEST(Writer, WritesTheDepthMultiplierThatOtherRuntimesRead) {
  GraphBuilder builder;
  builder.AddOutput(builder.AddDepthwise(builder.AddInput({1, 4, 4, 2}), 3, 3, 3));
  const std::vector<uint8_t> file = *WriteTflite(builder.graph(), nullptr);
  const fbs::Operator& op = *fbs::GetModel(file.data())->subgraphs()->Get(0)->operators()->Get(0);
  EXPECT_EQ(op.options_as_DepthwiseConv2DOptions()->depth_multiplier(), 3);
}

TEST(Writer, RefusesAGraphThatIsNotValid) {
  Graph graph = testing::RandomInt8Graph(1);
  graph.outputs = {-5};
  const Result<std::vector<uint8_t>> file = WriteTflite(graph, nullptr);
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().code, ErrorCode::kBadModel);
}

}  // namespace
}  // namespace pawlens
