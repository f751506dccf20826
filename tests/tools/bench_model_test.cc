// SPDX-License-Identifier: MIT
// The networks that tools/bench/run gives to every engine.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "bench/model/byte_ports.h"
#include "bench/model/float_layers.h"
#include "bench/model/network.h"
#include "engine/engine.h"
#include "model/reader.h"
#include "model/writer.h"
#include "support/colour_model.h"
#include "support/graph_builder.h"

namespace pawlens::testing {
namespace {

/// The network's two logits for a picture of seeded random pixels.
std::vector<float> Logits(const Graph& graph, uint64_t picture_seed) {
  Engine engine = Engine::Create(graph).value();
  const std::vector<uint8_t> picture = RandomInputBytes(graph, 0, picture_seed);
  std::copy(picture.begin(), picture.end(), engine.Input().begin());
  EXPECT_TRUE(engine.Run());
  std::vector<float> logits(engine.Output().size() / sizeof(float));
  std::memcpy(logits.data(), engine.Output().data(), engine.Output().size());
  return logits;
}

TEST(BenchModel, NetworkHasItsMacsAndGrowsWithItsWidth) {
  EXPECT_EQ(CountMacs(bench::MakeNetwork(1, 1.0)), 37'853'440);
  int64_t before = 0;
  for (const double width : {0.5, 0.75, 1.0, 1.5, 2.0}) {
    const int64_t macs = CountMacs(bench::MakeNetwork(1, width));
    EXPECT_GT(macs, before) << width;
    before = macs;
  }
}

TEST(BenchModel, FileFollowsFromSeedAndWidth) {
  const auto file = [](uint64_t seed, double width) {
    return WriteTflite(bench::MakeNetwork(seed, width), nullptr).value();
  };
  EXPECT_EQ(file(1, 0.5), file(1, 0.5));
  EXPECT_NE(file(1, 0.5), file(2, 0.5));
  const Graph read = ReadTflite(file(1, 1.0))->graph;
  EXPECT_EQ(read.tensors[read.inputs[0]].type, DataType::kUInt8);
  EXPECT_EQ(read.tensors[read.outputs[0]].type, DataType::kFloat32);
}

TEST(BenchModel, AnswersDependOnPictureAndSeed) {
  const Graph graph = bench::MakeNetwork(1, 1.0);
  const std::vector<float> logits = Logits(graph, 7);
  ASSERT_EQ(logits.size(), 2u);
  EXPECT_NE(logits, Logits(graph, 8));
  EXPECT_NE(logits, Logits(bench::MakeNetwork(2, 1.0), 7));
}

TEST(BenchModel, CommonPortsChangeNoAnswer) {
  const Graph graph = ColourGraph();
  const Graph wrapped = bench::WithCommonPorts(graph);
  Engine engine = Engine::Create(graph).value();
  const std::vector<uint8_t> picture = RandomInputBytes(wrapped, 0, 3);
  for (size_t i = 0; i < picture.size(); ++i) engine.Input()[i] = picture[i] ^ 0x80;  // u8 - 128
  ASSERT_TRUE(engine.Run());
  const std::vector<float> wrapped_outputs = Logits(wrapped, 3);
  for (size_t i = 0; i < wrapped_outputs.size(); ++i) {
    const auto q = static_cast<int8_t>(engine.Output()[i]);
    EXPECT_FLOAT_EQ(wrapped_outputs[i], static_cast<float>(q + 128) / 256.0f);
  }
  // Ends that are as they should be stay.
  EXPECT_EQ(bench::WithCommonPorts(wrapped).operators.size(), wrapped.operators.size());
}

TEST(BenchModel, FloatLayersAreTheRealValuesOfTheConstants) {
  const bench::FloatNetwork network = bench::ToFloatLayers(bench::WithCommonPorts(ColourGraph())).value();
  EXPECT_EQ(network.layers["input"]["zero_point"], 128);
  ASSERT_EQ(network.layers["layers"].size(), 3u);
  const auto& linear = network.layers["layers"][1];
  EXPECT_EQ(network.layers["layers"][0]["kind"], "mean");
  EXPECT_EQ(network.layers["layers"][0]["inputs"][0], network.layers["input"]["name"]) << "QUANTIZE is not a layer";
  EXPECT_EQ(linear["kind"], "fc");
  EXPECT_EQ(network.layers["output"], network.layers["layers"][2]["name"]);
  const std::vector<float> expected = {8.0f, 0.0f, 0.0f, 0.0f, 8.0f, 0.0f, 0.0f, 0.0f};  // Weights, then no bias.
  ASSERT_EQ(network.weights.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(network.weights[i], expected[i], 1e-5) << i;
  EXPECT_EQ(linear["bias"]["at"], 6);
}

TEST(BenchModel, EachChannelKeepsItsScale) {
  const Graph graph = bench::MakeNetwork(1, 0.5);
  const bench::FloatNetwork network = bench::ToFloatLayers(graph).value();
  for (const auto& layer : network.layers["layers"]) {
    if (layer["kind"] != "depthwise") continue;
    const auto tensor = std::find_if(graph.tensors.begin(), graph.tensors.end(), [&](const Tensor& each) {
      return each.name == layer["name"].get<std::string>() + "/weights";
    });
    ASSERT_NE(tensor, graph.tensors.end());
    const auto at = layer["weights"]["at"].get<size_t>();
    const size_t channels = tensor->quantization.scale.size();
    for (size_t i = 0; i < tensor->data.size(); ++i) {
      const auto q = static_cast<int8_t>(tensor->data[i]);
      ASSERT_EQ(network.weights[at + i], tensor->quantization.scale[i % channels] * static_cast<float>(q)) << i;
    }
  }
}

TEST(BenchModel, OperatorsWithoutCounterpartAreNamed) {
  GraphBuilder builder;
  builder.AddOutput(builder.AddMaxPool(builder.AddInput({1, 8, 8, 3}), {}));
  const auto network = bench::ToFloatLayers(builder.graph());
  ASSERT_FALSE(network);
  EXPECT_NE(network.error().message.find("MAX_POOL_2D"), std::string::npos) << network.error().message;
}

}  // namespace
}  // namespace pawlens::testing
