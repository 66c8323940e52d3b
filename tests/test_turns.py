"""What a follow-up has to go by: a question in its words, and whom and what the turn before was about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from retrieval.answering import answer
from retrieval.asking.turns import Question, Turn, content_words, split_words
from retrieval.index import PassageIndex
from retrieval.models import Answer, Article, Citation, Passage, Verdict
from retrieval.passages import split_passages

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


POINTING = "say adonde pudo old okay aquello themselves herself himself ahi"


@pytest.mark.parametrize("word", POINTING.split())
def test_a_word_that_only_points_or_asks_says_nothing_about_the_topic(word: str) -> None:
    assert content_words(split_words(f"the gas {word} storm.")) == ["gas", "storm"]


@pytest.mark.parametrize(("before", "read"), [(2_996, True), (2_997, False)])
def test_of_a_question_three_thousand_characters_are_read(
    before: int, read: bool, index: PassageIndex
) -> None:
    turn = Turn(_nothing(f"{'the ' * 749}{' ' * (before - 2_996)}Ruiz"), index)
    assert (turn.about() == "Ruiz") is read


def _nothing(question: str) -> Answer:
    return Answer(question=question, verdict=Verdict.NOTHING)


@pytest.mark.parametrize(("count", "meant"), [(3, "Ivo Berg"), (4, None)])
def test_without_an_answer_the_people_of_three_articles_can_be_meant_but_not_of_more(
    count: int, meant: str | None
) -> None:
    texts = ["Mr. Ivo Berg left.", *("It rained.",) * (count - 1)]
    index = PassageIndex([Article(id=str(at), text=text) for at, text in enumerate(texts)])
    person = Turn(_nothing("Was it cold?"), index).person("he")
    assert (person and person.full) == meant


def _citation(text: str, answer: str, id: str = "1", language: str | None = None) -> Citation:
    """The first paragraph of a text as a citation, whose answer begins with `answer`."""
    passage: Passage = split_passages(Article(id=id, text=text, language=language))[0]
    sentence = next(one for one in passage.sentences if one.of(text).startswith(answer))
    return Citation(passage=passage, score=1.0, answer=sentence)


def _meant(question: str, *citations: Citation, pronoun: str | None = None) -> str | None:
    index = PassageIndex([Article(id="elsewhere", text="Mr. Abe Hill left. Mr. Abe Hill fell.")])
    answer = Answer(question=question, verdict=Verdict.ANSWERED, citations=citations)
    person = Turn(answer, index).person(pronoun)
    return person and person.full


MOSS, KIM = "Dr. Moss", "Dr. Kim"
"""Doctors of whom no text says whether they are "he" or "she"."""


@pytest.mark.parametrize(
    ("text", "answer", "pronoun", "meant"),
    [
        (f"{KIM} left. {MOSS} came.", MOSS, None, "Moss"),
        (f"{KIM} left. {KIM} fell. {MOSS} came.", MOSS, None, "Kim"),
        (f"{KIM} left. It rained.\n\n{MOSS} rose. {MOSS} fell. {MOSS} sank.", "It", None, "Kim"),
        (f"Mr. Berg left. {MOSS} came.", MOSS, None, "Moss"),
        (f"Mr. Berg left. {MOSS} came.", MOSS, "he", "Berg"),
        (f"Mr. Berg left. {MOSS} told {MOSS}.", MOSS, "he", "Moss"),
        (f"Mr. Berg left. {MOSS} came.", MOSS, "she", "Moss"),
        ("Mr. Berg left. Ms. Wu came.", "Ms.", "he", "Berg"),
    ],
)
def test_a_pronoun_means_who_is_named_where_the_answer_stands_and_is_known_to_be_called_so(
    text: str, answer: str, pronoun: str | None, meant: str
) -> None:
    assert _meant("Who?", _citation(text, answer), pronoun=pronoun) == meant


@pytest.mark.parametrize(
    ("named", "meant"),
    [(f"{MOSS} told it. {MOSS} left.", "Kim"), (f"{MOSS} told {MOSS}.", "Moss")],
)
def test_who_was_asked_of_is_meant_unless_the_answer_names_somebody_more_often(
    named: str, meant: str
) -> None:
    citation = _citation(f"{named}\n\n{KIM} left.", MOSS)
    assert _meant("Did Kim leave?", citation) == meant


def test_of_three_citations_the_first_ones_count_more_and_a_fourth_not_at_all() -> None:
    rain = [_citation("It rained.", "It", id=str(at)) for at in range(3)]
    moss, kim = _citation(f"{MOSS} came.", MOSS, id="moss"), _citation(f"{KIM} left.", KIM, id="kim")
    assert _meant("Who?", moss, kim) == "Moss"
    assert _meant("Who?", kim, moss) == "Kim"
    assert _meant("Who?", *rain[:2], moss) == "Moss"
    assert _meant("Who?", *rain, moss) is None
    twice = _citation(f"{KIM} told {KIM}.", KIM, id="twice")
    assert _meant("Who?", rain[0], moss, twice) == "Kim"
    assert _meant("Did Kim leave?", rain[0], _citation(f"{KIM} left. {MOSS} told {MOSS}.", MOSS)) == "Kim"


def test_people_of_articles_that_were_not_cited_are_not_meant() -> None:
    assert _meant("Who?", _citation("It rained.", "It")) is None


@pytest.mark.parametrize(
    ("language", "told"), [("es", "Moss y Kim"), ("en", "Moss and Kim"), (None, "Moss and Kim")]
)
def test_two_names_are_told_in_the_language_of_the_article(language: str | None, told: str) -> None:
    citation = _citation(f"{MOSS} met {KIM} in Rome.", MOSS, language=language)
    answer = Answer("Moss, Kim, Rome?", Verdict.ANSWERED, (citation,))
    assert Turn(answer, PassageIndex([citation.article])).about() == told
