// SPDX-License-Identifier: MIT
#include "train/mix.h"

#include <algorithm>
#include <cmath>

#include "train/device.h"
#include "train/random.h"

namespace pawlens {
namespace {

constexpr uint64_t kMixStream = 0x6d6978;  // Apart from what the draw's seed decides otherwise.
constexpr float kMost = 0.5f;              // Of a second picture: beyond, it would be the first.

/// A rectangle of `area` (share of the picture) at a random place, as tall as the picture is or less, in whole pixels.
void FillRectangle(torch::Tensor share, float area, Random& random) {
  const int64_t side = share.size(0);
  const float height = random.Uniform(area, 1.0f);
  const int64_t rows = std::clamp<int64_t>(std::lround(height * static_cast<float>(side)), 1, side);
  const int64_t columns = std::clamp<int64_t>(std::lround(area / height * static_cast<float>(side)), 1, side);
  const auto top = static_cast<int64_t>(random.Below(static_cast<uint64_t>(side - rows + 1)));
  const auto left = static_cast<int64_t>(random.Below(static_cast<uint64_t>(side - columns + 1)));
  share.narrow(0, top, rows).narrow(1, left, columns).fill_(1.0f);
}

torch::Tensor Next(const torch::Tensor& rows) {
  return rows.roll(-1, 0);
}

}  // namespace

void Mix(Batch& batch, std::span<const Draw> draws, const MixOptions& options) {
  const auto count = static_cast<int64_t>(draws.size());
  if (count < 2 || (options.mixup_share <= 0 && options.cutmix_share <= 0)) return;
  const torch::NoGradGuard no_grad;
  const int64_t side = batch.pictures.size(2);
  torch::Tensor share = torch::zeros({count, 1, side, side});  // Of the second picture, for each pixel.
  bool any = false;
  for (int64_t i = 0; i < count; ++i) {
    Random random({draws[i].seed, kMixStream});
    if (random.Chance(options.mixup_share)) {
      share[i].fill_(random.Uniform(0.0f, kMost));
    } else if (random.Chance(options.cutmix_share)) {
      FillRectangle(share[i][0], random.Uniform(0.0f, kMost), random);
    } else {
      continue;
    }
    any = true;
  }
  if (!any) return;
  const torch::Tensor weight = Upload(share.mean({1, 2, 3}).unsqueeze(1), batch.targets.device());
  share = Upload(share, batch.pictures.device());
  const torch::Tensor pictures = batch.pictures.to(torch::kFloat32);
  batch.pictures.copy_(torch::lerp(pictures, Next(pictures), share));
  batch.targets = torch::lerp(batch.targets, Next(batch.targets), weight);
  if (batch.embeddings.defined()) {
    batch.embeddings = torch::lerp(batch.embeddings, Next(batch.embeddings), weight);
    // Known only where both are; an unmixed picture does not care about the next.
    const torch::Tensor alone = (weight == 0).to(torch::kFloat32);
    batch.has_embedding = batch.has_embedding * torch::maximum(alone, Next(batch.has_embedding));
  }
}

}  // namespace pawlens
