# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# A modern Emscripten. Needs common.sh and fetch.sh.
#
# Debian 12's own is 3.1.6: no relaxed dot product, and its ES modules fail under Node. Debian 13's 3.1.69 is architecture-independent and
# needs clang-19 and lld-19, which Debian 12 has; only its binaryen needs a newer C library. So on Debian 12 the packages of Debian 13 are
# unpacked into the cache, binaryen's programs behind wrappers that start them with a private C library: nothing of the system is mixed.
# PAWLENS_EMSDK=system takes the emcc on the PATH instead (an emsdk of 3.1.69 or later); Debian 13 and later do so by themselves.

EMSCRIPTEN_PARTS=(emscripten binaryen node-acorn libc6 libstdc++6 libgcc-s1)
EMSCRIPTEN_OLDEST=3.1.69
EMSCRIPTEN_RECIPE=1 # raise it when install_emscripten puts the parts together in another way

# emscripten_folder: keyed by the hashes of all its parts and by the recipe.
emscripten_folder() {
  local key
  key=$({ for part in "${EMSCRIPTEN_PARTS[@]}"; do pin_field "$part" 3; done; echo "$EMSCRIPTEN_RECIPE"; } | sha256sum)
  printf '%s/emscripten-%s-%s\n' "$PAWLENS_CACHE" "$(pin_field emscripten 2)" "${key:0:12}"
}

# unpack_deb DEB FOLDER TAR_OPTIONS...
unpack_deb() {
  local deb=$1 folder=$2
  shift 2
  dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$folder" "$@"
}

# fetch_deb NAME FILE: the pinned version, or, when a point release has replaced it on the mirror, the present one of Debian 13, whose hash
# apt takes from the signed index.
fetch_deb() {
  local name=$1 file=$2
  if (fetch_pinned "$name" "$file") 2>/dev/null; then
    return
  fi
  say "the pinned $name is no longer on the mirror; taking Debian 13's present one (checked by its signed index)"
  local apt=$PAWLENS_CACHE/download/apt folder
  mkdir -p "$apt/state" "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/empty"
  : >"$apt/status"
  printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s trixie main\n' "$(debian_mirror)" >"$apt/sources.list"
  cat >"$apt/apt.conf" <<CONF
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "$apt/empty";
Dir::Etc::preferences "$apt/none";
Dir::Etc::preferencesparts "$apt/empty";
Dir::State "$apt/state";
Dir::State::Lists "$apt/lists";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
APT::Sandbox::User "root";
Debug::NoLocking "true";
CONF
  folder=$(mktemp -d "$apt/deb.XXXXXX")
  quietly "$apt/update.log" env APT_CONFIG="$apt/apt.conf" apt-get update
  (cd "$folder" && quietly "$apt/download.log" env APT_CONFIG="$apt/apt.conf" apt-get download "$name")
  mv "$folder"/*.deb "$file"
  rmdir "$folder"
}

# install_emscripten FOLDER: downloads, unpacks into a temporary folder beside it, renames at the end.
install_emscripten() {
  local folder=$1 downloads=$PAWLENS_CACHE/download part name program
  [[ -d $folder ]] && return
  [[ $(dpkg --print-architecture) == amd64 ]] ||
    die "on this processor, put an emsdk of $EMSCRIPTEN_OLDEST or later on the PATH and set PAWLENS_EMSDK=system"
  say "downloading Emscripten $(pin_field emscripten 2) (246 MB)"
  for name in "${EMSCRIPTEN_PARTS[@]}"; do
    fetch_deb "$name" "$downloads/$name.deb"
  done

  say "unpacking Emscripten"
  part=$(mktemp -d "$folder.XXXXXX")
  chmod 755 "$part"
  # Threads, position-independent code, sanitizers and tests are nine tenths of the package, and unused here.
  unpack_deb "$downloads/emscripten.deb" "$part" --strip-components=4 \
    --exclude='*/wasm32-emscripten/pic/*' --exclude='*/lto-pic/*' --exclude='*-ww*.a' --exclude='*-mt*.a' --exclude='*asan*.a' \
    --exclude='*sanitizer*.a' --exclude='*lsan*.a' --exclude='*ubsan*.a' --exclude='*wasmfs*.a' --exclude='*webgpu*.a' \
    --exclude='*/emscripten/test/*' --exclude='*/emscripten/media/*' --exclude='*/emscripten/docs/*' ./usr/share/emscripten
  mkdir -p "$part/private/lib" "$part/private/libexec" "$part/private/bin" "$part/node_modules"
  unpack_deb "$downloads/binaryen.deb" "$part/private/libexec" --strip-components=3 --wildcards './usr/bin/*'
  unpack_deb "$downloads/binaryen.deb" "$part/private/lib" --strip-components=4 --wildcards './usr/lib/*/libbinaryen.so*'
  for name in libc6 libstdc++6 libgcc-s1; do
    unpack_deb "$downloads/$name.deb" "$part/private/lib" --strip-components=4 --wildcards './usr/lib/x86_64-linux-gnu/*.so*'
  done
  for program in "$part"/private/libexec/*; do
    cat >"$part/private/bin/${program##*/}" <<'WRAPPER'
#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
exec "$here/../lib/ld-linux-x86-64.so.2" --library-path "$here/../lib" "$here/../libexec/${0##*/}" "$@"
WRAPPER
    chmod 755 "$part/private/bin/${program##*/}"
  done
  unpack_deb "$downloads/node-acorn.deb" "$part/node_modules" --strip-components=4 ./usr/share/nodejs/acorn
  cat >"$part/.emscripten" <<CONFIG
import shutil
LLVM_ROOT = '/usr/bin'
LLVM_ADD_VERSION = '19'
CLANG_ADD_VERSION = '19'
BINARYEN_ROOT = '$folder/private'
NODE_JS = shutil.which('node')
FROZEN_CACHE = True
CONFIG
  mv -T "$part" "$folder"
  for name in "${EMSCRIPTEN_PARTS[@]}"; do
    rm -f "$downloads/$name.deb"
  done
}

# system_emscripten: the folder of the emcc on the PATH.
system_emscripten() {
  local version
  have emcc || die "PAWLENS_EMSDK=system, but there is no emcc on the PATH"
  version=$(emcc -dumpversion)
  [[ $(printf '%s\n' "$EMSCRIPTEN_OLDEST" "$version" | sort -V | head -n 1) == "$EMSCRIPTEN_OLDEST" ]] ||
    die "emcc is $version; this project needs $EMSCRIPTEN_OLDEST or later"
  if have em-config; then
    em-config EMSCRIPTEN_ROOT
  else
    dirname "$(readlink -f "$(command -v emcc)")"
  fi
}

# setup_emscripten: and tell CMake's wasm presets where it is.
setup_emscripten() {
  local root
  if [[ ${PAWLENS_EMSDK:-} == system ]] || ((${PAWLENS_DEBIAN:-12} >= 13)); then
    root=$(system_emscripten)
  else
    root=$(emscripten_folder)
    with_lock emscripten install_emscripten "$root"
  fi
  local setting="set(PAWLENS_EMSCRIPTEN_ROOT \"$root\")" file=$PAWLENS_ROOT/build/emscripten.cmake
  if [[ ! -f $file || $(<"$file") != "$setting" ]]; then
    mkdir -p "$PAWLENS_ROOT/build"
    printf '%s\n' "$setting" >"$file"
  fi
}
