// SPDX-License-Identifier: MIT
// Transparency, in one place: what the decoder and the preprocessing make of an alpha channel must be the same.
#pragma once

#include <cstdint>

namespace pawlens {

/// One channel value with straight alpha, laid over white: c * a / 255 + (255 - a), rounded to nearest. Exact for all
/// 65536 pairs: (t + 128 + ((t + 128) >> 8)) >> 8 is round(t / 255) for every t up to 65025.
inline uint8_t OverWhite(uint8_t color, uint8_t alpha) {
  const unsigned t = color * unsigned{alpha} + 255u * (255u - alpha) + 128u;
  return static_cast<uint8_t>((t + (t >> 8)) >> 8);
}

}  // namespace pawlens
