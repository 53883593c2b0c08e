"""scripts/checks/tidy finds the same in files read together as in files read one by one."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADER = "#pragma once\nnamespace paktum::a {\n\nint One();\n\n}  // namespace paktum::a\n"
SOUND = '#include "libs/a/a.h"\n\nnamespace paktum::a {\n\nint NAME() { return 1; }\n\n}  // namespace paktum::a\n'
FAULTY = SOUND.replace("return 1;", "\n  int BadName = 1;\n  return BadName;\n")  # in line 6
FINDING = "invalid case style for variable 'BadName' [readability-identifier-naming"

# One name of every kind that an unnamed namespace may hold, one of them the name of a header, too.
UNNAMED = """#include "libs/a/count.h"

namespace paktum::a {
namespace {

using Number = int;
constexpr Number kStart = FIRST;

enum class Step { kFirst };

struct tally {
  Number sum = 0;
};

template <typename T>
T Twice(T value) {
  return value + value;
}

Number count(tally start) { return Twice(start.sum) + kStart; }

}  // namespace

int NAME() { return count({1}) + static_cast<int>(Step::kFirst); }

}  // namespace paktum::a
"""
MAIN = "int main() { return 0; }\n"


class Tidy(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree = pathlib.Path(folder.name).resolve()
        subprocess.run(["git", "init", "-q", str(self.tree)], check=True)
        for path in (".clang-tidy", "scripts/checks/tidy", "cmake/unite.py"):
            self.plant(path, (ROOT / path).read_text())
        self.plant("libs/a/a.h", HEADER)
        self.plant("libs/a/count.h", HEADER)
        # Stands before clang-tidy and writes down what it is asked to read.
        self.plant("bin/clang-tidy", "#!/bin/sh\n"
                   f'for word; do case "$word" in *.cc) echo "$word" >>{self.tree}/read ;; esac; done\n'
                   f'exec {shutil.which("clang-tidy")} "$@"\n')
        (self.tree / "bin/clang-tidy").chmod(0o755)

    def plant(self, path, text):
        (self.tree / path).parent.mkdir(parents=True, exist_ok=True)
        (self.tree / path).write_text(text)

    def plant_room(self, **files):
        """Sources of the room libs/a: each defines a function of its own name."""
        for name, text in files.items():
            self.plant(f"libs/a/{name}.cc", text.replace("NAME", name.capitalize()))

    def tidy(self):
        """Exit code, lines with findings, last line, and what clang-tidy was given to read."""
        sources = [str(file) for top in ("libs", "services") for file in self.tree.glob(f"{top}/**/*.cc")]
        build = self.tree / "build"
        build.mkdir(exist_ok=True)
        (build / "compile_commands.json").write_text(json.dumps([
            {"directory": str(build), "file": file,
             "command": f"/usr/bin/c++ -I{self.tree} -O2 -g -Wall -std=c++20 -o x.o -c {file}"}
            for file in sources]))
        (self.tree / "read").unlink(missing_ok=True)
        run = subprocess.run(
            ["/usr/bin/python3", str(self.tree / "scripts/checks/tidy"), str(build)],
            env={**os.environ, "PATH": f"{self.tree}/bin:{os.environ['PATH']}"},
            capture_output=True, text=True, check=False)
        self.assertEqual(run.stderr, "")
        *found, last = [line.replace(f"{self.tree}/", "") for line in run.stdout.splitlines()]
        read = (self.tree / "read").read_text() if (self.tree / "read").exists() else ""
        return run.returncode, found, last, read.replace(f"{self.tree}/", "").split()

    def test_a_clean_room_is_read_in_one_go(self):
        self.plant_room(one=SOUND, two=SOUND, three=SOUND)
        code, found, last, read = self.tidy()
        self.assertEqual((code, found), (0, []))
        self.assertEqual(last, "clang-tidy: 3 files in 1 groups, clean")
        self.assertEqual(read, ["build/tidy/group_0/group.cc"])

    def test_a_fault_in_the_second_file_is_reported_in_its_place(self):
        self.plant_room(one=SOUND, two=FAULTY, three=SOUND)
        code, found, last, _ = self.tidy()
        self.assertEqual(code, 1)
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith("libs/a/two.cc:6:7: error: " + FINDING), found)
        self.assertEqual(last, "clang-tidy: 3 files in 1 groups, with findings")

    def test_faults_in_several_files_are_all_reported(self):
        self.plant_room(**{f"f{number}": FAULTY for number in range(5)}, sound=SOUND)
        _, found, _, _ = self.tidy()
        self.assertEqual(sorted(line.split(":")[0] for line in found),
                         [f"libs/a/f{number}.cc" for number in range(5)])

    def test_source_that_does_not_compile_is_a_finding(self):
        self.plant_room(one=SOUND, two=SOUND.replace("return 1;", "return Gone();"))
        code, found, _, _ = self.tidy()
        self.assertEqual(code, 1)
        self.assertTrue(any(line.startswith("libs/a/two.cc:5:") and "Gone" in line for line in found),
                        found)

    def test_names_that_two_unnamed_namespaces_share_do_not_clash(self):
        for name, first in (("one", "1"), ("two", "2"), ("three", "3")):
            self.plant_room(**{name: UNNAMED.replace("FIRST", first).replace("tally", "Tally")})
        code, found, _, read = self.tidy()
        self.assertEqual((code, found), (0, []))
        self.assertEqual(read, ["build/tidy/group_0/group.cc"])  # and in one go: nothing to look at again

    def test_a_fault_in_a_shared_name_is_reported_under_its_own_name(self):
        self.plant_room(one=UNNAMED.replace("FIRST", "1").replace("tally", "Tally"),
                        two=UNNAMED.replace("FIRST", "2"), six=UNNAMED.replace("FIRST", "6"))
        code, found, _, _ = self.tidy()
        self.assertEqual(code, 1)
        self.assertEqual(sorted(re.sub(r" \[.*", "", line) for line in found), [
            f"libs/a/{file}.cc:11:8: error: invalid case style for struct 'tally'"
            for file in ("six", "two")])

    def test_what_only_disturbs_the_files_beside_it_is_no_finding(self):
        self.plant_room(one="#define return clash\n", two=SOUND, three=SOUND)
        code, found, last, read = self.tidy()
        self.assertEqual((code, found), (0, []))
        self.assertEqual(read, ["build/tidy/group_0/group.cc", "libs/a/one.cc", "build/tidy/group_0/group.cc"])
        self.assertEqual(last, "clang-tidy: 3 files in 1 groups, clean")

    def test_a_program_is_read_alone(self):
        for program in ("x", "y"):
            self.plant(f"services/{program}/main.cc", MAIN + "#define return clash\n")
            self.plant(f"services/{program}/work.cc", SOUND.replace("NAME", program.upper()))
            self.plant(f"services/{program}/more.cc", SOUND.replace("NAME", program.upper() * 2))
        code, found, last, read = self.tidy()
        self.assertEqual((code, found), (0, []))
        self.assertEqual(last, "clang-tidy: 6 files in 4 groups, clean")
        self.assertEqual(sorted(read), ["build/tidy/group_0/group.cc", "build/tidy/group_1/group.cc",
                                        "services/x/main.cc", "services/y/main.cc"])

    def test_a_fault_in_a_program_is_found(self):
        self.plant_room(one=SOUND, two=SOUND)
        self.plant("services/x/main.cc", MAIN.replace("return", "int BadName = 0;\n return BadName *"))
        code, found, _, _ = self.tidy()
        self.assertEqual(code, 1)
        self.assertTrue(found[0].startswith("services/x/main.cc:1:18: error: " + FINDING), found)

    def test_a_fault_in_a_header_is_found(self):
        self.plant("libs/a/b.h", HEADER.replace(
            "int One();", "inline int One() {\n  int BadName = 1;\n  return BadName;\n}"))
        self.plant_room(one=SOUND, two=SOUND.replace("a/a.h", "a/b.h"), three=SOUND)
        code, found, _, _ = self.tidy()
        self.assertEqual(code, 1)
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith("libs/a/b.h:5:7: error: " + FINDING), found)

    def test_a_room_of_more_files_than_a_group_holds_is_read_in_equal_groups(self):
        self.plant_room(**{f"f{number}": SOUND for number in range(12)}, last=FAULTY)
        code, found, last, _ = self.tidy()
        self.assertEqual(code, 1)
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith("libs/a/last.cc:6:7: "), found)
        self.assertEqual(last, "clang-tidy: 13 files in 2 groups, with findings")

    def test_a_clean_file_is_not_read_again_until_it_changes(self):
        self.plant_room(one=SOUND, two=FAULTY, three=SOUND)
        self.assertEqual(self.tidy()[0], 1)
        code, found, last, read = self.tidy()  # what had a finding stays unread
        self.assertEqual((code, len(found)), (1, 1))
        self.assertEqual(last, "clang-tidy: 1 files in 1 groups, with findings")
        self.assertEqual(read, ["libs/a/two.cc"])

        self.plant_room(two=SOUND)
        self.assertEqual(self.tidy()[3], ["libs/a/two.cc"])
        self.assertEqual(self.tidy(), (0, [], "clang-tidy: 0 files in 0 groups, clean", []))

        self.plant_room(one=FAULTY)
        code, _, _, read = self.tidy()
        self.assertEqual((code, read), (1, ["libs/a/one.cc"]))

    def test_all_is_read_again_when_a_header_or_a_proto_or_the_checks_change(self):
        self.plant_room(one=SOUND, two=SOUND)
        self.tidy()
        for path, text in (("libs/a/a.h", HEADER + "\n"), ("libs/a/new.h", HEADER),
                           ("proto/a.proto", "message A {}\n"),
                           (".clang-tidy", (self.tree / ".clang-tidy").read_text() + "\n"),
                           ("scripts/checks/tidy", (ROOT / "scripts/checks/tidy").read_text() + "\n")):
            self.plant(path, text)
            self.assertEqual(self.tidy()[3], ["build/tidy/group_0/group.cc"], path)


if __name__ == "__main__":
    unittest.main()
