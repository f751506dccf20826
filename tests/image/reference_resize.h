// SPDX-License-Identifier: MIT
// The rule of image/preprocess.h once more, written to be read: no working rows, no vectors, every weight from its
// definition. What src/image does fast must equal this byte for byte.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "image/image.h"
#include "image/preprocess.h"
#include "support/pictures.h"

namespace pawlens::testing {

/// Weight of every input sample in output `i`, most of them zero; their sum is 1 << 14.
inline std::vector<int64_t> ReferenceWeights(int64_t inputs, int64_t outputs, int64_t i) {
  // Centres in units of 1 / (2 * outputs) of an input sample, so that all of them are integers.
  const int64_t reach = 2 * (inputs > outputs ? inputs : outputs);
  const int64_t center = (2 * i + 1) * inputs;
  std::vector<int64_t> triangle;
  int64_t total = 0;
  for (int64_t j = 0; j < inputs; ++j) {
    const int64_t height = reach - std::abs((2 * j + 1) * outputs - center);
    triangle.push_back(height > 0 ? height : 0);
    total += triangle.back();
  }
  std::vector<int64_t> weights;
  int64_t running = 0;
  int64_t given = 0;
  for (const int64_t height : triangle) {
    running += height;
    const int64_t upto = (2 * (running << 14) + total) / (2 * total);  // Rounded half up.
    weights.push_back(upto - given);
    given = upto;
  }
  return weights;
}

inline int64_t ReferenceOverWhite(int64_t color, int64_t alpha) {
  return (2 * (color * alpha + 255 * (255 - alpha)) + 255) / 510;  // Rounded; a tie cannot occur, 255 is odd.
}

inline Bytes ReferenceCropAndResize(const ImageView& pixels, const InputRule& rule) {
  const auto cropped = [&](int longer, int shorter) {
    const double limit = static_cast<double>(shorter) * static_cast<double>(rule.max_aspect);
    return limit < longer ? static_cast<int>(limit) : longer;
  };
  const auto kept = [&](int length) {
    return std::max(1, static_cast<int>(std::lround(rule.share * static_cast<float>(length))));
  };
  const int width = kept(cropped(pixels.width, pixels.height));
  const int height = kept(cropped(pixels.height, pixels.width));
  const int left = (pixels.width - width) / 2;
  const int top = (pixels.height - height) / 2;

  const auto value = [&](int y, int x, int channel) -> int64_t {
    const auto column = static_cast<size_t>(left + x);
    const auto row = static_cast<size_t>(top + y);
    const uint8_t* pixel =
        pixels.data + (row * static_cast<size_t>(pixels.width) + column) * static_cast<size_t>(pixels.channels());
    return pixels.format == PixelFormat::kRgba8 ? ReferenceOverWhite(pixel[channel], pixel[3]) : pixel[channel];
  };

  Bytes out;
  std::vector<std::vector<int64_t>> row_weights;
  for (int x = 0; x < rule.width; ++x) row_weights.push_back(ReferenceWeights(width, rule.width, x));
  for (int out_y = 0; out_y < rule.height; ++out_y) {
    const std::vector<int64_t> column_weights = ReferenceWeights(height, rule.height, out_y);
    std::vector<int64_t> middle(static_cast<size_t>(width) * 3);
    for (int y = 0; y < height; ++y) {
      const int64_t weight = column_weights[static_cast<size_t>(y)];
      if (weight == 0) continue;
      for (int x = 0; x < width; ++x) {
        for (int channel = 0; channel < 3; ++channel) {
          middle[static_cast<size_t>(x * 3 + channel)] += weight * value(y, x, channel);
        }
      }
    }
    for (int64_t& sum : middle) sum = (sum + 128) >> 8;  // 14 bits of weight, 6 of them kept.
    for (int out_x = 0; out_x < rule.width; ++out_x) {
      const std::vector<int64_t>& weights = row_weights[static_cast<size_t>(out_x)];
      for (int channel = 0; channel < 3; ++channel) {
        int64_t sum = 0;
        for (int x = 0; x < width; ++x) {
          sum += weights[static_cast<size_t>(x)] * middle[static_cast<size_t>(x * 3 + channel)];
        }
        out.push_back(static_cast<uint8_t>((sum + (1 << 19)) >> 20));
      }
    }
  }
  return out;
}

}  // namespace pawlens::testing
