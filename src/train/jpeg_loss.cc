// SPDX-License-Identifier: MIT
#include "train/jpeg_loss.h"

#include <cmath>
#include <numbers>

#include "image/jpeg_loss.h"
#include "train/device.h"

namespace pawlens {
namespace {

constexpr int kBlock = 8;
constexpr int kWaves = kBlock * kBlock;

/// Rows are the orthonormal cosine waves (DCT-II) of a block, [wave][pixel]; its transpose undoes it.
torch::Tensor MakeWaves() {
  torch::Tensor waves = torch::empty({kWaves, kWaves});
  const auto along = [](int k, int n) {
    return std::sqrt((k == 0 ? 1.0 : 2.0) / kBlock) * std::cos(std::numbers::pi * (2 * n + 1) * k / (2.0 * kBlock));
  };
  for (int wave = 0; wave < kWaves; ++wave) {
    for (int pixel = 0; pixel < kWaves; ++pixel) {
      waves.data_ptr<float>()[wave * kWaves + pixel] =
          static_cast<float>(along(wave / kBlock, pixel / kBlock) * along(wave % kBlock, pixel % kBlock));
    }
  }
  return waves;
}

/// Steps to which the waves are rounded, [pictures, 3, 64, 1, 1].
torch::Tensor Steps(std::span<const int> qualities) {
  torch::Tensor steps = torch::empty({static_cast<int64_t>(qualities.size()), 3, kWaves, 1, 1});
  auto* step = steps.data_ptr<float>();
  for (const int quality : qualities) {
    for (int plane = 0; plane < 3; ++plane) {
      for (int wave = 0; wave < kWaves; ++wave) {
        *step++ = static_cast<float>(JpegStep(plane, wave, quality));
      }
    }
  }
  return steps;
}

/// Each 8x8 block of `planes` ([N, 1, side, side]), as 64 numbers, times a matrix: [N, 64, side / 8, side / 8]. By a strided
/// convolution: that is oneDNN's on the CPU, while matrix products and 1x1 convolutions of Debian's LibTorch end in the
/// system's BLAS, by default the slow reference one (18 times slower here). TF32, which cuDNN may choose, is good enough: it
/// misses a wave by about a tenth of a grey level, and steps are whole ones.
torch::Tensor Transformed(const torch::Tensor& planes, const torch::Tensor& matrix) {
  return torch::conv2d(planes, matrix.view({kWaves, 1, kBlock, kBlock}), {}, kBlock);
}

}  // namespace

void LoseAsJpeg(torch::Tensor& pictures, std::span<const int> qualities) {
  static const torch::Tensor waves_on_host = MakeWaves();
  const torch::Tensor waves = Upload(waves_on_host, pictures.device());
  const torch::Tensor steps = Upload(Steps(qualities), pictures.device());
  const auto red = pictures.select(1, 0);
  const auto blue = pictures.select(1, 2);
  const torch::Tensor luma = 0.299f * red + 0.587f * pictures.select(1, 1) + 0.114f * blue;
  const torch::Tensor planes = torch::stack({luma - 128.0f, (blue - luma) / 1.772f, (red - luma) / 1.402f}, 1);
  const torch::Tensor size = Transformed(planes.flatten(0, 1).unsqueeze(1), waves);
  const torch::Tensor rounded = (size.view({-1, 3, kWaves, size.size(2), size.size(3)}) / steps).round_().mul_(steps);
  // Waves laid out as a picture again, so that the way back is the same convolution.
  const auto as_picture = [](const torch::Tensor& blocks) { return torch::pixel_shuffle(blocks, kBlock); };
  const torch::Tensor back =
      as_picture(Transformed(as_picture(rounded.flatten(0, 1)), waves.t().contiguous())).view_as(planes);
  const torch::Tensor light = back.select(1, 0) + 128.0f;
  const torch::Tensor new_blue = light + 1.772f * back.select(1, 1);
  const torch::Tensor new_red = light + 1.402f * back.select(1, 2);
  const torch::Tensor new_green = (light - 0.299f * new_red - 0.114f * new_blue) / 0.587f;
  pictures.copy_(torch::stack({new_red, new_green, new_blue}, 1).clamp_(0.0, 255.0));
}

}  // namespace pawlens
