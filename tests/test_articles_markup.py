"""Pages that were cut off, tags without end, and the times and titles that a page prints."""

from __future__ import annotations

import json
from datetime import date

import pytest

from retrieval.articles import parse_article
from retrieval.articles.markup import (
    MAX_BRACKETS,
    MAX_CHARACTERS,
    MAX_TAG,
    check_markup,
    is_cut_off,
    longest_tag,
)
from retrieval.errors import ArticleError
from tests.articles_data import FIRST, SECOND


@pytest.mark.parametrize(
    ("page", "cut"),
    [
        ("<html><body><p>It rained</p>", False),
        ("<html><body><p>It rained</p>  \n", False),
        ("<html><body><p>It rai", True),
        ("<BODY><p>It rai", True),
        ("<p>It rai", False),
        ("<html><p>It rai</html", False),
        ("<html><body><p>It rai</body", False),
        *((f"<html><{tag}><p>It rained</p>", True) for tag in ("article", "main", "script")),
        *((f"<html><{tag}><p>It rained</p></{tag}>", False) for tag in ("article", "main", "script")),
        ("<html></article><p>It rained</p>", False),
        ("<html><div><p>It rained</p>", False),
    ],
)
def test_a_page_is_cut_off_where_it_ends_within_a_word_or_an_unclosed_article(page: str, cut: bool) -> None:
    assert is_cut_off(page) is cut


@pytest.mark.parametrize(
    ("markup", "longest"),
    [
        ("no tag, 1 < 2", 0),
        ("<p>", 2),
        ("<p><article><i>", 8),
        ("<a href='x>y'>", 8),
        ('<a href="x" id="yy">', 12),
        ("<p<b>", 4),
        ("<style>p > <aaaaaaaaaaaaaaa></style><b>", 6),
        ("<!-- <aaaaaaaaaaaaaa> --><b>", 2),
        ("<!-- <aaaaaaaaaaaaaa>", 15),
        ("<!-- <a> --><!-- <aaaaaaaaaaaaaa> --><b>", 2),
        ("<SCRIPT><aaaaaaaaaaaaaa></Script><b>", 7),
        ("<textarea><aaaaaaaaaaaaaa></textarea><abcdefghijk>", 12),
        ("<script><script><aaaaaaaaaaaaaa>", 15),
        ("<script></script><aaaaaaaaaaaaaa>", 15),
        ("<!---->" + "<aaaaaaaaaaaaaa>", 15),
    ],
)
def test_a_tag_is_measured_without_its_quoted_values_and_outside_of_scripts_and_comments(
    markup: str, longest: int
) -> None:
    assert longest_tag(markup) == longest


@pytest.mark.parametrize(
    ("most", "more", "reason"),
    [
        ("x" * MAX_CHARACTERS, "x", "longer than 8,388,608 characters"),
        ("<" * MAX_BRACKETS, "<", "has 50,001 tags"),
        (f"<{'a' * (MAX_TAG - 1)}", "a", "20,001 characters of attribute names"),
    ],
)
def test_markup_that_holds_a_parser_is_refused_from_the_first_character_too_many(
    most: str, more: str, reason: str
) -> None:
    check_markup(most, "a.html")
    with pytest.raises(ArticleError, match=f"a.html: .*{reason}"):
        check_markup(most + more, "a.html")


PARAGRAPHS = f"<p>{FIRST}</p><p>{SECOND}</p>"


@pytest.mark.parametrize(
    ("page", "published"),
    [
        (f"<h1>Rain</h1><p>3 May 2025</p>{PARAGRAPHS}", date(2025, 5, 3)),
        (f"<h1>Rain</h1><div><i>Rome</i></div><b>3 May 2025</b>{PARAGRAPHS}", date(2025, 5, 3)),
        (f"<h1>Rain</h1><script>3 May 2025</script>{PARAGRAPHS}", None),
        (f"<h1>Rain</h1><time datetime='2025-05-03'>Saturday</time>{PARAGRAPHS}", date(2025, 5, 3)),
        (f"<time>3 May 2025</time>{PARAGRAPHS}", date(2025, 5, 3)),
        (f"<h1>Rain</h1><p>{'x' * 70} 3 May 2025</p>{PARAGRAPHS}", None),
        (f"<span itemprop='datePublished' content='2025-05-03'></span>{PARAGRAPHS}", date(2025, 5, 3)),
        (f"<span itemprop='datePublished'>2025-05-03</span>{PARAGRAPHS}", date(2025, 5, 3)),
        (f"<time pubdate datetime='2025-05-03'>x</time>{PARAGRAPHS}", date(2025, 5, 3)),
        (f"<meta itemprop='dateModified' content='2025-05-03'>{PARAGRAPHS}", None),
    ],
)
def test_the_day_is_read_off_the_page_below_its_headline_or_where_it_is_marked(
    page: str, published: date | None
) -> None:
    (article,) = parse_article(f"<html><body>{page}</body></html>".encode(), "a.html")
    assert article.published == published


@pytest.mark.parametrize(
    ("paragraphs", "kept"),
    [
        (["TITLE", FIRST, SECOND], [FIRST, SECOND]),
        ([FIRST, "TITLE", SECOND], [FIRST, SECOND]),
        ([FIRST, SECOND, "TITLE"], [FIRST, SECOND, "TITLE"]),
    ],
)
def test_the_title_printed_again_is_taken_out_of_the_first_paragraphs_only(
    paragraphs: list[str], kept: list[str]
) -> None:
    title = "Rain falls over Rome for three days"
    body = "".join(f"<p>{text.replace('TITLE', title)}</p>" for text in paragraphs)
    head, shown = f"<title>{title}</title>", f"<h1>{title}</h1>{body}"
    page = f"<html><head>{head}</head><body><article>{shown}</article></body></html>"
    (article,) = parse_article(page.encode(), "a.html")
    assert article.title == title
    assert article.text.split("\n\n") == [text.replace("TITLE", title) for text in kept]


def _described(body: str, shown: str) -> str:
    script = json.dumps({"@type": "NewsArticle", "headline": "Rain", "articleBody": body})
    head = f"<script type='application/ld+json'>{script}</script>"
    page = f"<html><head>{head}</head><body><article><p>{shown}</p></article></body></html>"
    return parse_article(page.encode(), "a.html")[0].text


def test_a_page_that_shows_only_a_part_of_its_own_text_gives_the_whole_of_it() -> None:
    whole = f"{FIRST} {SECOND}"
    assert _described(whole, FIRST) == whole
    assert _described(whole, f"{FIRST} {SECOND[:59]}") == f"{FIRST} {SECOND[:59]}"
    assert _described("It rained.", whole) == whole


@pytest.mark.parametrize(
    ("page", "locked"), [("It rained.", False), ("It rained and", True), ("“It rained.”", False)]
)
def test_a_short_page_that_is_not_free_is_a_stub_where_it_ends_within_a_sentence(
    page: str, locked: bool
) -> None:
    script = json.dumps({"@type": "NewsArticle", "headline": "Rain", "isAccessibleForFree": False})
    text = f"<p>{FIRST} {SECOND}</p><p>{FIRST[:70]} {page}</p>"
    head = f"<script type='application/ld+json'>{script}</script>"
    html = f"<html><head>{head}</head><body><article>{text}</article></body></html>"
    if locked:
        with pytest.raises(ArticleError, match="behind a paywall"):
            parse_article(html.encode(), "a.html")
    else:
        assert parse_article(html.encode(), "a.html")[0].text.endswith(page)
