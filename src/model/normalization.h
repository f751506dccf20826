// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace pawlens {

/// How a pixel's bytes become the numbers of a float32 picture: (byte - mean) / deviation, for red, green and blue.
struct Normalization {
  std::array<float, 3> mean = {128, 128, 128};
  std::array<float, 3> deviation = {128, 128, 128};
};

/// What TFLite's metadata in a model file say of its first input: one value for all channels, or three. The default where
/// they say nothing, or nothing that makes sense. Two files define it, as with MakeFloatStep (engine/float_step.h):
/// normalization.cc reads, engine/int8_only.cc answers the default, since the page's first engine has no use for it.
Normalization ReadNormalization(std::span<const uint8_t> file);

}  // namespace pawlens
