// SPDX-License-Identifier: MIT
#include "see/viewer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>

#include "classify/classifier.h"
#include "engine/reference.h"
#include "model/reader.h"
#include "model/validate.h"
#include "model/writer.h"
#include "support/colour_model.h"
#include "support/graph_builder.h"

namespace pawlens {
namespace {

using testing::GraphBuilder;

std::vector<uint8_t> ShippedModel() {
  std::ifstream file(std::filesystem::path(PAWLENS_SOURCE_DIR) / "models/pawlens.tflite", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Image Noise(int width, int height, uint64_t seed = 1) {
  Image picture{.width = width, .height = height, .rgb = {}};
  SplitMix64 random(seed);
  for (int i = 0; i < width * height * 3; ++i) picture.rgb.push_back(static_cast<uint8_t>(random.Next()));
  return picture;
}

Viewer Looking(const std::vector<uint8_t>& file, const Image& picture) {
  Result<Viewer> viewer = Viewer::Load(file);
  EXPECT_TRUE(viewer) << viewer.error().message;
  const Status looked = viewer->Look(picture.view());
  EXPECT_TRUE(looked) << looked.error().message;
  return std::move(*viewer);
}

TEST(Viewer, ShowsTheReferencesValuesInEveryLayerOfTheShippedModel) {
  const std::vector<uint8_t> file = ShippedModel();
  const Graph graph = ReadTflite(file)->graph;
  const Image picture = Noise(200, 150);
  const Viewer viewer = Looking(file, picture);

  std::vector<int8_t> input(viewer.picture().rgb.size());
  ASSERT_TRUE(Preprocess(picture.view(), viewer.input_rule(), input));
  for (size_t i = 0; i < input.size(); ++i) ASSERT_EQ(static_cast<uint8_t>(input[i]) ^ 0x80, viewer.picture().rgb[i]);
  const TensorBytes bytes(input.begin(), input.end());
  const auto reference = RunReference(graph, std::span(&bytes, 1));
  ASSERT_TRUE(reference) << reference.error().message;
  ASSERT_GE(viewer.layers().size(), 3u);
  for (size_t i = 0; i < viewer.layers().size(); ++i) {
    const TensorBytes& expected = (*reference)[static_cast<size_t>(viewer.layers()[i].tensor)];
    const std::span<const int8_t> values = viewer.Values(i);
    ASSERT_EQ(values.size(), expected.size()) << viewer.layers()[i].name;
    EXPECT_TRUE(std::ranges::equal(values, expected, {}, {}, [](uint8_t byte) { return static_cast<int8_t>(byte); }))
        << viewer.layers()[i].name;
  }
}

TEST(Viewer, LeavesThePlainEngineAsItIs) {
  const Graph graph = ReadTflite(ShippedModel())->graph;
  const std::vector<int> everything = [&] {
    std::vector<int> tensors;
    for (const MapLayer& layer : LayersOf(graph)) tensors.push_back(layer.tensor);
    return tensors;
  }();
  Result<Engine> before = Engine::Create(graph);
  Result<Engine> tapped = Engine::Create(TapGraph(graph, everything));
  Result<Engine> after = Engine::Create(graph);
  ASSERT_TRUE(before && tapped && after);
  EXPECT_EQ(before->memory().arena_bytes, after->memory().arena_bytes);
  EXPECT_GT(tapped->memory().arena_bytes, before->memory().arena_bytes);  // Only who looks pays.
  // The same operators run, no step more: a tap is memory that is kept, not work.
  const auto steps = [](Engine& engine) { return engine.Profile(1)->size(); };
  EXPECT_EQ(steps(*before), steps(*tapped));
  const std::vector<uint8_t> pixels = testing::RandomInputBytes(graph, 0, 5);
  const auto answer = [&](Engine& engine) {
    std::ranges::copy(pixels, engine.Input().begin());
    EXPECT_TRUE(engine.Run());
    return std::vector<uint8_t>(engine.Output().begin(), engine.Output().end());
  };
  EXPECT_EQ(answer(*before), answer(*tapped));
}

TEST(Viewer, JoinsTheLastMapsIntoTheAnswersOfTheClassifier) {
  const std::vector<uint8_t> file = ShippedModel();
  Result<Classifier> classifier = Classifier::Load(file);
  ASSERT_TRUE(classifier);
  for (const uint64_t seed : {1, 2, 3}) {
    const Image picture = Noise(128, 128, seed);
    const Viewer viewer = Looking(file, picture);
    const JoiningWeights* joining = viewer.joining();
    ASSERT_NE(joining, nullptr);
    EXPECT_EQ(joining->layer, viewer.layers().size() - 1);
    ASSERT_EQ(joining->outputs, 2);
    const std::vector<float> means = viewer.Means(joining->layer);
    // The classifier may have looked again: it is its first look that the maps belong to.
    const std::vector<uint8_t> scores = classifier->Classify(picture.view())->scores;
    ASSERT_TRUE(std::ranges::equal(viewer.Scores(), std::span(scores).first(2)));
    for (size_t k = 0; k < 2; ++k) {
      float logit = joining->bias[k];
      for (size_t c = 0; c < means.size(); ++c) logit += joining->weights[k * means.size() + c] * means[c];
      const float answer = static_cast<float>(static_cast<int8_t>(scores[k]) + 128) / 256.0f;
      EXPECT_NEAR(1.0f / (1.0f + std::exp(-logit)), answer, 0.03f);  // The engine rounds means and logits to int8.
    }
  }
}

/// One convolution of 8 x 8 pixels, 8 apart, that copies means of channels: map 0 the red, map 1 the green.
std::vector<uint8_t> QuarterModel() {
  GraphBuilder builder(5);
  const int input = builder.AddInput({1, 16, 16, 3});
  const int conv = builder.AddConv(input, 6, 8, 8, {.padding = Padding::kValid, .stride_w = 8, .stride_h = 8});
  const int second = builder.AddConv(conv, 3, 1, 1);
  builder.AddOutput(builder.AddSoftmax(builder.AddFullyConnected(builder.AddMean(second), 2)));
  return *WriteTflite(builder.graph(), nullptr);
}

TEST(Viewer, PutsTheMapsThatVaryMostFirst) {
  const Viewer viewer = Looking(QuarterModel(), Noise(16, 16));
  const std::span<const int8_t> values = viewer.Values(0);
  const auto variance = [&](int map) {
    double sum = 0, squares = 0;
    for (int cell = 0; cell < 4; ++cell) {
      const double value = values[static_cast<size_t>(cell * 6 + map)];
      sum += value;
      squares += value * value;
    }
    return squares / 4 - sum * sum / 16;
  };
  const std::vector<int> order = viewer.StrongestMaps(0, 6);
  ASSERT_EQ(order.size(), 6u);
  for (size_t i = 1; i < order.size(); ++i) EXPECT_GE(variance(order[i - 1]) + 1e-3, variance(order[i]));
  EXPECT_GT(variance(order.front()), variance(order.back()));
  EXPECT_EQ(viewer.StrongestMaps(0, 2), (std::vector<int>{order[0], order[1]}));
  EXPECT_EQ(viewer.StrongestMaps(0, 99).size(), 6u);
}

TEST(Viewer, PutsTheMapsThatDecideFirstWhereTheyAreJoined) {
  const Viewer viewer = Looking(QuarterModel(), Noise(16, 16));
  const JoiningWeights* joining = viewer.joining();
  ASSERT_NE(joining, nullptr);
  ASSERT_EQ(joining->layer, 1u);
  const std::vector<float> means = viewer.Means(1);
  const auto share = [&](int map) {
    const auto at = static_cast<size_t>(map);
    return std::max(std::abs(joining->weights[at] * means[at]), std::abs(joining->weights[3 + at] * means[at]));
  };
  const std::vector<int> order = viewer.StrongestMaps(1, 3);
  EXPECT_GE(share(order[0]), share(order[1]));
  EXPECT_GE(share(order[1]), share(order[2]));
}

TEST(Viewer, PaintsALayersLowestValueBlackAndItsHighestWhite) {
  const Viewer viewer = Looking(QuarterModel(), Noise(16, 16));
  const std::span<const int8_t> values = viewer.Values(0);
  const auto [low, high] = std::ranges::minmax(values);
  ASSERT_LT(low, high);
  for (int map = 0; map < 6; ++map) {
    const std::vector<uint8_t> grey = viewer.PaintMaps(0, std::span(&map, 1));
    ASSERT_EQ(grey.size(), 4u);
    for (size_t cell = 0; cell < 4; ++cell) {
      const double share = double(values[cell * 6 + static_cast<size_t>(map)] - low) / (high - low);
      EXPECT_EQ(grey[cell], std::lround(share * 255));
    }
  }
}

TEST(Viewer, RefusesANetworkWithoutMaps) {
  const Result<Viewer> viewer = Viewer::Load(testing::CatDogModelFile());
  ASSERT_FALSE(viewer);
  EXPECT_EQ(viewer.error().code, ErrorCode::kUnsupportedModel);
}

TEST(Viewer, RefusesAnEmptyPicture) {
  Result<Viewer> viewer = Viewer::Load(QuarterModel());
  ASSERT_TRUE(viewer);
  EXPECT_FALSE(viewer->Look({}));
}

}  // namespace
}  // namespace pawlens
