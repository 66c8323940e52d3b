"""Names: units, sentence beginnings, and surnames joined to the full name."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.words.names import find_mentions, find_names, short_form

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "data" / "names.json").read_text("utf-8"))

NAMED: list[dict[str, Any]] = json.loads((Path(__file__).parent / "data" / "named.json").read_text("utf-8"))


def _params() -> list[Any]:
    return [
        pytest.param(
            case,
            id=case["text"][:40],
            marks=pytest.mark.xfail(strict=True, reason=case["known_miss"]) if "known_miss" in case else (),
        )
        for case in CASES
    ]


@pytest.mark.parametrize("case", _params())
def test_the_names_of_a_text_are_found_as_units(case: dict[str, Any]) -> None:
    names = find_names(case["text"])
    assert [name.written for name in names] == case["names"]
    full = {name.written: name.full for name in names}
    assert {written: full[written] for written in case.get("full", {})} == case.get("full", {})


@pytest.mark.parametrize("case", NAMED, ids=lambda case: case["text"][:40])
def test_each_name_has_its_full_form_and_is_a_person_or_not(case: dict[str, Any]) -> None:
    found = [[name.written, name.full, name.person] for name in find_names(case["text"])]
    assert found == case["names"]


@pytest.mark.parametrize(
    ("text", "mentioned"),
    [
        ("ANA RUIZ", ["Ana Ruiz"]),
        ("did ruiz leave the white house?", ["Ruiz", "White House"]),
        ("Ruiz’s house", ["Ruiz"]),
        ("ana left", []),
        ("ana ruiz ruiz", ["Ana Ruiz", "Ruiz"]),
        ("the house is white", []),
        ("tell us of the US", ["US"]),
        ("an owl of the bank of new york", ["Bank of New York"]),
        ("li and Li", ["Li", "Li"]),
        ("Al is not al", []),
        ("one two three four five six", ["One Two Three Four Five Six"]),
        ("qala two three four five six seven", []),
    ],
)
def test_a_text_mentions_names_by_their_full_form_as_written_or_by_a_surname(
    text: str, mentioned: list[str]
) -> None:
    known = find_names(
        "In the US President Ana Ruiz met Al at the White House. Mr. Li spoke to the Bank of New York. "
        "One Two Three Four Five Six met Qala Two Three Four Five Six Seven."
    )
    found = find_mentions(text, known)
    assert [name.written for name in found] == mentioned
    for name in found:
        assert name.span.of(text).casefold() in (name.written.casefold(), name.full.casefold())


@pytest.mark.parametrize(
    ("text", "mentioned"),
    [
        ("ana", [("Ana", "Ana Bo Ruiz")]),
        ("bo", []),
        ("ruiz", [("Ruiz", "Ana Bo Ruiz")]),
        ("bo ruiz", [("Ruiz", "Ana Bo Ruiz")]),
        ("ek", [("Ek", "Qala Ek")]),
        ("qala", []),
    ],
)
def test_a_person_is_mentioned_by_surname_and_by_what_else_the_article_calls_them(
    text: str, mentioned: list[tuple[str, str]]
) -> None:
    known = find_names("We met Dr. Ana Bo Ruiz and Dr. Qala Ek. Then Ana left, as did Bo.")
    assert [(name.written, name.full) for name in find_mentions(text, known)] == mentioned


def test_no_name_is_mentioned_by_a_stop_word_but_a_longer_one_may_begin_with_it() -> None:
    known = find_names("We saw the WHO in El Qala.")
    assert [name.written for name in find_mentions("who was in el qala", known)] == ["El Qala"]


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("We met President Ana Ruiz.", "Ruiz"),
        ("We met the White House.", "White House"),
        ("We met President Ana de la Cruz.", "de la Cruz"),
        ("We met President Ruiz.", "Ruiz"),
        ("We met Ana Ruiz Diaz.", "Diaz"),
        ("We met Dr. al-Qala Ek.", "Ek"),
        ("We met the Ruiz House.", "Ruiz House"),
    ],
)
def test_a_person_is_called_by_surname_with_its_particles(text: str, short: str) -> None:
    assert [short_form(name) for name in find_names(text)] == [short]


def test_people_are_told_from_places_and_organisations() -> None:
    text = "President Ana Ruiz met Ivo Berg at the White House in Texas. Berg left for New York."
    assert {name.full for name in find_names(text) if name.person} == {"Ana Ruiz", "Ivo Berg"}


def test_a_question_mentions_names_in_any_case_but_never_by_a_common_word() -> None:
    known = find_names("Claudia Sheinbaum met the US at the White House. May Lee wrote for Time.")
    assert [n.full for n in find_mentions("did claudia sheinbaum tell us in may?", known)] == [
        "Claudia Sheinbaum"
    ]


def test_a_person_is_called_by_surname() -> None:
    assert [short_form(name) for name in find_names("We met Ursula von der Leyen.")] == ["von der Leyen"]
    # "May" alone is a word that nothing is looked for by
    assert [short_form(name) for name in find_names("We met Theresa May.")] == ["Theresa May"]


@given(st.text(max_size=300))
def test_any_text_gives_names_that_stand_in_it(text: str) -> None:
    names = find_names(text)
    assert all(name.span.of(text) == name.written for name in names)
    assert [name.span for name in names] == sorted(name.span for name in names)
    find_mentions(text, names)


@pytest.mark.parametrize("unit", ["A ", "Ana de la ", "Ana Ruiz said. ", "U.S.-", "A. ", "a’s ", "’", "Of "])
def test_long_texts_stay_fast(unit: str) -> None:
    text = unit * (50_000 // len(unit))
    started = time.process_time()
    find_mentions(text, find_names(text))
    assert time.process_time() - started < 10
