// SPDX-License-Identifier: MIT
#include "train/photo_store.h"

#include <algorithm>
#include <utility>

#include "train/device.h"

namespace pawlens {
namespace {

/// [H, W, 3] uint8, without a copy.
torch::Tensor View(const Image& photo) {
  auto* data = const_cast<uint8_t*>(photo.rgb.data());  // Only read; from_blob knows no const.
  return torch::from_blob(data, {photo.height, photo.width, 3}, torch::kUInt8);
}

/// The last element of each line, once more up to the line's end.
void RepeatEdge(torch::Tensor canvas, int64_t dimension, int64_t from) {
  const int64_t missing = canvas.size(dimension) - from;
  if (missing > 0) canvas.narrow(dimension, from, missing).copy_(canvas.narrow(dimension, from - 1, 1));
}

}  // namespace

PhotoStore::PhotoStore(std::vector<const Image*> photos, torch::Device device, bool copied)
    : photos_(std::move(photos)), device_(device) {
  if (device.is_cpu() && !copied) return;
  int64_t pixels = 0;
  for (const Image* photo : photos_) {
    starts_.push_back(pixels);
    pixels += int64_t{photo->width} * photo->height;
  }
  pixels_ = torch::empty({pixels, 3}, torch::dtype(torch::kUInt8).device(device));
  for (size_t i = 0; i < photos_.size(); ++i) {
    const torch::Tensor view = View(*photos_[i]).view({-1, 3});
    pixels_.narrow(0, starts_[i], view.size(0)).copy_(view);
  }
}

torch::Tensor PhotoStore::Pixels(int index) const {
  return View(*photos_[index]);
}

torch::Tensor PhotoStore::Canvas(std::span<const int> photos) const {
  const auto count = static_cast<int64_t>(photos.size());
  int64_t height = 1;
  int64_t width = 1;
  for (const int index : photos) {
    height = std::max<int64_t>(height, photos_[index]->height);
    width = std::max<int64_t>(width, photos_[index]->width);
  }
  if (!in_bulk()) {
    if (count == 1) return View(*photos_[photos[0]]).to(torch::kFloat32).permute({2, 0, 1}).unsqueeze(0);
    const torch::Tensor canvas = torch::empty({count, height, width, 3});
    for (int64_t i = 0; i < count; ++i) {
      const Image& photo = *photos_[photos[i]];
      canvas[i].narrow(0, 0, photo.height).narrow(1, 0, photo.width).copy_(View(photo));
      RepeatEdge(canvas[i].narrow(0, 0, photo.height), 1, photo.width);
      RepeatEdge(canvas[i], 0, photo.height);
    }
    return canvas.permute({0, 3, 1, 2});
  }
  torch::Tensor sizes = torch::empty({3, count, 1, 1}, torch::kInt64);  // Start, width, height.
  for (int64_t i = 0; i < count; ++i) {
    const Image& photo = *photos_[photos[i]];
    const int64_t numbers[] = {starts_[photos[i]], photo.width, photo.height};
    for (int k = 0; k < 3; ++k) sizes.data_ptr<int64_t>()[k * count + i] = numbers[k];
  }
  sizes = Upload(sizes, device_);
  const auto whole = torch::dtype(torch::kInt64).device(device_);
  const torch::Tensor x = torch::minimum(torch::arange(width, whole).view({1, 1, -1}), sizes[1] - 1);
  const torch::Tensor y = torch::minimum(torch::arange(height, whole).view({1, -1, 1}), sizes[2] - 1);
  const torch::Tensor places = (sizes[0] + y * sizes[1]) + x;
  return pixels_.index_select(0, places.flatten())
      .to(torch::kFloat32)
      .view({count, height, width, 3})
      .permute({0, 3, 1, 2});
}

}  // namespace pawlens
