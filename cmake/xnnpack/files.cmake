# SPDX-License-Identifier: MIT
#
# The files of XNNPACK that int8 and float32 convolution, depthwise convolution and int8 addition need through the operator API; all others
# stay out. An int8 kernel is here because src/configs/{gemm,dwconv,binary-elementwise}-config.c can choose it for qs8_qc8w or qs8 addition,
# a float32 kernel because float_config.c can.
# The rest of those config files refers to kernels that are absent: the linker drops these functions (--gc-sections).

set(XNNPACK_CORE
  src/allocator.c
  src/cache.c
  src/configs/binary-elementwise-config.c
  src/configs/dwconv-config.c
  src/configs/gemm-config.c
  src/configs/hardware-config.c
  src/configs/vmulcaddc-config.c
  src/datatype.c
  src/enums/datatype-strings.c
  src/enums/microkernel-type.c
  src/enums/operator-type.c
  src/indirection.c
  src/init.c
  src/memory.c
  src/microkernel-utils.c
  src/microparams-init.c
  src/mutex.c
  src/normalization.c
  src/operator-delete.c
  src/operator-run.c
  src/operator-utils.c
  src/operators/binary-elementwise-nd.c
  src/operators/convolution-nhwc.c
  src/params.c
  src/reference/packing.cc)

# One list for each x86-64 instruction set; the flags are in xnnpack.cmake.
set(XNNPACK_X86_SCALAR
  src/qs8-packw/gen/qs8-packw-x64c4-gemm-goi-scalar.c)

set(XNNPACK_X86_SSE2
  src/qs8-qc8w-dwconv/gen/qs8-qc8w-dwconv-25p8c-minmax-fp32-sse2-mul16.c
  src/qs8-qc8w-dwconv/gen/qs8-qc8w-dwconv-3p8c-minmax-fp32-sse2-mul16.c
  src/qs8-qc8w-dwconv/gen/qs8-qc8w-dwconv-9p8c-minmax-fp32-sse2-mul16.c
  src/qs8-qc8w-gemm/gen/qs8-qc8w-gemm-1x4c8-minmax-fp32-sse2-ld64.c
  src/qs8-qc8w-gemm/gen/qs8-qc8w-gemm-3x4c8-minmax-fp32-sse2-ld64.c
  src/qs8-qc8w-igemm/gen/qs8-qc8w-igemm-1x4c8-minmax-fp32-sse2-ld64.c
  src/qs8-qc8w-igemm/gen/qs8-qc8w-igemm-3x4c8-minmax-fp32-sse2-ld64.c
  src/qs8-vadd/gen/qs8-vadd-minmax-sse2-mul16-ld64-u8.c
  src/qs8-vaddc/gen/qs8-vaddc-minmax-sse2-mul16-ld64-u8.c
  src/f32-dwconv/gen/f32-dwconv-3p8c-minmax-sse.c
  src/f32-dwconv/gen/f32-dwconv-4p8c-minmax-sse.c
  src/f32-dwconv/gen/f32-dwconv-9p8c-minmax-sse.c
  src/f32-dwconv/gen/f32-dwconv-25p8c-minmax-sse.c
  src/f32-gemm/gen/f32-gemm-1x8-minmax-sse-load1.c
  src/f32-gemm/gen/f32-gemm-4x8-minmax-sse-load1.c
  src/f32-igemm/gen/f32-igemm-1x8-minmax-sse-load1.c
  src/f32-igemm/gen/f32-igemm-4x8-minmax-sse-load1.c
  src/f32-vmulcaddc/gen/f32-vmulcaddc-c4-minmax-sse-2x.c
  src/x32-packw/gen/x32-packw-x8-gemm-goi-sse2-u4.c)

