// SPDX-License-Identifier: MIT
#pragma once

#include <torch/torch.h>

#include <span>

namespace pawlens {

/// Does to each picture what JPEG of its quality (1 to 100, libjpeg's scale) would: YCbCr, blocks of 8x8, cosine transform,
/// quantization by the tables of ITU-T T.81 annex K, and back, cut to 0 to 255. Chroma keeps its resolution. `pictures`:
/// [qualities.size(), 3, side, side] float32 on any device, 0 to 255, changed in place; side a multiple of 8.
void LoseAsJpeg(torch::Tensor& pictures, std::span<const int> qualities);

}  // namespace pawlens
