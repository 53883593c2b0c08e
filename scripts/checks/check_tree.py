#!/usr/bin/python3
"""Checks of the tree that no compiler makes: check_tree.py [ROOT]

rooms     every #include "libs/…" or "services/…" is an edge that cmake/rooms.txt allows; private
          headers (internal/) are included by their own room and its tests only; docs/ARCHITECTURE.md
          shows the same table
banned    calls that have a replacement of ours
words     FIXME, TODO and the like; absolute paths of a machine; download hosts in lock files
lengths   lines of C++ ≤ 100 columns, functions ≤ 90 lines, files ≤ 600 lines (a ratchet: lower it)
"""
import os
import re
import subprocess
import sys

LINE_COLUMNS_MAX = 100
FILE_LINES_MAX = 600
FUNCTION_LINES_MAX = 90

BANNED = [
    (r"\bsystem_clock::now\b", "take a paktum::Clock", ("libs/base/clock.cc",)),
    (r"\b(std::)?rand\(\)", "use libsodium or a seeded std::mt19937_64", ()),
    (r"\bsleep_for\b|\busleep\(|\bsleep\(\d", "wait for a condition with a deadline", ()),
    (r"\bstd::cout\b|\bstd::cerr\b", "log, or write in services/paktum only",
     ("services/paktum/", "services/audit/", "tests/", "libs/service/")),
    (r"\bassert\(", "PAKTUM_CHECK, which also holds in release", ()),
    (r"#pragma GCC diagnostic ignored", "mend the warning", ()),
]
WORDS = re.compile(r"\b(FIXME|TODO|XXX|HACK)\b")
# Built from parts, so that this file does not find itself.
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:" + "work" + r"/(?:main|shared)|" + "root" + r"/)")


def tracked(root):
    out = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=root,
                         capture_output=True, text=True, check=True).stdout
    return [path for path in out.split("\n") if path and os.path.isfile(os.path.join(root, path))]


def read_rooms(root):
    rooms = {}
    with open(os.path.join(root, "cmake/rooms.txt"), encoding="utf-8") as source:
        for line in source:
            if re.match(r"[a-z]", line):
                name, allowed = line.strip().split(":")
                rooms[name] = allowed.split()
    return rooms


def room_of(path, rooms):
    fitting = [room for room in rooms if path.startswith(room + "/")]
    return max(fitting, key=len) if fitting else None


def check_includes(path, text, rooms):
    own = room_of(path, rooms)
    for number, line in enumerate(text.split("\n"), 1):
        match = re.match(r'#include "((?:libs|services)/[^"]+)"', line)
        if not match:
            continue
        target = room_of(match[1], rooms)
        if target is None:
            yield f"{path}:{number}: {match[1]} is in no room of cmake/rooms.txt"
        elif own and target != own and target not in rooms[own]:
            yield f"{path}:{number}: {own} may not include {target} (cmake/rooms.txt)"
        elif own and "/internal/" in match[1] and target != own:
            yield f"{path}:{number}: {match[1]} is private to {target}"


def check_architecture(root, rooms):
    path = "docs/ARCHITECTURE.md"
    with open(os.path.join(root, path), encoding="utf-8") as source:
        text = source.read()
    shown = dict(re.findall(r"^\| `((?:libs|services)/[^`]+)` \|[^|]*\| ([^|]*) \|$", text, re.M))
    for room, allowed in rooms.items():
        want = ", ".join(f"`{name}`" for name in allowed) or "nothing"
        if room not in shown:
            yield f"{path}: the room table lacks {room}"
        elif shown[room].strip() != want:
            yield f"{path}: {room} is shown to use {shown[room].strip()}, cmake/rooms.txt says {want}"
    for room in shown:
        if room not in rooms:
            yield f"{path}: shows {room}, which cmake/rooms.txt does not know"


def check_lengths(path, text):
    lines = text.split("\n")
    if len(lines) > FILE_LINES_MAX:
        yield f"{path}: {len(lines)} lines; split it (limit {FILE_LINES_MAX})"
    start = None
    for number, line in enumerate(lines, 1):
        if len(line) > LINE_COLUMNS_MAX:
            yield f"{path}:{number}: {len(line)} columns (limit {LINE_COLUMNS_MAX})"
        if start is None and re.match(r"[A-Za-z].*\{$", line) and not re.match(
                r"(namespace|class|struct|enum|union|extern|using|const|constexpr|static const)\b",
                line):
            start = number
        elif line == "}" and start is not None:
            if number - start + 1 > FUNCTION_LINES_MAX:
                yield f"{path}:{start}: function of {number - start + 1} lines (limit {FUNCTION_LINES_MAX})"
            start = None


def check_file(path, text, rooms):
    cpp = path.endswith((".cc", ".h"))
    if cpp:
        yield from check_includes(path, text, rooms)
        yield from check_lengths(path, text)
    for number, line in enumerate(text.split("\n"), 1):
        if WORDS.search(line) and path != "scripts/checks/check_tree.py":
            yield f"{path}:{number}: unfinished work is marked here: finish it or say it in docs"
        if MACHINE_PATH.search(line):
            yield f"{path}:{number}: path of one machine"
        if not cpp:
            continue
        for pattern, instead, allowed in BANNED:
            if re.search(pattern, line) and not path.startswith(allowed or ("\0",)):
                yield f"{path}:{number}: {re.search(pattern, line)[0]}: {instead}"
    if path.endswith("package-lock.json") and '"resolved": "http' in text:
        yield f"{path}: records download hosts"


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else "."
    rooms = read_rooms(root)
    errors = list(check_architecture(root, rooms))
    for path in tracked(root):
        try:
            with open(os.path.join(root, path), encoding="utf-8") as source:
                text = source.read()
        except UnicodeDecodeError:
            continue
        errors += check_file(path, text, rooms)
    for error in errors:
        print(error)
    print(f"{len(errors)} findings" if errors else "tree clean")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
