# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Verified downloads from a Debian mirror. Needs common.sh.

# configured_mirror: the first http mirror of Debian's main archive in apt's configuration; nothing before the first apt-get update.
configured_mirror() {
  # shellcheck disable=SC2016 # apt's own placeholders
  apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' 2>/dev/null |
    awk -F'|' '!found && $1 == "Debian" && $2 == "Debian" && $3 ~ /^https?:/ { print $3; found = 1 }'
}

debian_mirror() {
  local uri
  uri=$(configured_mirror)
  if [[ -z $uri ]]; then
    as_root apt-get update >/dev/null 2>&1 || true
    uri=$(configured_mirror)
  fi
  [[ -n $uri ]] || die "apt's configuration has no http mirror of Debian, from which the pinned files could come"
  printf '%s\n' "${uri%/}"
}

# pin_field NAME COLUMN: one column (2 label, 3 SHA-256, 4 path) of NAME's line in pins.txt.
pin_field() {
  awk -v name="$1" -v column="$2" '$1 == name { print $column; found = 1 } END { exit !found }' "$PAWLENS_PINS" ||
    die "$PAWLENS_PINS has no line for $1"
}

# fetch_pinned NAME FILE: downloads the pinned file, continues one that was cut off, and moves it to FILE only when its SHA-256 is right.
fetch_pinned() {
  local name=$1 file=$2 sha path
  sha=$(pin_field "$name" 3)
  path=$(pin_field "$name" 4)
  if [[ -f $file ]] && sha256sum --check --status <<<"$sha  $file"; then
    return
  fi
  mkdir -p "$(dirname "$file")"
  # apt's own downloader: the machine's proxy and mirror settings, resumption and the check of the hash come with it.
  if ! /usr/lib/apt/apt-helper -o APT::Sandbox::User=root -o Acquire::Retries=3 \
    download-file "$(debian_mirror)/$path" "$file.part" "SHA256:$sha" >"$file.log" 2>&1; then
    cat "$file.log" >&2
    rm -f "$file.part" "$file.log"
    die "could not download $path from the configured Debian mirror"
  fi
  sha256sum --check --status <<<"$sha  $file.part" || die "$path: wrong SHA-256"
  rm -f "$file.log"
  mv "$file.part" "$file"
}
