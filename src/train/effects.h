// SPDX-License-Identifier: MIT
// What happens to painted pictures, one function for each part of an AugmentPlan. All of them change `pictures`
// ([N, 3, side, side] float32 on any device, 0 to 255) in place; plans[i] is picture i's, and all plans ask for the effect.
#pragma once

#include <torch/torch.h>

#include <span>

#include "train/augment.h"

namespace pawlens {

using Plans = std::span<const AugmentPlan* const>;

void MotionBlur(torch::Tensor& pictures, Plans plans);
void GaussianBlur(torch::Tensor& pictures, Plans plans);
/// Shrinks by averaging and enlarges again: what a thumbnail looks like.
void LowerResolution(torch::Tensor& pictures, Plans plans);
void FillBoxes(torch::Tensor& pictures, Plans plans);
/// Matrix, offset, noise; cut to 0 to 255. Noise comes from the plan's seed and is the same on every device.
void Recolor(torch::Tensor& pictures, Plans plans);
/// See jpeg_loss.h.
void LoseAsJpeg(torch::Tensor& pictures, Plans plans);

}  // namespace pawlens
