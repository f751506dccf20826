// SPDX-License-Identifier: MIT
// From an encoded file to upright RGB pixels. The bytes are not trusted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/error.h"
#include "image/image.h"

namespace pawlens {

/// Checked against the file's header before anything is allocated for its pixels.
struct DecodeLimits {
  int max_side_px = 32768;
  int64_t max_pixels = 120'000'000;  ///< Width times height; RGB of that many pixels takes 3 bytes each.
};

/// Decodes JPEG (baseline, progressive, grey, CMYK), PNG (every colour type, 1 to 16 bits), BMP and GIF (first frame),
/// turns it upright by its EXIF orientation and lays transparency over white. 16-bit samples keep their upper byte.
/// Errors: kBadImage (empty, no picture, ends early, contradicts itself), kUnsupportedImage (a format known by its first
/// bytes but not read here, such as WebP, AVIF, HEIC, TIFF: the message names it and says what to do), kImageTooLarge,
/// kOutOfMemory. Thread-safe.
Result<Image> DecodeImage(std::span<const uint8_t> file, const DecodeLimits& limits = {});

}  // namespace pawlens
