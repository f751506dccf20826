// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>

namespace pawlens {

struct WindowPart {
  int32_t begin, end;
};

/// The part of a window at `position` that lies within the picture.
inline WindowPart Inside(int32_t position, int32_t stride, int32_t padding, int32_t filter, int32_t size) {
  const int32_t start = position * stride - padding;
  return {std::max(start, 0), std::min(start + filter, size)};
}

}  // namespace pawlens
