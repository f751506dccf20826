# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The pinned third-party sources (XNNPACK and what it includes), unpacked in the cache. Needs common.sh and fetch.sh.

# pinned_folder NAME: where NAME is unpacked; cmake/pinned_source.cmake computes the same path.
pinned_folder() {
  local sha
  sha=$(pin_field "$1" 3)
  printf '%s/%s-%s-%s\n' "$PAWLENS_CACHE" "$1" "$(pin_field "$1" 2)" "${sha:0:12}"
}

# unpack_source NAME: does nothing when it is there already.
unpack_source() {
  local name=$1 folder archive part
  folder=$(pinned_folder "$name")
  [[ -d $folder ]] && return
  say "downloading the source of $name"
  archive=$PAWLENS_CACHE/download/$name.tar.xz
  fetch_pinned "$name" "$archive"
  part=$(mktemp -d "$folder.XXXXXX")
  tar -xf "$archive" -C "$part"
  # Some of these archives have one top folder, some have none.
  if [[ $(find "$part" -mindepth 1 -maxdepth 1 | wc -l) == 1 ]]; then
    mv -T "$(find "$part" -mindepth 1 -maxdepth 1)" "$folder"
    rmdir "$part"
  else
    chmod 755 "$part"
    mv -T "$part" "$folder"
  fi
  rm -f "$archive"
}

setup_sources() {
  local name
  for name in xnnpack pthreadpool fxdiv; do
    with_lock sources unpack_source "$name"
  done
}
