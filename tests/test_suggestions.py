"""Suggested questions: answered by the articles, by the sentence they were made from, and varied."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversations.responder import Conversation, Responder
from bot.storage.store import Store
from bot.words.styled import to_plain
from retrieval.answering import answer
from retrieval.articles import read_articles
from retrieval.asking.suggestions import _topics, suggest_questions
from retrieval.data import read_words
from retrieval.index import PassageIndex
from retrieval.models import Article, Verdict
from tests.conftest import FixedCollection

SEED = Path(__file__).parent.parent / "seeds" / "ap-sheinbaum-trump-troops.txt"
OFFERED: list[tuple[str, str, list[str]]] = json.loads(
    (Path(__file__).parent / "data" / "suggestions.json").read_text(encoding="utf-8")
)

DAM = Article(
    id="dam",
    published=date(2025, 5, 3),
    text="The mayor of Toluca, Ana Ruiz, announced a dam on Monday.\n\n“The valley needs water, and the "
    "water is gone,” Ruiz said.\n\nIn a storm last year, 40 houses were flooded.\n\nFarmers doubt it all.",
)
PRESA = Article(
    id="presa",
    language="es",
    text="La alcaldesa Ana Ruiz anunció una presa.\n\n«La sequía es grave y la gente sufre», dijo Ana Ruiz."
    "\n\nEn la tormenta, 12 personas murieron.",
)


def test_the_seed_article_suggests_three_questions_that_it_answers() -> None:
    index = PassageIndex(list(read_articles(SEED)))
    questions = suggest_questions(index)
    assert len(questions) == len(set(questions)) == 3
    found = [answer(question, index, 1) for question in questions]
    assert all(one.verdict is Verdict.ANSWERED for one in found)
    assert len({one.citations[0].answer for one in found}) == 3


@pytest.mark.parametrize(("language", "text", "questions"), OFFERED)
def test_what_a_text_can_answer_is_asked_of_it(language: str, text: str, questions: list[str]) -> None:
    index = PassageIndex([Article(id="1", text=text, language=language)])
    assert list(suggest_questions(index, limit=5)) == questions


ACTORS = [f"Ana {first}{last}" for first in "BDFGKLM" for last in ("abel", "end", "isk", "olt", "urx")]


def test_of_an_article_thirty_questions_are_asked_and_no_more() -> None:
    article = Article(id="1", text=" ".join(f"{name} announced a dam." for name in ACTORS))
    assert len(suggest_questions(PassageIndex([article]), limit=99)) == 30


def test_the_four_newest_articles_are_asked() -> None:
    articles = [
        Article(id=name, published=date(2020 + year, 1, 1), text=f"{name} announced a dam.")
        for year, name in enumerate(ACTORS[:5])
    ]
    newest = [f"What did {name} announce?" for name in ACTORS[4:0:-1]]
    assert list(suggest_questions(PassageIndex(articles), limit=9)) == newest


@pytest.mark.parametrize(("end", "asked"), [(10_000, True), (10_001, False)])
@pytest.mark.parametrize(
    ("told", "until"),
    [
        ("In all 40 farms remain.", "remain"),
        ("They like the water. “We like the water,” Ana Ruiz said.", "the water,"),
    ],
)
def test_of_an_article_ten_thousand_characters_are_read(told: str, until: str, end: int, asked: bool) -> None:
    before = end - told.index(until) - len(until)
    text = ("It rained. " * 1_000)[: before - 1] + "\n" + told
    assert bool(suggest_questions(PassageIndex([Article(id="1", text=text)]))) is asked


def test_what_is_told_twice_is_asked_once_whichever_sentence_answers() -> None:
    for told in ("by night in Rome", "it"), ("it", "by night in Rome"):
        text = " ".join(f"Ana Ruiz announced a dam {one}." for one in told)
        assert suggest_questions(PassageIndex([Article(id="1", text=text)])) == (
            "What did Ana Ruiz announce?",
        )


@pytest.mark.parametrize(
    "word", ["million", "billion", "trillion", "thousand", "hundred", "dozen", "and", "or", "more"]
)
def test_a_word_for_a_number_or_between_two_is_not_counted(word: str) -> None:
    text = f"It rained in 1940 {word} women were banned. They saw 40 women."
    assert suggest_questions(PassageIndex([Article(id="1", text=text)])) == ()


@pytest.mark.parametrize("things", ["people", "men", "women", "children", "police", "farms"])
def test_what_is_many_is_counted(things: str) -> None:
    text = f"In all 40 {things} died."
    assert suggest_questions(PassageIndex([Article(id="1", text=text)])) == (f"How many {things} died?",)


@pytest.mark.parametrize(
    "figure", ["1,200", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
)
def test_figures_and_number_words_are_counted(figure: str) -> None:
    text = f"In all {figure} farms died."
    assert suggest_questions(PassageIndex([Article(id="1", text=text)])) == ("How many farms died?",)


def test_kinds_take_turns_and_what_asks_least_comes_after_the_first_of_each() -> None:
    text = (
        "It rained for days and weeks all over the land and in the town.\n\nAna Ruiz announced a dam.\n\n"
        "Eva Lind launched a ship.\n\nIn all 40 farms were flooded.\n\nSnow fell in January on a hill.\n\n"
        "Hail fell in March on a lake.\n\nMost saw the Golden Gate Bridge in fog."
    )
    assert suggest_questions(PassageIndex([Article(id="1", text=text)]), limit=9) == (
        "What did Ana Ruiz announce?",
        "How many farms were flooded?",
        "What happened in January?",
        "What did Eva Lind launch?",
        "What happened in March?",
        "What is said about the Golden Gate Bridge?",
    )


WORDS_LIKE_VERBS = [
    *(
        ("en", word)
        for word in ["wanted", "meeting", "family", "capital", "public", "serious", "native", "table"]
    ),
    ("es", "simplemente"),
]


@pytest.mark.parametrize(("language", "word"), WORDS_LIKE_VERBS)
def test_a_word_that_ends_like_a_verb_or_an_adjective_is_no_topic(language: str, word: str) -> None:
    text = {
        "en": f"“We like the {word},” Ana Ruiz said. They like the {word}.",
        "es": f"«Es la {word}», dijo Ana Ruiz. Es la {word}.",
    }[language]
    assert suggest_questions(PassageIndex([Article(id="1", text=text, language=language)])) == ()


def test_a_quotation_gives_three_topics_the_longest_first() -> None:
    nouns = {"bridge", "farmers", "harvest", "tower", "dam"}
    words = read_words("suggestions")["en"]
    quoted = "The tower, the bridge, the harvest, the dam, the farmers."
    assert _topics(quoted, nouns, words) == ["the farmers", "the harvest", "the bridge"]


def test_kinds_take_turns() -> None:
    questions = suggest_questions(PassageIndex([DAM]), limit=3)
    assert questions == (
        "What did Ana Ruiz say about the water?",
        "What did Ana Ruiz announce?",
        "How many houses were flooded?",
    )


def test_what_is_suggested_can_be_asked_and_the_answer_read() -> None:
    responder = Responder(FixedCollection(PassageIndex([DAM])), Store())
    shown = responder.command(Conversation("1"), "suggest").text.text
    assert shown == (
        "You could ask:\n"
        "1. What did Ana Ruiz say about the water?\n"
        "2. What did Ana Ruiz announce?\n"
        "3. How many houses were flooded?"
    )
    answers = [to_plain(responder.ask(Conversation("1"), number).text) for number in "123"]
    assert "**“The valley needs water, and the water is gone,” Ruiz said.**" in answers[0]
    assert "**The mayor of Toluca, Ana Ruiz, announced a dam on Monday.**" in answers[1]
    assert "**In a storm last year, 40 houses were flooded.**" in answers[2]


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("Ivo Berg won. In all 43 million died of it.", "How many million"),
        ("A judge in Florida approved the plan. Florida is large.", "What did Florida approve"),
        ("“It makes us better,” said Ada Lund. She liked the better.", "about better"),
        ("On Valentine's Day shops close. The Bed Bath & Beyond shops do not close.", "about Valentine"),
        ("They saw the SpaceX rocket. SpaceX confirmed the date. SpaceX flew.", "the SpaceX"),
    ],
)
def test_what_would_read_badly_is_not_suggested(text: str, never: str) -> None:
    article = Article(id="1", text="It rained all day and nobody went out of the house at all.\n\n" + text)
    assert never not in " ".join(suggest_questions(PassageIndex([article]), limit=9))


def test_a_spanish_article_is_asked_in_spanish() -> None:
    questions = suggest_questions(PassageIndex([PRESA]), limit=3)
    assert set(questions) == {
        "¿Qué dijo Ana Ruiz sobre la sequía?",
        "¿Qué anunció Ana Ruiz?",
        "¿Cuántas personas murieron?",
    }


def test_one_article_can_be_chosen_and_the_newest_comes_first() -> None:
    old = Article(id="old", published=date(2001, 1, 1), text="Ivo Berg launched a ship. It sank.")
    index = PassageIndex([old, DAM])
    assert suggest_questions(index, old, 1) == ("What did Ivo Berg launch?",)
    assert "Ana Ruiz" in suggest_questions(index, limit=1)[0]


@pytest.mark.parametrize("limit", [0, 1, 2, 9])
def test_no_more_than_asked_for_and_always_the_same(limit: int) -> None:
    index = PassageIndex([DAM, PRESA])
    questions = suggest_questions(index, limit=limit)
    assert len(questions) <= limit
    assert suggest_questions(index, limit=limit) == questions


def test_an_empty_library_and_an_article_in_another_language_suggest_nothing() -> None:
    finnish = Article(id="fi", language="fi", text="Pekka Haavisto saapui Helsinkiin.")
    assert suggest_questions(PassageIndex([])) == suggest_questions(PassageIndex([finnish])) == ()


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(st.text(max_size=300))
def test_no_article_breaks_it(text: str) -> None:
    article = Article(id="any", text=text)
    index = PassageIndex([article])
    questions = suggest_questions(index, article)
    assert len(questions) <= 3
    assert all(answer(question, index, 1).verdict is Verdict.ANSWERED for question in questions)


def test_a_library_costs_a_few_dozen_questions() -> None:
    articles = [replace(DAM, id=str(number)) for number in range(300)]
    index = PassageIndex(articles)
    started = time.process_time()
    suggest_questions(index, limit=9)
    assert time.process_time() - started < 5


@pytest.mark.parametrize("unit", ["Ana Ruiz announced a dam. ", "“the water,” ", "40 houses were flooded "])
def test_long_articles_stay_fast(unit: str) -> None:
    article = Article(id="long", text=unit * (50_000 // len(unit)))
    index = PassageIndex([article])
    started = time.process_time()
    suggest_questions(index)
    assert time.process_time() - started < 5
