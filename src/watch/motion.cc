// SPDX-License-Identifier: MIT
#include "watch/motion.h"

#include <algorithm>
#include <cstdlib>

namespace pawlens {
namespace {

constexpr int kMaxSamples = 16;  // Across and down a cell.

using Colour = std::array<int16_t, 3>;

/// Of a cell's pixels [from, to), at least one; evenly spread.
Colour MeanOf(const ImageView& frame, int left, int right, int top, int bottom) {
  const int step_x = std::max(1, (right - left + kMaxSamples - 1) / kMaxSamples);
  const int step_y = std::max(1, (bottom - top + kMaxSamples - 1) / kMaxSamples);
  const size_t channels = static_cast<size_t>(frame.channels());
  std::array<int, 3> sums{};
  int count = 0;
  for (int y = top; y < bottom; y += step_y) {
    const uint8_t* row = frame.data + static_cast<size_t>(y) * static_cast<size_t>(frame.width) * channels;
    for (int x = left; x < right; x += step_x, ++count) {
      for (size_t k = 0; k < 3; ++k) sums[k] += row[static_cast<size_t>(x) * channels + k];
    }
  }
  Colour mean{};
  for (size_t k = 0; k < 3; ++k) mean[k] = static_cast<int16_t>(sums[k] / count);
  return mean;
}

bool Differ(const Colour& a, const Colour& b, int levels) {
  return std::abs(a[0] - b[0]) >= levels || std::abs(a[1] - b[1]) >= levels || std::abs(a[2] - b[2]) >= levels;
}

/// Where cell `i` of `cells` begins along a side; of a side shorter than that some cells share their pixels.
int EdgeOf(int i, int cells, int side_px) {
  return static_cast<int>(static_cast<int64_t>(i) * side_px / cells);
}

}  // namespace

bool Motion::Moves(const ImageView& frame) {
  Cells cells;
  int changed = 0;
  for (int row = 0; row < kRows; ++row) {
    const int top = EdgeOf(row, kRows, frame.height);
    const int bottom = std::max(top + 1, EdgeOf(row + 1, kRows, frame.height));
    for (int column = 0; column < kColumns; ++column) {
      const int left = EdgeOf(column, kColumns, frame.width);
      const int right = std::max(left + 1, EdgeOf(column + 1, kColumns, frame.width));
      const size_t cell = static_cast<size_t>(row) * kColumns + static_cast<size_t>(column);
      cells[cell] = MeanOf(frame, left, right, top, bottom);
      changed += Differ(cells[cell], reference_[cell], rule_.levels);
    }
  }
  const bool other_size = frame.width != width_ || frame.height != height_;
  if (!other_size && changed < rule_.cells) return false;
  width_ = frame.width;
  height_ = frame.height;
  reference_ = cells;
  return true;
}

}  // namespace pawlens
