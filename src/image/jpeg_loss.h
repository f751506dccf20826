// SPDX-License-Identifier: MIT
#pragma once

#include <span>

namespace pawlens {

/// Does to a picture what JPEG of this quality (1 to 100, libjpeg's scale) would: YCbCr, blocks of 8x8, cosine transform,
/// quantization by the tables of ITU-T T.81 annex K, and back. Chroma keeps its resolution. `rgb`: height_px *
/// width_px * 3 interleaved, 0 to 255; both multiples of 8. Training's painter (train/jpeg_loss.h) is held to it.
void LoseAsJpeg(int quality, int width_px, int height_px, std::span<float> rgb);

/// The step to which wave `wave` (0 to 63, row by row from the mean) of a block is rounded. Plane 0 is luma, others chroma.
int JpegStep(int plane, int wave, int quality);

}  // namespace pawlens
