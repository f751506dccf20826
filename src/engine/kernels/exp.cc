// SPDX-License-Identifier: MIT
#include "engine/kernels/exp.h"

#include <bit>
#include <cstdint>

namespace pawlens {

double PortableExp(double x) {
  if (x != x) return x;
  if (x < -700.0) return 0.0;
  if (x > 700.0) x = 700.0;

  // x = k ln 2 + r with |r| <= ln 2 / 2. The high part of ln 2 ends in zero bits, so that k * kLn2High is exact.
  constexpr double kLog2E = 1.4426950408889634;
  constexpr double kLn2High = 0x1.62e42feep-1;
  constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
  const double scaled = x * kLog2E;
  const auto k = static_cast<int64_t>(scaled + (scaled < 0 ? -0.5 : 0.5));
  const auto k_real = static_cast<double>(k);
  const double r = (x - k_real * kLn2High) - k_real * kLn2Low;

  // Taylor series to r^13 / 13!; the rest is below 0.35^14 / 14! = 5e-18.
  double sum = 1.0;
  for (int n = 13; n >= 1; --n) sum = 1.0 + sum * r / n;

  // 2^k: |k| <= 1010, a normal number.
  return sum * std::bit_cast<double>(static_cast<uint64_t>(k + 1023) << 52);
}

}  // namespace pawlens
