"""The reasons that speak for a sentence, and what they come to, are what they were to the fourth digit.

Where one is meant to change: `python -m tests.reasons > tests/data/reasons.json`, and read the difference.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import retrieval.evidence.weighing  # noqa: F401 - tests.mutants asks the files with such a line
from tests.reasons import NEWS, QUESTIONS, TALE, reasons

RECORDED: dict[str, dict[str, float]] = json.loads(
    (Path(__file__).parent / "data" / "reasons.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("asked", [f"{one.id}: {text}" for one in (NEWS, TALE) for text in QUESTIONS])
def test_what_speaks_for_each_sentence_is_what_was_recorded(asked: str) -> None:
    (found,) = reasons(asked).values()
    assert found == pytest.approx(RECORDED[asked], abs=2e-4)
