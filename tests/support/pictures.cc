// SPDX-License-Identifier: MIT
#include "support/pictures.h"

#include "base/digest.h"

#define STBI_WRITE_NO_STDIO
#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb/stb_image_write.h>

namespace pawlens::testing {
namespace {

void Append(void* file, void* data, int size) {
  const auto* bytes = static_cast<const uint8_t*>(data);
  auto& out = *static_cast<Bytes*>(file);
  out.insert(out.end(), bytes, bytes + size);
}

}  // namespace

Bytes NoisePixels(int width, int height, PixelFormat format, uint64_t seed) {
  Bytes pixels(ImageView{nullptr, width, height, format}.size_bytes());
  SplitMix64 random(seed);
  for (uint8_t& value : pixels) value = static_cast<uint8_t>(random.Next() >> 56);
  return pixels;
}

Image FlatPicture(int width, int height, uint8_t red, uint8_t green, uint8_t blue) {
  Image image{width, height, {}};
  for (int i = 0; i < width * height; ++i) image.rgb.insert(image.rgb.end(), {red, green, blue});
  return image;
}

Image GradientPicture(int width, int height) {
  Image image{width, height, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const auto red = static_cast<uint8_t>(255 * x / width);
      const auto green = static_cast<uint8_t>(255 * y / height);
      image.rgb.insert(image.rgb.end(), {red, green, static_cast<uint8_t>(255 - red)});
    }
  }
  return image;
}

Bytes EncodePng(const ImageView& pixels) {
  Bytes file;
  stbi_write_png_to_func(Append, &file, pixels.width, pixels.height, pixels.channels(), pixels.data,
                         pixels.width * pixels.channels());
  return file;
}

Bytes EncodeJpeg(const ImageView& pixels, int quality) {
  Bytes file;
  stbi_write_jpg_to_func(Append, &file, pixels.width, pixels.height, pixels.channels(), pixels.data, quality);
  return file;
}

Bytes EncodeBmp(const ImageView& pixels) {
  Bytes file;
  stbi_write_bmp_to_func(Append, &file, pixels.width, pixels.height, pixels.channels(), pixels.data);
  return file;
}

}  // namespace pawlens::testing
