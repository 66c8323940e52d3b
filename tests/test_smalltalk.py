"""Small talk: whole messages only, and never a real question."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words.smalltalk import Kind, recognise

TABLE: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "data" / "smalltalk.json").read_text("utf-8")
)


@pytest.mark.parametrize(("message", "kind"), [(m, kind) for kind, ms in TABLE.items() for m in ms])
def test_a_message_is_small_talk_from_first_to_last_word(message: str, kind: str) -> None:
    assert recognise(message) == (None if kind == "none" else Kind(kind))


@given(st.text(max_size=250))
def test_no_message_breaks_it(message: str) -> None:
    recognise(message)


@given(st.sampled_from([m for kind, ms in TABLE.items() if kind != "none" for m in ms]), st.booleans())
def test_case_marks_and_spaces_do_not_matter(message: str, shout: bool) -> None:
    if any(character.isalpha() for character in message):
        varied = message.upper() if shout else f"  {message} !!"
        assert recognise(varied) == recognise(message)


@pytest.mark.parametrize("unit", ["thanks ", "o", "👍", "e\u0301"])
def test_long_messages_stay_fast(unit: str) -> None:
    started = time.process_time()
    assert recognise(unit * (50_000 // len(unit))) is None
    assert time.process_time() - started < 0.5
