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
  int64_t max_pixels = 120'000'000;  ///< Width times height.
};

/// Decodes JPEG (baseline, progressive, grey, CMYK), PNG (every colour type, 1 to 16 bits), BMP and GIF (first frame),
/// turns it upright by its EXIF orientation and lays transparency over white. 16-bit samples keep their upper byte.
///
/// A file that lacks data is refused, never shown with a grey rest: every segment, chunk, row or block that the picture
/// needs must be there, up to JPEG's end marker and PNG's IEND (of a GIF: up to the end of its first frame). The one
/// exception: a JPEG of one sequential scan without restart markers may lack its end marker if all its data are there.
/// What a structure cannot show is not noticed: a PNG's checksums are not compared, and a JPEG that was cut and given a
/// new end marker passes. Bytes behind the end are ignored.
///
/// Memory at its highest, in bytes a pixel: baseline JPEG up to 7, progressive up to 15, GIF 9, PNG 7 (8-bit RGB) to 24
/// (16-bit RGBA, interlaced). A buffer larger than the size in pixels explains is refused (a decompression bomb).
///
/// Errors: kBadImage (empty, no picture, ends early, contradicts itself), kUnsupportedImage (a format known by its
/// first bytes but not read here, such as WebP, AVIF, HEIC, TIFF: the message names it and says what to do),
/// kImageTooLarge, kOutOfMemory. Thread-safe.
Result<Image> DecodeImage(std::span<const uint8_t> file, const DecodeLimits& limits = {});

}  // namespace pawlens
