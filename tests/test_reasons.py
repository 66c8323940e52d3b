"""The reasons that speak for a sentence, and what they come to, are what they were to the fourth digit.

Where one is meant to change: `python -m tests.reasons > tests/data/reasons.json`, and read the difference.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import retrieval.evidence.weighing  # noqa: F401 - tests.mutants asks the files with such a line
from tests.reasons import ASKED, reasons

AT_ONCE = 7
RECORDED: dict[str, dict[str, float]] = json.loads(
    (Path(__file__).parent / "data" / "reasons.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("first", range(0, len(ASKED), AT_ONCE))
def test_what_speaks_for_each_sentence_is_what_was_recorded(first: int) -> None:
    found = reasons(ASKED[first : first + AT_ONCE])
    assert _in_one(found) == pytest.approx(_in_one({asked: RECORDED[asked] for asked in found}), abs=2e-4)


def _in_one(found: dict[str, dict[str, float]]) -> dict[str, float]:
    return {f"{asked} {name}": value for asked, each in found.items() for name, value in each.items()}
