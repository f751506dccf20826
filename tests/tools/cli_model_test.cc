// SPDX-License-Identifier: MIT
// pawlens inspect, pawlens bench
#include <gtest/gtest.h>

#include "classify/classifier.h"
#include "model/writer.h"
#include "support/colour_model.h"
#include "support/colour_names_model.h"
#include "tools/cli_support.h"

namespace pawlens::testing {
namespace {

using nlohmann::json;

class ModelCommands : public ::testing::Test {
 protected:
  TempFolder folder_;
  std::string model_ = folder_.Write("model.tflite", CatDogModelFile());
};

TEST_F(ModelCommands, InspectShowsTensorsOperatorsLabelsAndSettings) {
  const CliRun run = RunPawlens({"inspect", "--json", model_});
  EXPECT_EQ(run.status, 0) << run.err;
  const json report = run.json();
  EXPECT_EQ(report["file"], model_);
  EXPECT_EQ(report["file_bytes"], CatDogModelFile().size());
  EXPECT_EQ(report["description"], "colours");
  EXPECT_EQ(report["macs"], 6);
  EXPECT_EQ(report["constant_bytes"], 6 + 8);  // Weights [2, 3] of int8, two axes of int32.
  EXPECT_EQ(report["labels"], json({"cat", "dog"}));
  EXPECT_EQ(report["settings"]["head"], "sigmoid");
  EXPECT_EQ(report["settings"]["thresholds"], json({0.5, 0.5}));
  EXPECT_EQ(report["settings"]["both_threshold"], 0.5);
  EXPECT_GT(report["arena_bytes"].get<int>(), 0);
  EXPECT_TRUE(report["engine_error"].is_null());
  ASSERT_EQ(report["operators"].size(), 3u);
  const json& linear = report["operators"][1];
  EXPECT_EQ(linear["type"], "FULLY_CONNECTED");
  EXPECT_EQ(linear["input_shape"], json({1, 3}));
  EXPECT_EQ(linear["output_shape"], json({1, 2}));
  EXPECT_EQ(linear["macs"], 6);
  EXPECT_EQ(linear["constant_bytes"], 6);
  const json& input = report["tensors"][report["inputs"][0].get<size_t>()];
  EXPECT_EQ(input["shape"], json({1, 8, 8, 3}));
  EXPECT_EQ(input["type"], "int8");
  EXPECT_EQ(input["scale"], json({1.0 / 128}));
  EXPECT_EQ(input["constant"], false);
}

TEST_F(ModelCommands, InspectPrintsTheSameForPeople) {
  const CliRun run = RunPawlens({"inspect", model_});
  EXPECT_EQ(run.status, 0) << run.err;
  for (const char* part : {"int8 1x8x8x3 picture", "cat, dog", "FULLY_CONNECTED", "thresholds    0.5, 0.5; both 0.5"}) {
    EXPECT_NE(run.out.find(part), std::string::npos) << part << " is not in:\n" << run.out;
  }
}

TEST_F(ModelCommands, InspectShowsModelsThatTheEngineCannotRun) {
  // Two tensors of 224 MiB are in use at any time, and the five that are outputs together.
  Graph graph;
  graph.inputs = {0};
  for (int i = 0; i <= 5; ++i) {
    graph.tensors.push_back({"t" + std::to_string(i), DataType::kFloat32, {1, 7 << 23}, {}, {}});
    if (i == 0) continue;
    graph.operators.push_back({OpType::kLogistic, {i - 1}, {i}, {}});
    graph.outputs.push_back(i);
  }
  const std::string model = folder_.Write("large.tflite", WriteTflite(graph, nullptr).value());
  const CliRun run = RunPawlens({"inspect", "--json", model});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_TRUE(run.json()["arena_bytes"].is_null());
  EXPECT_NE(run.json()["engine_error"].get<std::string>(), "");
  EXPECT_TRUE(run.json()["settings"].is_null());
  EXPECT_EQ(RunPawlens({"bench", model}).status, 1);
}

TEST_F(ModelCommands, FloatNetworksAreInspectedTimedAndHaveADigest) {
  const std::string model =
      folder_.Write("float.tflite", WriteTflite(ColourNamesGraph(DataType::kFloat32), nullptr).value());
  const json report = RunPawlens({"inspect", "--json", model}).json();
  EXPECT_TRUE(report["engine_error"].is_null());
  EXPECT_EQ(report["tensors"][report["inputs"][0].get<size_t>()]["type"], "float32");
  const CliRun bench = RunPawlens({"bench", "--json", "--runs", "3", model});
  EXPECT_EQ(bench.status, 0) << bench.err;
  EXPECT_EQ(bench.json()["macs"], 16 * 16 * 9 + 30);
  EXPECT_EQ(bench.json()["digest"].get<std::string>().size(), 16u);
}

TEST_F(ModelCommands, TheRooflineOfAFloatNetworkIsRefusedBecauseItsPeakIsInt8s) {
  const std::string model =
      folder_.Write("float.tflite", WriteTflite(ColourNamesGraph(DataType::kFloat32), nullptr).value());
  const CliRun run = RunPawlens({"bench", "--roofline", model});
  EXPECT_EQ(run.status, 1);
  EXPECT_EQ(run.out, "");
  EXPECT_NE(run.err.find("computes in float32"), std::string::npos) << run.err;
}

TEST_F(ModelCommands, BenchReportsTimesSpeedAndTheSelfTestDigest) {
  const CliRun run = RunPawlens({"bench", "--json", "--runs", "9", "--warmup", "2", model_});
  EXPECT_EQ(run.status, 0) << run.err;
  const json report = run.json();
  EXPECT_EQ(report["runs"], 9);
  EXPECT_EQ(report["macs"], 6);
  EXPECT_GT(report["load_ms"].get<double>(), 0.0);
  EXPECT_GT(report["first_ms"].get<double>(), 0.0);
  EXPECT_LE(report["min_ms"].get<double>(), report["median_ms"].get<double>());
  EXPECT_LE(report["median_ms"].get<double>(), report["p90_ms"].get<double>());
  EXPECT_GT(report["gmac_per_s"].get<double>(), 0.0);
  EXPECT_EQ(report["digest"], Classifier::Load(CatDogModelFile())->SelfTestDigest().value());
  EXPECT_NE(RunPawlens({"bench", "--runs", "3", model_}).out.find("GMAC/s"), std::string::npos);
}

TEST_F(ModelCommands, RooflineListsPeaksAndEveryLayerWithItsShare) {
  const CliRun run = RunPawlens({"bench", "--roofline", "--json", "--runs", "5", "--warmup", "1", model_});
  EXPECT_EQ(run.status, 0) << run.err;
  const json report = run.json();
  ASSERT_GE(report["peaks"].size(), 1u);
  EXPECT_EQ(report["peaks"][0]["instructions"], "SSE2");
  for (const json& peak : report["peaks"]) EXPECT_GT(peak["gmac_per_s"].get<double>(), 0.0) << peak;
  ASSERT_EQ(report["layers"].size(), 3u);
  double total_ms = 0.0;
  for (const json& layer : report["layers"]) total_ms += layer["median_ms"].get<double>();
  EXPECT_DOUBLE_EQ(report["total_ms"].get<double>(), total_ms);
  const json& linear = report["layers"][1];
  EXPECT_EQ(linear["type"], "FULLY_CONNECTED");
  EXPECT_EQ(linear["output"], "1x2");
  EXPECT_EQ(linear["macs"], 6);
  EXPECT_EQ(report["weighted_ms"], linear["median_ms"]);
  const double peak = report["peaks"].back()["gmac_per_s"].get<double>();
  EXPECT_DOUBLE_EQ(linear["share_of_peak"].get<double>(), linear["gmac_per_s"].get<double>() / peak);

  const CliRun text = RunPawlens({"bench", "--roofline", "--runs", "1", model_});
  for (const char* part : {"SSE2", "of peak", "LOGISTIC"})
    EXPECT_NE(text.out.find(part), std::string::npos) << text.out;
}

TEST_F(ModelCommands, BadModelsAreNamed) {
  const std::string text = folder_.Write("text.tflite", "no model");
  for (const char* command : {"inspect", "bench"}) {
    const CliRun bad = RunPawlens({command, text});
    EXPECT_EQ(bad.status, 1);
    EXPECT_EQ(bad.out, "");
    EXPECT_TRUE(bad.err.starts_with("pawlens: " + text + ": ")) << bad.err;
    EXPECT_EQ(RunPawlens({command, folder_.path("absent")}).status, 1);
    EXPECT_EQ(RunPawlens({command, folder_.path()}).status, 1);
  }
  EXPECT_EQ(RunPawlens({"bench", "--roofline", text}).status, 1);
}

}  // namespace
}  // namespace pawlens::testing
