"""The checks see what they are there for: each rule has a small tree that breaks it."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
sys.path.insert(0, os.path.join(ROOT, "scripts", "checks"))
sys.dont_write_bytecode = True
import check_coverage  # noqa: E402
import check_proto  # noqa: E402
import check_tree  # noqa: E402

ROOMS = {"libs/base": [], "libs/events": ["libs/base"], "libs/plan": ["libs/base", "libs/events"]}


class TreeRules(unittest.TestCase):
    def findings(self, path, text):
        return list(check_tree.check_file(path, text, ROOMS))

    def test_forbidden_include_is_found(self):
        self.assertTrue(self.findings("libs/base/a.cc", '#include "libs/events/b.h"\n'))
        self.assertFalse(self.findings("libs/plan/a.cc", '#include "libs/events/b.h"\n'))

    def test_private_header_of_another_room_is_found(self):
        self.assertTrue(self.findings("libs/plan/a.cc", '#include "libs/base/internal/b.h"\n'))
        self.assertFalse(self.findings("libs/base/a.cc", '#include "libs/base/internal/b.h"\n'))

    def test_banned_call_is_found(self):
        call = "std::this_thread::sleep" + "_for(x);\n"
        self.assertTrue(self.findings("tests/unit/a_test.cc", call))

    def test_unfinished_work_is_found(self):
        self.assertTrue(self.findings("docs/a.md", "TO" + "DO: later\n"))

    def test_long_function_is_found(self):
        body = "void F() {\n" + "  G();\n" * 100 + "}\n"
        self.assertTrue(self.findings("libs/base/a.cc", body))

    def test_download_host_in_a_lock_file_is_found(self):
        text = '{"resolved": "ht' + 'tps://example.org/a.tgz"}'
        self.assertTrue(self.findings("web/package-lock.json", text))


class ProtoRules(unittest.TestCase):
    OLD = {"paktum.a.v1.M": {"fields": {"1": "string name", "2": "uint32 count"}}}

    def test_vanished_field_breaks(self):
        new = {"paktum.a.v1.M": {"fields": {"1": "string name"}}}
        self.assertTrue(list(check_proto.breaks(self.OLD, new)))

    def test_changed_type_breaks(self):
        new = {"paktum.a.v1.M": {"fields": {"1": "bytes name", "2": "uint32 count"}}}
        self.assertTrue(list(check_proto.breaks(self.OLD, new)))

    def test_vanished_message_breaks(self):
        self.assertTrue(list(check_proto.breaks(self.OLD, {})))

    def test_addition_does_not_break(self):
        new = {"paktum.a.v1.M": {"fields": {**self.OLD["paktum.a.v1.M"]["fields"], "3": "bool x"}},
               "paktum.a.v1.N": {"fields": {}}}
        self.assertFalse(list(check_proto.breaks(self.OLD, new)))


class ConfigureRules(unittest.TestCase):
    """CMake itself refuses a forbidden edge and an unregistered test."""

    def configure(self, lists, files=()):
        with tempfile.TemporaryDirectory() as tree:
            os.makedirs(os.path.join(tree, "cmake"))
            with open(os.path.join(tree, "cmake/rooms.txt"), "w", encoding="utf-8") as rooms:
                rooms.write("libs/base:\nlibs/events: libs/base\n")
            for path in files:
                os.makedirs(os.path.dirname(os.path.join(tree, path)), exist_ok=True)
                open(os.path.join(tree, path), "w", encoding="utf-8").close()
            with open(os.path.join(tree, "CMakeLists.txt"), "w", encoding="utf-8") as out:
                out.write("cmake_minimum_required(VERSION 3.25)\nproject(t NONE)\n"
                          f'include("{ROOT}/cmake/PaktumRooms.cmake")\n'
                          f'include("{ROOT}/cmake/PaktumTests.cmake")\n' + lists)
            done = subprocess.run(["cmake", "-S", tree, "-B", os.path.join(tree, "b")],
                                  capture_output=True, text=True, check=False)
            return done.returncode, done.stderr

    def test_allowed_edge_is_taken(self):
        code, _ = self.configure('paktum_check_edges("libs/events" "libs/base")\n')
        self.assertEqual(code, 0)

    def test_forbidden_edge_is_refused(self):
        code, errors = self.configure('paktum_check_edges("libs/base" "libs/events")\n')
        self.assertNotEqual(code, 0)
        self.assertIn("may not depend on", errors)

    def test_unknown_room_is_refused(self):
        code, errors = self.configure('paktum_check_edges("libs/other")\n')
        self.assertNotEqual(code, 0)
        self.assertIn("not in cmake/rooms.txt", errors)

    def test_unregistered_test_file_is_refused(self):
        code, errors = self.configure("paktum_check_registered()\n", ["tests/unit/a/b_test.cc"])
        self.assertNotEqual(code, 0)
        self.assertIn("built by no target", errors)


class CoverageRules(unittest.TestCase):
    """A page of one line for every item, over a tree of one event, command, view and test."""

    def findings(self, change=lambda page: page):
        rows = "".join(
            f"| {item} | `Done` | `Do` | `seen` | `DoTest` |\n" for item in check_coverage.ITEMS
        )
        files = {
            "docs/coverage.md": change("| Item | E | C | V | T |\n|---|---|---|---|---|\n" + rows),
            "proto/paktum/a/v1/a.proto": "message Done {\n  option (paktum.options.v1.event) = {};\n}\n",
            "proto/paktum/command/v1/a.proto":
                "message Do {\n  option (paktum.options.v1.command) = {};\n}\n",
            "libs/views/register_views.cc": '{"seen", x},\n',
            "tests/unit/a_test.cc": "TEST(DoTest, Works) {}\n",
        }
        with tempfile.TemporaryDirectory() as root:
            for path, text in files.items():
                full = pathlib.Path(root, path)
                full.parent.mkdir(parents=True, exist_ok=True)
                full.write_text(text, encoding="utf-8")
            return check_coverage.check(pathlib.Path(root))

    def test_a_whole_page_passes(self):
        self.assertEqual(self.findings(), [])

    def test_names_that_do_not_exist_are_found(self):
        for name in ("Done", "Do", "seen", "DoTest"):
            found = self.findings(lambda page, n=name: page.replace(f"`{n}`", f"`{n}Not`", 1))
            self.assertEqual(len(found), 1, found)

    def test_an_item_left_out_is_found(self):
        found = self.findings(lambda page: page.replace("| B3 |", "| C3 |"))
        self.assertEqual(found, ["docs/coverage.md: item B3 is left out"])

    def test_an_event_that_carries_nothing_is_found(self):
        self.assertTrue(any("event Done" in one for one in
                            self.findings(lambda page: page.replace("`Done`", "–"))))


if __name__ == "__main__":
    unittest.main()
