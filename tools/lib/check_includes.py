#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fails when an include goes against the direction of the modules, or a third-party header is used outside its home (HACKING.md)."""

import pathlib
import re
import sys

# Each folder may include itself and the folders named here.
ALLOWED = {
    "base": [],
    "image": ["base"],
    "model": ["base", "image"],
    "engine": ["base", "image", "model"],
    "classify": ["base", "image", "model", "engine"],
    "watch": ["base", "image", "model", "engine", "classify"],
    "see": ["base", "image", "model", "engine", "classify"],
    "bindings": ["base", "image", "model", "engine", "classify", "watch", "see"],
    "train": ["base", "image", "model", "engine", "classify"],
    "tools": ["base", "image", "model", "engine", "classify", "watch", "see", "train"],
}

# Third-party headers by the start of their name, and the folders that may include them.
HOMES = {
    "xnnpack": ["engine"],
    "pthreadpool": ["engine"],
    "stb": ["image"],
    "flatbuffers/": ["model"],
    "emscripten": ["bindings"],
    "torch/": ["train", "tools"],  # tools: the benchmark beside it.
    "ATen/": ["train"],
    "c10": ["train"],
    "CLI/": ["tools"],
    "nlohmann/": ["tools", "train"],
    "fmt/": ["tools", "train"],
    "gtest/": [],
    "gmock/": [],
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def complaints_about(path, folder):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        quoted, header = match.group(1) == '"', match.group(2)
        where = f"{path}:{number}"
        for start, homes in HOMES.items():
            if header.startswith(start) and folder not in homes:
                yield f"{where}: {header} belongs to {' and '.join(homes) or 'the tests'} only"
        first = header.split("/")[0]
        if quoted and first in ALLOWED and first != folder and first not in ALLOWED[folder]:
            yield f"{where}: {folder} must not include {header}"
        if quoted and ("/" not in header or first in (".", "..")):
            yield f"{where}: write the path from src/, not {header}"


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    complaints = []
    files = 0
    for folder in ALLOWED:
        top = root / ("tools" if folder == "tools" else f"src/{folder}")
        for path in sorted(top.rglob("*")):
            if path.suffix in (".h", ".cc"):
                files += 1
                complaints += complaints_about(path, folder)
    print("\n".join(complaints) if complaints else f"{files} files")
    return 1 if complaints or files == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
