#!/usr/bin/env python3
"""Writes one source that includes others: cmake/unite.py OUT FILE... (paktum_united() calls it)

The headers come first, then the files themselves. A name that a file has for itself alone, in an
unnamed namespace or static, gets a number when another of the files knows such a word too.
"""
import pathlib
import re
import sys

UNNAMED = re.compile(r"^namespace \{$(.*?)^\}  // namespace$", re.M | re.S)
# What a line in the first column introduces: a type, a function, a constant. A macro call is none.
NAMES = [
    re.compile(r"^(?:template <.*> )?(?:class|struct|enum class|enum|union) (\w+)", re.M),
    re.compile(r"^using (\w+) =", re.M),
    re.compile(r"^(?!using |namespace |[A-Z_]+\()[^\s#/}].*?\b(\w+)\(", re.M),
    re.compile(r"^(?!using |namespace |[A-Z_]+\()[^\s#/}][^(\n]*?\b(\w+)(?:\[.*\])?(?: =|\{|;)", re.M),
]
STATIC = re.compile(r"^static [^(\n]*?\b(\w+)(?:\[\w*\]| [A-Z]\w*\(\w+\))+ = ", re.M)
COMMENT = re.compile(r"//.*")
KEYWORDS = {"auto", "const", "constexpr", "decltype", "operator", "requires"}
WORD = re.compile(r"\b[A-Za-z_]\w*")
MEMBER = re.compile(r"(?:\.|->|::)(\w+)")
# Not those that undo or repeat what another one did.
INCLUDE = re.compile(r"^#include .*(?<!\.inc>)$", re.M)


def names_of(text):
    bodies = [COMMENT.sub("", body) for body in UNNAMED.findall(text)]
    unnamed = {name for body in bodies for pattern in NAMES for name in pattern.findall(body)}
    own = {name for name in unnamed - KEYWORDS if not name.endswith("_")}
    return own | set(STATIC.findall(text))


def united(files):
    texts = {file: pathlib.Path(file).read_text() for file in files}
    words = {file: set(WORD.findall(text)) for file, text in texts.items()}
    lines = sorted({line for text in texts.values() for line in INCLUDE.findall(text)})
    for number, file in enumerate(files):
        others = set().union(*(words[other] for other in files if other != file))
        members = set(MEMBER.findall(texts[file]))  # a number would also go to what is not the file's
        shared = sorted((names_of(texts[file]) & others) - members)
        lines += [f"#define {name} {name}{number}x" for name in shared]
        lines += [f'#include "{file}"']
        lines += [f"#undef {name}" for name in shared]
    return "\n".join(lines) + "\n"


def main():
    out = pathlib.Path(sys.argv[1])
    text = united(sys.argv[2:])
    if not out.exists() or out.read_text() != text:  # else nothing that includes it is built anew
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text)


if __name__ == "__main__":
    main()
