# SPDX-License-Identifier: MIT
#
# Target `xnnpack`: the int8 and float32 kernels and their operator API, from source, for native and wasm alike. XNNPACK's own CMake files know
# nothing of wasm and build some thousand files; this compiles the explicit list in cmake/xnnpack/files.cmake.

include("${CMAKE_CURRENT_LIST_DIR}/pinned_source.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/xnnpack/files.cmake")

pawlens_pinned_source(PAWLENS_XNNPACK_SOURCE xnnpack)
pawlens_pinned_source(PAWLENS_PTHREADPOOL_SOURCE pthreadpool)
pawlens_pinned_source(PAWLENS_FXDIV_SOURCE fxdiv)

set(glue "${CMAKE_CURRENT_LIST_DIR}/xnnpack")
set(relaxed OFF)

# Kernels for this processor family; features lists the XNN_ENABLE_ switches that are on (all must be defined).
set(kernels "")
set(features "")
if(EMSCRIPTEN)
  set(kernels ${XNNPACK_WASM_SIMD})
  if(PAWLENS_WASM_RELAXED)
    set(relaxed ON)
    list(APPEND kernels ${XNNPACK_WASM_RELAXED})
  endif()
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  set(features CPUINFO AVXVNNI AVX256VNNI AVX512F AVX512SKX AVX512VNNI AVX512VNNIGFNI AVX512AMX)
  # XNNPACK's own combinations: an instruction set includes those before it.
  set(f16c_avx2 -mf16c -mfma -mavx2)
  set(avx512 -mf16c -mfma -mavx512f -mavx512cd -mavx512bw -mavx512dq -mavx512vl)
  set(flags_SCALAR "")
  set(flags_SSE2 -msse2 -mno-sse3)
  set(flags_SSE41 -msse4.1 -mno-sse4.2)
  set(flags_AVX -mavx -mno-avx2 -mno-fma -mno-f16c)
  set(flags_FMA3 -mf16c -mfma)
  set(flags_AVX2 ${f16c_avx2})
  set(flags_AVXVNNI ${f16c_avx2} -mavxvnni)
  set(flags_AVX256VNNI ${avx512} -mavx512vnni)
  set(flags_AVX512F -mf16c -mfma -mavx512f)
  set(flags_AVX512SKX ${avx512})
  set(flags_AVX512VNNI ${avx512} -mavx512vnni)
  set(flags_AVX512AMX ${avx512} -mavx512vnni -mgfni -mamx-tile -mamx-int8)
  foreach(isa SCALAR SSE2 SSE41 AVX FMA3 AVX2 AVXVNNI AVX256VNNI AVX512F AVX512SKX AVX512VNNI AVX512AMX)
    list(APPEND kernels ${XNNPACK_X86_${isa}})
    list(TRANSFORM XNNPACK_X86_${isa} PREPEND "${PAWLENS_XNNPACK_SOURCE}/" OUTPUT_VARIABLE paths)
    set_source_files_properties(${paths} PROPERTIES COMPILE_OPTIONS "${flags_${isa}}")
  endforeach()
else()
  message(FATAL_ERROR "cmake/xnnpack/files.cmake lists no kernels for ${CMAKE_SYSTEM_PROCESSOR} yet")
endif()

list(TRANSFORM XNNPACK_CORE PREPEND "${PAWLENS_XNNPACK_SOURCE}/" OUTPUT_VARIABLE core_paths)
list(TRANSFORM kernels PREPEND "${PAWLENS_XNNPACK_SOURCE}/" OUTPUT_VARIABLE kernel_paths)
add_library(xnnpack STATIC ${core_paths} ${kernel_paths} "${PAWLENS_PTHREADPOOL_SOURCE}/src/shim.c" "${glue}/absent_config.c"
            "${glue}/float_config.c")

