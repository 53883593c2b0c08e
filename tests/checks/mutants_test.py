"""scripts/mutants notices a list that no longer fits the code."""
import importlib.machinery
import importlib.util
import os
import sys
import tempfile
import unittest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
sys.dont_write_bytecode = True
LOADER = importlib.machinery.SourceFileLoader("mutants", os.path.join(ROOT, "scripts", "mutants"))
mutants = importlib.util.module_from_spec(importlib.util.spec_from_loader("mutants", LOADER))
LOADER.exec_module(mutants)


class List(unittest.TestCase):
    def problems(self, text, **changes):
        mutant = {"name": "m", "file": "a.cc", "old": "one", "new": "two", **changes}
        with tempfile.TemporaryDirectory() as root:
            with open(os.path.join(root, "a.cc"), "w", encoding="utf-8") as out:
                out.write(text)
            return list(mutants.problems(root, [mutant]))

    def test_a_text_that_stands_once_is_fine(self):
        self.assertEqual(self.problems("one;"), [])

    def test_a_text_that_is_gone_or_stands_twice_is_found(self):
        self.assertTrue(self.problems("other;"))
        self.assertTrue(self.problems("one; one;"))
        self.assertTrue(self.problems("one;", file="gone.cc"))

    def test_a_mutant_that_changes_nothing_is_found(self):
        self.assertTrue(self.problems("one;", new="one"))

    def test_every_mutant_of_the_list_fits_the_code(self):
        listed = mutants.load(ROOT)
        self.assertEqual(list(mutants.problems(ROOT, listed)), [])
        self.assertGreaterEqual(len(listed), 40)
        for mutant in listed:
            self.assertTrue(mutant["breaks"] and mutant["tests"],
                            mutant["name"])


if __name__ == "__main__":
    unittest.main()
