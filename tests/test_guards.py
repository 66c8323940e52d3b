"""Every guard still stands where `python -m tests.guards` takes it out, and one is taken out here."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.front_ends import ROOT
from tests.guards import GUARDS, Guard, take_out


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.against)
def test_a_guard_stands_where_it_is_taken_out_and_leaves_a_program_behind(guard: Guard) -> None:
    text = (ROOT / guard.file).read_text(encoding="utf-8")
    assert text.count(guard.text) == 1
    assert guard.text != guard.without
    ast.parse(text.replace(guard.text, guard.without))


def test_a_guard_that_is_taken_out_is_missed_and_one_that_is_not_is_not(tmp_path: Path) -> None:
    (guard,) = (guard for guard in GUARDS if guard.against == "whoever has an id may add")
    for kept, came_to in ((guard, "fails"), (guard._replace(without=f"{guard.text}  # still"), "PASSES")):
        folder = tmp_path / came_to
        folder.mkdir()
        assert take_out(kept, folder) == came_to
