#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Sums up a test run: totals.py junit|tap FILE.

First line of the output: PASSED FAILED SKIPPED. Then one line for each test that failed or was skipped, with the reason where there is one.
A report that is absent, cut off or empty is one failure: a runner that crashed must never look like a success.
"""

import re
import sys
import xml.etree.ElementTree


def read_junit(path):
    """CTest's report: a test is skipped only when it said so itself; one whose program is missing has failed."""
    results = []
    for case in xml.etree.ElementTree.parse(path).getroot().iter("testcase"):
        name, skipped = re.sub(r"\s+# GetParam\(\) = .*", "", case.get("name")), case.find("skipped")
        if case.get("status") == "run":
            results.append((name, "passed", ""))
        elif case.get("status") == "disabled":
            results.append((name, "skipped", "disabled"))
        elif skipped is not None and skipped.get("message", "").startswith("SKIP_"):
            output = case.findtext("system-out") or ""
            reason = re.search(r": Skipped\n(.*)", output)
            results.append((name, "skipped", reason.group(1).strip() if reason else ""))
        else:
            results.append((name, "failed", skipped.get("message", "") if skipped is not None else ""))
    return results


def read_tap(path):
    """Node's report. Its own summary at the end decides; suites and files that only hold other tests are not counted."""
    text = open(path, encoding="utf-8", errors="replace").read()
    counts = {key: int(n) for key, n in re.findall(r"^# (pass|fail|cancelled|skipped|todo) (\d+)$", text, re.MULTILINE)}
    if len(counts) != 5:
        raise ValueError("no summary: the runner did not come to its end")
    results = [("", "passed", "")] * counts["pass"]
    skips = re.findall(r"^ *ok \d+ - (.*?) # (?:SKIP|TODO)\b ?(.*)$", text, re.MULTILINE)
    results += [(name, "skipped", reason) for name, reason in skips][: counts["skipped"] + counts["todo"]]
    failures = re.findall(r"^ *not ok \d+ - (.*?)(?: # .*)?$", text, re.MULTILINE)
    failed = counts["fail"] + counts["cancelled"]
    results += [(name, "failed", "") for name in (failures + ["?"] * failed)[:failed]]
    return results


def main():
    kind, path = sys.argv[1:]
    try:
        results = {"junit": read_junit, "tap": read_tap}[kind](path)
        if not results:
            raise ValueError("no tests were run")
    except (OSError, ValueError, xml.etree.ElementTree.ParseError) as error:
        results = [(path, "failed", str(error))]
    count = {outcome: sum(1 for r in results if r[1] == outcome) for outcome in ("passed", "failed", "skipped")}
    print(count["passed"], count["failed"], count["skipped"])
    for name, outcome, reason in results:
        if outcome != "passed":
            print(f"{outcome}: {name}" + (f" ({reason})" if reason else ""))


if __name__ == "__main__":
    main()
