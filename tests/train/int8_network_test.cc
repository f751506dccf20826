// SPDX-License-Identifier: MIT
#include "train/int8_network.h"

#include <gtest/gtest.h>

#include <memory>

#include "model/validate.h"
#include "train/finish.h"
#include "train/platform.h"
#include "train/shape_photos.h"

namespace pawlens {
namespace {

using testing::PhotoFolder;
using testing::Shape;

constexpr int kSide = 64;

/// A network with random weights, batch norm that is not neutral, and ranges watched on random pictures.
std::shared_ptr<Int8Network> WatchedNetwork(uint64_t seed, NetworkKind kind = NetworkKind::kDense) {
  PrepareProcessor();
  torch::manual_seed(static_cast<int64_t>(seed));
  const auto architecture = BuildArchitecture({.network = kind, .input_px = kSide, .width = 0.5f});
  Network network(*architecture);
  const torch::NoGradGuard no_grad;
  for (const auto& conv : network.convs()) {
    if (!conv.gamma.defined()) continue;
    conv.gamma.uniform_(0.5, 1.5);
    conv.beta.normal_(0.0, 0.3);
    conv.running_mean.normal_(0.0, 0.3);
    conv.running_var.uniform_(0.5, 2.0);
  }
  network.head_weight().normal_(0.0, 0.5);
  auto int8 = std::make_shared<Int8Network>(network);
  int8->train();
  for (int i = 0; i < 4; ++i)
    int8->forward(torch::randint(-128, 128, {8, 3, kSide, kSide}).to(torch::kFloat32) / 128.0);
  int8->eval();
  return int8;
}

TEST(Int8Network, ComputesWhatTheFloatNetworkDoesButForRounding) {
  PrepareProcessor();
  torch::manual_seed(3);
  const auto architecture = BuildArchitecture({.input_px = kSide, .width = 0.5f});
  Network network(*architecture);
  const torch::NoGradGuard no_grad;
  network.head_weight().normal_(0.0, 0.5);
  Int8Network int8(network);
  network.eval();
  const torch::Tensor x = torch::randint(-128, 128, {16, 3, kSide, kSide}).to(torch::kFloat32) / 128.0;
  int8.train();
  int8.forward(x);
  int8.eval();
  const torch::Tensor expected = network.forward(x).logits;
  const torch::Tensor actual = int8.forward(x).logits;
  const double range = (expected.max() - expected.min()).item<double>();
  EXPECT_GT(range, 0.0);
  EXPECT_LT((expected - actual).abs().max().item<double>(), 0.1 * range);
}

TEST(Int8Network, LearnsOnTheGridsThatAreExported) {
  torch::manual_seed(9);
  torch::Tensor low = -torch::rand({500}) * 10.0;
  torch::Tensor high = torch::rand({500}) * 10.0;
  low.slice(0, 0, 20).zero_();
  high.slice(0, 10, 30).zero_();
  high.slice(0, 30, 60).copy_(-low.slice(0, 30, 60));  // The zero point lies between two numbers.
  const GridTensors grids = CoverRange(low, high);
  for (int64_t i = 0; i < low.numel(); ++i) {
    const Grid expected = CoverRange(low[i].item<float>(), high[i].item<float>());
    EXPECT_EQ(grids.scale[i].item<float>(), expected.scale) << i;
    EXPECT_EQ(grids.zero_point[i].item<int32_t>(), expected.zero_point) << i;
  }
}

TEST(Int8Network, LearnsWithLogitsAFewStepsFromTheEnginesAtMost) {
  const auto network = WatchedNetwork(4);
  const torch::Tensor x = torch::randint(-128, 128, {16, 3, kSide, kSide}).to(torch::kFloat32) / 128.0;
  const torch::NoGradGuard no_grad;
  const torch::Tensor exact = network->forward(x).logits;
  network->train();
  network->SetProgress(1.0);  // Ranges are frozen.
  const torch::Tensor steps = (network->forward(x).logits - exact).abs() / network->Quantize().logits.scale;
  EXPECT_LT(steps.mean().item<double>(), 3.0);
  EXPECT_LT(steps.max().item<double>(), 12.0);
}

TEST(Int8Network, AgreesWithTheEngineToTheBit) {
  const PhotoFolder folder;
  folder.AddPhotos("cat", Shape::kDisc, 20);
  folder.AddPhotos("dog", Shape::kSquare, 20);
  WorkerPool pool(2);
  const auto data_set = LoadDataSet({.folder = folder.photos(), .held_out_sources = {}, .short_side_px = kSide}, pool,
                                    [](int64_t, int64_t) {});
  ASSERT_TRUE(data_set.has_value());
  for (const uint64_t seed : {1, 2, 3, 4}) {
    const auto network = WatchedNetwork(seed, seed % 2 == 0 ? NetworkKind::kInverted : NetworkKind::kDense);
    const auto agreement = CompareWithEngine(*network, *data_set, 40, kSide, pool);
    ASSERT_TRUE(agreement.has_value()) << agreement.error().message;
    EXPECT_EQ(agreement->values, 80);
    EXPECT_EQ(agreement->different, 0) << seed;
  }
}

TEST(Int8Network, RescalesLogitsInsideTheLastLayer) {
  const auto network = WatchedNetwork(5);
  const torch::NoGradGuard no_grad;
  const torch::Tensor x = torch::randint(-128, 128, {16, 3, kSide, kSide}).to(torch::kFloat32) / 128.0;
  const torch::Tensor before = network->forward(x).logits.clone();
  network->RescaleLogits({0.5, 2.0}, {0.25, -0.5}, 1000.0f);
  const torch::Tensor expected = before * torch::tensor({0.5, 2.0}) + torch::tensor({0.25, -0.5});
  const float step = network->Quantize().logits.scale;
  // Half a step of the old grid doubled, half a step of the new one, and the weights' rounding on one shared scale.
  EXPECT_LT((network->forward(x).logits - expected).abs().max().item<float>(), 4.0f * step);
}

TEST(Int8Network, FreezesItsGridsAfterTheFirstPart) {
  const auto network = WatchedNetwork(6);
  network->train();
  const auto scale = [&] { return network->Quantize().values[1].scale; };
  const float before = scale();
  network->SetProgress(0.9);
  network->forward(torch::full({2, 3, kSide, kSide}, 0.9));
  EXPECT_EQ(scale(), before);
  network->SetProgress(0.1);
  network->forward(torch::full({2, 3, kSide, kSide}, 0.9));
  EXPECT_NE(scale(), before);
}

TEST(Int8Network, KeepsValuesOfNearlyNothingWithinTheKernelsReach) {
  PrepareProcessor();
  torch::manual_seed(8);
  // Fresh: the last convolution of each block still gives nothing at all.
  const auto architecture = BuildArchitecture({.input_px = kSide, .width = 0.5f});
  const Network network(*architecture);
  Int8Network int8(network);
  int8.train();
  const torch::NoGradGuard no_grad;
  int8.forward(torch::randint(-128, 128, {8, 3, kSide, kSide}).to(torch::kFloat32) / 128.0);
  const Status valid = Validate(MakeGraph(int8.Quantize()));
  EXPECT_TRUE(valid.has_value()) << valid.error().message;
}

TEST(Int8Network, QuantizesToAGraphThatPassesValidation) {
  for (const NetworkKind kind : {NetworkKind::kDense, NetworkKind::kInverted}) {
    const auto network = WatchedNetwork(7, kind);
    const Status valid = Validate(MakeGraph(network->Quantize()));
    EXPECT_TRUE(valid.has_value()) << valid.error().message;
  }
}

}  // namespace
}  // namespace pawlens
