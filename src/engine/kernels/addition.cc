// SPDX-License-Identifier: MIT
#include "engine/kernels/addition.h"

#include <algorithm>
#include <cstring>

#include "engine/kernels/lanes.h"
#include "engine/requantize.h"

namespace pawlens {
namespace {

// Multipliers have 21 bits; a product of int16 takes eleven of them at a time.
constexpr int kLowBits = 11;

/// a in the even lanes, b in the odd ones.
Words8 EveryOther(int32_t a, int32_t b) {
  const auto x = static_cast<int16_t>(a), y = static_cast<int16_t>(b);
  return Words8{x, y, x, y, x, y, x, y};
}

}  // namespace

Int8Addition::Int8Addition(const AdditionSpec& spec) : spec_(spec) {
  const FixedPointSum sum(spec.a_scale, spec.b_scale, spec.output_scale);
  a_multiplier_ = sum.a_multiplier, b_multiplier_ = sum.b_multiplier, shift_ = sum.shift;
  bias_ = (int32_t{1} << (shift_ - 1)) - spec.a_zero_point * a_multiplier_ - spec.b_zero_point * b_multiplier_;
}

void Int8Addition::Run(const int8_t* a, const int8_t* b, int8_t* output) const {
  // Copies: for all that the compiler knows, a byte of the output could be one of the members.
  constexpr int32_t kLowMask = (1 << kLowBits) - 1;
  const Words8 upper = EveryOther(a_multiplier_ >> kLowBits, b_multiplier_ >> kLowBits);
  const Words8 lower = EveryOther(a_multiplier_ & kLowMask, b_multiplier_ & kLowMask);
  const Ints4 bias = Ints4{} + bias_;
  const int32_t shift = shift_, zero_point{spec_.output_zero_point};
  const Words8 zero = Words8{} + static_cast<int16_t>(zero_point);
  const Words8 low = Words8{} + static_cast<int16_t>(spec_.output_range.min - zero_point);
  const Words8 high = Words8{} + static_cast<int16_t>(spec_.output_range.max - zero_point);
  // A dot product multiplies and adds at once, and costs half of an int32 multiplication on x86.
  const auto scaled = [=](Words8 pairs) {
    return ShiftRight((DotPairs(pairs, upper) << kLowBits) + DotPairs(pairs, lower) + bias, shift);
  };
  const auto add = [=](const int8_t* from_a, const int8_t* from_b) {
    const Words8 x = LoadWidened(from_a), y = LoadWidened(from_b);
    const Words8 sums = NarrowToWords(scaled(InterleaveLow(x, y)), scaled(InterleaveHigh(x, y)));
    return Smaller(Larger(sums, low), high) + zero;
  };
  size_t i = 0;
  for (; i + 16 <= spec_.size; i += 16) {
    const SignedBytes16 bytes = NarrowToBytes(add(a + i, b + i), add(a + i + 8, b + i + 8));
    std::memcpy(output + i, &bytes, sizeof bytes);
  }
  for (; i < spec_.size; i += 8) {
    const Words8 sums = add(a + i, b + i);
    const SignedBytes16 bytes = NarrowToBytes(sums, sums);
    std::memcpy(output + i, &bytes, std::min<size_t>(spec_.size - i, 8));
  }
}

}  // namespace pawlens
