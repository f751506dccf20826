// SPDX-License-Identifier: MIT
// A data set that a tiny network can learn in seconds: discs, squares, and neither.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "image/image.h"

namespace pawlens::testing {

enum class Shape { kDisc, kSquare, kNone };

/// A bright reddish disc, a bright bluish square, or only the dark noise that the others lie on.
Image ShapePicture(Shape shape, int width, int height, uint64_t seed);

/// A folder of its own, gone with the object.
class PhotoFolder {
 public:
  PhotoFolder();
  ~PhotoFolder();
  PhotoFolder(const PhotoFolder&) = delete;
  PhotoFolder& operator=(const PhotoFolder&) = delete;

  const std::filesystem::path& path() const { return root_; }
  /// `count` PNG files in the folder CLASS of path() / "photos".
  void AddPhotos(std::string_view class_name, Shape shape, int count) const;
  void Write(std::string_view name, std::string_view text) const;
  std::filesystem::path photos() const { return root_ / "photos"; }

 private:
  std::filesystem::path root_;
};

}  // namespace pawlens::testing
