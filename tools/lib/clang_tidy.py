#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs clang-tidy on the project's own sources: clang_tidy.py BUILD_FOLDER.

The checks take minutes and seldom change their mind: a file that passed is not checked again until it, a project header it includes, its flags or
.clang-tidy change. What passed is kept as empty files, named by that content, in ${XDG_CACHE_HOME:-~/.cache}/pawlens/tidy.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "pawlens" / "tidy"
TIDY = "clang-tidy-19"
INCLUDE = re.compile(rb'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


def with_headers(path, found):
    """The file and every project header that it reaches; quoted includes are paths from src/ or tools/."""
    if path in found or not path.is_file():
        return found
    found.add(path)
    for header in INCLUDE.findall(path.read_bytes()):
        for top in ("src", "tools"):
            with_headers(ROOT / top / header.decode(), found)
    return found


def key_of(entry, version):
    digest = hashlib.sha256(version + (ROOT / ".clang-tidy").read_bytes())
    digest.update(entry["command"].replace(str(ROOT), "").encode())
    for path in sorted(with_headers(pathlib.Path(entry["file"]), set())):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def check(entry, build):
    run = subprocess.run([TIDY, "-p", str(build), "--quiet", "--warnings-as-errors=*", entry["file"]], capture_output=True, text=True)
    return run.returncode == 0, run.stdout


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    version = subprocess.run([TIDY, "--version"], capture_output=True, check=True).stdout
    own = (str(ROOT / "src") + os.sep, str(ROOT / "tools") + os.sep)
    entries = [e for e in json.loads((build / "compile_commands.json").read_text()) if e["file"].startswith(own)]
    if not entries:
        print(f"no sources in {build}/compile_commands.json")
        return 1
    CACHE.mkdir(parents=True, exist_ok=True)
    todo = [(entry, CACHE / key_of(entry, version)) for entry in entries]
    todo = [(entry, stamp) for entry, stamp in todo if not stamp.exists()]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for (entry, stamp), (clean, output) in zip(todo, pool.map(lambda item: check(item[0], build), todo)):
            if clean:
                stamp.touch()
            else:
                failed += 1
                print(output)
    print(f"{len(entries)} files, {len(todo)} of them new, {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
