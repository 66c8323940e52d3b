"""Web pages: what is read of their markup, which of their texts is the article, and which have none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from retrieval.articles.page import html_paragraphs, parse_page
from retrieval.errors import ArticleError
from retrieval.models import Article
from tests.articles_data import FIRST, SECOND

TEXT = f"<p>{FIRST}</p><p>{SECOND}</p>"


def _page(body: str = TEXT, head: str = "", html: str = "") -> Article:
    return parse_page(f"<!doctype html><html {html}><head>{head}</head><body>{body}</body></html>", "a.html")


def _json_ld(**fields: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


# Pieces of HTML


@pytest.mark.parametrize(
    "tag",
    [
        *("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "blockquote"),
        *("pre", "section", "article", "header", "footer", "figure", "figcaption", "table", "tr", "td", "th"),
    ],
)
def test_a_block_stands_in_a_paragraph_of_its_own(tag: str) -> None:
    around = {"tr": ("<table>", "</table>"), "td": ("<table><tr>", "</tr></table>")}
    around["th"] = around["td"]
    begin, end = around.get(tag, ("", ""))
    markup = f"one{begin}<{tag}>two</{tag}>{end}three"
    assert html_paragraphs(markup) == ["one", "two", "three"]


@pytest.mark.parametrize("tag", ["br", "hr"])
def test_a_break_ends_a_paragraph(tag: str) -> None:
    assert html_paragraphs(f"one<{tag}>two") == ["one", "two"]


@pytest.mark.parametrize("tag", ["b", "i", "em", "strong", "a", "span", "sup", "code", "q"])
def test_marks_within_a_line_leave_it_whole(tag: str) -> None:
    assert html_paragraphs(f"one<{tag}>two</{tag}>three <{tag}>four</{tag}>") == ["onetwothree four"]


@pytest.mark.parametrize(
    "tag", ["script", "style", "noscript", "template", "iframe", "svg", "form", "button"]
)
def test_what_a_reader_does_not_read_is_left_out_with_all_in_it(tag: str) -> None:
    markup = f"<div>one<{tag}>x<i>y</i>z</{tag}> two</div>three"
    assert " ".join(html_paragraphs(markup)) == "one two three"


@pytest.mark.parametrize(
    ("markup", "paragraphs"),
    [
        ("<p>one\ntwo</p>\n<p>three</p>", ["one two", "three"]),
        ("<p>one<!-- x -->two<?x y?>three</p>", ["onetwothree"]),
        ("<b>one<i><!-- x --></i>two</b>\nthree", ["onetwo three"]),
        ("<p>a &lt; b &amp; c&nbsp;d</p>", ["a < b & c d"]),
        ("<p>Hub&shy;schrau\xadber</p>", ["Hubschrauber"]),
        ("<svg><p>x</p></svg><button>x</button>one<form>x</form>two", ["one", "two"]),
        ("a &lt; b\nc < d", ["a < b", "c < d"]),
        ("one\n\n \ntwo\r\nthree\xad", ["one", "two", "three"]),
        ("one<!x>two", ["onetwo"]),
        ("", []),
        ("<!-- x -->", []),
        ("<p>one</p></div><p>two</p></div>three", ["one", "two", "three"]),
    ],
)
def test_a_piece_of_html_or_of_plain_text_gives_its_paragraphs(markup: str, paragraphs: list[str]) -> None:
    assert html_paragraphs(markup) == paragraphs


def test_a_piece_of_html_with_more_tags_than_any_article_is_not_read() -> None:
    with pytest.raises(ArticleError, match="the text: the page has 50,001 tags"):
        html_paragraphs("<p>" * 50_001)


# What a page says of itself


@pytest.mark.parametrize("key", ["property", "name", "itemprop", "http-equiv"])
def test_a_page_names_what_it_says_of_itself_in_any_of_four_ways(key: str) -> None:
    assert _page(head=f'<meta {key}=" Author" content=" Jane\n Doe ">').authors == ("Jane Doe",)
    assert _page(head=f'<meta {key}="author"><meta {key} content="Jane Doe">').authors == ()


def test_of_what_a_page_says_again_and_again_the_first_is_taken() -> None:
    head = '<meta name="author" content="Jane Doe"><meta property="author" content="Bo Day">'
    assert _page(head=head).authors == ("Jane Doe",)


def test_what_a_page_says_of_itself_is_read_for_a_thousand_characters() -> None:
    word = "x" * 1_000
    assert _page(head=f'<meta name="keywords" content="{word}y">').tags == (word,)
    assert _page(head=f"<title>{'w' * 990} Rome and Paris</title>").title == f"{'w' * 990} Rome and"


@pytest.mark.parametrize("kind", ["application/ld+json", "Application/LD+JSON; charset=utf-8"])
def test_json_ld_is_found_by_the_type_of_its_script(kind: str) -> None:
    script = _json_ld(headline="Rain in Rome").replace("application/ld+json", kind)
    assert _page(head=script).title == "Rain in Rome"
    assert _page(head=script.replace("ld+json", "json").replace("LD+JSON", "json")).title is None
    assert _page(head=script.replace(f' type="{kind}"', "")).title is None


@pytest.mark.parametrize("relation", ["canonical", "Canonical"])
def test_the_address_is_the_canonical_one(relation: str) -> None:
    other = '<link rel="alternate" href="https://a.example/2"><link href="https://a.example/3">'
    head = f'{other}<link rel="{relation}" href="https://a.example/1">'
    assert _page(head=head).url == "https://a.example/1"
    assert _page(head=other).url is None


@pytest.mark.parametrize("wrong", ["http://[paper/1", "https://[::1/2", "//[x"])
def test_what_only_looks_like_an_address_is_none(wrong: str) -> None:
    head = f'<link rel="canonical" href="{wrong}"><meta property="og:url" content="https://a.example/1">'
    assert _page(head=head).url == "https://a.example/1"
    assert _page(head=f'<link rel="canonical" href="{wrong}">').url is None


@pytest.mark.parametrize("attribute", ['lang="es-MX"', 'xml:lang="es"', 'lang="" xml:lang="es"'])
def test_the_language_is_that_of_the_whole_page(attribute: str) -> None:
    assert _page(html=attribute).language == "es"
    assert _page(f"<p {attribute}>{FIRST}</p><p>{SECOND}</p>").language is None


@pytest.mark.parametrize("around", ["li", "nav"])
def test_a_heading_in_a_list_or_menu_is_no_headline(around: str) -> None:
    page = f"<{around}><div><h1>All about rain</h1></div></{around}>{TEXT}"
    assert _page(page).title is None
    assert _page(f"{page}<h1>Rain in Rome</h1>").title == "Rain in Rome"
    assert _page(f"<h1> </h1><h1>Rain\n in Rome</h1>{TEXT}").title == "Rain in Rome"


def test_no_more_than_twenty_headings_are_looked_at() -> None:
    title = "<title>Rain in Rome</title>"
    for before, found in ((19, "Rain in Rome!"), (20, "Rain in Rome")):
        headings = "<h1>Other things</h1>" * before + "<h1>Rain in Rome!</h1>"
        assert _page(f"{TEXT}{headings}", head=title).title == found


def test_the_first_title_that_says_something_is_the_pages() -> None:
    assert (
        _page(head="<title> </title><title>Rain in Rome</title><title>Wind</title>").title == "Rain in Rome"
    )


@pytest.mark.parametrize("tag", ["time", "span", "div", "p", "meta"])
@pytest.mark.parametrize("mark", ['itemprop="datePublished"', "pubdate", 'itemprop="x DatePublished"'])
def test_a_time_that_is_marked_as_the_articles_publishing_is_its_day(tag: str, mark: str) -> None:
    for written in ('datetime="2025-05-03">', 'content="2025-05-03">', ">May 3, 2025"):
        if tag != "meta" or "content" in written:
            end = "" if tag == "meta" else f"</{tag}>"
            assert _page(f"{TEXT}<{tag} {mark} {written}{end}").published == date(2025, 5, 3)
    assert _page(f'{TEXT}<b {mark} datetime="2025-05-03">x</b>').published is None
    assert _page(f'{TEXT}<span itemprop="dateModified" datetime="2025-05-03">x</span>').published is None


def test_an_hour_that_is_marked_stands_before_the_words_that_print_it() -> None:
    marked = '<time itemprop="datePublished" datetime="2025-05-03" content="2025-06-04">May 5, 2025</time>'
    assert _page(f"{TEXT}{marked}").published == date(2025, 5, 3)
    assert _page(f"{TEXT}{marked.replace('datetime', 'x')}").published == date(2025, 6, 4)


@pytest.mark.parametrize(
    ("below", "day"),
    [
        ("<div><b>May 3, 2025</b></div>", date(2025, 5, 3)),
        ('<time datetime="2025-05-03">Saturday</time>', date(2025, 5, 3)),
        ("<time>May 3, 2025</time>", date(2025, 5, 3)),
        ('<b datetime="2025-05-03">Saturday</b>', None),
        ("<script>May 3, 2025</script>", None),
        ("<!--May 3, 2025-->", None),
        ("<p>3.5.2025</p>", date(2025, 5, 3)),
        ("<p> 3.5.202 </p>", None),
        (f"<p>{'x' * 16} | May 3, 2025</p>", date(2025, 5, 3)),
        ("<b>May 3, 2025</b><b>June 4, 2025</b>", date(2025, 5, 3)),
    ],
)
def test_a_day_is_looked_for_below_the_headline(below: str, day: date | None) -> None:
    assert _page(f"<div><h1>Rain in Rome</h1></div>{below}{TEXT}").published == day
    above = below.replace("<p>", "<b>").replace("</p>", "</b>")
    assert _page(f"<div>{above}</div><h1>Rain in Rome</h1>{TEXT}").published is None


@pytest.mark.parametrize(("between", "found"), [(148, True), (149, False)])
def test_a_day_is_looked_for_among_the_150_elements_below_the_headline(between: int, found: bool) -> None:
    page = f"<h1>Rain in Rome</h1>{'<b></b>' * between}<i>x</i><b>May 3, 2025</b>{TEXT}"
    assert (_page(page).published is not None) is found


def test_where_there_is_no_headline_only_what_is_marked_as_a_time_is_a_day() -> None:
    assert _page(f"{TEXT}<time>May 3, 2025</time>").published == date(2025, 5, 3)
    assert _page(f"{TEXT}<b>May 3, 2025</b>").published is None


# Which text is the article


def _sentences(characters: int, number: int = 0) -> str:
    """Plain news of exactly so many characters, ending as a sentence does; another for each number."""
    town = ("Ash", "Elm", "Fir", "Oak", "Yew")[number]
    text = f"In {town} rain fell on the roofs of the town and the river by {town} rose again. " * 60
    return text[: characters - 2] + "s."


def _texts(lengths: Sequence[int]) -> list[str]:
    return [_sentences(length, number) for number, length in enumerate(lengths)]


def _paragraphs(*lengths: int) -> str:
    return "".join(f"<p>{text}</p>" for text in _texts(lengths))


@pytest.mark.parametrize(
    ("shown", "described", "is_taken"),
    [
        ((350, 349), (500, 500), True),
        ((350, 350), (500, 500), False),
        ((104,), (150,), True),
        ((100, 58), (149,), False),
        ((2_000, 2_000), (500, 500), False),
        ((2_000, 2_001), (500, 500), True),
        ((2_000, 2_001), (500, 499), False),
    ],
)
def test_the_text_in_json_ld_is_taken_where_the_page_shows_a_part_of_it_or_many_pieces(
    shown: tuple[int, ...], described: tuple[int, ...], is_taken: bool
) -> None:
    script = _json_ld(articleBody="\n".join(_texts(described)))
    paragraphs = _page(_paragraphs(*shown), script).text.split("\n\n")
    assert paragraphs == _texts(described if is_taken else shown)


PAYWALL = "<footer>Subscribe to continue reading</footer>"


@pytest.mark.parametrize(
    ("body", "head", "is_locked"),
    [
        (_paragraphs(300, 299) + PAYWALL, "", True),
        (_paragraphs(300, 300) + PAYWALL, "", False),
        (_paragraphs(300, 100) + "<div>one<b>x</b>Subscribe to continue reading</div>", "", True),
        (_paragraphs(300, 100) + "<script>Subscribe to continue reading</script>", "", False),
        (_paragraphs(300, 100) + "<!--Subscribe to continue reading-->", "", False),
        (_paragraphs(300, 100), _json_ld(isAccessibleForFree=False), False),
        (_paragraphs(300) + "<p>The mayor said that</p>", _json_ld(isAccessibleForFree=False), True),
        (_paragraphs(300) + "<p>The mayor said that</p>", _json_ld(isAccessibleForFree=True), False),
        (_paragraphs(300) + "<p>The mayor said that</p>", "", False),
        (_paragraphs(300, 300) + "<p>The mayor said that</p>", _json_ld(isAccessibleForFree=False), False),
        ("", _json_ld(isAccessibleForFree=False), True),
        *(
            (f"{_paragraphs(300)}<p>“The mayor said so{end}</p>", _json_ld(isAccessibleForFree=False), False)
            for end in (".", "!", "?", "。", "！", "？", ".”", ".’)", '."', ".)]", ".»")
        ),
        *(
            (f"{_paragraphs(300)}<p>“The mayor said so{end}</p>", _json_ld(isAccessibleForFree=False), True)
            for end in (",", "…", ".”’)", ". x")
        ),
    ],
)
def test_a_short_text_that_asks_to_pay_or_breaks_off_where_it_is_not_free_is_a_paywalls(
    body: str, head: str, is_locked: bool
) -> None:
    if is_locked:
        with pytest.raises(ArticleError, match="behind a paywall"):
            _page(body, head)
    else:
        assert _page(body, head).text.startswith(_sentences(300))


@pytest.mark.parametrize(
    ("lengths", "is_article"),
    [((75, 75), True), ((75, 74), False), ((60, 50, 50), True), ((59, 59, 59), False)],
)
def test_a_page_with_hardly_a_text_or_no_line_of_prose_has_no_article(
    lengths: tuple[int, ...], is_article: bool
) -> None:
    script = _json_ld(articleBody="\n".join(_texts(lengths)))
    if is_article:
        assert len(_page("<p>x</p>", script).text.split("\n\n")) == len(lengths)
    else:
        with pytest.raises(ArticleError, match="there is no article on this page"):
            _page("<p>x</p>", script)


@pytest.mark.parametrize(("place", "is_text"), [(0, False), (1, False), (2, False), (3, True)])
def test_the_title_printed_again_among_the_first_three_paragraphs_is_none_of_them(
    place: int, is_text: bool
) -> None:
    lines = [_sentences(100 + number) for number in range(4)]
    lines.insert(place, "Rain in Rome")
    text = _page("<p>x</p>", _json_ld(headline="Rain in Rome", articleBody="\n".join(lines))).text
    assert ("Rain in Rome" in text) is is_text
    assert text.count("\n\n") == 3 + is_text


def test_the_items_of_a_list_in_an_article_are_paragraphs_without_their_marks() -> None:
    first, second, third, last = _texts((200, 80, 90, 100))
    body = f"<p>{first}</p><ul><li>{second}</li><li>{third}</li></ul><p>{last}</p>"
    page = _page(f"<article>{body}</article>")
    assert page.text.split("\n\n") == [first, second, third, last]


def test_comments_and_tables_of_a_page_are_no_text_of_its_article() -> None:
    table = f"<table><tr><td>{_sentences(90)}</td></tr></table>"
    comments = f'<div id="comments"><p>{_sentences(95)}</p></div>'
    assert _page(f"<article>{_paragraphs(200, 300)}{table}</article>{comments}").text.count("\n\n") == 1
