# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The development tools of package.json, exactly as package-lock.json has them. Needs common.sh and packages.sh.

setup_node() {
  local stamp=$PAWLENS_ROOT/node_modules/.installed-lock
  have_node || die "no Node.js of version 18 or later with npm on the PATH"
  cmp --silent "$PAWLENS_ROOT/package-lock.json" "$stamp" && return
  say "installing the development tools from npm"
  (cd "$PAWLENS_ROOT" && quietly build/log/npm.log npm ci --ignore-scripts --no-audit --no-fund)
  cp "$PAWLENS_ROOT/package-lock.json" "$stamp"
}
