// SPDX-License-Identifier: MIT
// Two photos in one picture: what "both" can be measured on where few real photos show both. Native tools only.
#pragma once

#include <array>
#include <cstdint>

#include "base/error.h"
#include "image/image.h"

namespace pawlens {

enum class CompositeKind : uint8_t {
  kSideBySide,   ///< A half each, left and right or above and below.
  kInset,        ///< The second in a square of 40 to 55 % of the side, in a corner of the first.
  kOverlapping,  ///< The second in an oval with soft edges over the left or right of the first.
};

inline constexpr std::array<CompositeKind, 3> kCompositeKinds = {CompositeKind::kSideBySide, CompositeKind::kInset,
                                                                 CompositeKind::kOverlapping};
const char* CompositeKindName(CompositeKind kind);  ///< "side by side", "inset", "overlapping".

inline constexpr int kCompositeSide = 256;

/// A square of kCompositeSide pixels. Of each photo the largest centred part of the right shape is shown. `seed` decides
/// what the kind leaves open; the same arguments give the same pixels. Neither photo may be empty.
Result<Image> Compose(const Image& first, const Image& second, CompositeKind kind, uint64_t seed);

}  // namespace pawlens
