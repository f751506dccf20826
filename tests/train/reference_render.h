// SPDX-License-Identifier: MIT
// The painter in plain loops, one picture at a time: what train/render.h is held to.
#pragma once

#include <span>

#include "train/augment.h"

namespace pawlens::testing {

/// Paints side_px x side_px RGB, interleaved, 0 to 255, into `out` (side_px * side_px * 3 floats). side_px: a multiple of 8.
void ReferenceRender(const AugmentPlan& plan, const Image& photo, const Image* partner, int side_px,
                     std::span<float> out);

}  // namespace pawlens::testing
