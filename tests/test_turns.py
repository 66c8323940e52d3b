"""What a follow-up has to go by: a question in its words, and whom and what the turn before was about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from retrieval.answering import answer
from retrieval.asking.turns import Question, Turn
from retrieval.index import PassageIndex
from retrieval.models import Article

DATA = Path(__file__).parent / "data"
CASES: dict[str, list[list[Any]]] = json.loads((DATA / "turns.json").read_text(encoding="utf-8"))
TEXT: str = json.loads((DATA / "leaning.json").read_text(encoding="utf-8"))["en"]


@pytest.fixture(scope="module")
def index() -> PassageIndex:
    return PassageIndex([Article(id="1", text=TEXT)])


def _turn(question: str, index: PassageIndex) -> Turn:
    return Turn(answer(question, index), index)


@pytest.mark.parametrize("case", CASES["questions"], ids=lambda case: case[0])
def test_a_question_is_its_cue_what_it_asks_and_what_it_names(case: list[Any], index: PassageIndex) -> None:
    asked = Question(case[0], _turn("What did Ruiz tell Berg?", index))
    assert [
        *(
            asked.text,
            asked.first,
            [word.group() for word in asked.rest],
            [name.full for name in asked.names],
        ),
        *(asked.asks, asked.has_verb, asked.content, asked.leans(), asked.without_cue()),
    ] == case


@pytest.mark.parametrize("case", CASES["turns"], ids=lambda case: case[0])
def test_a_turn_knows_its_topic_and_whom_each_pronoun_means(case: list[Any], index: PassageIndex) -> None:
    turn = _turn(case[0], index)
    people = [turn.person(None), turn.person("she"), turn.person("he"), turn.person(None, other=True)]
    assert [
        *(case[0], turn.about(), turn.topic_words(), turn.body()),
        *(person and person.full for person in people),
    ] == case


@pytest.mark.parametrize(("letters", "whole"), [(151, True), (152, False)])
def test_a_question_of_more_than_160_characters_is_told_by_its_words(
    letters: int, whole: bool, index: PassageIndex
) -> None:
    long = "x" * letters
    assert _turn(f"Did {long} go?", index).about() == f"“Did {long} go?”"
    assert _turn(f"Did {long * 2} go?", index).about() == "“Did …”"
    assert _turn(f"Did {long} go?!", index).body() == (f"did {long} go" if whole else f"({long})")


def test_of_many_words_six_tell_the_topic_and_the_articles_spell_them(index: PassageIndex) -> None:
    turn = _turn("Why a storm closed the hospital deal gas fentanyl senate?", index)
    assert turn.topic_words() == ["storm", "closed", "hospital", "deal", "gas", "fentanyl"]
    assert (turn.spelled("FENTANYL"), turn.spelled("zebra")) == ("fentanyl", "zebra")
    assert turn.has("gas zebra")
    assert not turn.has("zebra")
