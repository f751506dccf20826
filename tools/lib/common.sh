# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Shared by the scripts in tools/: folders, messages, locks. Sourced, never run.

PAWLENS_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
PAWLENS_CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/pawlens
PAWLENS_PINS=$PAWLENS_ROOT/tools/lib/pins.txt
export PAWLENS_ROOT PAWLENS_CACHE PAWLENS_PINS

if [[ -t 1 && -z ${CI:-} && -z ${NO_COLOR:-} ]]; then
  bold=$'\e[1m' red=$'\e[31m' plain=$'\e[0m'
else
  bold='' red='' plain=''
fi

# say TEXT: one line of progress.
say() { printf '%s==>%s %s\n' "$bold" "$plain" "$*"; }

# die TEXT: what went wrong and what to do about it, then the end.
die() {
  printf '%s%s: %s%s\n' "$red" "${0##*/}" "$*" "$plain" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# as_root COMMAND...: directly, or through sudo for a plain user.
as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif have sudo; then
    sudo -- "$@"
  else
    die "this needs root, and there is no sudo. Run as root once: $*"
  fi
}

# with_lock NAME COMMAND...: two clones set up at once must not write to one cache folder together.
with_lock() {
  local name=$1
  shift
  mkdir -p "$PAWLENS_CACHE"
  (
    flock 9
    "$@"
  ) 9>"$PAWLENS_CACHE/.$name.lock"
}

# print_usage: the comment at the top of the calling script, as its --help.
print_usage() { sed -n '3,/^[^#]/{s/^# \{0,1\}//p}' "$0"; }

# quietly LOG COMMAND...: the output goes to LOG, and to the screen only when the command fails.
quietly() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  if ! "$@" >"$log" 2>&1; then
    tail -n 60 "$log" >&2
    die "failed: $* (whole output: $log)"
  fi
}
