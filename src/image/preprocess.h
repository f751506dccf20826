// SPDX-License-Identifier: MIT
// The one rule by which pixels become a network's input, in training, in the tools and on the page:
//   1. centre crop: the longer side is cut to at most `max_aspect` times the shorter one, evenly at both ends
//      (odd pixel at the end), and of both sides the middle `share` is kept (rounded, at least a pixel);
//   2. resize to width x height by an antialiased triangle filter (support = scale for shrinking, bilinear for
//      enlarging; sample positions at pixel centres, as in PIL's BILINEAR), separable, in fixed point, so that every
//      build gives the same bytes: 14-bit weights (image/filter.h), columns first, 6 fraction bits kept between the
//      passes, halves rounded up in both;
//   3. q = u8 - 128 (one XOR with 0x80), which stands for real = (u8 - 128) / 128.
// Transparent pixels (RGBA) are laid over white before step 2.
#pragma once

#include <cstdint>
#include <span>

#include "base/error.h"
#include "image/image.h"

namespace pawlens {

struct InputRule {
  int width = 128;          ///< Pixels, 1 to 4096.
  int height = 128;         ///< Pixels, 1 to 4096.
  float max_aspect = 1.0f;  ///< At least 1. 1 is the centre square; infinity squeezes the whole picture.
  float share = 1.0f;       ///< Above 0, at most 1: the whole of that.
};

/// A part of a picture, in its pixels.
struct Crop {
  int x, y, width, height;
};

/// Step 1.
Crop CenterCrop(const ImageView& pixels, float max_aspect, float share = 1.0f);

/// Steps 1 and 2: width x height RGB. kInvalidArgument for an empty view, one with a side above 1,048,576 pixels, or a
/// rule out of range; kOutOfMemory. Reads the view in place and keeps rows only, never a copy of the picture.
Result<Image> CropAndResize(const ImageView& pixels, const InputRule& rule);

/// Steps 1 to 3 into `out`, NHWC int8, exactly rule.height * rule.width * 3 elements (else kInvalidArgument).
Status Preprocess(const ImageView& pixels, const InputRule& rule, std::span<int8_t> out);

}  // namespace pawlens
