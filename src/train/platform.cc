// SPDX-License-Identifier: MIT
#include "train/platform.h"

#include <cstdlib>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "train/tile_leaf.h"

namespace pawlens {
namespace {

struct CpuId {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
};

CpuId Ask([[maybe_unused]] unsigned leaf, [[maybe_unused]] unsigned subleaf) {
  CpuId id;
#if defined(__x86_64__)
  __get_cpuid_count(leaf, subleaf, &id.eax, &id.ebx, &id.ecx, &id.edx);
#endif
  return id;
}

}  // namespace

void PrepareProcessor() {
  constexpr unsigned kAmxTileBit = 1u << 24;  // Leaf 7, subleaf 0, EDX.
  constexpr unsigned kTileLeaf = 0x1d;  // EAX: the highest palette of tile shapes; 0 also where the leaf is hidden.
  static const bool prepared = [] {
    const bool has_amx = (Ask(7, 0).edx & kAmxTileBit) != 0;
    if (has_amx && Ask(kTileLeaf, 0).eax == 0 && !ShowTileLeaf()) {
      setenv("DNNL_MAX_CPU_ISA", "AVX512_CORE_BF16", 0);  // A choice of the user's stands.
    }
    return true;
  }();
  (void)prepared;
}

bool HasBfloat16() {
  constexpr unsigned kAvx512Bf16Bit = 1u << 5;  // Leaf 7, subleaf 1, EAX.
  return (Ask(7, 1).eax & kAvx512Bf16Bit) != 0;
}

}  // namespace pawlens
