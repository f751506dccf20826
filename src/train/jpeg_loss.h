// SPDX-License-Identifier: MIT
#pragma once

#include <span>

namespace pawlens {

/// Does to a picture what JPEG of this quality (1 to 100, libjpeg's scale) would: YCbCr, blocks of 8x8, cosine transform,
/// quantization by the tables of ITU-T T.81 annex K, and back. Chroma keeps its resolution. `rgb`: side_px * side_px * 3
/// interleaved, 0 to 255; side_px a multiple of 8.
void LoseAsJpeg(int quality, int side_px, std::span<float> rgb);

}  // namespace pawlens
