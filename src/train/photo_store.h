// SPDX-License-Identifier: MIT
// Photos where the renderer can get at them: as they are on the CPU, as one block of bytes on any other device.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <span>
#include <vector>

#include "image/image.h"

namespace pawlens {

class PhotoStore {
 public:
  /// `photos` must outlive the store and stay where they are. On the CPU nothing is copied; for another device, or if `copied`
  /// asks for it (tests of that path), all pixels are put there once, 3 bytes each.
  PhotoStore(std::vector<const Image*> photos, torch::Device device, bool copied = false);

  torch::Device device() const { return device_; }
  /// Whether Canvas is best asked for many photos at once: where work is dealt out in launches.
  bool in_bulk() const { return pixels_.defined(); }
  const Image& photo(int index) const { return *photos_[index]; }
  /// [H, W, 3] uint8 on the CPU, without a copy.
  torch::Tensor Pixels(int index) const;

  /// [N, 3, H, W] float32, 0 to 255, channels last in memory: each of `photos` (indices, at least one) in the upper left
  /// corner; H and W are the largest of their sides. To the right and below, edges are repeated.
  torch::Tensor Canvas(std::span<const int> photos) const;

 private:
  std::vector<const Image*> photos_;
  torch::Device device_;
  torch::Tensor pixels_;         ///< [all photos' pixels, 3] uint8; undefined where photos are read where they are.
  std::vector<int64_t> starts_;  ///< Of each photo's pixels in pixels_.
};

}  // namespace pawlens
