// SPDX-License-Identifier: MIT
//
// Which float32 micro-kernels a convolution takes. XNNPACK's own gemm-config.c and dwconv-config.c choose among several for
// each processor, with and without bounds; here it is one set for each instruction set, always with bounds (which may be
// infinite). cmake/xnnpack.cmake renames the calls in convolution-nhwc.c to these functions.
#include <stddef.h>

#include "xnnpack/config.h"
#include "xnnpack/dwconv.h"
#include "xnnpack/gemm.h"
#include "xnnpack/hardware-config.h"
#include "xnnpack/igemm.h"
#include "xnnpack/microparams-init.h"
#include "xnnpack/pack.h"
#include "xnnpack/packw.h"
#include "xnnpack/vmulcaddc.h"

const struct xnn_gemm_config* pawlens_f32_gemm_config(void);
const struct xnn_gemm_config* pawlens_f32_gemm_nr2_config(void);
const struct xnn_dwconv_config* pawlens_f32_dwconv_config(void);
const struct xnn_vmulcaddc_config* pawlens_f32_vmulcaddc_config(void);

// Kernels of 1 and of `rows` rows, each `columns` wide. The first index of the tables is that of one row.
#define GEMM_CONFIG(rows, columns, isa, packing)                                                                      \
  {                                                                                                                   \
      .minmax = {.gemm = {[0] = {{(xnn_gemm_ukernel_fn)xnn_f32_gemm_minmax_ukernel_1x##columns##__##isa}},            \
                          [rows -                                                                                     \
                              1] = {{(xnn_gemm_ukernel_fn)xnn_f32_gemm_minmax_ukernel_##rows##x##columns##__##isa}}}, \
                 .igemm = {[0] = {{(xnn_igemm_ukernel_fn)xnn_f32_igemm_minmax_ukernel_1x##columns##__##isa}},         \
                           [rows - 1] = {{(                                                                           \
                               xnn_igemm_ukernel_fn)xnn_f32_igemm_minmax_ukernel_##rows##x##columns##__##isa}}}},     \
      .init = {.f32 = xnn_init_f32_minmax_scalar_params},                                                             \
      .pack_gemm_goi = (xnn_packw_gemm_goi_ukernel_fn)xnn_x32_packw_gemm_goi_ukernel_x##columns##__##packing,         \
      .mr = rows,                                                                                                     \
      .nr = columns,                                                                                                  \
  }

// A depthwise kernel of up to `taps` taps.
#define DWCONV_CONFIG(taps, channels, isa)                                                                        \
  {                                                                                                               \
      .minmax = {.unipass =                                                                                       \
                     (xnn_dwconv_unipass_ukernel_fn)xnn_f32_dwconv_minmax_ukernel_##taps##p##channels##c__##isa}, \
      .init = {.f32 = xnn_init_f32_minmax_scalar_params},                                                         \
      .channel_tile = channels,                                                                                   \
      .channel_subtile = channels,                                                                                \
      .channel_round = 1,                                                                                         \
      .primary_tile = taps,                                                                                       \
  }
#define DWCONV_CONFIGS(channels, large_channels, isa)                                                 \
  {DWCONV_CONFIG(3, channels, isa), DWCONV_CONFIG(4, channels, isa), DWCONV_CONFIG(9, channels, isa), \
   DWCONV_CONFIG(25, large_channels, isa)}

#if XNN_ARCH_X86_64

static const struct xnn_gemm_config kGemmSse = GEMM_CONFIG(4, 8, sse_load1, sse2_u4);
static const struct xnn_gemm_config kGemmFma3 = GEMM_CONFIG(5, 16, fma3_broadcast, avx_u4);
static const struct xnn_gemm_config kGemmAvx512f = GEMM_CONFIG(7, 32, avx512f_broadcast, avx512f_u4);
static const struct xnn_dwconv_config kDwconvSse[] = DWCONV_CONFIGS(8, 8, sse);
static const struct xnn_dwconv_config kDwconvFma3[] = DWCONV_CONFIGS(16, 8, fma3);
static const struct xnn_dwconv_config kDwconvAvx512f[] = DWCONV_CONFIGS(16, 16, avx512f);
#define VMULCADDC xnn_f32_vmulcaddc_minmax_ukernel_c4__sse_2x

const struct xnn_gemm_config* pawlens_f32_gemm_config(void) {
  const struct xnn_hardware_config* hardware = xnn_init_hardware_config();
  if (hardware == NULL) return NULL;
  if (hardware->use_x86_avx512f) return &kGemmAvx512f;
  return hardware->use_x86_fma3 ? &kGemmFma3 : &kGemmSse;
}

const struct xnn_dwconv_config* pawlens_f32_dwconv_config(void) {
  const struct xnn_hardware_config* hardware = xnn_init_hardware_config();
  if (hardware == NULL) return NULL;
  if (hardware->use_x86_avx512f) return kDwconvAvx512f;
  return hardware->use_x86_fma3 ? kDwconvFma3 : kDwconvSse;
}

#else  // WebAssembly: the kernels called "x86" run everywhere; on other processors they are the slower ones.

static const struct xnn_gemm_config kGemm = GEMM_CONFIG(4, 8, wasmsimd_x86_loadsplat, wasmsimd_u4);
static const struct xnn_dwconv_config kDwconv[] = DWCONV_CONFIGS(8, 8, wasmsimd_x86);
#define VMULCADDC xnn_f32_vmulcaddc_minmax_ukernel_c4__wasmsimd_x86_2x

const struct xnn_gemm_config* pawlens_f32_gemm_config(void) {
  return &kGemm;
}

const struct xnn_dwconv_config* pawlens_f32_dwconv_config(void) {
  return kDwconv;
}

#endif

// Asked for where a network has fewer outputs than a kernel is wide: no narrower one is kept.
const struct xnn_gemm_config* pawlens_f32_gemm_nr2_config(void) {
  return pawlens_f32_gemm_config();
}

// Depthwise with a filter of one pixel.
const struct xnn_vmulcaddc_config* pawlens_f32_vmulcaddc_config(void) {
  static const struct xnn_vmulcaddc_config kConfig = {
      .ukernel = (xnn_vmulcaddc_ukernel_fn)VMULCADDC,
      .init = {.f32 = xnn_init_f32_minmax_scalar_params},
      .channel_tile = 4,
      .row_tile = 2,
  };
  return &kConfig;
}
