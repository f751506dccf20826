// SPDX-License-Identifier: MIT
#include "engine/kernels/arithmetic.h"

#include "engine/kernels/lanes.h"

namespace pawlens {

#if defined(__wasm_relaxed_simd__)
namespace {

/// Whether the instruction is exact for input bytes of eight bits that are signed, or that are not. The largest products
/// of either sign are among those tried, because they are where processors without such an instruction saturate.
template <typename Byte>
bool IsExactFor() {
  // volatile: the compiler must not compute here what the visitor's processor has to say.
  const volatile int8_t weights[] = {127, 127, 127, 127, -128, -128, -128, -128, 127, -128, 1, -1, 3, 0, -77, 100};
  const volatile uint8_t inputs[] = {255, 255, 255, 255, 128, 255, 128, 255, 255, 127, 128, 129, 200, 131, 254, 128};
  Bytes16 w, x;
  Ints4 expected = {1, -2, 3, -4};
  const Ints4 start = expected;
  for (int i = 0; i < 16; ++i) {
    w[i] = static_cast<uint8_t>(weights[i]);
    x[i] = inputs[i];
    expected[i / 4] += weights[i] * static_cast<Byte>(inputs[i]);
  }
  const Ints4 sums = Quads<false>::AddDot(w, x, start);
  for (int i = 0; i < 4; ++i) {
    if (sums[i] != expected[i]) return false;
  }
  return true;
}

}  // namespace

Arithmetic FastestArithmetic() {
  static const Arithmetic fastest = IsExactFor<uint8_t>()  ? Arithmetic::kUnsignedQuads
                                    : IsExactFor<int8_t>() ? Arithmetic::kSignedQuads
                                                           : Arithmetic::kPairs;
  return fastest;
}
#else
Arithmetic FastestArithmetic() {
  return Arithmetic::kPairs;
}
#endif

}  // namespace pawlens
