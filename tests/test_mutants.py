"""`python -m tests.mutants`: what it changes, what it leaves alone, and what it says of a small tree."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.front_ends import ROOT
from tests.mutants.equivalent import JUDGED, Change, names_of, read_judged
from tests.mutants.making import compiles, mutants_of

OWLS = '''"""Owls."""


def hoots(owls: int, night: bool = True) -> bool:
    """Whether any owl hoots."""
    return night and owls > 0
'''
LOOP = """def left(owls: int) -> int:
    while owls > 2:
        owls -= 2
    return owls
"""
_FEW = ("--seed", "2", "--limit", "4")
TESTS = """from retrieval.loop import left
from retrieval.owls import hoots


def test_one_owl_hoots_at_night():
    assert hoots(1)


def test_of_three_owls_one_is_left():
    assert left(3) == 1
"""


def _made(source: str) -> list[str]:
    made = [mutant.applied(source.encode()).decode() for mutant in mutants_of(source.encode(), "owls.py")]
    assert all(compiles(one.encode()) for one in made)
    return made


@pytest.mark.parametrize(
    ("line", "becomes"),
    [
        ("a < b", ["a <= b", "a >= b"]),
        ("a == b", ["a != b"]),
        ("a not in b", ["a in b"]),
        ("a is b", ["a is not b"]),
        ("(a) - (b)", ["(a) + (b)"]),
        ("é // b", ["é * b"]),
        ("a and b", ["a or b"]),
        ("not a", ["(a)"]),
        ("-a", ["(a)"]),
        ("a[1]", ["a[2]"]),
        ("f(0.5, True)", ["f(1.5, True)", "f(0.5, False)"]),
        ('f("owl", "")', ['f("", "")', 'f("owl", "X y")']),
        ("min(a)", ["max(a)"]),
        ("b if a else c", ["b if (not (a)) else c"]),
        ("[b for b in a if b]", ["[b for b in a if (not (b))]"]),
    ],
)
def test_each_kind_of_expression_is_changed_in_one_place(line: str, becomes: list[str]) -> None:
    assert _made(f"x = {line}\n") == [f"x = {one}\n" for one in becomes]


@pytest.mark.parametrize("line", ["f(a)", "a += b", "del a", "raise a", "break", "continue", "a.b = c"])
def test_a_statement_is_left_out(line: str) -> None:
    assert _made(f"while True:\n    {line}\n")[-1] == "while True:\n    pass\n"


def test_a_result_is_lost_and_a_bool_becomes_its_opposite() -> None:
    assert _made("def f() -> str:\n    return a\n") == ["def f() -> str:\n    return None\n"]
    assert _made("def f() -> bool:\n    return a\n") == ["def f() -> bool:\n    return not (a)\n"]


@pytest.mark.parametrize(
    "source",
    [
        '"""Words."""\n',
        'x: "int | None"\n',
        "@cache(1)\ndef f(a: 1 | 2) -> 3: ...\n",
        "assert a < 1\n",
        'log.warning("owl", 1)\n',
        'x = "an owl"\n',
        'x = f"owl{1}"\n',
        "x = zip(a, b, strict=True)\n",
        "if TYPE_CHECKING:\n    x = 1\n",
    ],
)
def test_what_nobody_can_notice_is_left_alone(source: str) -> None:
    assert _made(source) == []


def _run(tree: Path, *arguments: str) -> tuple[int, str]:
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    command = [sys.executable, "-m", "tests.mutants", *arguments]
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_mutants_that_no_test_notices_survive_and_those_without_end_are_told_apart(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests" / "mutants", tmp_path / "tests" / "mutants")
    (tmp_path / "tests" / "__init__.py").touch()
    (tmp_path / "tests" / "test_owls.py").write_text(TESTS, encoding="utf-8")
    (tmp_path / "retrieval").mkdir()
    (tmp_path / "retrieval" / "__init__.py").touch()
    (tmp_path / "retrieval" / "owls.py").write_text(OWLS, encoding="utf-8")
    (tmp_path / "retrieval" / "loop.py").write_text(LOOP, encoding="utf-8")
    _, said = _run(tmp_path, "record")
    assert "2 passed" in said
    status, said = _run(tmp_path, "--wait", "2")
    assert status == 1
    assert (
        "retrieval/owls.py:6 comparison, 1 tests\n"
        "-    return night and owls > 0\n"
        "+    return night and owls >= 0\n"
    ) in said
    assert "'False' tests/test_owls.py::test_one_owl_hoots_at_night" in said  # the default is imported anew
    assert "'pass' timed out" in said
    assert "fails without a mutant" not in said
    assert (tmp_path / "retrieval" / "owls.py").read_text(encoding="utf-8") == OWLS
    drawn = [re.findall(r"owls.py:.*", _run(tmp_path, "owls.py", *_FEW)[1]) for _ in "ab"]
    assert drawn[0] == drawn[1] != re.findall(r"owls.py:.*", said)


def test_what_is_judged_equivalent_is_a_mutant_of_the_source_as_it_stands() -> None:
    judged = read_judged(JUDGED.read_text(encoding="utf-8"))
    made: set[Change] = set()
    for file in {change.file for change in judged}:
        source = (ROOT / file).read_bytes()
        made.update(*(names_of(mutant, source) for mutant in mutants_of(source, file)))
    assert judged - made == set()


def test_a_judgement_without_a_reason_or_a_change_is_refused() -> None:
    for text in ("a.py: N = 8 => *", "# speed\na.py N = 8", "# speed\na.py: N = 8"):
        with pytest.raises(ValueError, match="below a line # WHY"):
            read_judged(text)
