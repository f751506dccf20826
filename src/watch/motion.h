// SPDX-License-Identifier: MIT
// Whether anything moves, so that a camera's frames need no network while nothing does.
#pragma once

#include <array>
#include <cstdint>

#include "image/image.h"

namespace pawlens {

struct MotionRule {
  int levels = 10;  ///< A cell has changed where its mean red, green or blue (0 to 255) differs by this or more.
  int cells = 2;    ///< So many changed cells are motion.
};

/// The frame as 32 x 24 cells of colour, each the mean of up to 16 x 16 samples. Noise of a camera is gone in such a mean,
/// a tail is not. Frames are compared with the last one that moved, not with the one before: what creeps is noticed too.
class Motion {
 public:
  static constexpr int kColumns = 32;
  static constexpr int kRows = 24;

  explicit Motion(const MotionRule& rule = {}) : rule_(rule) {}

  /// The first frame moves, and so does one of another size. Alpha is not looked at.
  bool Moves(const ImageView& frame);

 private:
  using Cells = std::array<std::array<int16_t, 3>, kColumns * kRows>;

  MotionRule rule_;
  int width_ = 0;
  int height_ = 0;
  Cells reference_{};
};

}  // namespace pawlens
