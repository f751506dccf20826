// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <numbers>

#include "base/digest.h"

namespace pawlens {

/// Random numbers for training: the same on every machine and thread count, because each picture draws from a stream of
/// its own, keyed by what it is for (seed, epoch, place in the epoch) instead of by who works on it.
class Random {
 public:
  explicit Random(std::initializer_list<uint64_t> key) : bits_(StreamOf(key)) {}

  /// The state from which SplitMix64 draws this key's numbers: for whoever computes many of them at once.
  static uint64_t StreamOf(std::initializer_list<uint64_t> key) {
    uint64_t state = 0x5041574c454e53u;
    for (const uint64_t part : key) state = SplitMix64(state ^ part).Next();
    return state;
  }

  uint64_t Bits() { return bits_.Next(); }
  /// In [0, 1), 24 bits.
  float Uniform() { return static_cast<float>(bits_.Next() >> 40) * 0x1p-24f; }
  float Uniform(float low, float high) { return low + (high - low) * Uniform(); }
  /// In [0, count); count at least 1. The bias of count / 2^64 does not matter here.
  uint64_t Below(uint64_t count) { return bits_.Next() % count; }
  bool Chance(float probability) { return Uniform() < probability; }
  /// Standard normal (Box and Muller's, one of the pair).
  float Normal() {
    const float radius = std::sqrt(-2.0f * std::log(1.0f - Uniform()));
    return radius * std::cos(2.0f * std::numbers::pi_v<float> * Uniform());
  }

 private:
  SplitMix64 bits_;
};

}  // namespace pawlens
