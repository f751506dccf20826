// SPDX-License-Identifier: MIT
#include "engine/kernels/addition.h"

#include <algorithm>
#include <cstring>

#include "engine/kernels/lanes.h"
#include "engine/requantize.h"

namespace pawlens {
namespace {

Ints4 Low(Words8 a) {
  return __builtin_convertvector(__builtin_shufflevector(a, a, 0, 1, 2, 3), Ints4);
}
Ints4 High(Words8 a) {
  return __builtin_convertvector(__builtin_shufflevector(a, a, 4, 5, 6, 7), Ints4);
}

}  // namespace

Int8Addition::Int8Addition(const AdditionSpec& spec) : spec_(spec) {
  const FixedPointSum sum(spec.a_scale, spec.b_scale, spec.output_scale);
  a_multiplier_ = sum.a_multiplier, b_multiplier_ = sum.b_multiplier, shift_ = sum.shift;
  bias_ = (int32_t{1} << (shift_ - 1)) - spec.a_zero_point * a_multiplier_ - spec.b_zero_point * b_multiplier_;
}

void Int8Addition::Run(const int8_t* a, const int8_t* b, int8_t* output) const {
  // Copies: for all that the compiler knows, a byte of the output could be one of the members.
  const Ints4 a_multiplier = Ints4{} + a_multiplier_, b_multiplier = Ints4{} + b_multiplier_, bias = Ints4{} + bias_;
  const int32_t shift = shift_, zero_point{spec_.output_zero_point};
  const Words8 zero = Words8{} + static_cast<int16_t>(zero_point);
  const Words8 low = Words8{} + static_cast<int16_t>(spec_.output_range.min - zero_point);
  const Words8 high = Words8{} + static_cast<int16_t>(spec_.output_range.max - zero_point);
  const auto add = [=](const int8_t* from_a, const int8_t* from_b) {
    const Words8 x = LoadWidened(from_a), y = LoadWidened(from_b);
    const Ints4 first = ShiftRight(Low(x) * a_multiplier + Low(y) * b_multiplier + bias, shift);
    const Ints4 second = ShiftRight(High(x) * a_multiplier + High(y) * b_multiplier + bias, shift);
    return Smaller(Larger(NarrowToWords(first, second), low), high) + zero;
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
