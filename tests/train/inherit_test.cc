// SPDX-License-Identifier: MIT
#include "train/inherit.h"

#include <gtest/gtest.h>

#include <fstream>
#include <memory>

#include "model/writer.h"
#include "train/checkpoint.h"
#include "train/file_io.h"
#include "train/int8_network.h"

namespace pawlens {
namespace {

std::shared_ptr<Network> MakeNetwork(const ArchitectureOptions& options, uint64_t seed) {
  torch::manual_seed(static_cast<int64_t>(seed));
  auto network = std::make_shared<Network>(*BuildArchitecture(options));
  const torch::NoGradGuard no_grad;
  for (const Network::Conv& conv : network->convs()) {
    if (!conv.weight.defined()) continue;
    conv.gamma.uniform_(0.5, 1.5);
    conv.running_mean.uniform_(-0.2, 0.2);
  }
  return network;
}

std::filesystem::path Saved(const Network& network, const char* name) {
  auto optimizer = torch::optim::AdamW(network.parameters());
  const auto path = std::filesystem::path(testing::TempDir()) / name;
  EXPECT_TRUE(SaveCheckpoint(path, network, nullptr, network, optimizer, 7).has_value());
  return path;
}

NetworkOutput Answer(Network& network) {
  const torch::NoGradGuard no_grad;
  network.eval();
  torch::manual_seed(3);
  return network.forward(torch::randn({2, 3, 64, 64}));
}
torch::Tensor PooledOf(Network& network) {
  return Answer(network).pooled;
}

TEST(Inherit, GivesANetworkOfTheSameLayersTheSameAnswers) {
  const auto elder = MakeNetwork({}, 1);
  const auto read = ReadElder(Saved(*elder, "same.checkpoint"));
  ASSERT_TRUE(read.has_value()) << read.error().message;
  const auto heir = MakeNetwork({}, 2);
  EXPECT_FALSE(torch::equal(PooledOf(*elder), PooledOf(*heir)));
  EXPECT_EQ(Inherit(*read, *heir), heir->num_convs());
  EXPECT_TRUE(torch::equal(PooledOf(*elder), PooledOf(*heir)));
  EXPECT_TRUE(torch::equal(Answer(*elder).logits, Answer(*heir).logits));
}

TEST(Inherit, LeavesWhatIsComputedAsItWasWhereBlocksAreAdded) {
  const auto elder = MakeNetwork({.depth = 1.0f}, 1);
  const auto read = ReadElder(Saved(*elder, "grown.checkpoint"));
  ASSERT_TRUE(read.has_value()) << read.error().message;
  const auto heir = MakeNetwork({.depth = 2.0f}, 2);
  ASSERT_GT(heir->num_convs(), elder->num_convs());
  EXPECT_EQ(Inherit(*read, *heir), elder->num_convs());
  EXPECT_TRUE(torch::allclose(PooledOf(*elder), PooledOf(*heir), 1e-4, 1e-5));
}

TEST(Inherit, TakesTheLayersThatFitOfANetworkOfOtherStages) {
  const auto elder = MakeNetwork({}, 1);
  const auto read = ReadElder(Saved(*elder, "other.checkpoint"));
  ASSERT_TRUE(read.has_value()) << read.error().message;
  const auto heir = MakeNetwork({.network = NetworkKind::kFine}, 2);
  // All but the three of the stage of 88 channels and the one to the features.
  EXPECT_EQ(Inherit(*read, *heir), elder->num_convs() - 4);
  EXPECT_TRUE(torch::equal(heir->convs()[0].weight, read->convs[0].weight));
  // The weights of other features mean nothing to these.
  EXPECT_FALSE(torch::equal(heir->head_weight(), elder->head_weight()));
}

TEST(Inherit, RefusesAFileThatIsNoCheckpoint) {
  const auto path = std::filesystem::path(testing::TempDir()) / "no.checkpoint";
  std::ofstream(path) << "not an archive";
  const auto read = ReadElder(path);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().code, ErrorCode::kIo);
  EXPECT_NE(read.error().message.find("neither a checkpoint of a float phase"), std::string::npos);
  EXPECT_NE(read.error().message.find("no.checkpoint"), std::string::npos);
  EXPECT_FALSE(ReadElder(path.string() + ".absent").has_value());
}

torch::Tensor SomePictures(int64_t count) {
  torch::manual_seed(11);
  return torch::randint(-128, 128, {count, 3, 64, 64}).to(torch::kFloat32) / 128.0;
}

/// Exported, as pawlens-train does, and read again.
Result<Elder> ThroughAModel(const Network& network, const char* name) {
  Int8Network int8(network);
  {
    const torch::NoGradGuard no_grad;
    int8.train();
    int8.forward(SomePictures(8));
  }
  const auto file = WriteTflite(MakeGraph(int8.Quantize()), nullptr);
  const auto path = std::filesystem::path(testing::TempDir()) / name;
  EXPECT_TRUE(WriteWholeFile(path, *file).has_value());
  return ReadElder(path);
}

double FarthestApart(const torch::Tensor& a, const torch::Tensor& b) {
  return ((a - b).abs().max() / (b.max() - b.min())).item<double>();
}

TEST(Inherit, TakesAModelsWeightsForWhatTheyStandFor) {
  for (const NetworkKind kind : {NetworkKind::kDense, NetworkKind::kInverted}) {
    const ArchitectureOptions options = {.network = kind, .input_px = 64};
    const auto elder = MakeNetwork(options, 1);
    const auto read = ThroughAModel(*elder, "exported.tflite");
    ASSERT_TRUE(read.has_value()) << read.error().message;
    const auto heir = MakeNetwork(options, 2);
    EXPECT_EQ(Inherit(*read, *heir), heir->num_convs());
    const NetworkOutput expected = Answer(*elder), actual = Answer(*heir);
    EXPECT_LT(FarthestApart(actual.pooled, expected.pooled), 0.05) << "but for the rounding of weights";
    EXPECT_LT(FarthestApart(actual.logits, expected.logits), 0.1);
  }
}

TEST(Inherit, RefusesAModelThatIsSpoilt) {
  const auto path = std::filesystem::path(testing::TempDir()) / "spoilt.tflite";
  std::ofstream(path) << std::string("\x1c\0\0\0TFL3\0\0", 10);
  const auto read = ReadElder(path);
  ASSERT_FALSE(read.has_value());
  EXPECT_NE(read.error().message.find("spoilt.tflite: "), std::string::npos) << read.error().message;
}

TEST(Network, AdoptsStatisticsSoThatTrainingModeComputesTheSame) {
  const auto network = MakeNetwork({.input_px = 64}, 4);
  const torch::NoGradGuard no_grad;
  const torch::Tensor x = SomePictures(16);
  network->eval();
  const torch::Tensor before = network->forward(x).pooled.clone();
  network->train();
  EXPECT_GT(FarthestApart(network->forward(x).pooled, before), 0.1) << "a batch's own statistics are others";

  const auto same = MakeNetwork({.input_px = 64}, 4);
  same->AdoptStatistics(x);
  same->eval();
  EXPECT_LT(FarthestApart(same->forward(x).pooled, before), 1e-4);
  same->train();
  EXPECT_LT(FarthestApart(same->forward(x).pooled, before), 1e-3);
  const auto copy = MakeNetwork({.input_px = 64}, 5);
  copy->CopyFrom(*same);
  EXPECT_TRUE(torch::equal(PooledOf(*copy), PooledOf(*same)));
}

}  // namespace
}  // namespace pawlens