set(XNNPACK_X86_SSE41
  src/qs8-qc8w-dwconv/gen/qs8-qc8w-dwconv-25p8c-minmax-fp32-sse41-mul16.c
  src/qs8-qc8w-dwconv/gen/qs8-qc8w-dwconv-3p8c-minmax-fp32-sse41-mul16.c
  src/qs8-qc8w-dwconv/gen/qs8-qc8w-dwconv-9p8c-minmax-fp32-sse41-mul16.c
  src/qs8-qc8w-gemm/gen/qs8-qc8w-gemm-1x4c8-minmax-fp32-sse41-ld64.c
  src/qs8-qc8w-gemm/gen/qs8-qc8w-gemm-3x4c8-minmax-fp32-sse41-ld64.c
  src/qs8-qc8w-igemm/gen/qs8-qc8w-igemm-1x4c8-minmax-fp32-sse41-ld64.c
  src/qs8-qc8w-igemm/gen/qs8-qc8w-igemm-3x4c8-minmax-fp32-sse41-ld64.c
  src/qs8-vadd/gen/qs8-vadd-minmax-sse41-mul16-ld64-u8.c
  src/qs8-vaddc/gen/qs8-vaddc-minmax-sse41-mul16-ld64-u8.c)

set(XNNPACK_X86_AVX
  src/qs8-qc8w-dwconv/gen/qs8-qc8w-dwconv-25p16c-minmax-fp32-avx-mul16-add16.c
  src/qs8-qc8w-dwconv/gen/qs8-qc8w-dwconv-3p16c-minmax-fp32-avx-mul16-add16.c
  src/qs8-qc8w-dwconv/gen/qs8-qc8w-dwconv-9p16c-minmax-fp32-avx-mul16-add16.c
  src/qs8-qc8w-gemm/gen/qs8-qc8w-gemm-1x4c8-minmax-fp32-avx-ld128.c
  src/qs8-qc8w-gemm/gen/qs8-qc8w-gemm-2x4c8-minmax-fp32-avx-ld128.c
  src/qs8-qc8w-igemm/gen/qs8-qc8w-igemm-1x4c8-minmax-fp32-avx-ld128.c
  src/qs8-qc8w-igemm/gen/qs8-qc8w-igemm-2x4c8-minmax-fp32-avx-ld128.c
  src/qs8-vadd/gen/qs8-vadd-minmax-avx-mul32-ld32-u8.c
  src/qs8-vaddc/gen/qs8-vaddc-minmax-avx-mul32-ld32-u8.c
  src/x32-packw/gen/x32-packw-x16-gemm-goi-avx-u4.c)

set(XNNPACK_X86_FMA3
  src/f32-dwconv/gen/f32-dwconv-3p16c-minmax-fma3.c
  src/f32-dwconv/gen/f32-dwconv-4p16c-minmax-fma3.c
  src/f32-dwconv/gen/f32-dwconv-9p16c-minmax-fma3.c
  src/f32-dwconv/gen/f32-dwconv-25p8c-minmax-fma3.c
  src/f32-gemm/gen/f32-gemm-1x16-minmax-fma3-broadcast.c
  src/f32-gemm/gen/f32-gemm-5x16-minmax-fma3-broadcast.c
  src/f32-igemm/gen/f32-igemm-1x16-minmax-fma3-broadcast.c
  src/f32-igemm/gen/f32-igemm-5x16-minmax-fma3-broadcast.c)

set(XNNPACK_X86_AVX2
  src/qs8-qc8w-dwconv/gen/qs8-qc8w-dwconv-25p16c-minmax-fp32-avx2-mul32.c
  src/qs8-qc8w-dwconv/gen/qs8-qc8w-dwconv-3p16c-minmax-fp32-avx2-mul32.c
  src/qs8-qc8w-dwconv/gen/qs8-qc8w-dwconv-9p16c-minmax-fp32-avx2-mul32.c
  src/qs8-qc8w-gemm/gen/qs8-qc8w-gemm-1x8c8-minmax-fp32-avx2.c
  src/qs8-qc8w-gemm/gen/qs8-qc8w-gemm-3x8c8-minmax-fp32-avx2.c
  src/qs8-qc8w-igemm/gen/qs8-qc8w-igemm-1x8c8-minmax-fp32-avx2.c
  src/qs8-qc8w-igemm/gen/qs8-qc8w-igemm-3x8c8-minmax-fp32-avx2.c
  src/qs8-vadd/gen/qs8-vadd-minmax-avx2-mul32-ld64-u16.c
  src/qs8-vaddc/gen/qs8-vaddc-minmax-avx2-mul32-ld64-u16.c)

