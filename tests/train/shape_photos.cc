// SPDX-License-Identifier: MIT
#include "train/shape_photos.h"

#include <unistd.h>

#include <atomic>
#include <cmath>
#include <fstream>

#include "base/digest.h"
#include "base/str_cat.h"
#include "support/pictures.h"

namespace pawlens::testing {

Image ShapePicture(Shape shape, int width, int height, uint64_t seed) {
  SplitMix64 random(seed);
  Image image = FlatPicture(width, height, 0, 0, 0);
  for (uint8_t& value : image.rgb) value = static_cast<uint8_t>(random.Next() % 80);
  const double radius = 0.3 * std::min(width, height);
  const double x0 = 0.5 * width + static_cast<double>(random.Next() % 5) - 2.0;
  const double y0 = 0.5 * height + static_cast<double>(random.Next() % 5) - 2.0;
  for (int y = 0; y < height && shape != Shape::kNone; ++y) {
    for (int x = 0; x < width; ++x) {
      const bool inside = shape == Shape::kDisc ? std::hypot(x - x0, y - y0) < radius
                                                : std::fabs(x - x0) < radius && std::fabs(y - y0) < radius;
      if (!inside) continue;
      uint8_t* pixel = &image.rgb[(static_cast<size_t>(y) * width + x) * 3];
      pixel[shape == Shape::kDisc ? 0 : 2] = 230;
      pixel[1] = 110;
    }
  }
  return image;
}

PhotoFolder::PhotoFolder() {
  static std::atomic<int> count = 0;
  root_ = std::filesystem::temp_directory_path() / StrCat("pawlens-train-test-", getpid(), "-", count++);
  std::filesystem::create_directories(root_);
}

PhotoFolder::~PhotoFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(root_, ignored);
}

void PhotoFolder::AddPhotos(std::string_view class_name, Shape shape, int count) const {
  const std::filesystem::path folder = photos() / class_name;
  std::filesystem::create_directories(folder);
  for (int i = 0; i < count; ++i) {
    const auto seed = static_cast<uint64_t>(1000 * static_cast<int>(shape) + i);
    const Bytes png = EncodePng(ShapePicture(shape, 40, 36, seed).view());
    std::ofstream(folder / StrCat("photo", 100 + i, ".png"), std::ios::binary)
        .write(reinterpret_cast<const char*>(png.data()), static_cast<std::streamsize>(png.size()));
  }
}

void PhotoFolder::Write(std::string_view name, std::string_view text) const {
  std::filesystem::create_directories((root_ / name).parent_path());
  std::ofstream(root_ / name, std::ios::binary) << text;
}

}  // namespace pawlens::testing
