# SPDX-License-Identifier: MIT
#
# Toolchain file of the wasm presets: Emscripten's own, found where tools/setup put it (tools/lib/emscripten.sh).

include("${CMAKE_CURRENT_LIST_DIR}/../build/emscripten.cmake" OPTIONAL)
if(NOT EXISTS "${PAWLENS_EMSCRIPTEN_ROOT}/cmake/Modules/Platform/Emscripten.cmake")
  message(FATAL_ERROR "No Emscripten. Run tools/setup first.")
endif()
include("${PAWLENS_EMSCRIPTEN_ROOT}/cmake/Modules/Platform/Emscripten.cmake")
