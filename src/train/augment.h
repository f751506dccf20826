// SPDX-License-Identifier: MIT
// Random changes to a training picture. What is to be done is drawn here, as plain numbers; render.h does it.
#pragma once

#include <cstdint>
#include <vector>

#include "image/image.h"
#include "train/random.h"

namespace pawlens {

/// A rectangle of the output, as shares of its side: 0 is left or top, 1 right or bottom.
struct Region {
  float left = 0, top = 0, right = 1, bottom = 1;
  float width() const { return right - left; }
  float height() const { return bottom - top; }
};

/// A part of a photo and where in the output it goes.
struct Patch {
  float center_x = 0, center_y = 0;  ///< Of the part, in the photo's pixels.
  float width = 0, height = 0;       ///< Of the part, in the photo's pixels, before turning.
  float angle = 0;                   ///< Radians.
  bool mirrored = false;
  Region region;
  bool oval = false;  ///< Only the ellipse in the region is painted, with soft edges.
};

/// A filled rectangle: erasing, captions, borders.
struct Box {
  Region region;
  float color[3] = {};
  bool lettered = false;  ///< Covered with dark or light strokes, as a line of text would.
};

struct AugmentPlan {
  Patch first;
  Patch second;  ///< Composites only; painted over the first.
  float matrix[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
  float offset[3] = {};  ///< After the matrix; 8-bit units.
  float blur_px = 0;     ///< Standard deviation, of 128 pixels.
  float motion_px = 0;   ///< Length of a straight blur, of 128 pixels.
  bool motion_vertical = false;
  float low_resolution = 1;  ///< Side, as a share, of the picture from which it is enlarged again.
  int jpeg_quality = 0;      ///< 1 to 100; 0: none.
  float noise = 0;           ///< Standard deviation, 8-bit units.
  std::vector<Box> boxes;
  uint64_t noise_seed = 0;
};

/// What evaluation shows: the centre, the longer side cut to at most max_aspect times the shorter one.
Patch CenterPatch(const Image& photo, float max_aspect);

/// Two photos in one picture, and nothing else: side by side, one above the other, one set into the other, or one over the
/// other with soft edges.
AugmentPlan PlanComposite(const Image& photo, const Image& partner, Random& random);

/// Draws a plan for one photo, or for a composite if `partner` is given.
AugmentPlan PlanAugment(const Image& photo, const Image* partner, Random random);

/// One of the fixed ways in which teachers and student both see a photo. View 0 is the centre square, all others are drawn as
/// PlanAugment draws, from nothing but `photo_index` and `view`.
AugmentPlan PlanView(const Image& photo, int64_t photo_index, int view);

/// All that the plan says, as numbers in a fixed order, the noise's seed aside: what a digest of it is made of.
std::vector<float> NumbersOf(const AugmentPlan& plan);

}  // namespace pawlens
