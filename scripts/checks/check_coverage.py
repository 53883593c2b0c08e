#!/usr/bin/python3
"""Checks that docs/coverage.md names only what exists and leaves no event or command out.

Usage: check_coverage.py ROOT

Columns of its tables: item, events, commands, views, tests; names stand in backticks. Events and
commands are messages of proto/, views those that the view rooms serve, tests suites below tests/.
Exit 1 with one line an error.
"""
import pathlib
import re
import sys

ITEMS = (
    [f"A{n}" for n in range(1, 19)]
    + [f"B{n}" for n in range(1, 9)]
    + [f"P-{n:02}" for n in range(1, 35)]
    + ["P-05b"]
)
# Events that record the inspection of the records themselves, or stand in nobody's programme.
BESIDE_THE_DOMAIN = {"inspection", "access"}
OWN_VIEWS = {"indicators", "explain", "schedule"}


def messages(root, pattern, option):
    """Names of the messages of these files that carry the option."""
    found = set()
    for path in sorted(root.glob(pattern)):
        if path.parts[-3] in BESIDE_THE_DOMAIN:
            continue
        text = path.read_text(encoding="utf-8")
        for name, body in re.findall(r"^message (\w+) \{(.*?)^\}", text, re.S | re.M):
            if f"option (paktum.options.v1.{option})" in body:
                found.add(name)
    return found


def views(root):
    text = (root / "libs/views/register_views.cc").read_text(encoding="utf-8")
    return OWN_VIEWS | set(re.findall(r'\{"([a-z-]+)",', text))


def suites(root):
    found = set()
    for path in root.glob("tests/**/*_test.cc"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"^(?:TEST|TEST_F|TEST_P|TYPED_TEST)\(\s*(\w+)", text, re.M))
    return found


def check(root):
    known = {
        "event": messages(root, "proto/paktum/*/v1/*.proto", "event"),
        "command": messages(root, "proto/paktum/command/v1/*.proto", "command"),
        "view": views(root),
        "test": suites(root),
    }
    errors, items, named = [], set(), {kind: set() for kind in known}
    page = root / "docs/coverage.md"
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|") or cells[0] == "Item" or set(cells[0]) <= {"-"}:
            continue
        if len(cells) != 5:
            errors.append(f"docs/coverage.md:{number}: {len(cells)} cells, 5 are needed")
            continue
        items |= set(re.findall(r"\b([AB]\d+|P-\d+b?)", cells[0]))
        for kind, cell in zip(known, cells[1:]):
            names = set(re.findall(r"`([^`]+)`", cell))
            named[kind] |= names
            errors += [
                f"docs/coverage.md:{number}: there is no {kind} {name}"
                for name in sorted(names - known[kind])
            ]
    errors += [f"docs/coverage.md: item {item} is left out" for item in ITEMS if item not in items]
    for kind in ("event", "command"):
        errors += [
            f"docs/coverage.md: {kind} {name} carries no item"
            for name in sorted(known[kind] - named[kind])
        ]
    return errors


def main():
    errors = check(pathlib.Path(sys.argv[1]))
    for error in errors:
        print(error)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
