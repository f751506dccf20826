// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>

#include "base/error.h"
#include "image/image.h"

namespace pawlens {

/// Value of the EXIF tag Orientation (0x0112), 1 to 8, as CIPA DC-008 (EXIF 2.32) defines it, from a JPEG's APP1 or a
/// PNG's eXIf chunk. Answers 1 (upright) for a file without the tag and for one whose EXIF is damaged: a broken
/// thumbnail block is no reason to refuse a picture.
int ReadExifOrientation(std::span<const uint8_t> file);

/// A copy of the picture as it is meant to be seen: turned and mirrored by `orientation` (outside 1..8 counts as 1),
/// transparency laid over white. kOutOfMemory.
Result<Image> TurnUpright(const ImageView& pixels, int orientation);

}  // namespace pawlens
