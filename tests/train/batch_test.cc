// SPDX-License-Identifier: MIT
#include "train/batch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

#include "train/architecture.h"
#include "train/network.h"

namespace pawlens {
namespace {

constexpr int kDraws = 300;

/// One photo; `paint` gives the red, green and blue of a place.
template <typename Paint>
DataSet OnePhoto(const Paint& paint) {
  DataSet data_set;
  data_set.labels = {"cat"};
  Photo photo;
  photo.pixels = {.width = 128, .height = 128, .rgb = {}};
  for (int y = 0; y < 128; ++y) {
    for (int x = 0; x < 128; ++x) {
      for (const uint8_t value : paint(x, y)) photo.pixels.rgb.push_back(value);
    }
  }
  data_set.photos.push_back(std::move(photo));
  return data_set;
}

/// Black and white.
DataSet Stripes(bool lying, int width_px = 8) {
  return OnePhoto([=](int x, int y) {
    const auto value = static_cast<uint8_t>(((lying ? y : x) / width_px) % 2 == 0 ? 255 : 0);
    return std::array{value, value, value};
  });
}

/// Pictures of the photo's centre, as a student sees it.
torch::Tensor Pictures(const DataSet& data_set, int side_px = 128) {
  const Guidance guidance = LabelGuidance(data_set, 0);
  const BatchMaker batches(data_set, guidance, torch::kCPU);
  std::vector<Draw> draws;
  for (int i = 0; i < kDraws; ++i) draws.push_back({.seed = static_cast<uint64_t>(i), .view = 0});
  return batches.Make(draws, side_px, false, torch::kFloat32).pictures;
}

/// Of each picture, the mean square of the step from pixel to pixel along `dimension` of NCHW.
std::vector<float> Steps(const torch::Tensor& pictures, int dimension) {
  const torch::Tensor steps = pictures.diff(1, dimension).pow(2).mean({1, 2, 3}).contiguous();
  return {steps.data_ptr<float>(), steps.data_ptr<float>() + kDraws};
}

TEST(Batch, AnswersALookAsThePictureOfItWouldBeAnswered) {
  torch::manual_seed(5);
  Network network(*BuildArchitecture({.input_px = 64}));
  WorkerPool pool(1);
  const auto ramp = [](int x, int y) {
    return std::array{static_cast<uint8_t>(2 * x), static_cast<uint8_t>(y), static_cast<uint8_t>(x / 16 * 30)};
  };
  const DataSet plain = OnePhoto(ramp);
  const DataSet mirrored = OnePhoto([&](int x, int y) { return ramp(127 - x, y); });
  const std::vector<int> first = {0};
  const auto answer = [&](const DataSet& data_set, const Look& look) {
    return Answer(network, data_set, first, 64, 1.0f, look, pool);
  };
  for (const float share : {1.0f, 0.5f}) {
    EXPECT_TRUE(torch::equal(answer(plain, {share, true}), answer(mirrored, {share, false}))) << share;
    EXPECT_FALSE(torch::equal(answer(plain, {share, true}), answer(plain, {share, false}))) << share;
  }
  EXPECT_FALSE(torch::equal(answer(plain, {1.0f, false}), answer(plain, {0.5f, false})));
}

TEST(Batch, ShowsTheStudentSomeViewsMoreBlurredThanItsTeachersSawThem) {
  for (const bool lying : {false, true}) {
    std::vector<float> steps = Steps(Pictures(Stripes(lying)), lying ? 2 : 3);
    std::ranges::sort(steps);
    const float sharp = steps[kDraws * 3 / 4];
    const auto blurred = std::ranges::count_if(steps, [sharp](float step) { return step < 0.8f * sharp; });
    // Motion along the stripes shows nothing: of 18 % in motion about a half, 20 % are of low resolution.
    EXPECT_GT(blurred, kDraws / 8) << "most are sharp: " << sharp;
    EXPECT_LT(blurred, kDraws / 3) << "most are sharp: " << sharp;
  }
}

TEST(Batch, TakesDetailsFromPhotosThatTheInputEnlarges) {
  // Stripes of 2 pixels are hardly to be seen in a half of 128, and well in a half of 256.
  std::vector<float> steps = Steps(Pictures(Stripes(true, 2), 256), 2);
  std::ranges::sort(steps);
  const float sharp = steps[kDraws * 3 / 4];
  EXPECT_GT(std::ranges::count_if(steps, [sharp](float step) { return step < 0.5f * sharp; }), kDraws / 5);
}

TEST(Batch, ShowsTheStudentSomeViewsTurnedFurtherThanItsTeachersSawThem) {
  // Upright stripes never change along themselves.
  const std::vector<float> steps = Steps(Pictures(Stripes(false)), 2);
  const auto turned = std::ranges::count_if(steps, [](float step) { return step > 1e-3f; });
  EXPECT_NEAR(static_cast<double>(turned) / kDraws, 0.05, 0.03);
}

TEST(Batch, ShowsTheStudentSomeViewsWithMoreJpegLossThanItsTeachersSawThem) {
  // Nothing but JPEG changes a photo of one colour.
  const DataSet flat = OnePhoto([](int, int) { return std::array<uint8_t, 3>{201, 30, 95}; });
  const torch::Tensor bytes = Pictures(flat) * 128.0f + 128.0f;
  const torch::Tensor color = torch::tensor({201.0f, 30.0f, 95.0f}).view({1, 3, 1, 1});
  const torch::Tensor lost = (bytes - color).abs().amax({1, 2, 3}) > 0.5f;
  EXPECT_NEAR(lost.to(torch::kFloat64).mean().item<double>(), 0.07, 0.04);
}

}  // namespace
}  // namespace pawlens
