# SPDX-License-Identifier: MIT
#
# Compile and link options of the two wasm builds. They differ in PAWLENS_WASM_RELAXED only: the relaxed build adds kernels of relaxed dot
# products (src/engine/CMakeLists.txt). All other code is compiled without them in both.

option(PAWLENS_WASM_RELAXED "Build the engine that needs relaxed SIMD" OFF)
set(pawlens_wasm_name "pawlens-$<IF:$<BOOL:${PAWLENS_WASM_RELAXED}>,relaxed,simd>")

# For every target: link-time optimisation drops what no caller reaches, and the size (-Oz, by the preset) is what a visitor waits for.
function(pawlens_wasm_compile_options target)
  # Every browser with SIMD has the instructions of the second line, which make copies and conversions shorter. XNNPACK's headers do
  # not compile with the last one.
  target_compile_options(${target} PRIVATE -flto -msimd128 -fno-exceptions
    -mbulk-memory -msign-ext $<$<NOT:$<STREQUAL:${target},xnnpack>>:-mnontrapping-fptoint>
    $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti -fno-threadsafe-statics>)
endfunction()

# pawlens_hot_sources(FILE...): inner loops for which speed matters more than size, optimised for speed in a wasm build too. Call it in the
# CMakeLists.txt that defines their target.
function(pawlens_hot_sources)
  set_property(SOURCE ${ARGN} APPEND PROPERTY COMPILE_OPTIONS -O2)
endfunction()

# pawlens_wasm_link_options(TARGET NAME MEMORY): a program build/<preset>/NAME.{js,wasm} that starts with so much memory. An ES module without eval (the page's content security
# policy forbids it) and without a file system. The caller hands in the bytes of the wasm file, so the glue needs no way of its own to load
# them, and Node runs it as well as a worker does.
function(pawlens_wasm_link_options target name memory)
  set_target_properties(${target} PROPERTIES OUTPUT_NAME "${name}" SUFFIX ".js")
  # Without RTTI the only use of printf is in Embind's own library; sprintf.c takes its place.
  target_sources(${target} PRIVATE "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/wasm/sprintf.c")
  target_compile_definitions(${target} PRIVATE EMSCRIPTEN_HAS_UNBOUND_TYPE_NAMES=0)
  target_link_options(${target} PRIVATE
    # Inlining has been done where the code was compiled; more of it at the end only makes the file larger.
    -flto -Wl,-mllvm,-inline-threshold=-1000 -Oz -msimd128 -mbulk-memory -mnontrapping-fptoint -msign-ext -fno-exceptions -fno-rtti -lembind
    -sMODULARIZE -sEXPORT_ES6 -sEXPORT_NAME=createPawLens -sENVIRONMENT=web,worker
    -sDYNAMIC_EXECUTION=0 -sFILESYSTEM=0 -sASSERTIONS=0 -sSUPPORT_LONGJMP=0 -sWASM_BIGINT -sTEXTDECODER=2
    "-sINCOMING_MODULE_JS_API=[wasmBinary]"
    -sALLOW_MEMORY_GROWTH -sINITIAL_MEMORY=${memory} -sMALLOC=emmalloc -sSTACK_SIZE=512KB
    # The first browsers with wasm SIMD: nothing older can run it, so no glue for older ones.
    -sMIN_CHROME_VERSION=91 -sMIN_FIREFOX_VERSION=89 -sMIN_SAFARI_VERSION=160400)
endfunction()
