// SPDX-License-Identifier: MIT
// The one door to stb_image. Callers check size and completeness first (image/probe.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>

#include "base/error.h"
#include "image/image.h"

namespace pawlens {

struct StbPicture {
  struct Free {
    void operator()(uint8_t* memory) const { std::free(memory); }
  };
  std::unique_ptr<uint8_t, Free> pixels;
  int width = 0;
  int height = 0;
  PixelFormat format = PixelFormat::kRgb8;

  ImageView view() const { return {pixels.get(), width, height, format}; }
};

/// Decodes with `format`'s channels. No single allocation may be larger than `max_allocation_bytes`: a bomb is a file
/// that wants more than its size in pixels can explain. kBadImage with stb's own reason ("bad huffman code"),
/// kUnsupportedImage, kOutOfMemory. Thread-safe.
Result<StbPicture> DecodeWithStb(std::span<const uint8_t> file, PixelFormat format, size_t max_allocation_bytes);

}  // namespace pawlens
