// SPDX-License-Identifier: MIT
// 128-bit vectors for convolutions, beside those of image/simd.h: a dot product of four bytes a lane, one word for all
// lanes, and the way from sums of 32 bits to int8. Exact everywhere, so that every build agrees.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "image/simd.h"

namespace pawlens {

using Floats4 = float __attribute__((vector_size(16)));
using SignedBytes16 = int8_t __attribute__((vector_size(16)));

/// Four bytes from any address, in every lane.
inline Bytes16 RepeatWord(const uint8_t* four) {
#if defined(__wasm_simd128__)
  return std::bit_cast<Bytes16>(wasm_v128_load32_splat(four));
#else
  int32_t word;
  std::memcpy(&word, four, sizeof word);
  return std::bit_cast<Bytes16>(Ints4{word, word, word, word});
#endif
}

/// Sums of two products of int16 a lane.
struct Pairs {
  static constexpr int kTaps = 2;
  static Ints4 AddDot(Bytes16 weights, Bytes16 input, Ints4 sums) {
    return sums + DotPairs(std::bit_cast<Words8>(weights), std::bit_cast<Words8>(input));
  }
};

#if defined(__wasm_relaxed_simd__) || !defined(__wasm__)
/// Sums of four products of bytes a lane; weights have signs. WebAssembly leaves to the processor whether the input has
/// (see arithmetic.h), elsewhere it is as told.
template <bool kUnsignedInput>
struct Quads {
  static constexpr int kTaps = 4;
  static Ints4 AddDot(Bytes16 weights, Bytes16 input, Ints4 sums) {
#if defined(__wasm_relaxed_simd__)
    return std::bit_cast<Ints4>(wasm_i32x4_relaxed_dot_i8x16_i7x16_add(
        std::bit_cast<v128_t>(weights), std::bit_cast<v128_t>(input), std::bit_cast<v128_t>(sums)));
#else
    for (int i = 0; i < 16; ++i) {
      const int32_t x = kUnsignedInput ? int32_t{input[i]} : int32_t{static_cast<int8_t>(input[i])};
      sums[i / 4] += static_cast<int8_t>(weights[i]) * x;
    }
    return sums;
#endif
  }
};
#endif

inline Words8 InterleaveLow(Words8 a, Words8 b) {
  return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}
inline Words8 InterleaveHigh(Words8 a, Words8 b) {
  return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

/// Bounded to int8, a in the lower half.
inline SignedBytes16 NarrowToBytes(Words8 a, Words8 b) {
#if defined(__wasm_simd128__)
  return std::bit_cast<SignedBytes16>(wasm_i8x16_narrow_i16x8(std::bit_cast<v128_t>(a), std::bit_cast<v128_t>(b)));
#elif defined(__SSE2__)
  return std::bit_cast<SignedBytes16>(_mm_packs_epi16(std::bit_cast<__m128i>(a), std::bit_cast<__m128i>(b)));
#else
  SignedBytes16 bytes;
  for (int i = 0; i < 16; ++i) {
    const int16_t value = i < 8 ? a[i] : b[i - 8];
    bytes[i] = static_cast<int8_t>(value < -128 ? -128 : value > 127 ? 127 : value);
  }
  return bytes;
#endif
}

/// Clang shifts vectors by a variable number lane by lane.
inline Ints4 ShiftRight(Ints4 a, int32_t bits) {
#if defined(__wasm_simd128__)
  return std::bit_cast<Ints4>(wasm_i32x4_shr(std::bit_cast<v128_t>(a), static_cast<uint32_t>(bits)));
#else
  return a >> bits;
#endif
}

template <typename Vector>
Vector Larger(Vector a, Vector b) {
  return a > b ? a : b;
}
template <typename Vector>
Vector Smaller(Vector a, Vector b) {
  return a < b ? a : b;
}

/// Eight signed bytes from any address.
inline Words8 LoadWidened(const int8_t* from) {
#if defined(__wasm_simd128__)
  return std::bit_cast<Words8>(wasm_i16x8_load8x8(from));
#else
  using SignedBytes8 = int8_t __attribute__((vector_size(8)));
  return __builtin_convertvector(LoadVector<SignedBytes8>(from), Words8);
#endif
}

}  // namespace pawlens
