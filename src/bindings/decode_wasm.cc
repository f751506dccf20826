// SPDX-License-Identifier: MIT
// The picture decoder as one JavaScript function, in a module of its own: browsers decode what visitors drop, so hardly
// anyone fetches this. web/decoder.d.ts is the manual for the JavaScript side.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <cstdint>
#include <string>
#include <utility>

#include "base/aligned_buffer.h"
#include "base/error.h"
#include "bindings/copy_in.h"
#include "image/decode.h"

namespace pawlens {
namespace {

using emscripten::val;

/// Opaque pixels of an encoded picture, as ImageData holds them.
struct Pixels {
  int width = 0, height = 0;
  AlignedBuffer rgba;
};

Result<Pixels> Decode(const val& encoded) {
  Result<AlignedBuffer> file = CopyIn(encoded);
  if (!file) return std::unexpected(file.error());
  const Result<Image> image = DecodeImage(file->bytes());
  if (!image) return std::unexpected(image.error());
  Result<AlignedBuffer> rgba = AlignedBuffer::AllocateUnfilled(image->rgb.size() / 3 * 4);
  if (!rgba) return std::unexpected(rgba.error());
  const uint8_t* from = image->rgb.data();
  for (uint8_t *to = rgba->data(), *end = to + rgba->size(); to != end; to += 4, from += 3) {
    to[0] = from[0], to[1] = from[1], to[2] = from[2], to[3] = 255;
  }
  return Pixels{image->width, image->height, std::move(*rgba)};
}

val DecodeRgba(const val& encoded) {
  const Result<Pixels> pixels = Decode(encoded);
  val answer = val::object();
  answer.set("ok", pixels.has_value());
  answer.set("code", std::string(pixels ? "" : ErrorCodeName(pixels.error().code)));
  answer.set("message", pixels ? std::string() : pixels.error().message);
  answer.set("width", pixels ? pixels->width : 0);
  answer.set("height", pixels ? pixels->height : 0);
  // Copied by `slice`: no view of the heap leaves.
  answer.set("rgba",
             pixels ? val(emscripten::typed_memory_view(pixels->rgba.size(), pixels->rgba.data())).call<val>("slice")
                    : val::null());
  return answer;
}

EMSCRIPTEN_BINDINGS(pawlens_decode) {
  emscripten::function("decode", &DecodeRgba);
}

}  // namespace
}  // namespace pawlens
