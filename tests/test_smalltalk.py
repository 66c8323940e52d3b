"""Small talk: whole messages only, and never a real question."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.responder import Conversation, Responder
from bot.conversations.smalltalk import Kind, recognise
from bot.storage.store import Store
from retrieval import PassageIndex
from tests.conftest import FixedCollection
from tests.reading_data import READING

INDEX = PassageIndex(READING)

TABLE: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "data" / "smalltalk.json").read_text("utf-8")
)


@pytest.mark.parametrize(("message", "kind"), [(m, kind) for kind, ms in TABLE.items() for m in ms])
def test_a_message_is_small_talk_from_first_to_last_word(message: str, kind: str) -> None:
    assert recognise(message) == (None if kind == "none" else Kind(kind))


READ = {
    Kind.GREETING: "Hello. Ask me about the articles I hold.",
    Kind.THANKS: "You are welcome.",
    Kind.GOODBYE: "Goodbye.",
    Kind.WHY: "There is no answer to continue yet. Ask a question first.",
    Kind.MORE: "There is no answer to continue yet. Ask a question first.",
    Kind.CONTEXT: "There is no answer to continue yet. Ask a question first.",
    Kind.BACK: "There is no answer to continue yet. Ask a question first.",
    Kind.ARTICLES: "I hold 3 articles, newest 22 Nov 2026.",
    Kind.HELP: "Write a question. I show the passage that answers it",
}


@pytest.mark.parametrize("kind", TABLE)
def test_a_person_reads_a_fitting_word_back_and_a_question_is_looked_up(kind: str) -> None:
    responder = Responder(FixedCollection(INDEX), Store())
    asked = [message for message in TABLE[kind] if message.strip()]
    for number, message in enumerate(asked):
        reply = responder.ask(Conversation(str(number)), message)
        if message.isdecimal():
            assert reply.text.text == f"There is no {message} to choose here. /articles lists what I hold."
        elif kind == "none":
            assert reply.verdict is not None, message
        else:
            assert reply.text.text.startswith(READ[Kind(kind)]), message
            assert reply.verdict is None


def test_every_kind_has_its_words_and_its_examples() -> None:
    assert set(READ) == set(Kind)
    assert {kind for kind in TABLE if kind != "none"} == {kind.value for kind in Kind}


@given(st.text(max_size=250))
def test_no_message_breaks_it(message: str) -> None:
    kind = recognise(message)
    assert kind is None or len(message) <= 160
    assert recognise(f"  {message}\n") in (kind, None)


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
