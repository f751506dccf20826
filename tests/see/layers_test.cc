// SPDX-License-Identifier: MIT
#include "see/layers.h"

#include <gtest/gtest.h>

#include "engine/engine.h"
#include "model/validate.h"
#include "see/reach.h"
#include "support/graph_builder.h"

namespace pawlens {
namespace {

using testing::GraphBuilder;

/// Two strided convolutions, a block with a shortcut, a pool, a head.
struct Network {
  Network() {
    input = builder.AddInput({1, 32, 32, 3});
    stem = builder.AddConv(input, 4, 3, 3, {.stride_w = 2, .stride_h = 2});                        // 16 x 16
    down = builder.AddConv(stem, 6, 3, 3, {.stride_w = 2, .stride_h = 2});                         // 8 x 8
    branch = builder.AddConv(down, 6, 3, 3);                                                       // 8 x 8
    add = builder.AddAdd(down, branch, Activation::kRelu);                                         // 8 x 8
    pool = builder.AddMaxPool(add, {.stride_w = 2, .stride_h = 2, .filter_w = 2, .filter_h = 2});  // 4 x 4
    builder.AddOutput(builder.AddFullyConnected(builder.AddMean(pool), 2));
  }
  GraphBuilder builder{3};
  int input, stem, down, branch, add, pool;
};

TEST(Layers, AreTheOperatorsThatMakeMapsInTheirOrder) {
  Network network;
  const std::vector<MapLayer> layers = LayersOf(network.builder.graph());
  ASSERT_EQ(layers.size(), 5u);
  const int tensors[] = {network.stem, network.down, network.branch, network.add, network.pool};
  for (size_t i = 0; i < layers.size(); ++i) {
    EXPECT_EQ(layers[i].number, static_cast<int>(i) + 1);
    EXPECT_EQ(layers[i].tensor, tensors[i]);
    EXPECT_EQ(layers[i].name, network.builder.graph().tensors[tensors[i]].name);
  }
  EXPECT_EQ(layers[0].maps, 4);
  EXPECT_EQ(layers[0].rows, 16);
  EXPECT_EQ(layers[3].type, OpType::kAdd);
  EXPECT_EQ(layers[3].kernel_rows, 3);  // Of the convolution that it adds.
  EXPECT_EQ(layers[4].kernel_columns, 2);
}

TEST(Layers, ThatTellTheStoryAreTheFirstAndTheLastOfEachSize) {
  Network network;
  EXPECT_EQ(StageEnds(LayersOf(network.builder.graph())), (std::vector<size_t>{0, 3, 4}));
}

TEST(Layers, KnowHowMuchACellSees) {
  Network network;
  const std::vector<MapLayer> layers = LayersOf(network.builder.graph());
  EXPECT_EQ(layers[0].seen_rows, 3);
  EXPECT_EQ(layers[1].seen_rows, 3 + 2 * 2);
  EXPECT_EQ(layers[2].seen_rows, 3 + 2 * 2 + 2 * 4);
  EXPECT_EQ(layers[3].seen_columns, 15);  // What the shortcut brings is within.
  EXPECT_EQ(layers[4].seen_columns, 15 + 4);
}

/// Changes one pixel at a time and looks which cells of the tensor take notice.
int PixelsThatMatter(const Graph& graph, int tensor, int row, int column) {
  Result<Engine> engine = Engine::Create(TapGraph(graph, std::vector{tensor}));
  EXPECT_TRUE(engine) << engine.error().message;
  const std::vector<int32_t>& shape = graph.tensors[tensor].shape;
  const auto cell = [&](int pixel_row, int value) {
    const std::span<uint8_t> input = engine->Input();
    for (size_t i = 0; i < input.size(); ++i) input[i] = static_cast<uint8_t>(i * 7);
    const int side = graph.tensors[graph.inputs[0]].shape[2];
    for (int i = 0; pixel_row >= 0 && i < side * 3; ++i) {
      input[static_cast<size_t>(pixel_row) * side * 3 + i] = static_cast<uint8_t>(value);
    }
    EXPECT_TRUE(engine->Run());
    const auto* at = engine->Output(graph.outputs.size()).data() + (row * shape[2] + column) * shape[3];
    return std::vector<uint8_t>(at, at + shape[3]);
  };
  const std::vector<uint8_t> before = cell(-1, 0);
  int matter = 0;
  for (int y = 0; y < graph.tensors[graph.inputs[0]].shape[1]; ++y) {
    matter += cell(y, 127) != before || cell(y, -128) != before;
  }
  return matter;
}

TEST(Layers, SeeNoPixelBeyondWhatIsSaidOfThem) {
  Network network;
  for (const MapLayer& layer : LayersOf(network.builder.graph())) {
    const int matter = PixelsThatMatter(network.builder.graph(), layer.tensor, (layer.rows - 1) / 2, layer.columns / 2);
    EXPECT_LE(matter, layer.seen_rows) << layer.name;
    EXPECT_GE(matter, layer.seen_rows / 2) << layer.name;  // Rounding hides little changes at the window's edge.
  }
}

TEST(Reach, IsTheWholePictureAtMost) {
  GraphBuilder builder;
  int x = builder.AddInput({1, 16, 24, 3});
  for (int i = 0; i < 4; ++i) x = builder.AddConv(x, 3, 7, 5, {.dilation_w = 2, .dilation_h = 2});
  builder.AddOutput(x);
  const std::vector<MapLayer> layers = LayersOf(builder.graph());
  EXPECT_EQ(layers[0].seen_rows, 13);
  EXPECT_EQ(layers[0].seen_columns, 9);
  EXPECT_EQ(layers.back().seen_rows, 16);
  EXPECT_EQ(layers.back().seen_columns, 24);
}

TEST(Reach, GoesThroughPaddingAndEndsAtAMean) {
  GraphBuilder builder;
  const int padded = builder.AddPad(builder.AddInput({1, 8, 8, 2}), {{0, 0}, {1, 2}, {3, 0}, {0, 0}});
  const int conv = builder.AddConv(padded, 2, 3, 3, {.padding = Padding::kValid});
  const int mean = builder.AddMean(conv);
  builder.AddOutput(mean);
  const auto reach = ReachOfCells(builder.graph());
  ASSERT_TRUE(reach[conv].has_value());
  EXPECT_EQ(reach[conv]->rows.low, -1);
  EXPECT_EQ(reach[conv]->rows.high, 1);
  EXPECT_EQ(reach[conv]->columns.low, -3);
  EXPECT_EQ(reach[conv]->columns.high, -1);
  EXPECT_FALSE(reach[mean].has_value());
}

TEST(Reach, OfRandomNetworksStaysWithinThePicture) {
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    const Graph graph = testing::RandomInt8Graph(seed);
    const std::vector<int32_t>& picture = graph.tensors[graph.inputs[0]].shape;
    if (picture.size() != 4) continue;
    for (const MapLayer& layer : LayersOf(graph)) {
      EXPECT_GE(layer.seen_rows, 1) << seed;
      EXPECT_LE(layer.seen_rows, picture[1]) << seed;
      EXPECT_LE(layer.seen_columns, picture[2]) << seed;
    }
  }
}

}  // namespace
}  // namespace pawlens
