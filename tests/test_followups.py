"""Follow-ups: what the last turn completes, and what it must leave alone."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.answering import answer
from retrieval.articles import read_articles
from retrieval.asking.followups import FollowUp, complete
from retrieval.index import PassageIndex
from retrieval.models import Answer, Article, Verdict

DATA = Path(__file__).parent / "data"
SEED = Path(__file__).parent.parent / "seeds" / "ap-sheinbaum-trump-troops.txt"
NEW_TOPICS: dict[str, Any] = json.loads((DATA / "new_topics.json").read_text("utf-8"))


LEANING: dict[str, Any] = json.loads((DATA / "leaning.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def small() -> dict[str, PassageIndex]:
    return {
        language: PassageIndex([Article(id="1", text=LEANING[language], language=language)])
        for language in ("en", "es")
    }


@pytest.mark.parametrize(("language", "before", "question", "completed", "about"), LEANING["turns"])
def test_a_question_that_leans_is_completed_and_any_other_left_alone(
    small: dict[str, PassageIndex],
    language: str,
    before: str,
    question: str,
    completed: str,
    about: str | None,
) -> None:
    index = small[language]
    assert complete(question, answer(before, index), index) == FollowUp(question=completed, about=about)


@pytest.fixture(scope="module")
def seed() -> PassageIndex:
    return PassageIndex(list(read_articles(SEED)))


def _turns() -> list[Any]:
    talks = json.loads((DATA / "followups.json").read_text("utf-8"))
    return [
        pytest.param(
            talk["before"],
            *turn,
            id=f"{talk['before']} - {turn[0]}",
            marks=pytest.mark.xfail(strict=True, reason=talk["known_miss"]) if "known_miss" in talk else (),
        )
        for talk in talks
        for turn in talk["turns"]
    ]


@pytest.mark.parametrize(("before", "question", "completed", "about"), _turns())
def test_a_follow_up_is_completed_from_the_turn_before(
    before: str, question: str, completed: str, about: str | None, seed: PassageIndex
) -> None:
    assert complete(question, answer(before, seed), seed) == FollowUp(question=completed, about=about)


@pytest.mark.parametrize("question", NEW_TOPICS["questions"])
def test_a_new_topic_is_not_dragged_back(question: str, seed: PassageIndex) -> None:
    previous = answer(NEW_TOPICS["before"], seed)
    assert complete(question, previous, seed) == FollowUp(question=question)


def test_a_conversation_goes_on_over_several_turns(seed: PassageIndex) -> None:
    first = answer("What did Trump propose?", seed)
    second = complete("And what did she answer?", first, seed)
    third = complete("Why?", answer(second.question, seed), seed)
    assert third == FollowUp(question="Why did Sheinbaum answer?", about="Sheinbaum")


def test_he_and_she_follow_what_the_article_calls_people() -> None:
    text = "Mr. Robin Ek met Ms. Sam Wu. Ek offered a boat. Wu bought the boat at once."
    index = PassageIndex([Article(id="1", text=text)])
    previous = answer("Who offered a boat?", index)
    assert complete("What did she buy?", previous, index).question == "What did Wu buy?"
    assert complete("What did he offer?", previous, index).question == "What did Ek offer?"


@pytest.mark.parametrize(("length", "completed"), [(300, True), (301, False)])
def test_a_question_of_more_than_three_hundred_characters_is_left_alone(
    length: int, completed: bool, small: dict[str, PassageIndex]
) -> None:
    question = "What did she say".ljust(length - 1) + "?"
    followed = complete(question, answer("What did Ruiz offer?", small["en"]), small["en"])
    assert (followed.about == "Ruiz") is completed


@pytest.mark.parametrize("question", ["¿Qué le dijo?", "¿Qué dijo su jefe?", "¿Qué dijeron sus jefes?"])
def test_in_spanish_some_words_stand_for_her_and_for_him(
    question: str, small: dict[str, PassageIndex]
) -> None:
    for before, about in (("¿Qué ofreció Ruiz?", "Ruiz"), ("¿Qué rechazó Pérez?", "Pérez")):
        assert complete(question, answer(before, small["es"]), small["es"]).about == about


def test_without_anybody_to_mean_a_pronoun_stays() -> None:
    index = PassageIndex([Article(id="1", text="Penguins swim in cold water.")])
    assert complete("What did she say?", answer("penguins", index), index).question == "What did she say?"


def test_after_a_turn_without_a_topic_nothing_is_added(seed: PassageIndex) -> None:
    previous = Answer(question="what is this about?", verdict=Verdict.NOTHING)
    assert complete("When?", previous, seed) == FollowUp(question="When?")


WORDS = st.sampled_from(
    [
        "and",
        "what",
        "about",
        "she",
        "he",
        "that",
        "it",
        "Trump",
        "Sheinbaum",
        "when",
        "why",
        "¿y",
        "qué",
        "él",
        "ella",
        "?",
        "’s",
        ".",
        "U.S.",
        "the",
        "👍",
        "say",
        "\n",
    ]
)


SMALL = PassageIndex([Article(id="1", text="President Ana Ruiz met Mr. Ivo Berg. She smiled. He did not.")])


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    question=st.text(max_size=80) | st.lists(WORDS, max_size=12).map(" ".join), before=st.text(max_size=80)
)
def test_no_message_breaks_it(question: str, before: str) -> None:
    previous = Answer(question=before, verdict=Verdict.NOTHING)
    assert complete(question, previous, SMALL).question or not question


@pytest.mark.parametrize("unit", ["and she ", "when ", "a", "? ", "Trump’s "])
def test_long_messages_stay_fast(unit: str, seed: PassageIndex) -> None:
    text = unit * (50_000 // len(unit))
    started = time.process_time()
    complete(text, answer("What did Trump propose?", seed), seed)
    complete("When?", Answer(question=text, verdict=Verdict.NOTHING), seed)
    assert time.process_time() - started < 2
