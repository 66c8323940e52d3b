"""Sentences as evidence sees them: their words, which of them are names, and what a dateline is not."""

from __future__ import annotations

from math import log

import pytest

from retrieval.models import Article, Span
from retrieval.sentences import CAPITAL, JOINED, Sentence, language_of, marked_words


def sentence(text: str, number: int = 1, language: str = "en") -> Sentence:
    span = Span(0, len(text))
    return Sentence(Article(id="1", text=text), span, *marked_words(text, span, language), 0, number)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("He met Ann Lee, Bo.", [("he",), ("ann", "lee"), ("bo",)]),
        ("Ann met. Lee", [("ann",), ("lee",)]),
        ("Ann Lee met Bo Day", [("ann", "lee"), ("bo", "day")]),
        ("Ann of Lee", [("ann",), ("lee",)]),
        ("Jean-Luc came", [("jean", "luc")]),
        ("Ann\u00a0Lee\nDay", [("ann", "lee", "day")]),
        ("Ann  Lee", [("ann",), ("lee",)]),
        ("nobody came", []),
    ],
)
def test_names_are_runs_of_capitals_with_no_more_than_a_space_or_a_dash_between(
    text: str, names: list[tuple[str, ...]]
) -> None:
    assert sentence(text).names == tuple(names)


@pytest.mark.parametrize(
    ("text", "capitals"),
    [
        ("Rain fell on Rome", {"rome"}),
        ("Ann Lee left Rome", {"ann", "lee", "rome"}),
        ("Ann, Lee left", {"lee"}),
        ("The Hague", {"hagu"}),
        ("Rain", set()),
        ("rain on The Hague", {"hagu"}),
    ],
)
def test_a_first_word_is_a_name_only_where_a_second_one_is_joined_to_it(
    text: str, capitals: set[str]
) -> None:
    assert sentence(text).capitals == capitals


def test_a_dateline_belongs_to_the_first_sentence_and_counts_for_nothing_there() -> None:
    text = "ROME (AP) — Rain fell, rain and more Rain."
    first, later = sentence(text, 0), sentence(text, 1)
    assert (first.begins, later.begins) == (2, 0)
    assert first.counts == {"rain": 3, "fell": 1, "and": 1, "more": 1}
    assert later.counts == {"rome": 1, "ap": 1, **first.counts}
    assert first.names == (("rain",), ("rain",))
    assert later.names == (("rome",), ("ap",), ("rain",), ("rain",))
    assert first.capitals == {"rain"}
    assert later.capitals == {"ap", "rain"}


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("ROME (AP) — Rain fell.", 2),
        ("ROME, Italy (AP) – Rain fell.", 3),
        ("ROME (AP) Rain fell.", 0),
        ("Rome fell (AP) — Rain.", 0),
        ("Rain fell on ROME (AP) — and rain.", 0),
    ],
)
def test_a_dateline_is_a_place_in_capitals_with_an_agency_and_a_dash(text: str, begins: int) -> None:
    assert sentence(text, 0).begins == begins


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("Ann Lee", [CAPITAL, CAPITAL | JOINED]),
        ("Ann-lee", [CAPITAL, JOINED]),
        ("Ann\u00a0lee", [CAPITAL, JOINED]),
        ("Ann\nlee", [CAPITAL, JOINED]),
        ("5% lee", [0, JOINED, JOINED]),
        ("Ann, lee", [CAPITAL, 0]),
        ("Ann  lee", [CAPITAL, 0]),
        ("東京都", [0, 0]),
        (" ann", [0]),
        ("", []),
    ],
)
def test_a_word_is_joined_to_the_one_before_by_one_space_a_dash_or_nothing(
    text: str, marks: list[int]
) -> None:
    assert list(marked_words(text, Span(0, len(text)), "en")[1]) == marks


@pytest.mark.parametrize(
    ("text", "is_question", "is_whole"),
    [
        ("Is it?", True, True),
        ("“Is it?”", True, True),
        ('"Is it?"', True, True),
        ("Is it", False, False),
        ("Is it? No.", False, True),
        ("It is!", False, True),
        ("It is…", False, True),
        ("“It is.”", False, True),
        ('"It is."', False, True),
        ("'It is.'", False, True),
        ("‘It is.’", False, True),
        ("(It is.)", False, True),
        ("It is,", False, False),
        ("”", False, False),
    ],
)
def test_a_sentence_is_whole_and_may_ask_by_its_last_mark(
    text: str, is_question: bool, is_whole: bool
) -> None:
    form = sentence(text).form
    assert (form.is_question, form.is_whole) == (is_question, is_whole)


@pytest.mark.parametrize(
    ("text", "is_heading"),
    [
        ("Stars in the desert:What to know", True),
        ("Stars in the desert:“What to know”", True),
        ("Stars in the desert: What to know", False),
        ("Stars in the desert:what to know", False),
        ("Stars. In the desert:What to know", False),
        ("In:What to know", False),
    ],
)
def test_a_heading_of_another_article_has_its_colon_and_no_space(text: str, is_heading: bool) -> None:
    assert sentence(text).form.is_heading is is_heading


def test_length_is_the_logarithm_of_the_words_and_one() -> None:
    assert sentence("Owls hoot at night.").form.length == pytest.approx(log(5))
    assert sentence("“”").form.length == 0


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ann Lee and Bo", [("ann", "lee"), ("bo",)]),
        ("ROME (AP) - Ann Lee left", [("ann", "lee")]),
        ("ann Lee Bo", [("lee", "bo")]),
        ("Ann, Lee Bo", [("ann",), ("lee", "bo")]),
    ],
)
def test_a_name_begins_anew_behind_a_small_word_a_mark_and_a_dateline(
    text: str, names: list[tuple[str, ...]]
) -> None:
    assert sentence(text, 0).names == tuple(names)


def test_what_a_sentence_gives_twice_is_the_same() -> None:
    made = sentence("Ann Lee saw Bo Day.")
    for name in ("text", "counts", "names", "capitals", "content", "form"):
        assert getattr(made, name) is getattr(made, name)


def test_content_is_words_of_three_letters_that_say_something() -> None:
    assert sentence("The owl and ox sat on it in fog").content == {"owl", "sat", "fog"}


def test_size_counts_all_words_and_text_is_the_articles_own() -> None:
    article = Article(id="1", text="Rain fell. Owls hoot at night.")
    span = Span(11, 30)
    made = Sentence(article, span, *marked_words(article.text, span, "en"), 0, 1)
    assert (made.passage, made.number, made.size, made.text) == (0, 1, 4, "Owls hoot at night.")


@pytest.mark.parametrize(("said", "language"), [(None, "en"), ("es-MX", "es"), ("FR", "fr")])
def test_the_language_of_an_article_is_its_first_two_letters(said: str | None, language: str) -> None:
    assert language_of(Article(id="1", text="x", language=said)) == language


def test_words_are_marked_as_capital_or_joined() -> None:
    words, marks = marked_words("x Ann-Lee, É", Span(2, 12), "en")
    assert (words, marks) == (["ann", "lee", "e"], bytes([1, 3, 1]))
