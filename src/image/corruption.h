// SPDX-License-Identifier: MIT
// What happens to photos on their way to a classifier: compressed hard, shrunk, badly lit, held askew, shaken. Each is one
// fixed, repeatable change, so that two models can be compared under it. Native tools only: nothing of this is in the page.
#pragma once

#include <array>
#include <cstdint>

#include "base/error.h"
#include "image/image.h"

namespace pawlens {

enum class Corruption : uint8_t {
  kNone,            ///< Only scaled, as all of them are: what the others are compared with.
  kJpeg30,          ///< JPEG of quality 30 (image/jpeg_loss.h).
  kHalfResolution,  ///< Shrunk to half its width and height and enlarged again.
  kBrighter,        ///< 30 % brighter: every value times 1.3.
  kDarker,          ///< 30 % darker: every value times 0.7.
  kTurnedLeft,      ///< Turned counter-clockwise by 15 degrees, edges repeated outwards.
  kTurnedRight,     ///< The same clockwise.
  kMotionBlur,      ///< The mean over 7 pixels side by side, edges repeated outwards.
};

inline constexpr std::array<Corruption, 8> kCorruptions = {
    Corruption::kNone,   Corruption::kJpeg30,     Corruption::kHalfResolution, Corruption::kBrighter,
    Corruption::kDarker, Corruption::kTurnedLeft, Corruption::kTurnedRight,    Corruption::kMotionBlur};

/// "as it is", "JPEG quality 30", "half resolution", ...
const char* CorruptionName(Corruption corruption);

inline constexpr int kCorruptedSide = 128;  ///< Short side, in pixels, of every corrupted picture.

/// The picture scaled so that its short side is kCorruptedSide (smaller ones are enlarged), its long side rounded and at
/// most 32 times that, the ends beyond cut off; unchanged where it has that size.
Result<Image> ScaleForCorruption(const ImageView& pixels);

/// Of a picture as ScaleForCorruption gives it. The size stays. Values are rounded, halves up. Errors as CropAndResize.
Result<Image> Corrupt(const Image& scaled, Corruption corruption);

}  // namespace pawlens
