// SPDX-License-Identifier: MIT
#include "image/stb_decoder.h"

#include <limits>
#include <string_view>

#include "base/str_cat.h"

namespace {

// Per thread, as the trainer decodes on several.
thread_local size_t max_allocation_bytes = 0;
thread_local bool allocation_was_refused = false;

bool MayAllocate(size_t size_bytes) {
  if (size_bytes <= max_allocation_bytes) return true;
  allocation_was_refused = true;
  return false;
}

// Zeroed, because stb shows some damaged files with whatever was in memory, and the same file must always give the
// same pixels.
void* AllocateForStb(size_t size_bytes) {
  return MayAllocate(size_bytes) ? std::calloc(1, size_bytes) : nullptr;
}

void* ReallocateForStb(void* old, size_t size_bytes) {
  return MayAllocate(size_bytes) ? std::realloc(old, size_bytes) : nullptr;
}

}  // namespace

#define STBI_MALLOC(size) AllocateForStb(size)
#define STBI_REALLOC(old, size) ReallocateForStb(old, size)
#define STBI_FREE(old) std::free(old)
// stb asserts on things that files can bring about.
#define STBI_ASSERT(condition) ((void)0)
#define STBI_ONLY_JPEG
#define STBI_ONLY_PNG
#define STBI_ONLY_BMP
#define STBI_ONLY_GIF
#define STBI_NO_STDIO
#define STBI_NO_LINEAR
#define STBI_NO_HDR
#define STBI_MAX_DIMENSIONS (1 << 20)
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#include <stb/stb_image.h>

namespace pawlens {
namespace {

Error ErrorFromStb() {
  const char* const reason_or_null = stbi_failure_reason();
  const std::string_view reason = reason_or_null == nullptr ? "no picture in it" : reason_or_null;
  if (allocation_was_refused) {
    return {ErrorCode::kBadImage, "the picture is damaged: it holds far more data than its size in pixels needs"};
  }
  if (reason == "outofmem") return {ErrorCode::kOutOfMemory, "no memory for decoding the picture"};
  if (reason == "too large") return {ErrorCode::kImageTooLarge, "the picture has more pixels than can be addressed"};
  // "unknown image type": a BMP header of a length that stb does not know; all other kinds are known by now.
  if (reason == "BMP RLE" || reason == "BMP JPEG/PNG" || reason == "unknown image type") {
    return {ErrorCode::kUnsupportedImage, "a BMP of this rare kind is not read here; save it as JPEG or PNG"};
  }
  return {ErrorCode::kBadImage, StrCat("the picture is damaged: ", reason)};
}

}  // namespace

Result<StbPicture> DecodeWithStb(std::span<const uint8_t> file, PixelFormat format, size_t limit_bytes) {
  if (file.size() > static_cast<size_t>(std::numeric_limits<int>::max())) {
    return Fail(ErrorCode::kImageTooLarge, StrCat("the file has ", file.size(), " bytes, 2147483647 are read at most"));
  }
  max_allocation_bytes = limit_bytes;
  allocation_was_refused = false;
  stbi__g_failure_reason = nullptr;  // stb fails in places without giving a reason.
  StbPicture picture;
  picture.format = format;
  int channels_in_file = 0;
  picture.pixels.reset(stbi_load_from_memory(file.data(), static_cast<int>(file.size()), &picture.width,
                                             &picture.height, &channels_in_file, static_cast<int>(format)));
  if (!picture.pixels) return std::unexpected(ErrorFromStb());
  return picture;
}

}  // namespace pawlens
