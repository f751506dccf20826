# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Debian packages: installs what packages.txt lists and the machine lacks, and calls apt only then. Needs common.sh.

# PAWLENS_DEBIAN: the release of Debian, 0 elsewhere.
PAWLENS_DEBIAN=0
if [[ -r /etc/os-release ]]; then
  PAWLENS_DEBIAN=$(. /etc/os-release && [[ ${ID:-} == debian && ${VERSION_ID:-} =~ ^[0-9]+$ ]] && echo "$VERSION_ID" || echo 0)
fi

# have_node: a Node.js of 18 or later with npm, wherever it came from.
have_node() { have node && have npm && node -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)'; }

# missing_packages: one a line.
missing_packages() {
  local wanted installed name
  mapfile -t wanted < <(sed 's/#.*//' "$PAWLENS_ROOT/tools/lib/packages.txt" | awk 'NF { print $1 }')
  if ((PAWLENS_DEBIAN >= 13)); then
    wanted+=(emscripten)
  fi
  # dpkg-query fails when it has never heard of a name; what it does print counts.
  installed=$(dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null |
    awk '$1 == "installed" { print $2 }' || true)
  for name in "${wanted[@]}"; do
    grep -qxF "$name" <<<"$installed" && continue
    [[ $name == nodejs || $name == npm ]] && have_node && continue
    printf '%s\n' "$name"
  done
}

setup_packages() {
  local missing
  if ((PAWLENS_DEBIAN == 0)); then
    say "not Debian: the programs and libraries of tools/lib/packages.txt are expected to be there"
    return
  fi
  mapfile -t missing < <(missing_packages)
  ((${#missing[@]} == 0)) && return
  say "installing ${missing[*]}"
  local log=$PAWLENS_ROOT/build/log/apt.log
  # A third-party source that does not answer must not stop the installation of Debian's own packages.
  (quietly "$log" as_root apt-get update) || say "apt-get update had errors; going on with what it has"
  quietly "$log" as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}"
}