set(XNNPACK_X86_AVXVNNI
  src/qs8-qc8w-gemm/gen/qs8-qc8w-gemm-1x8c8-minmax-fp32-avxvnni-prfm.c
  src/qs8-qc8w-gemm/gen/qs8-qc8w-gemm-5x8c8-minmax-fp32-avxvnni-prfm.c
  src/qs8-qc8w-igemm/gen/qs8-qc8w-igemm-1x8c8-minmax-fp32-avxvnni-prfm.c
  src/qs8-qc8w-igemm/gen/qs8-qc8w-igemm-5x8c8-minmax-fp32-avxvnni-prfm.c
  src/qs8-qu8-packw/gen/qs8-qu8-packw-x8c8-gemm-goi-avxvnni.c)

set(XNNPACK_X86_AVX256VNNI
  src/qs8-qu8-packw/gen/qs8-qu8-packw-x16c8-gemm-goi-avx256vnni.c)

set(XNNPACK_X86_AVX512F
  src/f32-dwconv/gen/f32-dwconv-3p16c-minmax-avx512f.c
  src/f32-dwconv/gen/f32-dwconv-4p16c-minmax-avx512f.c
  src/f32-dwconv/gen/f32-dwconv-9p16c-minmax-avx512f.c
  src/f32-dwconv/gen/f32-dwconv-25p16c-minmax-avx512f.c
  src/f32-gemm/gen/f32-gemm-1x32-minmax-avx512f-broadcast.c
  src/f32-gemm/gen/f32-gemm-7x32-minmax-avx512f-broadcast.c
  src/f32-igemm/gen/f32-igemm-1x32-minmax-avx512f-broadcast.c
  src/f32-igemm/gen/f32-igemm-7x32-minmax-avx512f-broadcast.c
  src/x32-packw/gen/x32-packw-x32-gemm-goi-avx512f-u4.c)

set(XNNPACK_X86_AVX512SKX
  src/qs8-qc8w-dwconv/gen/qs8-qc8w-dwconv-25p32c-minmax-fp32-avx512skx-mul32.c
  src/qs8-qc8w-dwconv/gen/qs8-qc8w-dwconv-3p32c-minmax-fp32-avx512skx-mul32.c
  src/qs8-qc8w-dwconv/gen/qs8-qc8w-dwconv-9p32c-minmax-fp32-avx512skx-mul32.c
  src/qs8-qc8w-gemm/gen/qs8-qc8w-gemm-1x16c8-minmax-fp32-avx512skx-prfm.c
  src/qs8-qc8w-gemm/gen/qs8-qc8w-gemm-7x16c8-minmax-fp32-avx512skx-prfm.c
  src/qs8-qc8w-igemm/gen/qs8-qc8w-igemm-1x16c8-minmax-fp32-avx512skx-prfm.c
  src/qs8-qc8w-igemm/gen/qs8-qc8w-igemm-7x16c8-minmax-fp32-avx512skx-prfm.c
  src/qs8-vadd/gen/qs8-vadd-minmax-avx512skx-mul32-ld128-u16.c
  src/qs8-vaddc/gen/qs8-vaddc-minmax-avx512skx-mul32-ld128-u16.c)

set(XNNPACK_X86_AVX512VNNI
  src/qs8-qc8w-gemm/gen/qs8-qc8w-gemm-1x16c8-minmax-fp32-avx512vnni-prfm.c
  src/qs8-qc8w-gemm/gen/qs8-qc8w-gemm-7x16c8-minmax-fp32-avx512vnni-prfm.c
  src/qs8-qc8w-igemm/gen/qs8-qc8w-igemm-1x16c8-minmax-avx512vnni-prfm.c
  src/qs8-qc8w-igemm/gen/qs8-qc8w-igemm-7x16c8-minmax-avx512vnni-prfm.c)

set(XNNPACK_X86_AVX512AMX
  src/qs8-qc8w-gemm/gen/qs8-qc8w-gemm-16x64c4-minmax-fp32-avx512amx.c
  src/qs8-qc8w-gemm/gen/qs8-qc8w-gemm-1x64c4-minmax-fp32-avx512amx.c
  src/qs8-qc8w-igemm/gen/qs8-qc8w-igemm-16x64c4-minmax-fp32-avx512amx.c
  src/qs8-qc8w-igemm/gen/qs8-qc8w-igemm-1x64c4-minmax-fp32-avx512amx.c)

