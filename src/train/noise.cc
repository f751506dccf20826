// SPDX-License-Identifier: MIT
#include "train/noise.h"

#include <numbers>

#include "train/device.h"
#include "train/random.h"

namespace pawlens {

torch::Tensor NormalNoise(std::span<const uint64_t> seeds, int64_t side_px, torch::Device device) {
  if (!device.is_cpu()) return NormalNoiseByTensors(seeds, side_px, device);
  torch::Tensor noise = torch::empty({static_cast<int64_t>(seeds.size()), side_px, side_px, 3});
  auto* value = noise.data_ptr<float>();
  for (const uint64_t seed : seeds) {
    Random random({seed});
    for (int64_t i = 0; i < side_px * side_px * 3; ++i) *value++ = random.Normal();
  }
  return noise.permute({0, 3, 1, 2});
}

// SplitMix64's n-th number is a function of n, so all of them are computed at once.
torch::Tensor NormalNoiseByTensors(std::span<const uint64_t> seeds, int64_t side_px, torch::Device device) {
  torch::Tensor start = torch::empty({static_cast<int64_t>(seeds.size()), 1}, torch::kInt64);
  for (size_t i = 0; i < seeds.size(); ++i) {
    start.data_ptr<int64_t>()[i] = static_cast<int64_t>(Random::StreamOf({seeds[i]}));
  }
  // Tensors know signed numbers only: products wrap all the same, shifts need the sign's copies masked away.
  const auto shifted = [](const torch::Tensor& z, int shift) {
    return z.__rshift__(shift).__iand__(static_cast<int64_t>(~uint64_t{0} >> shift));
  };
  const auto factor = [](uint64_t bits) { return static_cast<int64_t>(bits); };
  torch::Tensor z = torch::arange(1, 2 * 3 * side_px * side_px + 1, torch::dtype(torch::kInt64).device(device));
  z = z.mul_(factor(0x9e3779b97f4a7c15u)) + Upload(start, device);
  z = z.__xor__(shifted(z, 30)).mul_(factor(0xbf58476d1ce4e5b9u));
  z = z.__xor__(shifted(z, 27)).mul_(factor(0x94d049bb133111ebu));
  z = shifted(z.__xor__(shifted(z, 31)), 40);
  const torch::Tensor uniform = z.to(torch::kFloat32).mul_(0x1p-24f).view({-1, side_px, side_px, 3, 2});
  const torch::Tensor radius = (1.0f - uniform.select(4, 0)).log_().mul_(-2.0f).sqrt_();
  const torch::Tensor turn = (uniform.select(4, 1) * (2.0f * std::numbers::pi_v<float>)).cos_();
  return (radius * turn).permute({0, 3, 1, 2});
}

}  // namespace pawlens
