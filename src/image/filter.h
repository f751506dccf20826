// SPDX-License-Identifier: MIT
// Weights of the antialiased triangle filter along one axis, in fixed point and from integers alone: x86-64, ARM and
// WebAssembly cannot disagree about them.
#pragma once

#include <cstdint>

#include "base/aligned_buffer.h"
#include "base/error.h"

namespace pawlens {

inline constexpr int kWeightBits = 14;          ///< The weights of one output sum to exactly 1 << kWeightBits.
inline constexpr int kMaxFilterSide = 1 << 20;  ///< Keeps every product below in 63 bits.

/// How `output_size` samples are made of `input_size`. Both 1 to kMaxFilterSide.
///
/// In units of 1 / (2 * output_size) of an input sample, output i has its centre at (2i + 1) * input_size, input j at
/// (2j + 1) * output_size, and the triangle reaches r = 2 * max(input_size, output_size) to either side. So input j
/// weighs r - |distance| before normalization, where that is positive. Normalized weights are the differences of the
/// running sums S(j) scaled and rounded half up, (2 * S(j) * 2^14 + S) / (2 * S) with S the sum of all: they are never
/// negative, each is off by less than one unit, and they sum to 2^14 exactly, so nothing needs clamping afterwards.
class TriangleFilter {
 public:
  static Result<TriangleFilter> Create(int input_size, int output_size);

  struct Taps {
    const int16_t* weights;  ///< `count` of them; after an odd number a zero follows.
    int first;               ///< Input sample that weights[0] belongs to.
    int count;               ///< At least 1.
  };
  Taps operator[](int output) const;
  int max_taps() const { return max_taps_; }  ///< No output has more.

 private:
  int max_taps_ = 0;       ///< Even. Also the elements between the weights of one output and of the next.
  AlignedBuffer weights_;  ///< int16_t [output][max_taps_]
  AlignedBuffer ranges_;   ///< Range [output]
  struct Range {
    int first;
    int count;
  };
};

}  // namespace pawlens
