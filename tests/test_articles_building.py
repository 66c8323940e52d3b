"""The last step of every format: how fields are tidied, what wins, and what is no article."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from retrieval.articles.building import article_id, build_article, tidy
from retrieval.errors import ArticleError

HEADED = ["By Jane Doe, The Paper", "May 3, 2025", "ROME (AP) — It rained on Monday.", "Tags: rain, Rome"]


@pytest.mark.parametrize(
    ("value", "tidied"),
    [
        (" Rain \n in\tRome ", "Rain in Rome"),
        ("Hub\xadschrauber", "Hubschrauber"),
        *(
            (f"Rain{unseen}Rome", "Rain Rome")
            for unseen in "\x00\x1b\x7f\x9f\u200b\u200e\u2028\u202e\u2066\ufeff"
        ),
        ("Zo\u200de", "Zo\u200de"),
        ("\ud800", "?"),
        ("x" * 1_000, "x" * 1_000),
        ("x" * 1_001, "x" * 1_000),
        (" \u200b\xad", None),
        ("", None),
        (None, None),
    ],
)
def test_a_field_stands_on_one_line_without_what_nobody_sees(value: str | None, tidied: str | None) -> None:
    assert tidy(value) == tidied


@pytest.mark.parametrize(
    ("field", "given", "value", "read"),
    [
        ("authors", [" Bo\n Day", "", "Al Roe", "Bo Day"], ("Bo Day", "Al Roe"), ("Jane Doe",)),
        ("place", " Milan ", "Milan", "Rome"),
        ("outlet", "The Post", "The Post", "AP"),
        ("tags", ["wind", " ", "wind"], ("wind",), ("rain", "Rome")),
        ("published", date(2024, 1, 2), date(2024, 1, 2), date(2025, 5, 3)),
        ("language", " es ", "es", None),
        ("title", "Rain", "Rain", None),
    ],
)
def test_what_is_given_stands_before_what_the_lines_say_and_nothing_does_not(
    field: str, given: Any, value: Any, read: Any
) -> None:
    assert getattr(build_article(HEADED, "a", **{field: given}), field) == value
    nothing: list[Any] = [[], [" "]] if isinstance(given, list) else [None]
    nothing += [" "] * isinstance(given, str)
    for none in nothing:
        assert getattr(build_article(HEADED, "a", **{field: none}), field) == read


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.example/1", "https://a.example/1"),
        (" HTTP://a.example ", "HTTP://a.example"),
        ("https:///1", None),
        ("https://", None),
        ("ftp://a.example/1", None),
        ("see https://a.example/1", None),
        (None, None),
    ],
)
def test_an_address_is_one_of_the_web(url: str | None, kept: str | None) -> None:
    article = build_article(["It rained."], "a", url=url)
    assert article.url == kept
    assert article.id == article_id("It rained.", kept)
    assert build_article(["It rained."], "a", url=url, id=" own\n1 ").id == "own 1"


def test_a_date_line_is_taken_out_of_the_text_where_a_title_is_given() -> None:
    lines = ["May 3, 2025", "It rained on Monday."]
    assert build_article(lines, "a", title="Rain").text == "It rained on Monday."
    for title in (None, " "):
        assert build_article(lines, "a", title=title).text == "\n\n".join(lines)


@pytest.mark.parametrize(("length", "is_stub"), [(599, True), (600, False)])
def test_a_text_below_six_hundred_characters_that_asks_to_pay_is_a_stub(length: int, is_stub: bool) -> None:
    lines = ["x" * length, "Subscribe to continue reading"]
    if is_stub:
        with pytest.raises(ArticleError, match="a: only the opening lines are there"):
            build_article(lines, "a")
    else:
        assert build_article(lines, "a").text == lines[0]
    assert build_article(lines[:1], "a").text == lines[0]


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ([], "there is no article text in it"),
        (["Source link"], "there is no article text in it"),
        (["a\0b"], "it is not text (it holds NUL characters)"),
        (["ab", "c\ud800"], "half a character (a lone surrogate) at position 5"),
    ],
)
def test_lines_that_are_no_text_are_told(lines: list[str], problem: str) -> None:
    with pytest.raises(ArticleError) as error:
        build_article(lines, "a")
    assert str(error.value).startswith(f"a: {problem}. ")
