// SPDX-License-Identifier: MIT
#include "classify/heat_map.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "engine/engine.h"
#include "model/validate.h"
#include "model/writer.h"
#include "support/colour_model.h"
#include "support/graph_builder.h"

namespace pawlens {
namespace {

using testing::GraphBuilder;

constexpr int kSide = 16;
constexpr int kPlaces = 4;  // The convolution below sees each quarter of the picture by itself.

/// A convolution of 8x8 pixels, 8 apart; the mean; a linear layer of 3 outputs, as FULLY_CONNECTED or as CONV_2D.
struct QuarterNetwork {
  explicit QuarterNetwork(bool conv_head = false) : builder(5) {
    const int input = builder.AddInput({1, kSide, kSide, 3});
    const int conv = builder.AddConv(
        input, 8, 8, 8, {.padding = Padding::kValid, .stride_w = 8, .stride_h = 8, .activation = Activation::kRelu});
    const int mean = builder.AddMean(conv, conv_head);
    const int head =
        conv_head ? builder.AddReshape(builder.AddConv(mean, 3, 1, 1), {1, 3}) : builder.AddFullyConnected(mean, 3);
    logits = builder.graph().tensors[head].name;
    builder.AddOutput(builder.AddSoftmax(head));
  }
  std::vector<uint8_t> File() { return *WriteTflite(builder.graph(), nullptr); }

  GraphBuilder builder;
  std::string logits;
};

Image Noise(uint64_t seed) {
  Image picture{.width = kSide, .height = kSide, .rgb = {}};
  SplitMix64 random(seed);
  for (int i = 0; i < kSide * kSide * 3; ++i) picture.rgb.push_back(static_cast<uint8_t>(random.Next()));
  return picture;
}

HeatMap MapOf(const std::vector<uint8_t>& file, const Image& picture) {
  Result<HeatMapper> mapper = HeatMapper::Load(file);
  EXPECT_TRUE(mapper) << mapper.error().message;
  Result<HeatMap> map = mapper->Compute(picture.view());
  EXPECT_TRUE(map) << map.error().message;
  return *map;
}

TEST(HeatMap, AddsUpToTheLogitsButForRounding) {
  QuarterNetwork network;
  const Image picture = Noise(1);
  const HeatMap map = MapOf(network.File(), picture);
  EXPECT_EQ(map.outputs, 3);
  EXPECT_EQ(map.rows, 2);
  EXPECT_EQ(map.columns, 2);

  const Graph& graph = network.builder.graph();
  Result<Engine> engine = Engine::Create(*TruncateGraph(graph, network.logits));
  ASSERT_TRUE(engine) << engine.error().message;
  const std::span<uint8_t> input = engine->Input();
  for (size_t i = 0; i < input.size(); ++i) input[i] = picture.rgb[i] ^ 0x80;
  ASSERT_TRUE(engine->Run());
  const Operator& head = graph.operators[2];
  const Tensor& weights = graph.tensors[head.inputs[1]];
  const Tensor& bias = graph.tensors[head.inputs[2]];
  const float mean_step = graph.tensors[head.inputs[0]].quantization.scale[0];
  const Quantization& grid = graph.tensors[head.outputs[0]].quantization;
  int compared = 0;
  for (int k = 0; k < 3; ++k) {
    float sum = 0;
    for (const float value : map.of(k)) sum += value;
    int32_t bias_steps = 0;
    std::memcpy(&bias_steps, &bias.data[k * 4], 4);
    sum += static_cast<float>(bias_steps) * bias.quantization.scale[bias.quantization.scale.size() > 1 ? k : 0];
    const float weight_step = weights.quantization.scale[weights.quantization.scale.size() > 1 ? k : 0];
    float rounding = 0.51f * grid.scale[0];  // Of the logit, and of each mean.
    for (int c = 0; c < 8; ++c) {
      rounding += 0.51f * mean_step * weight_step * std::abs(static_cast<int8_t>(weights.data[k * 8 + c]));
    }
    const auto q = static_cast<int8_t>(engine->Output()[k]);
    const float logit = grid.scale[0] * static_cast<float>(q - grid.zero_point[0]);
    if (q == -128 || q == 127) continue;  // Saturated.
    ++compared;
    EXPECT_NEAR(sum, logit, rounding) << k;
  }
  EXPECT_GT(compared, 0);
}

TEST(HeatMap, ChangesWhereThePictureDoes) {
  QuarterNetwork network;
  const std::vector<uint8_t> file = network.File();
  Image picture = Noise(1);
  const HeatMap before = MapOf(file, picture);
  const Image other = Noise(2);
  for (int y = 0; y < kSide / 2; ++y) {  // The upper right quarter.
    const size_t at = (static_cast<size_t>(y) * kSide + kSide / 2) * 3;
    std::copy_n(other.rgb.begin() + static_cast<ptrdiff_t>(at), kSide / 2 * 3,
                picture.rgb.begin() + static_cast<ptrdiff_t>(at));
  }
  const HeatMap after = MapOf(file, picture);
  for (int k = 0; k < 3; ++k) {
    for (int place = 0; place < kPlaces; ++place) {
      EXPECT_EQ(before.of(k)[place] != after.of(k)[place], place == 1) << k << " " << place;
    }
  }
}

TEST(HeatMap, TakesAConvolutionOfOnePixelForALinearLayer) {
  QuarterNetwork network(true);
  EXPECT_EQ(MapOf(network.File(), Noise(1)).outputs, 3);
}

TEST(HeatMap, CoversTheCentreSquareOfALongPicture) {
  QuarterNetwork network;
  const Image picture{.width = 40, .height = 20, .rgb = std::vector<uint8_t>(40 * 20 * 3)};
  const Crop crop = MapOf(network.File(), picture).crop;
  EXPECT_EQ(crop.x, 10);
  EXPECT_EQ(crop.y, 0);
  EXPECT_EQ(crop.width, 20);
  EXPECT_EQ(crop.height, 20);
}

TEST(HeatMap, RefusesANetworkWithoutFeatureMap) {
  const Result<HeatMapper> mapper = HeatMapper::Load(testing::CatDogModelFile());
  ASSERT_FALSE(mapper);
  EXPECT_EQ(mapper.error().code, ErrorCode::kUnsupportedModel);
}

}  // namespace
}  // namespace pawlens
