// SPDX-License-Identifier: MIT
// Pictures and picture files for tests.
#pragma once

#include <cstdint>
#include <vector>

#include "image/image.h"

namespace pawlens::testing {

using Bytes = std::vector<uint8_t>;

/// Random values in every channel, the alpha of RGBA too: `width * height * channels` bytes and not one more, so that
/// AddressSanitizer sees a read past them.
Bytes NoisePixels(int width, int height, PixelFormat format, uint64_t seed);

/// One colour.
Image FlatPicture(int width, int height, uint8_t red, uint8_t green, uint8_t blue);

/// A colour gradient: what JPEG keeps almost unchanged.
Image GradientPicture(int width, int height);

Bytes EncodePng(const ImageView& pixels);
/// Baseline; 4:2:0 up to quality 90, 4:4:4 above.
Bytes EncodeJpeg(const ImageView& pixels, int quality = 95);
/// 24 bits a pixel for RGB, 32 for RGBA.
Bytes EncodeBmp(const ImageView& pixels);

}  // namespace pawlens::testing
