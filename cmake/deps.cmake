# SPDX-License-Identifier: MIT
#
# All third-party code: what is pinned comes from tools/lib/pins.txt, the rest from Debian's packages (tools/lib/packages-*.txt).
# Each target is used in one module only: xnnpack in engine, pawlens_stb in image, pawlens_flatbuffers in model.

include("${CMAKE_CURRENT_LIST_DIR}/pinned_source.cmake")
if(EMSCRIPTEN)
  include("${CMAKE_CURRENT_LIST_DIR}/wasm.cmake")
endif()

# int8 convolutions and additions by XNNPACK, which knows the wide vectors of native processors, or by our own kernels of 128 bits: in WebAssembly
# they are faster and take a quarter of the bytes. The kernels are built, and tested, either way.
if(EMSCRIPTEN)
  option(PAWLENS_XNNPACK "Compute int8 with XNNPACK" OFF)
else()
  option(PAWLENS_XNNPACK "Compute int8 with XNNPACK" ON)
endif()
include("${CMAKE_CURRENT_LIST_DIR}/xnnpack.cmake")

# pawlens_system_headers(TARGET FOLDER): an interface target that gives `#include <FOLDER/...>` from /usr/include. A wasm build must not see
# the host's other headers, so there the one folder is linked into a folder of its own.
function(pawlens_system_headers target folder)
  find_path(PAWLENS_${folder}_PARENT "${folder}" PATHS /usr/include NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
  if(NOT PAWLENS_${folder}_PARENT)
    message(FATAL_ERROR "/usr/include/${folder} is absent. Run tools/setup.")
  endif()
  add_library(${target} INTERFACE)
  if(EMSCRIPTEN)
    set(private "${PROJECT_BINARY_DIR}/include/${folder}")
    file(MAKE_DIRECTORY "${private}")
    file(CREATE_LINK "${PAWLENS_${folder}_PARENT}/${folder}" "${private}/${folder}" SYMBOLIC)
    target_include_directories(${target} SYSTEM INTERFACE "${private}")
  endif()
endfunction()

pawlens_system_headers(pawlens_stb stb)
pawlens_system_headers(pawlens_flatbuffers flatbuffers)

# The FlatBuffers compiler, a program of the host in every build.
find_program(PAWLENS_FLATC flatc NO_CMAKE_FIND_ROOT_PATH)
if(NOT PAWLENS_FLATC)
  message(FATAL_ERROR "flatc is absent. Run tools/setup.")
endif()
