// SPDX-License-Identifier: MIT
//
// The few questions that XNNPACK's hardware-config.c asks of the cpuinfo library, answered by the compiler's own run-time
// detection. Debian 12's libcpuinfo predates AMX and AVX-VNNI, so with it the fastest int8 kernels would never be chosen.
// Each answer covers the operating system's part as well (registers saved on a context switch). Where the compiler
// does not know a feature, the answer is no: a slower kernel, never a wrong one.
#pragma once

#include <stdbool.h>

static inline bool cpuinfo_initialize(void) {
  return true;
}

#if defined(__x86_64__)

#define PAWLENS_CPU_FEATURE(name, feature)          \
  static inline bool cpuinfo_has_x86_##name(void) { \
    return __builtin_cpu_supports(feature) != 0;    \
  }
#define PAWLENS_CPU_LACKS(name)                     \
  static inline bool cpuinfo_has_x86_##name(void) { \
    return false;                                   \
  }

PAWLENS_CPU_FEATURE(sse2, "sse2")
PAWLENS_CPU_FEATURE(ssse3, "ssse3")
PAWLENS_CPU_FEATURE(sse4_1, "sse4.1")
PAWLENS_CPU_FEATURE(avx, "avx")
PAWLENS_CPU_FEATURE(fma3, "fma")
PAWLENS_CPU_FEATURE(avx2, "avx2")
PAWLENS_CPU_FEATURE(avx512f, "avx512f")
PAWLENS_CPU_FEATURE(avx512bw, "avx512bw")
PAWLENS_CPU_FEATURE(avx512dq, "avx512dq")
PAWLENS_CPU_FEATURE(avx512vl, "avx512vl")
PAWLENS_CPU_FEATURE(avx512vbmi, "avx512vbmi")
PAWLENS_CPU_FEATURE(avx512vnni, "avx512vnni")
PAWLENS_CPU_FEATURE(gfni, "gfni")
PAWLENS_CPU_FEATURE(f16c, "f16c")
PAWLENS_CPU_FEATURE(avxvnni, "avxvnni")
PAWLENS_CPU_FEATURE(amx_int8, "amx-int8")
PAWLENS_CPU_LACKS(avx512fp16)     // only floating-point kernels ask
PAWLENS_CPU_LACKS(avx_vnni_int8)  // needs GCC 13

#undef PAWLENS_CPU_FEATURE
#undef PAWLENS_CPU_LACKS

// Some float kernels are tuned to one make of processor; none of those kernels is built here.
enum cpuinfo_uarch { cpuinfo_uarch_unknown, cpuinfo_uarch_zen, cpuinfo_uarch_zen4, cpuinfo_uarch_dhyana };

struct cpuinfo_core {
  enum cpuinfo_uarch uarch;
};

static inline const struct cpuinfo_core* cpuinfo_get_core(unsigned index) {
  static const struct cpuinfo_core kCore = {cpuinfo_uarch_unknown};
  (void)index;
  return &kCore;
}

#endif
