"""Places that the docs and the files' own words name: a file, a module or a name that is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.front_ends import ROOT

DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "tests" / "README.md"])
SOURCES = sorted(path for room in ("bot", "retrieval", "benchmarks") for path in (ROOT / room).rglob("*.py"))
FILES = {
    path.relative_to(ROOT).as_posix()
    for room in ("bot", "retrieval", "tests", "benchmarks")
    for path in (ROOT / room).rglob("*.*")
}

TO_BE_WRITTEN = "retrieval/articles/mail.py"
"""The example of how to add a format."""

_FILE = re.compile(r"(?<![\w/.])(\w[\w/]*\.py|\w+/[\w/]+\.json)\b")
_MODULE = re.compile(r"(?:`|-m )((?:bot|retrieval|tests|benchmarks)(?:\.\w+)+)")
_NAME_IN_FILE = re.compile(r"`(\w+)`\s+(?:in|of)\s+`(\w[\w/]*\.py)`")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", DOCS, ids=_name)
def test_a_file_that_a_page_names_is_there(path: Path) -> None:
    named = set(_FILE.findall(path.read_text(encoding="utf-8"))) - {TO_BE_WRITTEN}
    assert not {name for name in named if _found(name) is None}


@pytest.mark.parametrize("path", DOCS, ids=_name)
def test_a_name_that_a_page_gives_to_a_file_stands_in_it(path: Path) -> None:
    for name, file in _NAME_IN_FILE.findall(path.read_text(encoding="utf-8")):
        found = _found(file)
        assert found is not None
        assert re.search(rf"\b{name}\b", (ROOT / found).read_text(encoding="utf-8")), f"{name} in {file}"


def test_a_module_that_a_page_or_a_files_own_words_name_is_there() -> None:
    told = {path: path.read_text(encoding="utf-8") for path in (*DOCS, *SOURCES)}
    told |= {path: ast.get_docstring(ast.parse(told[path])) or "" for path in SOURCES}
    named = {(_name(path), name) for path, words in told.items() for name in _MODULE.findall(words)}
    assert not {(path, name) for path, name in named if not _is_module(name)}


def test_every_room_is_on_the_plan_of_the_house() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    plan = text[text.index("## Rooms") :].split("```")[1]
    told = set(re.findall(r"(\w+)/", plan)) - {"retrieval", "bot"}
    assert told == {file.split("/")[1] for file in FILES if re.match(r"(bot|retrieval)/\w+/\w+\.py", file)}


def _found(name: str) -> str | None:
    """The file of ours that is meant, by its whole path or by the end of it."""
    return next((file for file in sorted(FILES) if f"/{file}".endswith(f"/{name}")), None)


def _is_module(name: str) -> bool:
    """Whether a dotted name is a module's, a package's, or of something that a module holds."""
    path = name.replace(".", "/")
    if f"{path}.py" in FILES or f"{path}/__init__.py" in FILES:
        return True
    module, _, own = name.rpartition(".")
    files = [ROOT / f"{module.replace('.', '/')}{end}" for end in (".py", "/__init__.py")]
    return any(file.exists() and re.search(rf"\b{own}\b", file.read_text(encoding="utf-8")) for file in files)
