// SPDX-License-Identifier: MIT
// From JavaScript's typed arrays into our memory, for all modules.
#pragma once

#include <emscripten/val.h>

#include <cstdint>

#include "base/aligned_buffer.h"
#include "base/error.h"
#include "base/str_cat.h"
#include "image/image.h"

namespace pawlens {

/// The bytes of a Uint8Array or Uint8ClampedArray, moved into our memory by one TypedArray.set.
inline Result<AlignedBuffer> CopyIn(const emscripten::val& typed_array) {
  Result<AlignedBuffer> buffer = AlignedBuffer::Allocate(typed_array["length"].as<uint32_t>());
  if (buffer) {
    emscripten::val(emscripten::typed_memory_view(buffer->size(), buffer->data())).call<void>("set", typed_array);
  }
  return buffer;
}

/// width x height RGBA pixels, checked.
inline Result<AlignedBuffer> CopyPixels(const emscripten::val& typed_array, int width, int height) {
  Result<AlignedBuffer> rgba = CopyIn(typed_array);
  if (!rgba) return rgba;
  const ImageView view{rgba->data(), width, height, PixelFormat::kRgba8};
  if (width < 1 || height < 1 || rgba->size() / 4 / width != static_cast<size_t>(height) ||
      rgba->size() != view.size_bytes()) {
    return Fail(ErrorCode::kInvalidArgument,
                StrCat(rgba->size(), " bytes are not ", width, " x ", height, " RGBA pixels"));
  }
  return rgba;
}

}  // namespace pawlens
