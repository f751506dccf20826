# SPDX-License-Identifier: MIT
#
# Read by the presets right after project(): compile through ccache where there is one.

find_program(PAWLENS_CCACHE ccache NO_CMAKE_FIND_ROOT_PATH)
if(PAWLENS_CCACHE)
  foreach(language C CXX)
    if(NOT DEFINED CMAKE_${language}_COMPILER_LAUNCHER)
      set(CMAKE_${language}_COMPILER_LAUNCHER "${PAWLENS_CCACHE}")
    endif()
  endforeach()
endif()
