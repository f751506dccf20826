// SPDX-License-Identifier: MIT
// The pixels of augment.h, painted by tensor operations: the same code on every device.
#pragma once

#include <torch/torch.h>

#include <span>

#include "train/augment.h"
#include "train/photo_store.h"

namespace pawlens {

/// Part of the names of cached teachers' features, which rest on these pixels. Count it up when a plan comes to look different;
/// a test (Render.LooksAsItDidWhenItsVersionWasCounted) notices.
inline constexpr int kPainterVersion = 2;

struct Painting {
  AugmentPlan plan;
  int photo = 0;     ///< In the store.
  int partner = -1;  ///< Of a composite's second patch, or -1.
};

/// [N, 3, side_px, side_px] float32 on the store's device, 0 to 255 but for rounding errors; nothing is rounded to whole
/// numbers. side_px: a multiple of 8, at least 16. The same plans give the same pixels in whatever company they come, but for
/// the last digits.
torch::Tensor RenderBatch(const PhotoStore& store, std::span<const Painting> paintings, int side_px);

}  // namespace pawlens
