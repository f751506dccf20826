// SPDX-License-Identifier: MIT
// Networks that other tools wrote. They lie beside the checkout, not in it; without them these tests are skipped.
#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "engine/compare.h"
#include "engine/engine.h"
#include "model/reader.h"

namespace pawlens::testing {
namespace {

const std::filesystem::path kShared = PAWLENS_SHARED_DIR;

std::vector<uint8_t> ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string NameOf(const ::testing::TestParamInfo<const char*>& model) {
  std::string name = std::filesystem::path(model.param).stem().string();
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}

class SharedModel : public ::testing::TestWithParam<const char*> {};

TEST_P(SharedModel, IsComputedAlikeByEngineAndReference) {
  const std::filesystem::path path = kShared / GetParam();
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is absent";
  const auto model = ReadTflite(ReadFile(path));
  ASSERT_TRUE(model.has_value()) << model.error().message;
  EXPECT_TRUE(EngineEqualsReference(model->graph));
}

INSTANTIATE_TEST_SUITE_P(Files, SharedModel,
                         ::testing::Values("models/tf2_mobilenet_v2_1.0_224_ptq.tflite",
                                           "bench/peers/models/net_int8.tflite",
                                           "bench/peers/models/net_int8_u8in.tflite"),
                         NameOf);

TEST(PeersModel, GivesTheLogitsOfOtherRuntimes) {
  const std::filesystem::path folder = kShared / "bench/peers/models";
  if (!std::filesystem::exists(folder / "net_int8.tflite")) GTEST_SKIP() << folder << " is absent";
  const auto model = ReadTflite(ReadFile(folder / "net_int8.tflite"));
  ASSERT_TRUE(model.has_value()) << model.error().message;
  auto engine = Engine::Create(model->graph);
  ASSERT_TRUE(engine.has_value()) << engine.error().message;
  const std::vector<uint8_t> pixels = ReadFile(folder / "input.bin");
  ASSERT_EQ(engine->Input().size(), pixels.size());
  for (size_t i = 0; i < pixels.size(); ++i) engine->Input()[i] = pixels[i] ^ 0x80;  // uint8 to int8
  ASSERT_TRUE(engine->Run().has_value());
  const Quantization& q = model->graph.tensors[static_cast<size_t>(model->graph.outputs[0])].quantization;
  const auto logit = [&](size_t i) {
    return q.scale[0] * static_cast<float>(int8_t(engine->Output()[i]) - q.zero_point[0]);
  };
  // What LiteRT.js answers; runtimes that round elsewhere in the network differ by some steps of 0.0038.
  EXPECT_NEAR(logit(0), 0.4564f, 1e-4f);
  EXPECT_NEAR(logit(1), 0.0913f, 1e-4f);
}

}  // namespace
}  // namespace pawlens::testing
