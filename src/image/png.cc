// SPDX-License-Identifier: MIT
#include "image/png.h"

#include <limits>

#include "base/str_cat.h"

#ifndef __clang_analyzer__  // It would analyze stb for us.
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#endif
#define STBI_WRITE_NO_STDIO
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#endif
#include <stb/stb_image_write.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

namespace pawlens {

Result<std::vector<uint8_t>> EncodePng(const Image& picture) {
  if (picture.width < 1 || picture.height < 1) return Fail(ErrorCode::kInvalidArgument, "an empty picture has no PNG");
  // stb counts the bytes of all rows, each with one more for its filter, in an int.
  if ((int64_t{picture.width} * 3 + 1) * picture.height > std::numeric_limits<int>::max()) {
    return Fail(ErrorCode::kImageTooLarge, StrCat("a PNG of ", picture.width, " x ", picture.height, " pixels"));
  }
  std::vector<uint8_t> file;
  const auto append = [](void* context, void* data, int size) {
    const auto* bytes = static_cast<const uint8_t*>(data);
    auto& out = *static_cast<std::vector<uint8_t>*>(context);
    out.insert(out.end(), bytes, bytes + size);
  };
  const int done =
      stbi_write_png_to_func(append, &file, picture.width, picture.height, 3, picture.rgb.data(), picture.width * 3);
  if (done == 0) return Fail(ErrorCode::kOutOfMemory, "no memory for writing the PNG");
  return file;
}

}  // namespace pawlens
