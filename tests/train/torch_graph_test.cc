// SPDX-License-Identifier: MIT
// TorchGraph against the reference and the engine, to the bit, on the CPU and on CUDA where there is one.
#include "train/torch_graph.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>
#include <set>

#include "engine/engine.h"
#include "engine/reference.h"
#include "model/describe.h"
#include "model/reader.h"
#include "support/graph_builder.h"
#include "train/features.h"
#include "train/file_io.h"

namespace pawlens::testing {
namespace {

using ::testing::AssertionFailure;
using ::testing::AssertionResult;
using ::testing::AssertionSuccess;

std::vector<torch::Device> Devices() {
  std::vector<torch::Device> devices = {torch::kCPU};
  if (torch::cuda::is_available()) devices.emplace_back(torch::kCUDA);
  return devices;
}

/// Pictures' bytes one after another, as TorchGraph takes them.
torch::Tensor Batch(const Graph& graph, const std::vector<TensorBytes>& pictures) {
  const Tensor& tensor = graph.tensors[graph.inputs[0]];
  const auto type = tensor.type == DataType::kFloat32 ? torch::kFloat32
                    : tensor.type == DataType::kUInt8 ? torch::kUInt8
                                                      : torch::kInt8;
  std::vector<int64_t> shape(tensor.shape.begin(), tensor.shape.end());
  shape[0] = static_cast<int64_t>(pictures.size());
  torch::Tensor batch = torch::empty(shape, type);
  auto* bytes = static_cast<uint8_t*>(batch.data_ptr());
  for (const TensorBytes& picture : pictures) bytes = std::copy(picture.begin(), picture.end(), bytes);
  return batch;
}

AssertionResult Gives(const TorchGraph& network, const torch::Tensor& input, const std::vector<TensorBytes>& expected) {
  const torch::Tensor output = network.Run(input).cpu().contiguous();
  if (output.size(0) != input.size(0))
    return AssertionFailure() << output.sizes() << " for a batch of " << input.size(0);
  const auto* actual = static_cast<const uint8_t*>(output.data_ptr());
  for (size_t i = 0; i < expected.size(); ++i, actual += expected[i].size()) {
    const auto [theirs, ours] = std::mismatch(expected[i].begin(), expected[i].end(), actual);
    if (theirs == expected[i].end()) continue;
    return AssertionFailure() << "picture " << i << ", byte " << theirs - expected[i].begin() << ": Torch "
                              << int{*ours} << ", not " << int{*theirs};
  }
  return AssertionSuccess();
}

/// Each tensor that the graph computes, as the output of a graph of its own.
AssertionResult EachTensorEqualsTheReference(const Graph& graph, const std::vector<TensorBytes>& pictures) {
  std::vector<std::vector<TensorBytes>> references;
  for (const TensorBytes& picture : pictures) {
    const auto tensors = RunReference(graph, std::vector<TensorBytes>{picture});
    if (!tensors) return AssertionFailure() << tensors.error().message;
    references.push_back(*tensors);
  }
  const torch::Tensor batch = Batch(graph, pictures);
  for (const Operator& op : graph.operators) {
    Graph open = graph;
    open.outputs = {op.outputs[0]};
    Result<TorchGraph> network = TorchGraph::Create(open);
    if (!network) return AssertionFailure() << network.error().message;
    std::vector<TensorBytes> expected;
    for (const auto& tensors : references) expected.push_back(tensors[op.outputs[0]]);
    for (const torch::Device& device : Devices()) {
      network->To(device);
      const AssertionResult equal = Gives(*network, batch.to(device), expected);
      if (!equal) return AssertionFailure() << DescribeTensor(graph, op.outputs[0]) << ": " << equal.message();
    }
  }
  return AssertionSuccess();
}

AssertionResult EachTensorEqualsTheReference(const Graph& graph, uint64_t seed) {
  return EachTensorEqualsTheReference(graph,
                                      {RandomInputBytes(graph, 0, seed), RandomInputBytes(graph, 0, seed + 1000)});
}

template <typename Build>
void ExpectEqual(uint64_t seed, Build build) {
  GraphBuilder builder(seed);
  builder.AddOutput(build(builder));
  EXPECT_TRUE(EachTensorEqualsTheReference(builder.graph(), seed)) << "seed " << seed;
}

TEST(TorchGraph, EqualsTheReferenceOnRandomNetworksOfEveryOperator) {
  std::set<OpType> seen;
  for (uint64_t seed = 1; seed <= 150; ++seed) {
    const Graph graph = RandomInt8Graph(seed);
    for (const Operator& op : graph.operators) seen.insert(op.type);
    ASSERT_TRUE(EachTensorEqualsTheReference(graph, seed)) << "seed " << seed;
  }
  EXPECT_EQ(seen.size(), 13u) << "the networks were to hold every operator";
}

TEST(TorchGraph, EqualsTheReferenceForRanksAndRowsOfOperators) {
  ExpectEqual(1, [](GraphBuilder& b) { return b.AddPad(b.AddInput({1, 2, 3}), {{0, 0}, {1, 1}, {2, 0}}); });
  ExpectEqual(2, [](GraphBuilder& b) { return b.AddSoftmax(b.AddInput({1, 3, 1001}), 0.5f); });
  ExpectEqual(
      3, [](GraphBuilder& b) { return b.AddFullyConnected(b.AddInput({1, 3, 33}), 7, {Activation::kRelu6, true}); });
  // Rows that are no pictures: a leading dimension other than 1.
  ExpectEqual(4, [](GraphBuilder& b) {
    const int rows = b.AddReshape(b.AddConv(b.AddInput({1, 4, 5, 3}), 8, 3, 3), {20, 8});
    return b.AddPad(b.AddSoftmax(b.AddLogistic(b.AddAdd(rows, rows, Activation::kRelu))), {{2, 1}, {0, 3}});
  });
  ExpectEqual(5, [](GraphBuilder& b) { return b.AddConv(b.AddReshape(b.AddInput({1, 80}), {1, 4, 5, 4}), 5, 3, 3); });
}

TEST(TorchGraph, EqualsTheReferenceForWindows) {
  uint64_t seed = 100;
  for (const Padding padding : {Padding::kSame, Padding::kValid}) {
    for (const auto& [h, w] : {std::pair{1, 1}, {2, 2}, {1, 4}, {5, 2}, {7, 9}}) {
      const PoolOptions pool{padding, 1 + w % 2, h, w, h, Activation::kRelu};
      ExpectEqual(++seed, [&](GraphBuilder& b) { return b.AddAveragePool(b.AddInput({1, 9, 11, 3}), pool); });
      ExpectEqual(++seed, [&](GraphBuilder& b) { return b.AddMaxPool(b.AddInput({1, 9, 11, 3}), pool); });
      const ConvOptions conv{padding, 2, 1, 1, 1, Activation::kNone};
      ExpectEqual(++seed, [&](GraphBuilder& b) { return b.AddConv(b.AddInput({1, 9, 11, 3}), 5, h, w, conv); });
      const ConvOptions dilated{Padding::kSame, 1, 1, 2, 3, Activation::kRelu6};
      ExpectEqual(++seed, [&](GraphBuilder& b) { return b.AddConv(b.AddInput({1, 9, 11, 3}), 5, h, w, dilated); });
      ExpectEqual(++seed, [&](GraphBuilder& b) { return b.AddDepthwise(b.AddInput({1, 9, 11, 3}), 4, h, w, dilated); });
    }
  }
}

TEST(TorchGraph, EqualsTheReferenceOnFloatsThatAreNoPixels) {
  GraphBuilder b(1);
  b.AddOutput(b.AddQuantize(b.AddInput({1, 8}, DataType::kFloat32), DataType::kInt8, 0.5f, 3));
  const float infinite = std::numeric_limits<float>::infinity();
  // Halves both ways, the largest number below a half, and what is none.
  const float values[] = {0.25f, -0.25f, 0.75f, 0.249999985f, infinite, -infinite, std::nanf(""), 1e30f};
  TensorBytes bytes(sizeof values);
  std::memcpy(bytes.data(), values, sizeof values);
  EXPECT_TRUE(EachTensorEqualsTheReference(b.graph(), {bytes}));
}

TEST(TorchGraph, EqualsTheReferenceOnSumsBeyondFloat) {
  const auto fill = [](GraphBuilder& b, int8_t weight) {
    const Operator& op = b.graph().operators.back();
    Tensor& weights = b.graph().tensors[op.inputs[1]];
    std::fill(weights.data.begin(), weights.data.end(), static_cast<uint8_t>(weight));
    // The largest sums become 100 steps.
    const auto sum = static_cast<float>(weights.num_elements() / op.outputs.size() * 127 * 127);
    const float scale = 100.0f * b.graph().tensors[op.outputs[0]].quantization.scale[0] /
                        (sum * b.graph().tensors[op.inputs[0]].quantization.scale[0]);
    for (float& value : weights.quantization.scale) value = scale;
    b.graph().tensors[op.inputs[2]].quantization = {};
    return op.outputs[0];
  };
  ExpectEqual(1, [&](GraphBuilder& b) {
    b.AddConv(b.AddInput({1, 3, 3, 512}), 1, 3, 3);
    return fill(b, 127);
  });
  ExpectEqual(2, [&](GraphBuilder& b) {
    b.AddDepthwise(b.AddInput({1, 30, 30, 1}), 1, 29, 29);
    return fill(b, -128);
  });
}

TEST(TorchGraph, LeavesTf32AsItWas) {
  const Graph graph = RandomInt8Graph(1);
  const auto network = TorchGraph::Create(graph);
  ASSERT_TRUE(network.has_value()) << network.error().message;
  const torch::Tensor input = Batch(graph, {RandomInputBytes(graph, 0, 1)});
  for (const bool allowed : {true, false}) {
    at::globalContext().setAllowTF32CuBLAS(allowed);
    (void)network->Run(input);
    EXPECT_EQ(at::globalContext().allowTF32CuBLAS(), allowed);
  }
}

TEST(TorchGraph, RefusesFloatNetworksAndSeveralOutputsByName) {
  const auto real = TorchGraph::Create(RandomFloatGraph(1));
  ASSERT_FALSE(real.has_value());
  EXPECT_EQ(real.error().code, ErrorCode::kUnsupportedModel);
  EXPECT_NE(real.error().message.find("float32"), std::string::npos) << real.error().message;
  Graph graph = RandomInt8Graph(1);
  graph.outputs.push_back(graph.outputs[0]);
  const auto two = TorchGraph::Create(graph);
  ASSERT_FALSE(two.has_value());
  EXPECT_EQ(two.error().code, ErrorCode::kUnsupportedModel);
}

std::string NameOf(const ::testing::TestParamInfo<const char*>& model) {
  std::string name = model.param;
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}

class SharedTeacher : public ::testing::TestWithParam<const char*> {};

TEST_P(SharedTeacher, GivesTheEnginesBytesWholeAndAsFeatures) {
  const auto path = std::filesystem::path(PAWLENS_SHARED_DIR) / "models" / GetParam();
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is absent";
  const auto model = ReadTflite(*ReadWholeFile(path));
  ASSERT_TRUE(model.has_value()) << model.error().message;
  const auto features = FeatureGraph(model->graph);
  ASSERT_TRUE(features.has_value()) << features.error().message;
  for (const Graph& graph : {model->graph, *features}) {
    auto engine = Engine::Create(graph);
    ASSERT_TRUE(engine.has_value()) << engine.error().message;
    std::vector<TensorBytes> pictures, expected;
    for (const uint64_t seed : {1, 2}) {
      pictures.push_back(RandomInputBytes(graph, 0, seed));
      std::copy(pictures.back().begin(), pictures.back().end(), engine->Input().begin());
      ASSERT_TRUE(engine->Run().has_value());
      expected.emplace_back(engine->Output().begin(), engine->Output().end());
    }
    EXPECT_NE(expected[0], expected[1]);
    auto network = TorchGraph::Create(graph);
    ASSERT_TRUE(network.has_value()) << network.error().message;
    const torch::Tensor batch = Batch(graph, pictures);
    for (const torch::Device& device : Devices()) {
      network->To(device);
      EXPECT_TRUE(Gives(*network, batch.to(device), expected));
      EXPECT_TRUE(Gives(*network, batch.slice(0, 1).to(device), {expected[1]}));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Files, SharedTeacher,
                         ::testing::Values("efficientnet_lite0_224_features_int8.tflite",
                                           "mobilenet_edgetpu_1.0_224_int8.tflite",
                                           "tf2_mobilenet_v2_1.0_224_ptq.tflite"),
                         NameOf);

}  // namespace
}  // namespace pawlens::testing
