// SPDX-License-Identifier: MIT
#include "image/jpeg_loss.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace pawlens {
namespace {

constexpr int kBlock = 8;
using Matrix = std::array<std::array<float, kBlock>, kBlock>;

// ITU-T T.81, tables K.1 and K.2.
constexpr int kLuminance[64] = {16, 11, 10, 16, 24,  40,  51,  61,  12, 12, 14, 19, 26,  58,  60,  55,
                                14, 13, 16, 24, 40,  57,  69,  56,  14, 17, 22, 29, 51,  87,  80,  62,
                                18, 22, 37, 56, 68,  109, 103, 77,  24, 35, 55, 64, 81,  104, 113, 92,
                                49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99};
constexpr int kChrominance[64] = {17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99,
                                  24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
                                  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
                                  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99};

/// Rows are the orthonormal cosine basis (DCT-II).
Matrix MakeBasis() {
  Matrix basis;
  for (int k = 0; k < kBlock; ++k) {
    const double scale = std::sqrt((k == 0 ? 1.0 : 2.0) / kBlock);
    for (int n = 0; n < kBlock; ++n) {
      basis[k][n] = static_cast<float>(scale * std::cos(std::numbers::pi * (2 * n + 1) * k / (2.0 * kBlock)));
    }
  }
  return basis;
}

Matrix Multiply(const Matrix& a, const Matrix& b) {
  Matrix product{};
  for (int i = 0; i < kBlock; ++i) {
    for (int j = 0; j < kBlock; ++j) {
      for (int k = 0; k < kBlock; ++k) product[i][k] += a[i][j] * b[j][k];
    }
  }
  return product;
}

Matrix Transpose(const Matrix& a) {
  Matrix result;
  for (int i = 0; i < kBlock; ++i) {
    for (int j = 0; j < kBlock; ++j) result[j][i] = a[i][j];
  }
  return result;
}

}  // namespace

int JpegStep(int plane, int wave, int quality) {
  const int percent = quality < 50 ? 5000 / std::max(1, quality) : 200 - 2 * std::min(100, quality);
  return std::clamp(((plane == 0 ? kLuminance : kChrominance)[wave] * percent + 50) / 100, 1, 255);
}

void LoseAsJpeg(int quality, int width_px, int height_px, std::span<float> rgb) {
  static const Matrix basis = MakeBasis();
  static const Matrix inverse = Transpose(basis);
  for (int top = 0; top + kBlock <= height_px; top += kBlock) {
    for (int left = 0; left + kBlock <= width_px; left += kBlock) {
      std::array<Matrix, 3> planes{};
      for (int y = 0; y < kBlock; ++y) {
        for (int x = 0; x < kBlock; ++x) {
          const float* pixel = &rgb[(static_cast<size_t>(top + y) * width_px + left + x) * 3];
          const float luma = 0.299f * pixel[0] + 0.587f * pixel[1] + 0.114f * pixel[2];
          planes[0][y][x] = luma - 128.0f;
          planes[1][y][x] = (pixel[2] - luma) / 1.772f;
          planes[2][y][x] = (pixel[0] - luma) / 1.402f;
        }
      }
      for (int plane = 0; plane < 3; ++plane) {
        Matrix waves = Multiply(Multiply(basis, planes[plane]), inverse);
        for (int i = 0; i < kBlock * kBlock; ++i) {
          const auto step = static_cast<float>(JpegStep(plane, i, quality));
          float& wave = waves[i / kBlock][i % kBlock];
          wave = std::nearbyint(wave / step) * step;
        }
        planes[plane] = Multiply(Multiply(inverse, waves), basis);
      }
      for (int y = 0; y < kBlock; ++y) {
        for (int x = 0; x < kBlock; ++x) {
          float* pixel = &rgb[(static_cast<size_t>(top + y) * width_px + left + x) * 3];
          const float luma = planes[0][y][x] + 128.0f;
          const float blue = luma + 1.772f * planes[1][y][x];
          const float red = luma + 1.402f * planes[2][y][x];
          const float green = (luma - 0.299f * red - 0.114f * blue) / 0.587f;
          pixel[0] = std::clamp(red, 0.0f, 255.0f);
          pixel[1] = std::clamp(green, 0.0f, 255.0f);
          pixel[2] = std::clamp(blue, 0.0f, 255.0f);
        }
      }
    }
  }
}

}  // namespace pawlens
