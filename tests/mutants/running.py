"""Runs mutants: each in a fork of one process that has imported and collected everything.

In the fork the function's code is exchanged for the mutant's, which leaves every import as it is; what
stands outside of functions (constants, defaults) is imported anew, in the fork. The file on disk is the
mutant's meanwhile, for the processes that tests start.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import CodeType, FunctionType
from typing import NamedTuple

import pytest

from tests.mutants.making import Mutant
from tests.mutants.recording import empty_caches

SURVIVED, TIMED_OUT = "survived", "timed out"
_MEMORY = 8 << 30


class Outcome(NamedTuple):
    """What became of a mutant: `survived`, `timed out`, or the test that noticed it."""

    noticed_by: str
    seconds: float


class Patience:
    """Has the process ended that takes far more time over a test than it took when recorded."""

    def __init__(self, seconds: Callable[[str], float], least: float) -> None:
        self._seconds, self._least = seconds, least

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Set the limit anew for each test."""
        allowed = self._least + 3 * self._seconds(nodeid)
        end = int(time.process_time() + allowed) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (end, resource.RLIM_INFINITY))
        signal.setitimer(signal.ITIMER_REAL, 4 * allowed)  # one that waits uses no processor


class Workshop:
    """A collected pytest session in the copy of the tree; runs chosen tests of it on mutants."""

    def __init__(self, session: pytest.Session, tree: Path, patience: Patience) -> None:
        self._session, self._tree, self._number = session, tree, 0
        self._patience = patience
        session.config.pluginmanager.register(patience)
        self._items = {item.nodeid: item for item in session.items}
        self._functions: dict[str, list[FunctionType]] = {}
        for thing in gc.get_objects():
            if isinstance(thing, FunctionType) and thing.__code__.co_filename.startswith(str(tree)):
                self._functions.setdefault(thing.__code__.co_filename, []).append(thing)

    def run(self, mutant: Mutant, tests: Sequence[str], limit: float) -> Outcome:
        """Run tests on a mutant until one fails."""
        path = self._tree / mutant.file
        source, before = path.read_bytes(), path.stat()
        tests = [test for test in tests if test in self._items]
        begun = time.monotonic()
        self._number += 1
        path.write_bytes(mutant.applied(source))
        # Python knows a compiled file by its source's size and second: no two mutants share a second
        os.utime(path, (before.st_atime, before.st_mtime + self._number))
        try:
            noticed = _in_a_fork(lambda: self._try(mutant, source, tests), limit)
        finally:
            path.write_bytes(source)
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        return Outcome(noticed, time.monotonic() - begun)

    def leave_out(self, tests: Sequence[str]) -> None:
        """Ask these tests no more."""
        for test in tests:
            self._items.pop(test, None)

    def run_unchanged(self, tests: Sequence[str], limit: float) -> Outcome:
        """Run tests on the tree as it is: none should fail."""
        begun = time.monotonic()
        known = [test for test in tests if test in self._items]
        return Outcome(_in_a_fork(lambda: self._first_failure(known), limit), time.monotonic() - begun)

    def _try(self, mutant: Mutant, source: bytes, tests: Sequence[str]) -> str:
        empty_caches()
        if not self._exchange(mutant, source):
            return _afresh(self._tree, tests, self._patience)
        return self._first_failure(tests)

    def _exchange(self, mutant: Mutant, source: bytes) -> bool:
        """Give the function the mutant's code; whether that could be done."""
        if not mutant.function:
            return False
        path = str(self._tree / mutant.file)
        then, now = (
            _codes(compile(text, path, "exec", dont_inherit=True), mutant.function)
            for text in (source, mutant.applied(source))
        )
        if len(then) != len(now):
            return False
        exchanged = False
        for function in self._functions.get(path, ()):
            for old, new in zip(then, now, strict=True):
                if function.__code__ == old and old != new:
                    try:
                        function.__code__ = new
                    except ValueError:  # it no longer needs a variable from around it
                        return False
                    exchanged = True
        return exchanged

    def _first_failure(self, tests: Sequence[str]) -> str:
        items = [self._items[test] for test in tests]
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self._session.testsfailed:
                return item.nodeid
        return SURVIVED


def _codes(module: CodeType, name: str) -> list[CodeType]:
    inside = [const for const in module.co_consts if isinstance(const, CodeType)]
    found = [code for code in inside if code.co_qualname == name]
    return found or [code for one in inside for code in _codes(one, name)]


def _afresh(tree: Path, tests: Sequence[str], patience: Patience) -> str:
    """Import what is ours anew, and run the tests in a session of their own."""
    for name in list(sys.modules):
        if name.partition(".")[0] in ("retrieval", "bot", "tests") and not name.startswith("tests.mutants"):
            del sys.modules[name]
    failed = _FirstFailure()
    options = ["-x", "-q", "-s", "-p", "no:cacheprovider", "--timeout=0", f"--rootdir={tree}"]
    ended = pytest.main([*options, *tests], plugins=[failed, patience])
    if ended == pytest.ExitCode.OK:
        return SURVIVED
    return failed.test or f"importing ({ended})"


class _FirstFailure:
    test = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.test = self.test or report.nodeid


def _in_a_fork(work: Callable[[], str], limit: float) -> str:
    """What `work` returns, done in a process that is ended with all its children after `limit` seconds."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _become_a_child(writing, work)
    os.close(writing)
    try:
        ready, _, _ = select.select([reading], [], [], limit)
        said = os.read(reading, 4096).decode() if ready else TIMED_OUT
    finally:
        os.close(reading)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    out_of_time = os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGALRM)
    return said or (TIMED_OUT if out_of_time else "the end of the process")


def _become_a_child(writing: int, work: Callable[[], str]) -> None:
    try:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        result = work()
        os.write(writing, result.encode())
    finally:
        os._exit(0)
