// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace pawlens {

/// 64-bit FNV-1a (Fowler, Noll, Vo; offset basis 0xcbf29ce484222325, prime 0x100000001b3) over raw bytes. Tells
/// builds apart, not adversaries: "native = simd = relaxed" is a comparison of these sixteen hexadecimal digits.
class Digest {
 public:
  void Add(std::span<const uint8_t> bytes);
  /// Sixteen lower-case hexadecimal digits.
  std::string Hex() const;

 private:
  uint64_t state_ = 0xcbf29ce484222325u;
};

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every platform, for self-tests and test data.
class SplitMix64 {
 public:
  explicit SplitMix64(uint64_t seed) : state_(seed) {}
  uint64_t Next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }

 private:
  uint64_t state_;
};

}  // namespace pawlens
