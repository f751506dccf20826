// SPDX-License-Identifier: MIT
#include "train/mix.h"

#include <gtest/gtest.h>

#include <vector>

namespace pawlens {
namespace {

constexpr int kCount = 200;
constexpr int kSide = 32;

/// Picture i is filled with the number i, its target and its embedding are i too; every third one is a composite.
Batch Numbered() {
  const torch::Tensor numbers = torch::arange(kCount, torch::kFloat32);
  return {.pictures = numbers.view({kCount, 1, 1, 1}).expand({kCount, 3, kSide, kSide}).clone(),
          .targets = numbers.view({kCount, 1}).clone(),
          .embeddings = numbers.view({kCount, 1}).clone(),
          .has_embedding = (torch::arange(kCount).remainder(3) != 0).to(torch::kFloat32).view({kCount, 1})};
}

std::vector<Draw> Draws() {
  std::vector<Draw> draws(kCount);
  for (int i = 0; i < kCount; ++i) draws[i].seed = 1000 + static_cast<uint64_t>(i);
  return draws;
}

TEST(Mix, LeavesEverythingAsItIsWhereNothingIsAskedFor) {
  Batch batch = Numbered();
  Mix(batch, Draws(), {});
  const Batch before = Numbered();
  EXPECT_TRUE(torch::equal(batch.pictures, before.pictures));
  EXPECT_TRUE(torch::equal(batch.targets, before.targets));
  EXPECT_TRUE(torch::equal(batch.has_embedding, before.has_embedding));
}

TEST(Mix, GivesTargetsTheSharesThatThePixelsHave) {
  for (const MixOptions& options : {MixOptions{.mixup_share = 1}, MixOptions{.cutmix_share = 1},
                                    MixOptions{.mixup_share = 0.3f, .cutmix_share = 0.5f}}) {
    Batch batch = Numbered();
    Mix(batch, Draws(), options);
    // The mean of all pixels is mixed as the number that they all were.
    EXPECT_TRUE(torch::allclose(batch.pictures.mean({1, 2, 3}), batch.targets.flatten(), 1e-4, 1e-3));
    EXPECT_TRUE(torch::allclose(batch.embeddings, batch.targets));
    const torch::Tensor share = (batch.targets - Numbered().targets).narrow(0, 0, kCount - 1);
    EXPECT_GE(share.min().item<float>(), 0.0f);
    EXPECT_LE(share.max().item<float>(), 0.55f);  // A half, and what whole pixels round up.
    EXPECT_GT(share.max().item<float>(), 0.4f);
  }
}

TEST(Mix, MixesTheShareOfPicturesThatIsAskedFor) {
  Batch batch = Numbered();
  Mix(batch, Draws(), {.mixup_share = 0.25f, .cutmix_share = 0.5f});
  const auto mixed = (batch.targets != Numbered().targets).sum().item<int64_t>();
  EXPECT_NEAR(static_cast<double>(mixed) / kCount, 0.25 + 0.75 * 0.5, 0.1);
}

TEST(Mix, CutsARectangleOutOfTheNextPictureAndNothingElse) {
  Batch batch = Numbered();
  Mix(batch, Draws(), {.cutmix_share = 1});
  for (int64_t i = 0; i < kCount - 1; ++i) {
    const torch::Tensor plane = batch.pictures[i][0];
    const torch::Tensor foreign = plane == static_cast<double>(i + 1);
    EXPECT_TRUE(torch::logical_or(foreign, plane == static_cast<double>(i)).all().item<bool>()) << i;
    const auto rows = foreign.any(1).sum().item<int64_t>(), columns = foreign.any(0).sum().item<int64_t>();
    EXPECT_EQ(foreign.sum().item<int64_t>(), rows * columns) << i;
    EXPECT_GT(rows, 0) << i;
  }
}

TEST(Mix, KnowsNoEmbeddingOfAPictureMixedWithOneThatHasNone) {
  Batch batch = Numbered();
  Mix(batch, Draws(), {.mixup_share = 1});
  for (int64_t i = 0; i < kCount; ++i) {
    const bool known = i % 3 != 0 && (i + 1) % kCount % 3 != 0;
    EXPECT_EQ(batch.has_embedding[i].item<float>(), known ? 1.0f : 0.0f) << i;
  }
}

TEST(Mix, FollowsFromTheSeedsAlone) {
  Batch one = Numbered(), other = Numbered();
  const MixOptions options{.mixup_share = 0.5f, .cutmix_share = 0.5f};
  Mix(one, Draws(), options);
  Mix(other, Draws(), options);
  EXPECT_TRUE(torch::equal(one.pictures, other.pictures));
  std::vector<Draw> shifted = Draws();
  for (Draw& draw : shifted) ++draw.seed;
  Batch third = Numbered();
  Mix(third, shifted, options);
  EXPECT_FALSE(torch::equal(one.pictures, third.pictures));
}

}  // namespace
}  // namespace pawlens
