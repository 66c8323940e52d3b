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
CASES: dict[str, list[dict[str, Any]]] = json.loads((DATA / "turns.json").read_text(encoding="utf-8"))
TEXT: str = json.loads((DATA / "leaning.json").read_text(encoding="utf-8"))["en"]


@pytest.fixture(scope="module")
def index() -> PassageIndex:
    return PassageIndex([Article(id="1", text=TEXT)])


def _turn(question: str, index: PassageIndex) -> Turn:
    return Turn(answer(question, index), index)


@pytest.mark.parametrize("case", CASES["questions"], ids=lambda case: case["question"])
def test_a_question_is_its_cue_what_it_asks_and_what_it_names(
    case: dict[str, Any], index: PassageIndex
) -> None:
    asked = Question(case["question"], _turn("What did Ruiz tell Berg?", index))
    assert case == {
        "question": asked.text,
        "first": asked.first,
        "rest": [word.group() for word in asked.rest],
        "names": [name.full for name in asked.names],
        "asks": asked.asks,
        "has_verb": asked.has_verb,
        "content": asked.content,
        "leans": asked.leans(),
        "without_cue": asked.without_cue(),
    }


@pytest.mark.parametrize("case", CASES["turns"], ids=lambda case: case["question"])
def test_a_turn_knows_its_topic_and_whom_each_pronoun_means(
    case: dict[str, Any], index: PassageIndex
) -> None:
    turn = _turn(case["question"], index)
    meant = {
        "any": turn.person(None),
        "she": turn.person("she"),
        "he": turn.person("he"),
        "other": turn.person(None, other=True),
    }
    told = {"about": turn.about(), "topic": turn.topic_words(), "body": turn.body()}
    people = {pronoun: person and person.full for pronoun, person in meant.items()}
    assert case == {"question": case["question"], **told, **people}


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
