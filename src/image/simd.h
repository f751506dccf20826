// SPDX-License-Identifier: MIT
// 128-bit vectors for the resize, in the vector types that GCC and Clang share. The multiply-add of pairs and
// the bounded conversions have instructions that compilers do not find by themselves. All of it is exact integer arithmetic: every build agrees.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace pawlens {

using Bytes16 = uint8_t __attribute__((vector_size(16)));
using Words8 = int16_t __attribute__((vector_size(16)));
using Ints4 = int32_t __attribute__((vector_size(16)));

/// From any address.
template <typename Vector>
Vector LoadVector(const void* from) {
  Vector vector;
  std::memcpy(&vector, from, sizeof vector);
  return vector;
}

inline Bytes16 InterleaveLow(Bytes16 a, Bytes16 b) {
  return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
inline Bytes16 InterleaveHigh(Bytes16 a, Bytes16 b) {
  return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}
/// With zeros above them, which is one instruction where GCC 12 makes four of a conversion. Little-endian, as all of this.
inline Words8 WidenLow(Bytes16 a) {
  return std::bit_cast<Words8>(InterleaveLow(a, Bytes16{}));
}
inline Words8 WidenHigh(Bytes16 a) {
  return std::bit_cast<Words8>(InterleaveHigh(a, Bytes16{}));
}

/// two[0] in the even places, two[1] in the odd ones. Copied as one 32-bit number: GCC 12 builds a vector of eight
/// separate values through memory.
inline Words8 RepeatPair(const int16_t* two) {
  int32_t pair;
  std::memcpy(&pair, two, sizeof pair);
  return std::bit_cast<Words8>(Ints4{pair, pair, pair, pair});
}

/// a[2i] * b[2i] + a[2i + 1] * b[2i + 1] for i from 0 to 3.
inline Ints4 DotPairs(Words8 a, Words8 b) {
#if defined(__wasm_simd128__)
  return std::bit_cast<Ints4>(wasm_i32x4_dot_i16x8(std::bit_cast<v128_t>(a), std::bit_cast<v128_t>(b)));
#elif defined(__SSE2__)
  return std::bit_cast<Ints4>(_mm_madd_epi16(std::bit_cast<__m128i>(a), std::bit_cast<__m128i>(b)));
#else
  Ints4 sums;
  for (int i = 0; i < 4; ++i) sums[i] = a[2 * i] * b[2 * i] + a[2 * i + 1] * b[2 * i + 1];
  return sums;
#endif
}

/// Bounded to int16, a in the lower half.
inline Words8 NarrowToWords(Ints4 a, Ints4 b) {
#if defined(__wasm_simd128__)
  return std::bit_cast<Words8>(wasm_i16x8_narrow_i32x4(std::bit_cast<v128_t>(a), std::bit_cast<v128_t>(b)));
#elif defined(__SSE2__)
  return std::bit_cast<Words8>(_mm_packs_epi32(std::bit_cast<__m128i>(a), std::bit_cast<__m128i>(b)));
#else
  Words8 words;
  for (int i = 0; i < 8; ++i) {
    const int32_t value = i < 4 ? a[i] : b[i - 4];
    words[i] = static_cast<int16_t>(value < -32768 ? -32768 : value > 32767 ? 32767 : value);
  }
  return words;
#endif
}

/// Bounded to 0 to 255, a in the lower half.
inline Bytes16 NarrowToUnsigned(Words8 a, Words8 b) {
#if defined(__wasm_simd128__)
  return std::bit_cast<Bytes16>(wasm_u8x16_narrow_i16x8(std::bit_cast<v128_t>(a), std::bit_cast<v128_t>(b)));
#elif defined(__SSE2__)
  return std::bit_cast<Bytes16>(_mm_packus_epi16(std::bit_cast<__m128i>(a), std::bit_cast<__m128i>(b)));
#else
  Bytes16 bytes;
  for (int i = 0; i < 16; ++i) {
    const int16_t value = i < 8 ? a[i] : b[i - 8];
    bytes[i] = static_cast<uint8_t>(value < 0 ? 0 : value > 255 ? 255 : value);
  }
  return bytes;
#endif
}

}  // namespace pawlens
