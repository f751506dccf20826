// SPDX-License-Identifier: MIT
#include "train/architecture.h"

#include <gtest/gtest.h>

#include "model/graph.h"
#include "model/validate.h"
#include "train/quantized.h"

namespace pawlens {
namespace {

/// Weights of one and biases of nought, on grids that fit.
QuantizedNetwork UniformNetwork(const Architecture& architecture) {
  QuantizedNetwork network{.architecture = architecture,
                           .layers = {},
                           .head = {},
                           .values = {{1.0f / 128.0f, 0}},
                           .pooled = CoverRange(0, 4),
                           .logits = CoverRange(-4, 4)};
  const auto layer_of = [](int64_t weights, int outputs) {
    return QuantizedLayer{.weights = std::vector<int8_t>(weights, 1),
                          .scales = std::vector<float>(outputs, 0.01f),
                          .bias = std::vector<int32_t>(outputs, 0)};
  };
  for (const Layer& layer : architecture.layers) {
    const int64_t taps = int64_t{layer.fan_in_channels()} * layer.kernel * layer.kernel;
    network.layers.push_back(layer.has_weights() ? layer_of(taps * layer.out_channels, layer.out_channels)
                                                 : QuantizedLayer{});
    network.values.push_back(layer.relu ? CoverRange(0, 4) : CoverRange(-4, 4));
  }
  network.head = layer_of(int64_t{architecture.feature_channels} * architecture.outputs, architecture.outputs);
  network.head.scales.resize(1);
  return network;
}

TEST(Architecture, HasTheParametersAndMultiplyAddsCountedByHand) {
  const auto architecture = BuildArchitecture({});
  ASSERT_TRUE(architecture.has_value());
  // Stem 64*64*24*27; stages at 32, 16, 8 and 4 pixels: (24*32 + 9*24*32 + 9*32*32), (32*64 + 9*32*64 + 3*9*64*64),
  // (64*96 + 9*64*96 + 9*96*96), (96*88 + 9*96*88 + 9*88*88) weights; features 88*192, head 192*2.
  EXPECT_EQ(architecture->macs(), 2654208 + 1024 * 16896 + 256 * 131072 + 64 * 144384 + 16 * (154176 + 16896) + 384);
  const int biases = 24 + 3 * 32 + 5 * 64 + 3 * 96 + 3 * 88 + 192 + 2;
  EXPECT_EQ(architecture->parameters(), 648 + 16896 + 131072 + 144384 + 154176 + 16896 + 384 + biases);
  EXPECT_EQ(architecture->feature_channels, 192);
}

TEST(Architecture, OfTheFineKindEndsAtASixteenthOfThePicture) {
  const auto architecture = BuildArchitecture({.network = NetworkKind::kFine});
  ASSERT_TRUE(architecture.has_value());
  EXPECT_EQ(architecture->layers.back().out_px, 8);
  // As above, but for 7 convolutions of 64 to 64 channels, and features right behind those of 96.
  EXPECT_EQ(architecture->macs(),
            2654208 + 1024 * 16896 + 256 * (32 * 64 * 10 + 7 * 9 * 64 * 64) + 64 * (144384 + 96 * 192) + 384);
}

TEST(Architecture, CountsADepthwiseLayerOnceAChannel) {
  const auto architecture = BuildArchitecture({.network = NetworkKind::kInverted});
  ASSERT_TRUE(architecture.has_value());
  int64_t depthwise_macs = 0;
  for (const Layer& layer : architecture->layers) {
    if (layer.kind == LayerKind::kDepthwise)
      depthwise_macs += int64_t{layer.out_px} * layer.out_px * layer.out_channels * 9;
  }
  // Expanded three times from 64 channels at 16 pixels, from 64 and twice 96 at 8, from 96 and 112 at 4.
  EXPECT_EQ(depthwise_macs, 9 * 3 * (256 * 64 + 64 * (64 + 96 + 96) + 16 * (96 + 112)));
}

TEST(Architecture, GivesAGraphThatPassesValidationWithTheSameMultiplyAdds) {
  for (const ArchitectureOptions& options :
       {ArchitectureOptions{}, ArchitectureOptions{.network = NetworkKind::kFine},
        ArchitectureOptions{.network = NetworkKind::kInverted},
        ArchitectureOptions{.input_px = 64, .outputs = 5, .width = 0.5f, .depth = 2.0f}}) {
    const auto architecture = BuildArchitecture(options);
    ASSERT_TRUE(architecture.has_value());
    const Graph graph = MakeGraph(UniformNetwork(*architecture));
    const Status valid = Validate(graph);
    ASSERT_TRUE(valid.has_value()) << valid.error().message;
    EXPECT_EQ(CountMacs(graph), architecture->macs());
    EXPECT_EQ(graph.tensors[graph.outputs[0]].shape, (std::vector<int32_t>{1, options.outputs}));
  }
}

TEST(Architecture, KeepsChannelsMultiplesOfEight) {
  for (const float width : {0.25f, 0.7f, 1.3f, 4.0f}) {
    const auto architecture = BuildArchitecture({.width = width});
    ASSERT_TRUE(architecture.has_value());
    for (const Layer& layer : architecture->layers) EXPECT_EQ(layer.out_channels % 8, 0) << width;
  }
}

TEST(Architecture, RefusesOptionsOutOfRangeAndNamesThem) {
  const auto message = [](const ArchitectureOptions& options) {
    const auto architecture = BuildArchitecture(options);
    return architecture.has_value() ? std::string("accepted") : architecture.error().message;
  };
  EXPECT_NE(message({.input_px = 100}).find("input of 100 pixels"), std::string::npos);
  EXPECT_NE(message({.width = 0.0f}).find("width 0"), std::string::npos);
  EXPECT_NE(message({.depth = 9.0f}).find("depth 9"), std::string::npos);
  EXPECT_NE(message({.outputs = 0}).find("0 outputs"), std::string::npos);
}

TEST(CoverRange, PutsZeroOnTheGridAndReachesBothEnds) {
  for (const auto& [low, high] : {std::pair{0.0f, 6.0f}, {-3.0f, 5.0f}, {-2.0f, 0.0f}, {0.0f, 0.0f}}) {
    const Grid grid = CoverRange(low, high);
    EXPECT_GT(grid.scale, 0.0f);
    EXPECT_GE(grid.zero_point, -128);
    EXPECT_LE(grid.zero_point, 127);
    EXPECT_LE(grid.scale * static_cast<float>(-128 - grid.zero_point), low + 0.51f * grid.scale);
    EXPECT_GE(grid.scale * static_cast<float>(127 - grid.zero_point), high - 0.51f * grid.scale);
  }
}

}  // namespace
}  // namespace pawlens
