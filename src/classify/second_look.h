// SPDX-License-Identifier: MIT
// What is seen at one glance can be doubtful: then the picture is looked at three times more, mirrored and from closer by, and
// the answers are put together ("test-time augmentation", Krizhevsky et al. 2012, where it pays only). On photographs that the
// shipped network was not trained on it is one picture in six.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace pawlens {

/// One way of looking at a picture: InputRule::share, and whether left and right change places.
struct Look {
  float share;
  bool mirrored;
};

/// The first is the one that is always taken. Each closer one is followed by its mirror image.
inline constexpr std::array<Look, 4> kLooks = {{{1.0f, false}, {1.0f, true}, {0.84f, false}, {0.84f, true}}};

/// Whether some probability lies in [doubt_from, 1 - doubt_from]. Never with 0 (Settings::doubt_from).
bool IsInDoubt(std::span<const float> probabilities, float doubt_from);

/// (1 - p) / p. Probabilities beyond [1/512, 511/512] count as these: half a step of an int8 output.
double OddsAgainst(float probability);

/// The probability whose logit is the mean of the looks' logits, given the product of their OddsAgainst. Correctly rounded
/// operations only: every build gives the same.
float JoinedProbability(double product);

/// Exchanges left and right of `rows` x `columns` pixels, each of `pixel_bytes` bytes.
void Mirror(std::span<uint8_t> picture, int rows, int columns, int pixel_bytes);

}  // namespace pawlens
