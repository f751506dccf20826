// SPDX-License-Identifier: MIT
// How fast batches are made, on one thread: BatchMaker, and beside it in turns the reference painter, which is how they were
// made before there were tensor operations for it. Photos are noise of many sizes; plans are drawn as for training.
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <vector>

#include "base/digest.h"
#include "train/batch.h"
#include "train/reference_render.h"

namespace pawlens {
namespace {

constexpr int kPhotos = 400;
constexpr int kBatch = 64;
constexpr int kRounds = 40;

DataSet NoisePhotos() {
  DataSet data_set{.labels = {"cat", "dog"}, .sources = {""}, .photos = {}, .warnings = {}};
  SplitMix64 random(1);
  for (int i = 0; i < kPhotos; ++i) {
    Photo photo{.path = {}, .label = i % 2};
    const int longer = 128 + static_cast<int>(random.Next() % 90);
    photo.pixels.width = i % 3 == 0 ? 128 : longer;
    photo.pixels.height = i % 3 == 0 ? longer : 128;
    photo.pixels.rgb.resize(static_cast<size_t>(photo.pixels.width) * photo.pixels.height * 3);
    for (uint8_t& value : photo.pixels.rgb) value = static_cast<uint8_t>(random.Next());
    data_set.photos.push_back(std::move(photo));
  }
  return data_set;
}

torch::Tensor ByReference(const DataSet& data_set, const std::vector<Draw>& draws, int side_px) {
  const int64_t size = int64_t{side_px} * side_px * 3;
  const torch::Tensor pictures = torch::empty({kBatch, side_px, side_px, 3});
  for (int64_t i = 0; i < kBatch; ++i) {
    const Image& photo = data_set.photos[draws[i].photo].pixels;
    const Image* partner = draws[i].partner < 0 ? nullptr : &data_set.photos[draws[i].partner].pixels;
    const std::span<float> pixels(pictures.data_ptr<float>() + i * size, size);
    testing::ReferenceRender(PlanAugment(photo, partner, Random({draws[i].seed})), photo, partner, side_px, pixels);
    for (float& value : pixels) value = (std::nearbyint(value) - 128.0f) / 128.0f;
  }
  return pictures.permute({0, 3, 1, 2}).to(torch::kBFloat16);
}

/// Of this thread, in seconds: what else the machine does counts less than on a clock.
double ProcessorTime() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

void Bench(const BatchMaker& batches, int side_px) {
  Random random({1});
  std::vector<double> ours, reference, ratio;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<Draw> draws;
    for (int i = 0; i < kBatch; ++i) {
      const auto photo = static_cast<int>(random.Below(kPhotos));
      const int partner = random.Chance(0.16f) ? static_cast<int>(random.Below(kPhotos)) : -1;
      draws.push_back({.photo = photo, .partner = partner, .seed = random.Bits()});
    }
    const double start = ProcessorTime();
    const torch::Tensor a = batches.Make(draws, side_px, false, torch::kBFloat16).pictures;
    const double middle = ProcessorTime();
    const torch::Tensor b = ByReference(batches.data_set(), draws, side_px);
    const double end = ProcessorTime();
    ours.push_back(middle - start);
    reference.push_back(end - middle);
    ratio.push_back(ours.back() / reference.back());
  }
  const auto median = [](std::vector<double> values) {
    std::ranges::nth_element(values, values.begin() + kRounds / 2);
    return values[kRounds / 2];
  };
  std::printf("%d px: %.0f pictures/s, reference %.0f; time over the reference's: %.2f (medians of %d batches of %d)\n",
              side_px, kBatch / median(ours), kBatch / median(reference), median(ratio), kRounds, kBatch);
}

}  // namespace
}  // namespace pawlens

int main() {
  at::set_num_threads(1);
  const pawlens::DataSet data_set = pawlens::NoisePhotos();
  const pawlens::Guidance guidance = pawlens::LabelGuidance(data_set, 0.05f);
  const pawlens::BatchMaker batches(data_set, guidance, torch::kCPU);
  for (const int side_px : {96, 128}) pawlens::Bench(batches, side_px);
  return 0;
}
