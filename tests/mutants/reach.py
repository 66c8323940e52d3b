"""Which tests can notice a mutant: those that were recorded at its line, quick and varied ones first."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from coverage import CoverageData

from tests.mutants.making import Mutant

_QUICK = 0.5
"""Seconds of a test behind which slower ones wait, so that none of them takes the time of many."""


class Recorded(NamedTuple):
    """A test that passed while it was recorded: its seconds, and the shared fixtures it asked for."""

    seconds: float
    shared: frozenset[str]


class Reach:
    """What was recorded of a tree, asked about a tree that may have changed a little since."""

    def __init__(self, folder: Path, recorded_tree: Path, tree: Path) -> None:
        self._then, self._now = recorded_tree, tree
        self._data = CoverageData(str(folder / "reach"))
        self._data.read()
        self._tests: dict[str, Recorded] = {}
        for file in sorted(folder.glob("tests-*.jsonl")):
            for line in file.read_text(encoding="utf-8").splitlines():
                known = json.loads(line)
                self._tests[known["test"]] = Recorded(known["seconds"], frozenset(known["shared"]))
        self.lines_of = cache(self._lines_of)

    def choose(self, mutant: Mutant, seconds: float) -> list[str]:
        """The tests to run, in order, until `seconds` of recorded time are spent."""
        chosen: list[str] = []
        for test in self._in_order(self._able(mutant)):
            seconds -= self._tests[test].seconds
            if seconds < 0 and chosen:
                break
            chosen.append(test)
        return chosen

    def seconds(self, tests: Iterable[str]) -> float:
        """What these took when they were recorded."""
        return sum(self._tests[test].seconds for test in tests if test in self._tests)

    def _able(self, mutant: Mutant) -> set[str]:
        if mutant.function:
            able = self.lines_of(mutant.file).get(mutant.line, set())
        else:
            able = self._at_mentions(mutant)
        if able:
            return able
        beside = (tests for tests in self.lines_of(mutant.file).values() if tests)
        return set().union(*beside)  # such as the body of a compiled function, or of a child with limits

    def _at_mentions(self, mutant: Mutant) -> set[str]:
        """The tests that reach a line, inside a function, that mentions what the mutant defines."""
        mentioned = re.compile(rf"\b(?:{'|'.join(map(re.escape, mutant.names[-2:] or ('',)))})\b")
        files = [self._now / mutant.file]
        if not all(name.startswith("_") for name in mutant.names):
            files = sorted((self._now / "retrieval").rglob("*.py"))
        found: set[str] = set()
        for file in files:
            name = file.relative_to(self._now).as_posix()
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                if line.startswith(" ") and mentioned.search(line):
                    found |= self.lines_of(name).get(number, set())
        return found

    def _lines_of(self, file: str) -> dict[int, set[str]]:
        """Of each line as it stands now: the tests that reached it."""
        path = self._then / file
        reached = self._data.contexts_by_lineno(str(path))
        expanded = {line: self._expanded(contexts) for line, contexts in reached.items()}
        then, now = (each.read_text(encoding="utf-8").splitlines() for each in (path, self._now / file))
        if then == now:
            return expanded
        moved: dict[int, set[str]] = {}
        for _, a, b, c, d in difflib.SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
            for step in range(d - c):
                moved[c + step + 1] = expanded.get(min(a + step, b) + 1, set())
        return moved

    def _expanded(self, contexts: Iterable[str]) -> set[str]:
        named = set(contexts)
        fixtures = {name for name in named if name.startswith("fixture ")}
        tests = {name for name in named if name in self._tests}
        if fixtures:
            tests.update(test for test, known in self._tests.items() if known.shared & fixtures)
        return tests

    def _in_order(self, tests: set[str]) -> list[str]:
        """Quick ones first: one case of each test function, then another of each, and so on."""
        seen: dict[str, int] = {}
        rounds: list[tuple[bool, int, float, str]] = []
        for test in sorted(tests, key=lambda name: (self._tests[name].seconds, name)):
            function, seconds = test.partition("[")[0], self._tests[test].seconds
            seen[function] = seen.get(function, 0) + 1
            rounds.append((seconds > _QUICK, seen[function].bit_length(), seconds, test))
        return [test for *_, test in sorted(rounds)]
