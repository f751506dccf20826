# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Configures and builds one preset, assembles the site. Needs common.sh.

# Compiled objects are found again in the next clone: paths inside the project do not count for ccache.
export CCACHE_BASEDIR=$PAWLENS_ROOT CCACHE_NOHASHDIR=1

# build_preset PRESET: configures only when something that CMake itself does not watch has changed.
build_preset() {
  local preset=$1 folder=$PAWLENS_ROOT/build/$1 start=$SECONDS input configured=1
  for input in "$PAWLENS_ROOT/CMakePresets.json" "$PAWLENS_ROOT/build/emscripten.cmake"; do
    [[ $folder/build.ninja -nt $input ]] || configured=0
  done
  cd "$PAWLENS_ROOT" || exit
  if ((configured == 0)); then
    say "$preset: configuring"
    quietly "build/log/$preset-configure.log" cmake --preset "$preset"
    touch "$folder/build.ninja"
  fi
  if [[ -t 1 && -z ${CI:-} ]]; then
    ninja -C "$folder" || die "the build of $preset failed"
  else
    quietly "build/log/$preset-build.log" ninja -C "$folder"
  fi
  say "$preset: built in build/$preset ($((SECONDS - start)) s)"
}

build_site() {
  cd "$PAWLENS_ROOT" || exit
  node tools/lib/assemble_site.mjs "$(sed -n 's/.*"\(.*\)".*/\1/p' build/emscripten.cmake)" || die "the site could not be assembled"
}
