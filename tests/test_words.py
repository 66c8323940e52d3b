"""What words mean: dates and recency, who "she" and "he" are, paraphrases, and how telling a word is."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta, timezone

import numpy
import pytest

from retrieval.models import Article, Span
from retrieval.words.background import background_idf, is_well_known
from retrieval.words.paraphrases import opposites, paraphrases
from retrieval.words.persons import Persons, persons_of
from retrieval.words.times import RECENT_DAYS, in_days, names_date, recency

QUESTIONS: list[tuple[str, bool]] = [
    ("What was said on 2024-5-3?", True),
    ("What was said on 3/5/24?", True),
    ("What was said on 3.5.2024?", True),
    ("What was said in room 12024-5-3?", False),
    ("Is 3/5 enough?", False),
    ("What happened in 1500?", True),
    ("What happened in 1499?", False),
    ("What happened in 2099?", True),
    ("What happened in 2100?", False),
    ("What do 20245 owls eat?", False),
    ("What happened on June 3?", True),
    ("What happened on Jun. 3?", True),
    ("What happened on the 3rd of June?", True),
    ("What happened on the 3 June?", True),
    ("Qué pasó el 3 de junio?", True),
    ("Qué pasó, junio de 3 días?", True),
    ("WHAT HAPPENED LAST JUNE?", True),
    ("What happened since May?", True),
    ("Who is Theresa May?", False),
    ("May I ask who won?", False),
    ("What happened last year?", True),
    ("What happened years ago?", True),
    ("Qué pasó el año pasado?", True),
    ("Who won this week?", False),
]


def test_a_question_names_a_date_by_day_month_or_year() -> None:
    assert [(question, names_date(question)) for question, _ in QUESTIONS] == QUESTIONS


def test_the_year_that_a_question_is_asked_in_is_no_date_but_another_beside_it_is() -> None:
    now = datetime(2023, 5, 1, 9, 0, tzinfo=UTC)
    assert not names_date("Who won the 2023 final?", now)
    assert names_date("Who won the 2022 final?", now)
    assert names_date("Who won in 2022 and 2023?", now)
    assert names_date("Who won the 2023 final?")


def test_a_moment_is_in_days_since_1970_in_utc_unless_it_names_its_zone() -> None:
    east = timezone(timedelta(hours=6))
    assert math.isnan(in_days(None))
    assert in_days(date(1970, 1, 1)) == 0
    assert in_days(datetime(1970, 1, 2, 6)) == 1.25
    assert in_days(datetime(1970, 1, 2, 6, tzinfo=east)) == 1
    assert in_days(datetime(1970, 1, 2, 0, 0, 0, 86_400)) == pytest.approx(1 + 1e-6, abs=1e-9)


def test_what_is_published_counts_less_the_older_it_is_and_not_at_all_from_a_day_ahead() -> None:
    now = date(2024, 5, 11)
    ages = numpy.array([0, RECENT_DAYS, 2 * RECENT_DAYS, -0.5, -1, -1.5, math.nan])
    fresh = recency(in_days(now) - ages, now)
    assert fresh.tolist() == pytest.approx([1, math.exp(-1), math.exp(-2), 1, 1, 0, 0])


def _pronouns(text: str) -> dict[str, str | None]:
    persons = Persons(Article(id="1", text=text))
    return {name.full: persons.pronoun(name.full) for name in persons.names if name.person}


@pytest.mark.parametrize(
    ("text", "pronoun"),
    [
        ("We met Ms. Qala.", "she"),
        ("We met Mr. Qala.", "he"),
        ("We met Doña Qala.", "she"),
        ("We met Dr. Qala.", None),
        ("We met President Qala.", None),
        *((f"We met Dr. Qala. It was {word}.", "she") for word in ("she", "her", "hers", "herself", "ELLA")),
        *((f"We met Dr. Qala. It was {word}.", "he") for word in ("he", "him", "His", "himself", "él")),
        ("We met Dr. Qala. He saw her.", None),
        ("We met Dr. Qala. He saw her, and she him, and he left.", "he"),
        ("It was he. We met Dr. Qala.", None),
        ("We met Dr. Qala. The sheriff and the heir left.", None),
        (f"We met Dr. Qala{' ' * 154}. He left.", "he"),
        (f"We met Dr. Qala{' ' * 155}. He left.", None),
        ("We met Ms. Qala. " + "He left. " * 5, "she"),
        ("We met Ms. Qala. " + "He left. " * 6, None),
        ("We met Ms. Qala. " + "He left. " * 7, "he"),
        ("We met Ms. Qala. Later Ms. Qala met us. " + "He left. " * 9, "she"),
    ],
)
def test_a_person_is_she_or_he_by_title_and_by_the_pronouns_that_follow(
    text: str, pronoun: str | None
) -> None:
    assert _pronouns(text) == {"Qala": pronoun}


@pytest.mark.parametrize(
    ("text", "pronoun"),
    [
        ("We met Ana Qala.", "she"),
        ("We met Ivan Qala.", "he"),
        ("We met Ana Qala. " + "He left. " * 2, "she"),
        ("We met Ana Qala. " + "He left. " * 3, None),
        ("We met Ana Qala. " + "He left. " * 4, "he"),
        ("We met Ana Qala. We saw Ana Qala. " + "He left. " * 4, "he"),
        ("We met Ivan Qala. " + "She left. " * 4, "she"),
        ("We met Mr. Ana Qala.", "he"),
    ],
)
def test_a_given_name_counts_as_much_as_three_pronouns_however_often_it_stands(
    text: str, pronoun: str | None
) -> None:
    assert set(_pronouns(text).values()) == {pronoun}


def test_a_title_is_looked_for_right_before_the_name() -> None:
    for spaces, pronoun in ((17, "he"), (18, None)):
        assert _pronouns(f"We met Mr.{' ' * spaces}Qala Qolo. Later Qolo left.") == {"Qala Qolo": pronoun}


def test_a_pronoun_counts_only_where_a_single_person_stands_before_it() -> None:
    text = "Dr. Qala met Dr. Qolo. She left."
    assert _pronouns(text) == {"Qala": None, "Qolo": None}
    assert _pronouns(f"{text}{' ' * 160}. Dr. Qala came. She left.") == {"Qala": "she", "Qolo": None}
    assert _pronouns("Dr. Qala met the White House. She left.") == {"Qala": "she"}


def test_who_is_not_named_has_no_pronoun_and_asking_gives_none() -> None:
    article = Article(id="1", text="Mr. Qala left the White House. He came back.")
    persons = persons_of(article)
    assert persons.article_id == "1"
    assert [persons.pronoun(full) for full in ("Qolo", "White House", "Qolo", "Qala")] == [
        None,
        None,
        None,
        "he",
    ]


def test_the_names_within_a_span_are_those_that_begin_in_it() -> None:
    text = "Ana Qala met Ivan Qolo in Paris."
    persons = Persons(Article(id="1", text=text))
    at = text.index("Ivan")
    assert [name.written for name in persons.within(Span(0, len(text)))] == ["Ana Qala", "Ivan Qolo", "Paris"]
    assert [name.written for name in persons.within(Span(0, at))] == ["Ana Qala"]
    assert [name.written for name in persons.within(Span(0, at + 1))] == ["Ana Qala", "Ivan Qolo"]
    assert [name.written for name in persons.within(Span(1, at + 1))] == ["Ivan Qolo"]
    assert persons.within(Span(at + 1, at + 5)) == ()


@pytest.mark.parametrize(
    ("term", "among", "not_among"),
    [
        ("purchas", "buy bought", "sold purchas"),
        ("buy", "purchas", "buy bought"),
        ("bought", "purchas", "buy bought"),
        ("judg", "justic", "convict"),
        ("father", "son daughter child children", "father mother"),
        ("son", "father", "daughter"),
        ("wrote", "novelist author", "write written"),
        ("child", "boy father", "children"),
        ("owl", "", "owl bird"),
    ],
)
def test_a_word_is_told_in_other_words_and_in_all_their_forms(term: str, among: str, not_among: str) -> None:
    found = paraphrases(term)
    assert found.issuperset(among.split())
    assert found.isdisjoint(not_among.split())


@pytest.mark.parametrize("term", ["owl", "qala", "y"])
def test_a_word_that_no_list_has_is_told_in_no_other_words(term: str) -> None:
    assert paraphrases(term) == opposites(term) == frozenset()


@pytest.mark.parametrize(
    ("term", "among", "not_among"),
    [
        ("accept", "refus reject declin", "accept deni"),
        ("won", "lost lose beat beaten", "won"),
        ("lost", "win won", "lost"),
    ],
)
def test_an_opposite_settles_a_word_in_any_of_its_forms(term: str, among: str, not_among: str) -> None:
    found = opposites(term)
    assert found.issuperset(among.split())
    assert found.isdisjoint(not_among.split())


def test_the_rarer_a_word_is_in_news_the_more_it_tells_and_an_unknown_one_most() -> None:
    idf = [background_idf(term) for term in ("say", "offici", "bridg", "qala")]
    assert idf == sorted(set(idf))
    assert idf[0] >= 0
    assert math.exp(idf[-1]) == pytest.approx(4261 / 3)
    assert (is_well_known("bridg"), is_well_known("qala")) == (True, False)
