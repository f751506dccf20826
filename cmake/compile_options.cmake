# pawlens_library(NAME SOURCES... DEPENDS...): a static library of src/NAME with the project's own compile options.

function(pawlens_compile_options target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -ffp-contract=off
                                           $<$<BOOL:${PAWLENS_WERROR}>:-Werror>)
  if(PAWLENS_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=address,undefined -fno-sanitize-recover=all
                                             -fno-omit-frame-pointer)
    target_link_options(${target} PRIVATE -fsanitize=address,undefined)
  endif()
endfunction()

function(pawlens_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS" ${ARGN})
  add_library(pawlens_${name} STATIC ${arg_SOURCES})
  target_include_directories(pawlens_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(pawlens_${name} PUBLIC ${arg_DEPENDS})
  pawlens_compile_options(pawlens_${name})
  if(EMSCRIPTEN)
    pawlens_wasm_compile_options(pawlens_${name})
  endif()
endfunction()
