// SPDX-License-Identifier: MIT
#include "image/corruption.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "image/jpeg_loss.h"
#include "image/preprocess.h"

namespace pawlens {
namespace {

constexpr float kMaxAspect = 32.0f;  // Times kCorruptedSide: the largest picture that CropAndResize makes.
constexpr float kSine15 = 0.25881905f;
constexpr float kCosine15 = 0.96592583f;

uint8_t ToByte(float value) {
  return static_cast<uint8_t>(std::clamp(std::floor(value + 0.5f), 0.0f, 255.0f));
}

Result<Image> Resized(const Image& picture, int width, int height) {
  return CropAndResize(picture.view(),
                       {.width = width, .height = height, .max_aspect = std::numeric_limits<float>::infinity()});
}

/// As an encoder does, the last blocks are filled up by repeating the edge.
Image Compressed(const Image& picture, int quality) {
  const int width = (picture.width + 7) / 8 * 8;
  const int height = (picture.height + 7) / 8 * 8;
  const auto source = [&](int y, int x) {
    return (static_cast<size_t>(std::min(y, picture.height - 1)) * picture.width + std::min(x, picture.width - 1)) * 3;
  };
  std::vector<float> blocks;
  blocks.reserve(static_cast<size_t>(width) * height * 3);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const uint8_t* pixel = &picture.rgb[source(y, x)];
      blocks.insert(blocks.end(), pixel, pixel + 3);
    }
  }
  LoseAsJpeg(quality, width, height, blocks);
  Image lossy = picture;
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      for (int k = 0; k < 3; ++k) {
        lossy.rgb[source(y, x) + k] = ToByte(blocks[(static_cast<size_t>(y) * width + x) * 3 + k]);
      }
    }
  }
  return lossy;
}

/// In whole numbers: 1.3 is none in floating point, and halves would be rounded either way.
Image Brightened(const Image& picture, int percent) {
  Image lit = picture;
  for (uint8_t& value : lit.rgb) value = static_cast<uint8_t>(std::min(255, (percent * value + 50) / 100));
  return lit;
}

/// Clockwise for a positive sine: what is painted at an offset from the middle is taken from that offset turned back.
Image Turned(const Image& picture, float sine) {
  Image turned = picture;
  const float middle_x = 0.5f * static_cast<float>(picture.width - 1);
  const float middle_y = 0.5f * static_cast<float>(picture.height - 1);
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      const float dx = static_cast<float>(x) - middle_x;
      const float dy = static_cast<float>(y) - middle_y;
      const float from_x =
          std::clamp(middle_x + kCosine15 * dx + sine * dy, 0.0f, static_cast<float>(picture.width - 1));
      const float from_y =
          std::clamp(middle_y - sine * dx + kCosine15 * dy, 0.0f, static_cast<float>(picture.height - 1));
      const int left = static_cast<int>(from_x);
      const int top = static_cast<int>(from_y);
      const float part_x = from_x - static_cast<float>(left);
      const float part_y = from_y - static_cast<float>(top);
      const auto at = [&](int row, int column, int k) {
        const int within_y = std::min(row, picture.height - 1);
        const int within_x = std::min(column, picture.width - 1);
        return static_cast<float>(picture.rgb[(static_cast<size_t>(within_y) * picture.width + within_x) * 3 + k]);
      };
      for (int k = 0; k < 3; ++k) {
        const float upper = at(top, left, k) + part_x * (at(top, left + 1, k) - at(top, left, k));
        const float lower = at(top + 1, left, k) + part_x * (at(top + 1, left + 1, k) - at(top + 1, left, k));
        turned.rgb[(static_cast<size_t>(y) * picture.width + x) * 3 + k] = ToByte(upper + part_y * (lower - upper));
      }
    }
  }
  return turned;
}

Image Shaken(const Image& picture) {
  constexpr int kReach = 3;
  constexpr int kLength = 2 * kReach + 1;
  Image shaken = picture;
  for (int y = 0; y < picture.height; ++y) {
    const size_t row = static_cast<size_t>(y) * picture.width * 3;
    for (int x = 0; x < picture.width; ++x) {
      for (int k = 0; k < 3; ++k) {
        int sum = 0;
        for (int from = x - kReach; from <= x + kReach; ++from) {
          sum += picture.rgb[row + static_cast<size_t>(std::clamp(from, 0, picture.width - 1)) * 3 + k];
        }
        shaken.rgb[row + static_cast<size_t>(x) * 3 + k] = static_cast<uint8_t>((2 * sum + kLength) / (2 * kLength));
      }
    }
  }
  return shaken;
}

}  // namespace

const char* CorruptionName(Corruption corruption) {
  switch (corruption) {
    case Corruption::kNone: return "as it is";
    case Corruption::kJpeg30: return "JPEG quality 30";
    case Corruption::kHalfResolution: return "half resolution";
    case Corruption::kBrighter: return "30 % brighter";
    case Corruption::kDarker: return "30 % darker";
    case Corruption::kTurnedLeft: return "turned left by 15 degrees";
    case Corruption::kTurnedRight: return "turned right by 15 degrees";
    case Corruption::kMotionBlur: return "motion blur of 7 px";
  }
  return "";
}

Result<Image> ScaleForCorruption(const ImageView& pixels) {
  const Crop crop = CenterCrop(pixels, kMaxAspect);
  const int shorter = std::max(1, std::min(crop.width, crop.height));  // An empty view fails below.
  const auto scaled = [shorter](int side) {
    return static_cast<int>((int64_t{2} * side * kCorruptedSide + shorter) / (2 * int64_t{shorter}));
  };
  return CropAndResize(pixels, {.width = scaled(crop.width), .height = scaled(crop.height), .max_aspect = kMaxAspect});
}

Result<Image> Corrupt(const Image& scaled, Corruption corruption) {
  switch (corruption) {
    case Corruption::kNone: break;
    case Corruption::kJpeg30: return Compressed(scaled, 30);
    case Corruption::kHalfResolution: {
      const Result<Image> half = Resized(scaled, std::max(1, scaled.width / 2), std::max(1, scaled.height / 2));
      if (!half) return half;
      return Resized(*half, scaled.width, scaled.height);
    }
    case Corruption::kBrighter: return Brightened(scaled, 130);
    case Corruption::kDarker: return Brightened(scaled, 70);
    case Corruption::kTurnedLeft: return Turned(scaled, -kSine15);
    case Corruption::kTurnedRight: return Turned(scaled, kSine15);
    case Corruption::kMotionBlur: return Shaken(scaled);
  }
  return scaled;
}

}  // namespace pawlens
