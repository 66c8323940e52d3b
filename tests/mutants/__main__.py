"""`python -m tests.mutants record`, once; then `python -m tests.mutants [FILES] --limit N --seed N`."""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.mutants.equivalent import JUDGED, Change, names_of, read_judged
from tests.mutants.making import Mutant, compiles, mutants_of
from tests.mutants.reach import Reach
from tests.mutants.recording import record
from tests.mutants.running import SURVIVED, TIMED_OUT, Outcome, Patience, Workshop
from tests.mutants.tree import KEPT, NEEDS_A_CLUSTER, ROOT, copy_tree, judges

_RECORDED = KEPT / "tree"


def main() -> int:
    """Record, or make mutants and run them; 1 if more than a tenth survived."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("what", nargs="*", help="`record [TESTS]`, or parts of names of files of retrieval/")
    parser.add_argument("--limit", type=int, default=300, help="mutants, drawn from all of these files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=30, help="of recorded tests for one mutant, at most")
    parser.add_argument(
        "--wait", type=float, default=10, help="processor seconds for a test beyond what it took"
    )
    parser.add_argument("--at", help="only mutants at FILE:LINE, as they were printed")
    arguments = parser.parse_args()
    if arguments.what[:1] == ["record"]:
        return _record(arguments.what[1:])
    if not (KEPT / "reach").exists():
        parser.error("nothing is recorded: python -m tests.mutants record")
    if arguments.at:  # one that is judged equivalent can be tried again
        mutants = [each for each in _sample(arguments.what, arguments.seed) if _at(each, arguments.at)]
    else:
        judged = read_judged(JUDGED.read_text(encoding="utf-8"))
        mutants = _sample(arguments.what, arguments.seed, judged)
        print(f"{len(mutants)} mutants that are not judged equivalent (equivalent.txt)", flush=True)
    if unknown := sorted({each.file for each in mutants if not (_RECORDED / each.file).exists()}):
        parser.error(f"{unknown[0]} is newer than what is recorded: python -m tests.mutants record")
    return _run(list(islice(_compiling(mutants), arguments.limit)), arguments.seconds, arguments.wait)


def _record(tests: list[str]) -> int:
    if not tests:
        shutil.rmtree(KEPT, ignore_errors=True)
        copy_tree(_RECORDED)
    else:
        shutil.copytree(ROOT / "tests", _RECORDED / "tests", dirs_exist_ok=True)
    record(_RECORDED, KEPT, tests or judges())
    return 0


def _sample(words: list[str], seed: int, judged: frozenset[Change] = frozenset()) -> list[Mutant]:
    """All mutants of these files in the order of `seed`, without those that are judged equivalent."""
    mutants: list[Mutant] = []
    for path in sorted((ROOT / "retrieval").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(NEEDS_A_CLUSTER) and (not words or any(word in name for word in words)):
            source = path.read_bytes()
            made = mutants_of(source, name)
            mutants += [each for each in made if judged.isdisjoint(names_of(each, source))]
    random.Random(seed).shuffle(mutants)
    return mutants


def _at(mutant: Mutant, place: str) -> bool:
    return f"{mutant.file}:{mutant.line}".endswith(place)


def _compiling(mutants: list[Mutant]) -> Iterator[Mutant]:
    return (mutant for mutant in mutants if compiles(mutant.applied((ROOT / mutant.file).read_bytes())))


def _run(mutants: list[Mutant], seconds: float, wait: float) -> int:
    with TemporaryDirectory(prefix="mutants-") as folder:
        tree = Path(folder).resolve() / "tree"
        copy_tree(tree)
        os.chdir(tree)
        os.environ["PYTEST_DEBUG_TEMPROOT"] = os.environ["TMPDIR"] = folder
        sys.path.insert(0, str(tree))
        for name in [name for name in sys.modules if name.partition(".")[0] == "tests"]:
            del sys.modules[name]  # the tests' modules are the copy's
        plugin = _Loop(mutants, seconds, wait, Reach(KEPT, _RECORDED, tree), tree)
        options = ["-q", "-s", "-p", "no:cacheprovider", "--timeout=0", f"--rootdir={tree}"]
        pytest.main([*options, *judges()], plugins=[plugin])
    return int(plugin.survived > len(mutants) / 10)


class _Loop:
    """In place of pytest's own loop over the tests: one over the mutants."""

    def __init__(self, mutants: list[Mutant], seconds: float, wait: float, reach: Reach, tree: Path) -> None:
        self._mutants, self._reach, self._tree = mutants, reach, tree
        self._seconds, self._wait = seconds, wait
        self.survived = len(mutants)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run every mutant and print the survivors; those again that were noticed by an unsteady test."""
        workshop = Workshop(
            session, self._tree, Patience(lambda test: self._reach.seconds([test]), self._wait)
        )
        came_to: dict[Mutant, str] = {}
        waiting = self._mutants
        while waiting:
            for number, mutant in enumerate(waiting, 1):
                came_to[mutant] = self._judge(workshop, mutant, f"{number}/{len(waiting)}")
            unsteady = _unsteady(workshop, sorted({came_to[mutant] for mutant in waiting} - _NO_TESTS))
            workshop.leave_out(unsteady)
            waiting = [mutant for mutant in waiting if came_to[mutant] in unsteady]
        outcomes = list(came_to.values())
        self.survived, timed_out = outcomes.count(SURVIVED), outcomes.count(TIMED_OUT)
        share, tests = self.survived / max(1, len(outcomes)), len(set(outcomes) - _NO_TESTS)
        print(
            f"\n{len(outcomes)} mutants: {self.survived} survived ({share:.1%}), {timed_out} timed out, "
            f"{len(outcomes) - self.survived - timed_out} were noticed by {tests} tests"
        )
        return True

    def _judge(self, workshop: Workshop, mutant: Mutant, place: str) -> str:
        tests = self._reach.choose(mutant, self._seconds)
        outcome = workshop.run(mutant, tests, 60 + 5 * self._reach.seconds(tests))
        if outcome.noticed_by == SURVIVED:
            _print_survivor(mutant, len(tests), (self._tree / mutant.file).read_bytes())
        _print_progress(place, mutant, outcome)
        return outcome.noticed_by


_NO_TESTS = {SURVIVED, TIMED_OUT}


def _print_survivor(mutant: Mutant, tests: int, source: bytes) -> None:
    print(f"\n{mutant.file}:{mutant.line} {mutant.kind}, {tests} tests", flush=True)
    before, after = mutant.lines(source)
    print("\n".join([*(f"-{line}" for line in before), *(f"+{line}" for line in after)]), flush=True)


def _print_progress(place: str, mutant: Mutant, outcome: Outcome) -> None:
    print(
        f"{place} {time.strftime('%H:%M:%S')} {outcome.seconds:.1f} s {mutant.file}:{mutant.line} "
        f"{mutant.becomes[:20]!r} {outcome.noticed_by}",
        file=sys.stderr,
        flush=True,
    )


def _unsteady(workshop: Workshop, tests: list[str]) -> list[str]:
    """The tests that fail without a mutant, too: they have noticed nothing."""
    found: list[str] = []
    while (failing := workshop.run_unchanged(tests, 3600).noticed_by) in tests:
        print(f"\nfails without a mutant, too: {failing}", flush=True)
        found.append(failing)
        tests = [test for test in tests if test != failing]
    return found


if __name__ == "__main__":
    sys.exit(main())
