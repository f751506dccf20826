// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>

#include "train/augment.h"

namespace pawlens {

/// A patch's place among the output's pixels.
struct Place {
  Place(const Region& region, int side_px) {
    const auto pixel = [side_px](float share) {
      return std::clamp(static_cast<int>(std::lround(share * static_cast<float>(side_px))), 0, side_px);
    };
    left = pixel(region.left);
    top = pixel(region.top);
    columns = pixel(region.right) - left;
    rows = pixel(region.bottom) - top;
  }
  bool empty() const { return columns <= 0 || rows <= 0; }

  int left, top, columns, rows;
};

/// Samples a pixel, along each axis: as many as the patch has pixels of the photo for it, up to three.
inline int Supersampling(const Patch& patch, const Place& place) {
  const float scale =
      std::max(patch.width / static_cast<float>(place.columns), patch.height / static_cast<float>(place.rows));
  return std::clamp(static_cast<int>(std::lround(scale)), 1, 3);
}

}  // namespace pawlens
