"""What a question asks for, question by question: its words, its kind, whose statements it wants."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from retrieval.evidence.question import MOST_CHARACTERS, MOST_WORDS, read_question
from retrieval.tokens import terms

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "asked.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["question"])
def test_a_question_is_read_as_what_it_asks_for(case: dict[str, Any]) -> None:
    asked = read_question(case["question"], ("en", "es"))
    words = asked.words
    assert [word.written for word in words] == case["words"]
    assert (asked.kind, asked.noun) == (case["kind"], case.get("noun", ""))
    assert [word.written for word in words if word.name] == case.get("names", [])
    assert [word.written for word in words if not word.asking] == case.get("before", [])
    assert [word.written for word in words if word.topic] == case.get("topic", case["words"])
    assert (sorted(asked.speakers), asked.verb) == (case.get("speakers", []), case.get("verb", ""))
    assert asked.exchange == case.get("exchange", False)
    assert [list(run) for run in asked.names] == case.get("runs", [])
    assert (asked.is_dated, asked.is_bare) == (case.get("dated", False), case.get("bare", False))
    assert sorted(asked.units)[:3] == case.get("units", [])


def test_a_long_question_is_read_by_its_first_words_and_no_word_is_cut() -> None:
    many = [f"word{number:03}x" for number in range(MOST_WORDS + 1)]
    assert [word.written for word in read_question(" ".join(many)).words] == many[:MOST_WORDS]
    assert len(read_question(f"{'the ' * (MOST_CHARACTERS // 4 - 1)}owls").words) == 1
    assert read_question(f"{'the ' * (MOST_CHARACTERS // 4 - 1)}owlsy").words == ()
    assert len(read_question("x" * (MOST_CHARACTERS + 1)).words[0].written) == MOST_CHARACTERS


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Jonh left", {"john"}),
        ("jhon left", {"john"}),
        ("johm left", set()),
        ("jon left", set()),
        ("j0nh left", set()),
        (f"{'a' * 17}bca left", {"a" * 17 + "cba"}),
        (f"{'a' * 18}bca left", set()),
    ],
)
def test_two_letters_that_changed_places_are_changed_back_in_words_of_4_to_20(
    question: str, meant: set[str]
) -> None:
    known = {"john", "noj", "a" * 17 + "cba", "a" * 18 + "cba"}
    first = read_question(question, known=known.__contains__, speller=lambda word: ()).words[0]
    assert {term for term, _ in first.similar} & known == meant


def test_a_word_that_is_not_known_is_spelled_as_one_that_is_unless_everybody_knows_it() -> None:
    def speller(word: str) -> tuple[str, ...]:
        return {"shienbaum": ("sheinbaum", "the"), "lost": ("cost",)}.get(word, ())

    asked = read_question("Who lost Shienbaum?", known=lambda word: False, speller=speller)
    assert {word.written: dict(word.similar).get("sheinbaum") for word in asked.words}["Shienbaum"] == 0.8
    assert "cost" not in dict(asked.words[0].similar)
    assert "the" not in dict(asked.words[1].similar)
    asked = read_question("Who lost Shienbaum?", known=lambda word: True, speller=speller)
    assert "sheinbaum" not in dict(asked.words[1].similar)


def test_the_members_of_what_is_asked_for_are_words_it_does_not_name() -> None:
    members = read_question("Which country, France or Chile, won?").members
    assert set(terms("germany spain")) <= members
    assert not members & set(terms("france chile"))
    assert read_question("Which dog won?").members == frozenset()
