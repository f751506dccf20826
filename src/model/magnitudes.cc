// SPDX-License-Identifier: MIT
#include "model/magnitudes.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>

namespace pawlens {
namespace {

using SignedBytes16 = int8_t __attribute__((vector_size(16)));
using Bytes16 = uint8_t __attribute__((vector_size(16)));
using Words8 = uint16_t __attribute__((vector_size(16)));

constexpr size_t kLanes = sizeof(Bytes16);
/// Vectors whose sums fit in the words: each adds two magnitudes of at most 128.
constexpr size_t kMost = 65535 / 256;

}  // namespace

int64_t SumOfMagnitudes(const int8_t* values, size_t count, size_t step) {
  int64_t sum = 0;
  size_t i = 0;
  while (step == 1 && count - i >= kLanes) {
    const size_t end = i + std::min((count - i) / kLanes, kMost) * kLanes;
    Words8 sums = {};
    for (; i < end; i += kLanes) {
      SignedBytes16 bytes;
      std::memcpy(&bytes, values + i, kLanes);
      const auto negative = std::bit_cast<Bytes16>(bytes < 0);
      const auto words = std::bit_cast<Words8>((std::bit_cast<Bytes16>(bytes) ^ negative) - negative);
      sums += (words & 255) + (words >> 8);
    }
    for (int lane = 0; lane < 8; ++lane) sum += sums[lane];
  }
  for (; i < count; ++i) sum += std::abs(int32_t{values[i * step]});
  return sum;
}

}  // namespace pawlens
