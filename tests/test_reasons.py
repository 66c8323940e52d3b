"""The reasons that speak for a sentence, and what they come to, are what they were to the fourth digit.

Where one is meant to change: `python -m tests.reasons > tests/data/reasons.json`, and read the difference.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import retrieval.evidence.weighing  # noqa: F401 - tests.mutants asks the files with such a line
from tests.reasons import ANYTHING, NAMES, NUMBERS, STATEMENTS, asked, reasons

RECORDED: dict[str, dict[str, float]] = json.loads(
    (Path(__file__).parent / "data" / "reasons.json").read_text(encoding="utf-8")
)


def _check(questions: tuple[str, ...]) -> None:
    found = reasons(asked(questions))
    assert _in_one(found) == pytest.approx(_in_one({each: RECORDED[each] for each in found}), abs=2e-4)


def _in_one(found: dict[str, dict[str, float]]) -> dict[str, float]:
    return {f"{asked} {name}": value for asked, each in found.items() for name, value in each.items()}


def test_what_speaks_for_a_name_is_what_was_recorded() -> None:
    _check(NAMES)


def test_what_speaks_for_a_number_or_a_time_is_what_was_recorded() -> None:
    _check(NUMBERS)


def test_what_speaks_for_a_statement_is_what_was_recorded() -> None:
    _check(STATEMENTS)


def test_what_speaks_for_any_other_sentence_is_what_was_recorded() -> None:
    _check(ANYTHING)
