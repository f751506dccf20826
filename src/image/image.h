// SPDX-License-Identifier: MIT
// Pixels in memory. Everywhere: 8 bits a channel, sRGB as stored, rows from the top, pixels from the left, no padding
// between rows. (Row r, column c, channel k of a view with n channels is at data[(r * width + c) * n + k].)
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace pawlens {

enum class PixelFormat : uint8_t { kRgb8 = 3, kRgba8 = 4 };  ///< The value is the number of channels.

/// Somebody else's pixels; valid as long as they are. Alpha is straight (not premultiplied), as canvas gives it.
struct ImageView {
  const uint8_t* data = nullptr;
  int width = 0;   ///< Pixels, at least 1.
  int height = 0;  ///< Pixels, at least 1.
  PixelFormat format = PixelFormat::kRgb8;

  int channels() const { return static_cast<int>(format); }
  size_t size_bytes() const {
    return static_cast<size_t>(width) * static_cast<size_t>(height) * static_cast<size_t>(format);
  }
};

/// Owner of an RGB picture: `width * height * 3` bytes.
struct Image {
  int width = 0;
  int height = 0;
  std::vector<uint8_t> rgb;

  ImageView view() const { return {rgb.data(), width, height, PixelFormat::kRgb8}; }
};

}  // namespace pawlens
