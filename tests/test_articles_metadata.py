"""What a page says of itself, weighed: which of its several opinions is taken for each field."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from retrieval.articles.jsonld import Described
from retrieval.articles.metadata import Facts, choose_title, weigh, without_outlet

PAGE = Facts({}, [], [])


def _metas(**metas: str) -> Facts:
    return PAGE._replace(metas={key: [value] for key, value in metas.items()})


@pytest.mark.parametrize(
    "key",
    [
        "article:published_time",
        "datepublished",
        "article:published",
        "article:published:time",
        "og:article:published_time",
        "og:published_time",
        "parsely-pub-date",
        "cxenseparse:recs:publishtime",
        "cxenseparse:publishtime",
        "sailthru.date",
        "pubdate",
        "pub_date",
        "publishdate",
        "publish-date",
        "publish_date",
        "publication_date",
        "article:publicationdate",
        "article.published",
        "dc.date.issued",
        "dcterms.created",
        "dc.date",
        "dc.date.created",
        "dcterms.date",
        "date",
        "article_date_original",
    ],
)
def test_the_day_is_taken_from_each_of_the_names_that_pages_give_it(key: str) -> None:
    assert weigh(_metas(**{key: "2025-05-03"})).published == date(2025, 5, 3)


@pytest.mark.parametrize(
    "key",
    [
        "author",
        "parsely-author",
        "sailthru.author",
        "byl",
        "dc.creator",
        "dcterms.creator",
        "article:author",
        "cxenseparse:author",
    ],
)
def test_the_author_is_taken_from_each_of_the_names_that_pages_give_it(key: str) -> None:
    assert weigh(_metas(**{key: "Jane Doe"})).authors == ("Jane Doe",)


@pytest.mark.parametrize("key", ["news_keywords", "keywords", "parsely-tags", "article:tag", "sailthru.tags"])
def test_keywords_are_taken_from_each_of_the_names_that_pages_give_them(key: str) -> None:
    assert weigh(_metas(**{key: "rain, Rome,, rain "})).tags == ("rain", "Rome")


@pytest.mark.parametrize(
    "key", ["og:site_name", "publisher", "dc.publisher", "dcterms.publisher", "application-name", "cre"]
)
def test_the_outlet_is_taken_from_each_of_the_names_that_pages_give_it(key: str) -> None:
    assert weigh(_metas(**{key: "The Paper"})).outlet == "The Paper"


@pytest.mark.parametrize("key", ["og:locale", "language", "content-language"])
def test_the_language_is_taken_from_each_of_the_names_that_pages_give_it(key: str) -> None:
    assert weigh(_metas(**{key: "ES"})).language == "es"


DAY, OTHER = date(2025, 5, 3), date(2024, 1, 2)


@pytest.mark.parametrize(
    ("facts", "field", "value"),
    [
        (_metas(**{"og:site_name": "A"})._replace(described=Described(outlet="B")), "outlet", "A"),
        (_metas(publisher="A")._replace(described=Described(outlet="B")), "outlet", "B"),
        (_metas(**{"og:site_name": " ", "cre": "A"}), "outlet", "A"),
        (_metas(date="2024-01-02")._replace(described=Described(published=DAY)), "published", DAY),
        (_metas(date="2025-05-03")._replace(times=["2024-01-02"]), "published", DAY),
        (_metas(date="soon")._replace(times=["2025-05-03"]), "published", DAY),
        (_metas(pubdate="2025-05-03", date="2024-01-02"), "published", DAY),
        (PAGE._replace(canonical="https://a.example/2025/05/03/rain"), "published", DAY),
        (PAGE._replace(canonical="https://a.example/2025/may/3/rain"), "published", DAY),
        (PAGE._replace(canonical="https://a.example/rain-2025-05-03"), "published", DAY),
        (PAGE._replace(canonical="https://a.example/2025/05/03x/rain"), "published", None),
        (PAGE._replace(canonical="https://a.example/x?d=/2025/05/03/"), "published", None),
        (PAGE._replace(canonical="https://a.example/2025/05/03/", printed=["2024-01-02"]), "published", DAY),
        (PAGE._replace(printed=["Rome", "May 3, 2025", "2024-01-02"]), "published", DAY),
        (_metas(author="A B")._replace(described=Described(authors=("Bo Day",))), "authors", ("Bo Day",)),
        (_metas(author="https://a.example/jane", byl="By Jane Doe"), "authors", ("Jane Doe",)),
        (_metas(author="jane@a.example"), "authors", ()),
        (_metas(author="Jane Doe", byl="Bo Day"), "authors", ("Jane Doe",)),
        (_metas(author="by Jane Doe and Bo Day"), "authors", ("Jane Doe", "Bo Day")),
        (_metas(author="By the desk"), "authors", ("the desk",)),
        (_metas(author="x" * 99), "authors", ("x" * 99,)),
        (_metas(author="x" * 100), "authors", ()),
        (_metas(author="The Paper", publisher="The Paper"), "authors", ()),
        (PAGE._replace(described=Described(authors=("Jane Doe", "By Jane Doe"))), "authors", ("Jane Doe",)),
        (PAGE._replace(canonical="https://a.example/1"), "url", "https://a.example/1"),
        (_metas(**{"og:url": "http://a.example/1"}), "url", "http://a.example/1"),
        (PAGE._replace(described=Described(url="https://a.example/1")), "url", "https://a.example/1"),
        (_metas(**{"og:url": "https://a.example/2"})._replace(canonical=" https://a.example/1 "), "url",
         "https://a.example/1"),
        (PAGE._replace(canonical="https://a.example/"), "url", "https://b.example/9"),
        (PAGE._replace(canonical="ftp://a.example/1"), "url", "https://b.example/9"),
        (PAGE._replace(canonical="/1"), "url", "https://b.example/1"),
        (PAGE, "url", "https://b.example/9"),
        (PAGE._replace(language="en-US"), "language", "en"),
        (PAGE._replace(language="ES"), "language", "es"),
        (PAGE._replace(language="english", described=Described(language="es_MX")), "language", "es"),
        (_metas(**{"og:locale": "fr_FR"}), "language", "fr"),
        (_metas(language="de"), "language", "de"),
        (_metas(**{"content-language": " it "}), "language", "it"),
        (_metas(keywords="rain")._replace(described=Described(tags=("wind",))), "tags", ("wind",)),
        (_metas(keywords=" , ", **{"article:tag": "rain"}), "tags", ("rain",)),
        (_metas(keywords="wind", news_keywords="rain"), "tags", ("rain",)),
        (PAGE._replace(times=["soon", "2025-05-03", "2024-01-02"]), "published", DAY),
        (PAGE._replace(canonical="https://a.example/2025/05/03"), "published", DAY),
        (PAGE._replace(canonical="https://a.example/x#/2025/05/03"), "published", None),
        (PAGE._replace(canonical="https://a.example/2025/foo/03/", printed=["2024-1-2"]), "published", None),
        (_metas(author="BY JANE DOE"), "authors", ("Jane Doe",)),
        (_metas(author="by the desk"), "authors", ("the desk",)),
        (PAGE._replace(described=Described(authors=("Jo Doe and Bo Day", " "))), "authors",
         ("Jo Doe", "Bo Day")),
        (PAGE._replace(canonical="http://[a/1", described=Described(url="https://a.example/1")), "url",
         "https://a.example/1"),
        (PAGE._replace(canonical="https://a.example"), "url", "https://b.example/9"),
        (PAGE._replace(canonical=" "), "url", "https://b.example/9"),
        (PAGE._replace(language="e", described=Described(language="es")), "language", "es"),
        (PAGE._replace(language="", described=Described(language="")), "language", None),
        (PAGE._replace(described=Described(place="Rome")), "place", "Rome"),
    ],
)  # fmt: skip
def test_of_several_opinions_the_better_one_is_taken(facts: Facts, field: str, value: Any) -> None:
    assert getattr(weigh(facts, "https://b.example/9"), field) == value


@pytest.mark.parametrize(
    ("title", "outlet", "bare"),
    [
        ("Rain in Rome", "The Paper", "Rain in Rome"),
        ("Rain in Rome | The Paper", "The Paper", "Rain in Rome"),
        ("The Paper: Rain - in Rome", "The Paper", "The Paper: Rain - in Rome"),
        ("The Paper – Rain in Rome – now", "The Paper", "Rain in Rome – now"),
        ("Rain in Rome - Paper", "The Paper", "Rain in Rome"),
        ("Rain in Rome - The Paper News", "The Paper", "Rain in Rome"),
        ("Rain - in Rome • The Paper", "The Paper", "Rain - in Rome"),
        ("Rain in Rome - and wind", "The Paper", "Rain in Rome - and wind"),
        ("Rain in Rome | and wind", "The Paper", "Rain in Rome"),
        ("Rain in Rome | one two three four", None, "Rain in Rome"),
        ("Rain in Rome | one two three four five", None, "Rain in Rome | one two three four five"),
        ("Rain in Rome - one two three four five Paper", "One two three four five Paper", "Rain in Rome"),
        ("Rain - one two three four five six Paper", "One two three four five six Paper",
         "Rain - one two three four five six Paper"),
        ("Rain in Rome - !!", "The Paper", "Rain in Rome - !!"),
        ("Rain in Rome · x", None, "Rain in Rome · x"),
        ("Rain in Rome - The Paper | x y", "The Paper", "Rain in Rome - The Paper"),
        ("Rain in Rome - x", None, "Rain in Rome - x"),
        ("!! - Rain in Rome", None, "!! - Rain in Rome"),
        ("Rain in Rome | The Paper of one two three", "The Paper of one two three", "Rain in Rome"),
    ],
)  # fmt: skip
def test_a_title_loses_the_outlet_at_its_end_or_start(title: str, outlet: str | None, bare: str) -> None:
    assert without_outlet(title, outlet) == bare


def test_a_title_of_dashes_alone_is_none() -> None:
    assert choose_title(_metas(**{"og:title": "–"})._replace(headings=["Rain"]), None) == "Rain"


@pytest.mark.parametrize(
    ("named", "headline", "page_title", "headings", "title"),
    [
        ("Rain in Rome", None, None, ["Rain in Rome!"], "Rain in Rome!"),
        (None, "Rain in Rome", None, ["Rain in Rome!"], "Rain in Rome!"),
        (None, None, "Rain in Rome - The Paper", ["Rain in Rome!"], "Rain in Rome!"),
        ("The Paper", "Rain in Rome", None, ["The Paper"], "Rain in Rome"),
        ("Rome", None, None, ["Rome."], "Rome."),
        ("Rain in R", None, None, ["Rain in Rome"], "Rain in Rome"),
        ("Rain in Rome", None, None, ["Rain in Rome and no end of it"], "Rain in Rome and no end of it"),
        ("1 2 3 4 5 6 7 aa bb cc", None, None, ["1 2 3 4 5 6 7 xx yy zz"], "1 2 3 4 5 6 7 xx yy zz"),
        ("1 2 3 4 5 6 aa bb cc dd", None, None, ["1 2 3 4 5 6 xx yy zz ww"], "1 2 3 4 5 6 aa bb cc dd"),
        ("Flooded streets again", None, None, ["All streets are wet"], "All streets are wet"),
        ("Flooded streets again", None, None, ["Wet streets"], "Flooded streets again"),
        ("Red sun now", None, None, ["The red sun sets"], "Red sun now"),
        (None, None, None, ["First", "Second"], "First"),
        (None, None, None, [], None),
        ("Opinion", "Rain in Rome", None, [], "Rain in Rome"),
        ("Why it rains", None, "Rain", [], "Why it rains"),
        ("Rain in Rome", "Rain in Rome", None, ["Rain in Rome today and tomorrow"], "Rain in Rome"),
        ("Rain in Rome", "Rain in Rome!", None, ["Rain in Rome today and"], "Rain in Rome"),
        ("Rain in Rome", "Wind in Rome", None, ["Rain in Rome today"], "Rain in Rome today"),
        ("Rain in Rome", None, None, ["Opinion: Rain in Rome"], "Rain in Rome"),
        ("Rain in Rome", None, None, ["One view | Rain in Rome"], "Rain in Rome"),
        ("Rain in Rome now", None, None, ["One two three four Rain in Rome now"],
         "One two three four Rain in Rome now"),
        ("Rain in Rome", None, None, ["– Rain in Rome"], "– Rain in Rome"),
        ("Rain in Rome now", None, None, ["One two three Rain in Rome now"], "Rain in Rome now"),
        ("Rain in Rome", "Rain in Rome", None, ["Rain in Rome!"], "Rain in Rome!"),
        ("Rain in Rome and Bari", "Rain in Rome and Bari", None, ["Rain in Rome"], "Rain in Rome and Bari"),
        ("Rain at noon", "Rain at noon", None, ["At noon rain"], "At noon rain"),
        (None, "Rain in Rome", "Rain in Rome", ["Rain in Rome today and"], "Rain in Rome today and"),
        ("Rain in Rome", None, "Rain in Rome", ["Rain in Rome today and"], "Rain in Rome today and"),
        ("Wet Milan now", None, None, ["Wet Milan"], "Wet Milan"),
        ("Wet Roma now", None, None, ["Wet Roma"], "Wet Roma now"),
        ("Wet Milan", None, None, ["Wet Milanow"], "Wet Milanow"),
        ("Wet Roma", None, None, ["Wet Romanow"], "Wet Roma"),
        ("Wet Milan by nights", None, None, ["Wet Milan"], "Wet Milan"),
        ("Wet Milan all nights", None, None, ["Wet Milan"], "Wet Milan all nights"),
        ("Wet Milan", None, None, ["Wet Milanbynights"], "Wet Milanbynights"),
        ("Wet Milan", None, None, ["Wet Milanallnights"], "Wet Milan"),
        ("1 2 3 4 5 6 7 8 9 aa bb cc dd", None, None, ["1 2 3 4 5 6 7 8 9 xx yy zz ww"],
         "1 2 3 4 5 6 7 8 9 aa bb cc dd"),
        ("Rain in Rome", "Wind in Milan", "Sun over Bari", ["Rain in Rome!"], "Rain in Rome!"),
        ("1 2 3 4 5 aa bb", None, None, ["1 2 3 4 5 xx yy zz ww vv"], "1 2 3 4 5 aa bb"),
        ("1 2 3 4 5 aa bb cc dd ee", None, None, ["1 2 3 4 5 xx yy"], "1 2 3 4 5 aa bb cc dd ee"),
        ("Flooded streets today", None, None, ["Wet streets again"], "Wet streets again"),
        ("Why it rains", "The Paper", None, [], "Why it rains"),
        ("A rainy day – and – or – why so far", None, None, ["A rainy week", "A rainy day"], "A rainy day"),
        ("A rainy day – and – or – why – so", None, None, ["A rainy week", "A rainy day"], "A rainy week"),
        ("Rain in Rome", None, None, ["The Paper", "Wet town"], "Rain in Rome"),
    ],
)  # fmt: skip
def test_the_headline_is_the_heading_that_agrees_with_what_the_page_calls_itself(
    named: str | None, headline: str | None, page_title: str | None, headings: list[str], title: str | None
) -> None:
    facts = Facts(
        {"og:title": [named]} if named else {},
        headings,
        [],
        page_title,
        described=Described(headline=headline) if headline else None,
    )
    assert choose_title(facts, "The Paper") == title
    if named:
        assert choose_title(facts._replace(metas={"twitter:title": [named]}), "The Paper") == title
