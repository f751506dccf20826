// SPDX-License-Identifier: MIT
// From JavaScript's typed arrays into our memory, for all modules.
#pragma once

#include <emscripten/em_js.h>
#include <emscripten/val.h>

#include <cstdint>
#include <limits>
#include <utility>

#include "base/aligned_buffer.h"
#include "base/error.h"
#include "base/str_cat.h"
#include "image/image.h"
#include "image/preprocess.h"

namespace pawlens {

/// The bytes of a Uint8Array or Uint8ClampedArray, moved into our memory by one TypedArray.set.
inline Result<AlignedBuffer> CopyIn(const emscripten::val& typed_array) {
  Result<AlignedBuffer> buffer = AlignedBuffer::AllocateUnfilled(typed_array["length"].as<uint32_t>());
  if (buffer) {
    emscripten::val(emscripten::typed_memory_view(buffer->size(), buffer->data())).call<void>("set", typed_array);
  }
  return buffer;
}

// TypedArray.set once a row costs less than what a frame of a camera has beside its centre square.
// Doubles, since an array may be longer than an int says.
EM_JS(void, pawlens_copy_rows,
      (emscripten::EM_VAL pixels, uint8_t* to, double from, double bytes, double stride, int rows), {
        const all = Emval.toValue(pixels);
        for (; rows--; from += stride, to += bytes) HEAPU8.set(all.subarray(from, from + bytes), to);
      });

struct PixelsIn {
  AlignedBuffer rgba;
  int width, height;
  ImageView view() const { return {rgba.data(), width, height, PixelFormat::kRgba8}; }
};

/// Of width x height RGBA pixels, checked, what CenterCrop leaves of them: cropping that once more changes nothing.
inline Result<PixelsIn> CopyPixels(const emscripten::val& typed_array, int width, int height,
                                   float max_aspect = std::numeric_limits<float>::infinity()) {
  const auto length = typed_array["length"].as<uint32_t>();
  const ImageView whole{nullptr, width, height, PixelFormat::kRgba8};
  if (width < 1 || height < 1 || length / 4 / static_cast<uint32_t>(width) != static_cast<uint32_t>(height) ||
      length != whole.size_bytes()) {
    return Fail(ErrorCode::kInvalidArgument, StrCat(length, " bytes are not ", width, " x ", height, " RGBA pixels"));
  }
  const Crop crop = CenterCrop(whole, max_aspect);
  const double row_bytes = 4.0 * crop.width, stride = 4.0 * width, from = crop.y * stride + 4.0 * crop.x;
  Result<AlignedBuffer> rgba = AlignedBuffer::AllocateUnfilled(size_t{4} * crop.width * crop.height);
  if (!rgba) return std::unexpected(rgba.error());
  const int rows = crop.width == width ? 1 : crop.height;  // Whole rows lie one after the other.
  pawlens_copy_rows(typed_array.as_handle(), rgba->data(), from, row_bytes * (crop.height / rows), stride, rows);
  return PixelsIn{std::move(*rgba), crop.width, crop.height};
}

}  // namespace pawlens