# WebAssembly: plain SIMD is in both builds, the relaxed dot products in the relaxed one only.
set(XNNPACK_WASM_SIMD
  src/qs8-qc8w-dwconv/gen/qs8-qc8w-dwconv-25p16c-minmax-fp32-wasmsimd-mul16-add16.c
  src/qs8-qc8w-dwconv/gen/qs8-qc8w-dwconv-3p16c-minmax-fp32-wasmsimd-mul16-add16.c
  src/qs8-qc8w-dwconv/gen/qs8-qc8w-dwconv-9p16c-minmax-fp32-wasmsimd-mul16-add16.c
  src/qs8-qc8w-gemm/gen/qs8-qc8w-gemm-1x4c2s4-minmax-fp32-wasmsimd-dot16x2-ld128.c
  src/qs8-qc8w-gemm/gen/qs8-qc8w-gemm-4x4c2s4-minmax-fp32-wasmsimd-dot16x2-ld128.c
  src/qs8-qc8w-igemm/gen/qs8-qc8w-igemm-1x4c2s4-minmax-fp32-wasmsimd-dot16x2-ld128.c
  src/qs8-qc8w-igemm/gen/qs8-qc8w-igemm-4x4c2s4-minmax-fp32-wasmsimd-dot16x2-ld128.c
  src/qs8-vadd/gen/qs8-vadd-minmax-wasmsimd-u32.c
  src/qs8-vaddc/gen/qs8-vaddc-minmax-wasmsimd-u32.c
  src/f32-dwconv/gen/f32-dwconv-3p8c-minmax-wasmsimd-x86.c
  src/f32-dwconv/gen/f32-dwconv-4p8c-minmax-wasmsimd-x86.c
  src/f32-dwconv/gen/f32-dwconv-9p8c-minmax-wasmsimd-x86.c
  src/f32-dwconv/gen/f32-dwconv-25p8c-minmax-wasmsimd-x86.c
  src/f32-gemm/gen/f32-gemm-1x8-minmax-wasmsimd-x86-loadsplat.c
  src/f32-gemm/gen/f32-gemm-4x8-minmax-wasmsimd-x86-loadsplat.c
  src/f32-igemm/gen/f32-igemm-1x8-minmax-wasmsimd-x86-loadsplat.c
  src/f32-igemm/gen/f32-igemm-4x8-minmax-wasmsimd-x86-loadsplat.c
  src/f32-vmulcaddc/gen/f32-vmulcaddc-c4-minmax-wasmsimd-x86-2x.c
  src/x32-packw/gen/x32-packw-x8-gemm-goi-wasmsimd-u4.c)

set(XNNPACK_WASM_RELAXED
  src/qs8-qc8w-gemm/gen/qs8-qc8w-gemm-1x8c8-minmax-fp32-wasmsdot-u2.c
  src/qs8-qc8w-gemm/gen/qs8-qc8w-gemm-1x8c8-minmax-fp32-wasmsdot.c
  src/qs8-qc8w-gemm/gen/qs8-qc8w-gemm-1x8c8-minmax-fp32-wasmusdot-u2.c
  src/qs8-qc8w-gemm/gen/qs8-qc8w-gemm-2x8c8-minmax-fp32-wasmsdot.c
  src/qs8-qc8w-gemm/gen/qs8-qc8w-gemm-4x8c8-minmax-fp32-wasmsdot-u2.c
  src/qs8-qc8w-gemm/gen/qs8-qc8w-gemm-4x8c8-minmax-fp32-wasmusdot-u2.c
  src/qs8-qc8w-igemm/gen/qs8-qc8w-igemm-1x8c8-minmax-fp32-wasmsdot-u2.c
  src/qs8-qc8w-igemm/gen/qs8-qc8w-igemm-1x8c8-minmax-fp32-wasmsdot.c
  src/qs8-qc8w-igemm/gen/qs8-qc8w-igemm-1x8c8-minmax-fp32-wasmusdot-u2.c
  src/qs8-qc8w-igemm/gen/qs8-qc8w-igemm-2x8c8-minmax-fp32-wasmsdot.c
  src/qs8-qc8w-igemm/gen/qs8-qc8w-igemm-4x8c8-minmax-fp32-wasmsdot-u2.c
  src/qs8-qc8w-igemm/gen/qs8-qc8w-igemm-4x8c8-minmax-fp32-wasmusdot-u2.c)
