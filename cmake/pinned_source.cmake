# SPDX-License-Identifier: MIT
#
# Where the pinned third-party sources lie. tools/setup downloads and verifies them; tools/lib/pins.txt says which.

# pawlens_pinned_source(VARIABLE NAME): sets the cache variable VARIABLE to the unpacked folder of NAME, unless it was given.
function(pawlens_pinned_source variable name)
  set(pins "${PROJECT_SOURCE_DIR}/tools/lib/pins.txt")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${pins}")
  file(STRINGS "${pins}" line REGEX "^${name} ")
  if(NOT line MATCHES "^${name} +([^ ]+) +([0-9a-f]+) ")
    message(FATAL_ERROR "${pins}: no line for ${name}")
  endif()
  set(label "${CMAKE_MATCH_1}")
  string(SUBSTRING "${CMAKE_MATCH_2}" 0 12 hash)
  if(NOT "$ENV{XDG_CACHE_HOME}" STREQUAL "")
    set(cache "$ENV{XDG_CACHE_HOME}")
  else()
    set(cache "$ENV{HOME}/.cache")
  endif()
  set(${variable} "${cache}/pawlens/${name}-${label}-${hash}" CACHE PATH "Unpacked source of ${name}")
  if(NOT EXISTS "${${variable}}")
    message(FATAL_ERROR "The source of ${name} is not at ${${variable}}. Run tools/setup, or set ${variable}.")
  endif()
endfunction()
