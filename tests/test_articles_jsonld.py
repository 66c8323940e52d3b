"""JSON-LD, field by field: what an article object says, and which of several objects is the article."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from retrieval.articles.jsonld import Described, describe, describe_node, find_article

RAIN = {"@type": "NewsArticle", "headline": "Rain in Rome"}


def described(*nodes: Any) -> Described:
    found = describe(json.dumps(node) for node in nodes)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("node", "field", "value"),
    [
        ({"headline": "Rain  in\nRome"}, "headline", "Rain in Rome"),
        ({"name": "Rain"}, "headline", "Rain"),
        ({"headline": "Rain", "name": "The Paper"}, "headline", "Rain"),
        ({"headline": ["Rain", "Wind"]}, "headline", "Rain"),
        ({"headline": {"@value": "Rain"}}, "headline", "Rain"),
        ({"headline": {"name": "Rain"}}, "headline", "Rain"),
        ({"headline": "Rain &amp; wind"}, "headline", "Rain & wind"),
        ({"headline": " ", "name": "Rain"}, "headline", "Rain"),
        ({"headline": {"@value": "Rain", "name": "Wind"}}, "headline", "Rain"),
        ({"headline": [{"@value": "Rain"}]}, "headline", "Rain"),
        ({"headline": " "}, "headline", None),
        ({"headline": 5}, "headline", None),
        ({"headline": []}, "headline", None),
        ({"headline": "x" * 1001}, "headline", "x" * 1000),
        ({"articleBody": " It rained.\nIt snowed. "}, "body", "It rained.\nIt snowed."),
        ({"datePublished": "2025-05-03"}, "published", date(2025, 5, 3)),
        ({"dateCreated": "2025-05-03"}, "published", date(2025, 5, 3)),
        ({"datePublished": "2025-05-03", "dateCreated": "2024-01-01"}, "published", date(2025, 5, 3)),
        ({"datePublished": "soon", "dateCreated": "2024-01-01"}, "published", date(2024, 1, 1)),
        ({"dateModified": "2025-05-03"}, "published", None),
        ({"author": {"name": "Jane Doe"}}, "authors", ("Jane Doe",)),
        (
            {"author": ["Jane Doe", {"name": ["Bo Day", "Al Roe"]}]},
            "authors",
            ("Jane Doe", "Bo Day", "Al Roe"),
        ),
        ({"creator": "Jane Doe"}, "authors", ("Jane Doe",)),
        ({"author": [], "creator": "Jane Doe"}, "authors", ("Jane Doe",)),
        ({"author": [5, None, {"name": 5}, {"url": "x"}]}, "authors", ()),
        ({"author": "Jane Doe", "creator": "Bo Day"}, "authors", ("Jane Doe",)),
        ({"author": "The Paper", "publisher": "The Paper"}, "authors", ()),
        (
            {"author": ["http://a.example/jane", "https://a.example/bo", " ", "Al &amp; Bo"]},
            "authors",
            ("Al & Bo",),
        ),
        ({"publisher": {"name": "The Paper"}}, "outlet", "The Paper"),
        ({"publisher": ["The Paper", "The Post"]}, "outlet", "The Paper"),
        ({"publisher": {"@id": "#a"}}, "outlet", None),
        ({"inLanguage": {"name": "Spanish"}}, "language", "Spanish"),
        (
            {"url": "https://a.example/1", "mainEntityOfPage": "https://a.example/2"},
            "url",
            "https://a.example/1",
        ),
        ({"url": "/1", "mainEntityOfPage": "https://a.example/2"}, "url", "https://a.example/2"),
        ({"mainEntityOfPage": {"@id": "https://a.example/3"}}, "url", "https://a.example/3"),
        ({"@id": "https://a.example/4"}, "url", "https://a.example/4"),
        (
            {"mainEntityOfPage": "https://a.example/2", "@id": "https://a.example/4"},
            "url",
            "https://a.example/2",
        ),
        ({"mainEntityOfPage": {"@id": "#a"}, "@id": "https://a.example/4"}, "url", "https://a.example/4"),
        ({"mainEntityOfPage": ["https://a.example/2"]}, "url", None),
        ({"url": 4}, "url", None),
        ({"inLanguage": "es"}, "language", "es"),
        ({"keywords": "rain, Rome,, wind &amp; sea"}, "tags", ("rain", "Rome", "wind & sea")),
        ({"keywords": ["rain", " Rome ", "", 5]}, "tags", ("rain", "Rome")),
        ({"keywords": 5}, "tags", ()),
        ({"contentLocation": {"name": "Rome"}}, "place", "Rome"),
        ({"dateline": "Rome"}, "place", "Rome"),
        ({"contentLocation": "Rome", "dateline": "Paris"}, "place", "Rome"),
        ({}, "free", True),
        *(({"isAccessibleForFree": said}, "free", False) for said in (False, "False", 0, "0")),
        *(({"isAccessibleForFree": said}, "free", True) for said in (True, "true", 1)),
    ],
)
def test_each_field_is_taken_from_where_pages_write_it(
    node: dict[str, Any], field: str, value: object
) -> None:
    assert getattr(describe_node(node), field) == value


@pytest.mark.parametrize("key", ["headline", "datePublished", "author"])
def test_of_several_articles_the_one_that_says_most_of_itself_is_taken(key: str) -> None:
    bare = {"@type": "Article", "url": "https://a.example/bare", "keywords": "a", "name": "b"}
    fuller = {"@type": "Article", "url": "https://a.example/fuller", key: "2025-05-03"}
    assert described(bare, fuller).url == described([fuller, bare]).url == "https://a.example/fuller"


def test_of_articles_that_say_as_much_the_first_is_taken() -> None:
    assert described({**RAIN, "headline": "First"}, RAIN).headline == "First"
    other = {"@type": "Article", "author": "Jane Doe"}
    assert described(other, RAIN).headline is None


@pytest.mark.parametrize(
    "key", ["@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart"]
)
def test_an_article_is_found_inside_of_what_holds_it(key: str) -> None:
    assert described({key: RAIN}).headline == described([{key: [{}, RAIN]}]).headline == "Rain in Rome"
    assert describe([json.dumps({"about": RAIN})]) is None


@pytest.mark.parametrize(
    ("kind", "is_one"),
    [
        ("NewsArticle", True),
        ("https://schema.org/BlogPosting", True),
        (["Thing", "Report"], True),
        ("WebPage", False),
        ("ArticleList", False),
        (None, False),
        ([5], False),
    ],
)
def test_an_article_is_known_by_its_type(kind: object, is_one: bool) -> None:
    assert (describe([json.dumps({"@type": kind, "headline": "Rain"})]) is not None) is is_one


@pytest.mark.parametrize(
    ("node", "headline"),
    [
        ({"datePublished": "2025-05-03", "headline": "Soup"}, "Soup"),
        ({"datePublished": "2025-05-03", "name": "Soup"}, "Soup"),
        ({"datePublished": "2025-05-03"}, None),
        ({"name": "Soup"}, None),
    ],
)
def test_whatever_has_a_day_and_a_name_stands_for_the_article_where_there_is_none(
    node: dict[str, Any], headline: str | None
) -> None:
    found = describe([json.dumps({"@type": "Recipe", **node})])
    assert (found and found.headline) == headline
    assert described({"@type": "Recipe", **node}, RAIN).headline == "Rain in Rome"


def test_names_are_looked_up_where_an_article_refers_to_them() -> None:
    people = [{"@id": "#jane", "name": "Jane Doe"}, {"@id": "#paper", "name": "The Paper"}, {"@id": "#x"}]
    article = {**RAIN, "author": [{"@id": "#jane"}, {"@id": "#x"}, "#paper"], "publisher": {"@id": "#paper"}}
    assert described({"@graph": [article, *people]})[3:5] == (("#paper",), "The Paper")
    article = {**RAIN, "author": {"@id": "#jane"}, "publisher": "The Post", "@id": "#a", "name": "Jane Doe"}
    assert described({"@graph": [article, *people]})[3:5] == (("Jane Doe",), "The Post")


@pytest.mark.parametrize(
    "script",
    ["<!-- %s -->", "//<![CDATA[\n%s\n//]]>", "/*<![CDATA[*/%s", "  %s  ", "\n<!--%s"],
)
def test_json_ld_is_read_out_of_the_comments_that_hide_it(script: str) -> None:
    found = describe([script % json.dumps(RAIN)])
    assert found is not None
    assert found.headline == "Rain in Rome"


def test_line_breaks_inside_of_texts_are_passed_over_and_broken_scripts_too() -> None:
    found = describe(["{", '{"@type": "Article", "articleBody": "It\nrained."}', "[" * 100_000])
    assert found is not None
    assert found.body == "It\nrained."


def test_what_has_a_body_is_an_article_where_a_file_is_json() -> None:
    assert find_article([{"a": 1}, {"articleBody": "It rained."}, RAIN]) == {"articleBody": "It rained."}
    assert find_article([{"a": 1}, RAIN]) == RAIN
    assert find_article({"a": RAIN}) is None


@pytest.mark.parametrize(("before", "found"), [(4_999, True), (5_000, False)])
def test_no_more_than_five_thousand_objects_are_looked_at(before: int, found: bool) -> None:
    assert (find_article([*({} for _ in range(before)), RAIN]) is not None) is found
