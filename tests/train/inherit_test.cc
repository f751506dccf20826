// SPDX-License-Identifier: MIT
#include "train/inherit.h"

#include <gtest/gtest.h>

#include <fstream>
#include <memory>

#include "train/checkpoint.h"

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
  EXPECT_NE(read.error().message.find("no checkpoint of a float phase"), std::string::npos);
  EXPECT_FALSE(ReadElder(path.string() + ".absent").has_value());
}

}  // namespace
}  // namespace pawlens
