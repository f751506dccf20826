// SPDX-License-Identifier: MIT
#include "watch/motion.h"

#include <algorithm>
#include <cstdlib>

namespace pawlens {
namespace {

constexpr int kMaxSamples = 16;  // Across and down a cell.

int Brightness(const uint8_t* pixel) {
  return (pixel[0] + 2 * pixel[1] + pixel[2]) >> 2;
}

/// Of a cell's pixels [from, to), at least one; evenly spread.
int16_t MeanOf(const ImageView& frame, int left, int right, int top, int bottom) {
  const int step_x = std::max(1, (right - left + kMaxSamples - 1) / kMaxSamples);
  const int step_y = std::max(1, (bottom - top + kMaxSamples - 1) / kMaxSamples);
  const size_t channels = static_cast<size_t>(frame.channels());
  int sum = 0;
  int count = 0;
  for (int y = top; y < bottom; y += step_y) {
    const uint8_t* row = frame.data + static_cast<size_t>(y) * static_cast<size_t>(frame.width) * channels;
    for (int x = left; x < right; x += step_x, ++count) sum += Brightness(row + static_cast<size_t>(x) * channels);
  }
  return static_cast<int16_t>(sum / count);
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
      const size_t cell = static_cast<size_t>(row * kColumns + column);
      cells[cell] = MeanOf(frame, left, right, top, bottom);
      changed += std::abs(cells[cell] - reference_[cell]) >= rule_.levels;
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
