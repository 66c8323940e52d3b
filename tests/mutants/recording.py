"""Records once which tests reach which line of `retrieval`: a pytest plugin, and the run that uses it.

Coverage's contexts say it, named by test; what a fixture of a module or a session reaches counts for every
test that asks for it, what a started process reaches for the test that started it. Caches are emptied between
tests, else only the first one would reach what fills them. A process that is started with an empty
environment (the sandbox's children) is not seen.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Generator, Sequence
from pathlib import Path

import coverage
import pytest

_CONFIG = """[run]
source = {source}
data_file = {folder}/reach
parallel = true
patch = subprocess, _exit
"""
_NOT_TIMED = ("-k", "not time_grows and not in_proportion")
"""Tests of how time grows with the text take minutes under coverage."""


class Recorder:
    """Names the context by test or fixture, and writes down each test's time and shared fixtures."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / f"tests-{os.getpid()}.jsonl"
        self._context = ""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """While a test runs, what is reached is reached by it."""
        empty_caches()
        self._switch(item.nodeid)
        try:
            return (yield)
        finally:
            self._switch("")

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[object]) -> Generator[None, object, object]:
        """A fixture that several tests share has a context of its own."""
        before = self._context
        if fixturedef.scope != "function":
            self._switch(_context_of(fixturedef))
        try:
            return (yield)
        finally:
            self._switch(before)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Write down a test that passed, and its time."""
        report = yield
        if report.when == "call" and report.passed:
            made = getattr(item, "_fixtureinfo", None)
            definitions = [found[-1] for found in (made.name2fixturedefs.values() if made else ())]
            shared = [_context_of(one) for one in definitions if one.scope != "function"]
            with self._file.open("a", encoding="utf-8") as file:
                line = {"test": item.nodeid, "seconds": round(report.duration, 3), "shared": shared}
                file.write(json.dumps(line) + "\n")
        return report

    def _switch(self, context: str) -> None:
        self._context = context
        running = coverage.Coverage.current()
        if running is not None:
            running.switch_context(context)
            running.set_option("run:context", context)
            os.environ["COVERAGE_PROCESS_CONFIG"] = running.config.serialize()


def _context_of(definition: pytest.FixtureDef[object]) -> str:
    return f"fixture {definition.baseid} {definition.argname}"


def empty_caches() -> None:
    """Have whatever is kept in memory made again."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "retrieval":
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear") and getattr(value, "__module__", None) == name:
                    value.cache_clear()


def pytest_configure(config: pytest.Config) -> None:
    """Take part, as `-p tests.mutants.recording`."""
    config.pluginmanager.register(Recorder(Path(os.environ["MUTANTS_FOLDER"])), "recorder of reach")


def record(tree: Path, folder: Path, tests: Sequence[str]) -> None:
    """Run tests of a tree, and put what they reach beside what was recorded before."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "coveragerc"
    settings.write_text(_CONFIG.format(source=tree / "retrieval", folder=folder), encoding="utf-8")
    environment = {**os.environ, "MUTANTS_FOLDER": str(folder), "PYTHONPATH": str(tree)}
    begin = [sys.executable, "-m", "coverage", "run", f"--rcfile={settings}", "-m", "pytest"]
    options = ["-q", "-p", "tests.mutants.recording", "-p", "no:cacheprovider", "--timeout=600", *_NOT_TIMED]
    subprocess.run([*begin, *options, *tests], cwd=tree, env=environment, check=False)
    combine = [sys.executable, "-m", "coverage", "combine", f"--rcfile={settings}", "--append", "-q"]
    subprocess.run(combine, cwd=tree, env=environment, check=True)
