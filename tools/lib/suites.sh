# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# The suites of tools/test. Each counts what it ran; none stops the others. Needs common.sh and build.sh.

passed=0 failed=0
skips=()
failures=()

# record PASSED FAILED SKIPPED NAME: adds to the totals and prints one line.
record() {
  passed=$((passed + $1))
  failed=$((failed + $2))
  local mark=ok
  (($2 == 0)) || mark=FAILED
  say "$(printf '%-7s %s: %s passed, %s failed%s' "$mark" "$4" "$1" "$2" "$( (($3 == 0)) || echo ", $3 skipped")")"
}

# record_report KIND FILE NAME: the totals of a report (tools/lib/totals.py).
record_report() {
  local lines line
  mapfile -t lines < <(python3 tools/lib/totals.py "$1" "$2")
  for line in "${lines[@]:1}"; do
    case $line in
      skipped:*) skips+=("$3:${line#skipped:}") ;;
      *) failures+=("$3:${line#failed:}") ;;
    esac
  done
  # shellcheck disable=SC2086 # three numbers
  record ${lines[0]} "$3"
}

# built PRESET...: builds them; a build that fails is one failure, and its tests are not run.
built() {
  local preset
  for preset in "$@"; do
    if [[ $preset == site ]]; then
      (build_site) && continue
    else
      (build_preset "$preset") && continue
    fi
    failures+=("build: $preset (build/log/$preset-build.log)")
    record 0 1 0 "build of $preset"
    return 1
  done
}

# ctest_suite NAME FOLDER [OPTION...]: every test that CMake registered below FOLDER, or those that ctest's options choose.
ctest_suite() {
  local name=$1 folder=$2 report=$PAWLENS_ROOT/build/log/$1-tests.xml log=build/log/$1-tests.log
  shift 2
  rm -f "$report"
  ctest --test-dir "$folder" "$@" --output-on-failure --output-junit "$report" --parallel "$(nproc)" >"$log" 2>&1 ||
    grep -E -A40 '^[0-9]+: \[ +FAILED|\*\*\*' "$log" | head -n 200
  record_report junit "$report" "$name"
}

suite_native() { if built native; then ctest_suite native build/native; fi; }
suite_asan() { if built asan; then ctest_suite asan build/asan; fi; }
suite_train() { if built train; then ctest_suite train build/train --tests-regex '^train\.'; fi; }

suite_web() {
  built native wasm-simd wasm-relaxed site || return 0
  local files log=build/log/web-tests.tap
  mapfile -t files < <(find tests/web -name '*.test.mjs' | sort)
  node --test --test-reporter=tap "${files[@]}" >"$log" 2>&1 || grep -E -A30 '^ *not ok' "$log" | head -n 200
  record_report tap "$log" web
}

# check NAME COMMAND...: one check counts as one test.
check() {
  local name=$1 log=build/log/check-$1.log
  shift
  if "$@" >"$log" 2>&1; then
    record 1 0 0 "$name"
  else
    head -n 100 "$log"
    failures+=("check: $name ($log)")
    record 0 1 0 "$name"
  fi
}

check_format() {
  find src tests tools cmake \( -name '*.cc' -o -name '*.h' -o -name '*.c' \) -exec clang-format-19 --dry-run -Werror {} +
}

check_types() {
  local config
  for config in web/jsconfig.json web/tsconfig*.json tests/web/jsconfig.json tests/web/tsconfig.json tools/bench/tsconfig.json; do
    [[ -f $config ]] || continue
    echo "$config"
    node_modules/.bin/tsc --noEmit --project "$config" || return 1
  done
}

check_shell() {
  shellcheck tools/setup tools/build tools/serve tools/test tools/bench/run tools/measure/run .ci/run tools/lib/*.sh
}

suite_checks() {
  check includes python3 tools/lib/check_includes.py
  check format check_format
  check shell check_shell
  check types check_types
  built native || return 0  # clang-tidy needs its compile commands and generated headers.
  check tidy python3 tools/lib/clang_tidy.py build/native
}

# summary: what was skipped, what failed, and the one line at the end.
summary() {
  local line
  for line in "${skips[@]}"; do echo "skipped: $line"; done
  for line in "${failures[@]}"; do echo "failed: $line"; done
  echo "$passed passed, $failed failed"
  ((failed == 0 && passed > 0))
}
