// SPDX-License-Identifier: MIT
// What this processor could do at most: the speed of an int8 dot product whose operands never leave the registers.
#pragma once

#include <string>
#include <vector>

namespace pawlens::cli {

struct Peak {
  std::string instructions;  ///< "AVX-512 VNNI"
  double gmac_per_s = 0.0;   ///< 10^9 multiply-accumulates a second, one thread: the best of several tries.
};

/// Measured now, for about 20 ms each, for every instruction set below that processor and system offer, slowest kind first:
/// SSE2 (pmaddwd), AVX2 (vpmaddwd), AVX-VNNI and AVX-512 VNNI (vpdpbusd), AMX (tdpbssd). Independent accumulators, as many
/// as hide the instruction's latency. Never empty.
std::vector<Peak> MeasurePeaks();

}  // namespace pawlens::cli