# Leave all element-wise operations but int8 addition out of binary-elementwise-nd.c (see absent_config.c).
set(elementwise "${PAWLENS_XNNPACK_SOURCE}/src/operators/binary-elementwise-nd.c")
file(STRINGS "${elementwise}" calls REGEX "xnn_init_[a-z0-9_]+_config\\(\\)")
set(renames "xnn_init_binary_reference_config=pawlens_absent_reference")
foreach(call IN LISTS calls)
  string(REGEX MATCH "xnn_init_[a-z0-9_]+_config" config "${call}")
  if(NOT config STREQUAL "xnn_init_qs8_vadd_config")
    list(APPEND renames "${config}=pawlens_absent_config")
  endif()
endforeach()
list(REMOVE_DUPLICATES renames)
set_source_files_properties("${elementwise}" PROPERTIES COMPILE_DEFINITIONS "${renames}")

# Float32 convolutions get the kernels of float_config.c: a tenth of those that XNNPACK would choose among.
set(renames "")
foreach(config IN ITEMS gemm gemm_nr2 dwconv vmulcaddc)
  list(APPEND renames "xnn_init_f32_${config}_config=pawlens_f32_${config}_config")
endforeach()
set_source_files_properties("${PAWLENS_XNNPACK_SOURCE}/src/operators/convolution-nhwc.c" PROPERTIES COMPILE_DEFINITIONS "${renames}")

set(switches "")
foreach(feature IN ITEMS CPUINFO ASSEMBLY KLEIDIAI SPARSE MEMOPT DWCONV_MULTIPASS GEMM_M_SPECIALIZATION HVX RISCV_VECTOR VSX
        ARM_BF16 ARM_DOTPROD ARM_FP16_SCALAR ARM_FP16_VECTOR ARM_I8MM ARM_SME ARM_SME2
        AVXVNNI AVXVNNIINT8 AVX256SKX AVX256VBMI AVX256VNNI AVX256VNNIGFNI
        AVX512F AVX512SKX AVX512VBMI AVX512VNNI AVX512VNNIGFNI AVX512FP16 AVX512AMX)
  if(feature IN_LIST features OR feature STREQUAL "GEMM_M_SPECIALIZATION")
    list(APPEND switches "XNN_ENABLE_${feature}=1")
  else()
    list(APPEND switches "XNN_ENABLE_${feature}=0")
  endif()
endforeach()

# Always optimised and never sanitized, whatever the preset: these flags come after the preset's own. Symbols are hidden, because the trainer's
# libtorch loads a shared libxnnpack of another version into the same process.
target_compile_definitions(xnnpack PRIVATE _GNU_SOURCE NDEBUG XNN_LOG_LEVEL=0 ${switches})
target_compile_options(xnnpack PRIVATE -w -fno-math-errno $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions -fno-rtti>)
if(EMSCRIPTEN)
  pawlens_wasm_compile_options(xnnpack)
  target_compile_options(xnnpack PRIVATE $<$<BOOL:${relaxed}>:-mrelaxed-simd>)
  set_source_files_properties(${kernel_paths} PROPERTIES COMPILE_OPTIONS -O2)
else()
  target_compile_options(xnnpack PRIVATE -O2 -fno-sanitize=all -ffunction-sections -fdata-sections)
endif()
set_target_properties(xnnpack PROPERTIES
  C_STANDARD 99 C_EXTENSIONS OFF CXX_STANDARD 17
  C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden
  C_CLANG_TIDY "" CXX_CLANG_TIDY "" EXPORT_COMPILE_COMMANDS OFF)
target_include_directories(xnnpack PRIVATE
  "${glue}" "${PAWLENS_XNNPACK_SOURCE}/src" "${PAWLENS_FXDIV_SOURCE}/include")
target_include_directories(xnnpack SYSTEM PUBLIC
  "${PAWLENS_XNNPACK_SOURCE}/include" "${PAWLENS_PTHREADPOOL_SOURCE}/include")
target_compile_definitions(xnnpack PUBLIC PTHREADPOOL_NO_DEPRECATED_API)
if(NOT EMSCRIPTEN)
  target_link_libraries(xnnpack PUBLIC m pthread)
  target_link_options(xnnpack INTERFACE -Wl,--gc-sections)
endif()
