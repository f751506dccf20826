// SPDX-License-Identifier: MIT
// Other people's networks, where a checkout of ../shared lies beside the project. Set PAWLENS_SHARED to look elsewhere.
#include <gtest/gtest.h>

#include <cctype>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "model/reader.h"
#include "model/validate.h"
#include "model/writer.h"

#ifndef PAWLENS_SHARED_DIR
#define PAWLENS_SHARED_DIR "../shared"
#endif

namespace pawlens {
namespace {

struct SharedModel {
  const char* path;
  size_t operators;
  int64_t macs;
  std::vector<int32_t> input_shape, output_shape;
  size_t labels;
};

const SharedModel kModels[] = {
    {"models/tf2_mobilenet_v2_1.0_224_ptq.tflite", 68, 300'775'552, {1, 224, 224, 3}, {1, 1001}, 1001},
    {"models/mobilenet_edgetpu_1.0_224_int8.tflite", 77, 990'670'464, {1, 224, 224, 3}, {1, 1001}, 0},
    {"models/efficientnet_lite0_224_features_int8.tflite", 59, 383'907'552, {1, 224, 224, 3}, {1, 1280}, 0},
    {"bench/peers/models/net_int8.tflite", 34, 37'853'440, {1, 128, 128, 3}, {1, 2}, 0},
    {"bench/peers/models/net_int8_u8in.tflite", 36, 37'853'440, {1, 128, 128, 3}, {1, 2}, 0},
    {"bench/peers/models/net_fp32.tflite", 34, 37'853'440, {1, 128, 128, 3}, {1, 2}, 0},
};

std::vector<uint8_t> ReadShared(const char* path) {
  const char* elsewhere = std::getenv("PAWLENS_SHARED");
  std::ifstream file(std::string(elsewhere != nullptr ? elsewhere : PAWLENS_SHARED_DIR) + "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class SharedModels : public ::testing::TestWithParam<SharedModel> {};

TEST_P(SharedModels, AreReadAndWrittenAgain) {
  const SharedModel& expected = GetParam();
  const std::vector<uint8_t> file = ReadShared(expected.path);
  if (file.empty()) GTEST_SKIP() << "../shared/" << expected.path << " is not there";
  const Result<Model> model = ReadTflite(file);
  ASSERT_TRUE(model.has_value()) << model.error().message;
  const Graph& graph = model->graph;
  EXPECT_EQ(graph.operators.size(), expected.operators);
  EXPECT_EQ(CountMacs(graph), expected.macs);
  EXPECT_EQ(graph.tensors[graph.inputs[0]].shape, expected.input_shape);
  EXPECT_EQ(graph.tensors[graph.outputs[0]].shape, expected.output_shape);
  EXPECT_EQ(model->labels.size(), expected.labels);

  const Result<std::vector<uint8_t>> again = WriteTflite(graph, nullptr);
  ASSERT_TRUE(again.has_value()) << again.error().message;
  const Result<Model> twin = ReadTflite(*again);
  ASSERT_TRUE(twin.has_value()) << twin.error().message;
  EXPECT_EQ(CountMacs(twin->graph), expected.macs);
}

INSTANTIATE_TEST_SUITE_P(All, SharedModels, ::testing::ValuesIn(kModels), [](const auto& test) {
  std::string name = test.param.path;
  name = name.substr(name.rfind('/') + 1);
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  }
  return name;
});

TEST(SharedModels, AreCutAtTheirPooledFeatures) {
  const std::vector<uint8_t> file = ReadShared("models/tf2_mobilenet_v2_1.0_224_ptq.tflite");
  if (file.empty()) GTEST_SKIP() << "../shared/models is not there";
  const Result<Model> model = ReadTflite(file);
  ASSERT_TRUE(model.has_value()) << model.error().message;
  EXPECT_EQ(model->labels[0], "background");
  for (const Operator& op : model->graph.operators) {
    if (op.type != OpType::kMean && op.type != OpType::kAveragePool2D) continue;
    const Tensor& pooled = model->graph.tensors[op.outputs[0]];
    const Result<Graph> cut = TruncateGraph(model->graph, pooled.name);
    ASSERT_TRUE(cut.has_value()) << cut.error().message;
    EXPECT_TRUE(Validate(*cut).has_value());
    EXPECT_EQ(cut->tensors[cut->outputs[0]].num_elements(), 1280);
    return;
  }
  FAIL() << "no pooling found";
}

}  // namespace
}  // namespace pawlens
