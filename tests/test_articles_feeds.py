"""Feeds: what is read of an entry and of the feed around it, and which entries and feeds are none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from retrieval.articles import feed
from retrieval.articles.feed import parse_feed
from retrieval.articles.markup import MAX_CHARACTERS
from retrieval.errors import ArticleError
from retrieval.models import Article
from tests.articles_data import FIRST, SECOND

TEXT = f"{FIRST}\n\n{SECOND}"
HTML = f"<p>{FIRST}</p><p>{SECOND}</p>"
AFTERNOON = datetime(2025, 5, 3, 14, tzinfo=UTC)
BODY = f"<description><![CDATA[{HTML}]]></description>"


def _rss(*items: str, channel: str = "") -> str:
    names = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    entries = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {names}><channel>{channel}{entries}</channel></rss>'


def _atom(entry: str) -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry>{entry}</entry></feed>'


def _entry(item: str = "", body: str = BODY, channel: str = "") -> Article:
    (article,) = parse_feed(_rss(f"{item}{body}", channel=channel), "a.xml")
    return article


@pytest.mark.parametrize(
    ("item", "field", "value"),
    [
        ("<title>Rain\n in Rome</title>", "title", "Rain in Rome"),
        ("<title><![CDATA[<b>Rain</b> &amp; wind]]></title>", "title", "Rain & wind"),
        ("", "title", None),
        ("<author>Jane Doe</author>", "authors", ("Jane Doe",)),
        ("<author>desk@paper.example (Jane Doe)</author>", "authors", ("Jane Doe",)),
        ("<dc:creator>Jane Doe</dc:creator>", "authors", ("Jane Doe",)),
        ("<dc:creator>Jo Doe</dc:creator><dc:creator>Bo Day</dc:creator>", "authors", ("Jo Doe", "Bo Day")),
        ("<author></author>", "authors", ()),
        ("", "authors", ()),
        ("<pubDate>Sat, 03 May 2025 14:00:00 GMT</pubDate>", "published", AFTERNOON),
        ("<pubDate>soon</pubDate>", "published", None),
        ("<link>https://a.example/1</link>", "url", "https://a.example/1"),
        ("", "url", None),
        ("<category>Rain</category><category> Sun </category><category></category>", "tags", ("Rain", "Sun")),
        ("", "tags", ()),
    ],
)  # fmt: skip
def test_each_field_of_an_entry_is_read(item: str, field: str, value: Any) -> None:
    article = _entry(item)
    assert article.text == TEXT
    assert getattr(article, field) == value


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("<published>2025-05-03</published><updated>2025-06-04</updated>", date(2025, 5, 3)),
        ("<created>2025-05-03</created><updated>2025-06-04</updated>", date(2025, 5, 3)),
        ("<published>2025-05-03</published><created>2025-05-01</created>", date(2025, 5, 3)),
    ],
)
def test_an_entry_was_published_when_it_says_so_or_else_when_it_was_created(written: str, day: date) -> None:
    (article,) = parse_feed(_atom(f'{written}<content type="html"><![CDATA[{HTML}]]></content>'), "a.xml")
    assert article.published == day


@pytest.mark.parametrize(
    ("channel", "outlet", "language"),
    [
        ("<title>The Paper</title><language>EN-us</language>", "The Paper", "en"),
        ("<title>Rain &amp;amp; Wind</title><language></language>", "Rain & Wind", None),
        ("", None, None),
    ],
)
def test_outlet_and_language_are_those_of_the_feed(
    channel: str, outlet: str | None, language: str | None
) -> None:
    article = _entry(channel=channel)
    assert (article.outlet, article.language) == (outlet, language)


def test_the_language_of_an_entry_stands_before_that_of_its_feed() -> None:
    article = _entry("<dc:language>es</dc:language>", channel="<language>en</language>")
    assert article.language == "es"


def test_the_longest_of_an_entrys_texts_is_its_text() -> None:
    whole = f"<content:encoded><![CDATA[{HTML}]]></content:encoded>"
    for short in ("<description>Rain.</description>", "<description></description>", ""):
        assert _entry(body=f"{short}{whole}").text == TEXT
        assert _entry(body=f"{whole}{short}").text == TEXT
    part = f"<content:encoded><![CDATA[<p>{FIRST}</p>]]></content:encoded>"
    assert _entry(body=f"{part}{BODY}").text == TEXT
    assert _entry(body=f"<content:encoded></content:encoded>{BODY}").text == TEXT


def test_the_text_of_an_entry_is_kept_to_the_character() -> None:
    odd = "He said: 2 < 3 & AT&T; <b>5 >4</b>…"
    body = f"<description><![CDATA[<p>{odd}</p>{HTML}]]></description>"
    assert _entry(body=body).text == f"He said: 2 < 3 & AT&T; 5 >4…\n\n{TEXT}"


@pytest.mark.parametrize(
    ("text", "is_stub"),
    [
        (f"It rained. {'x' * 228}.", False),
        (f"It rained. {'x' * 227}.", True),
        (f"It rained {'x' * 300}.", True),
        (f"It rained at 5.30 {'x' * 300}.", True),
        *((f"“It rained{end} {'x' * 300}.", False) for end in (".", "!", "?", "…", "。", ".”", '."', ".)")),
        (f"It rained{'x' * 300}. On", True),
        (f"It rained.\n\n{'x' * 300}.", False),
    ],
)
def test_an_entry_that_is_short_or_a_single_sentence_is_a_stub(text: str, is_stub: bool) -> None:
    body = f"<description>{text}</description>"
    if is_stub:
        with pytest.raises(ArticleError, match="its 1 entries are stubs without the articles' text"):
            _entry(body=body)
    else:
        assert _entry(body=body).text.startswith(text[:9])


def test_a_stub_is_told_by_its_number_with_the_address_that_it_points_to() -> None:
    stub = "<description>It rained.</description>"
    failures: list[ArticleError] = []
    text = _rss(f"{stub}<link>https://a.example/1</link>", BODY, stub)
    assert len(list(parse_feed(text, "a.xml", failures))) == 1
    assert [str(failure) for failure in failures] == [
        "a.xml, entry 1: the entry is a stub without the article's text. "
        "Give the article itself: https://a.example/1",
        "a.xml, entry 3: the entry is a stub without the article's text. "
        "Give the article itself: its address",
    ]
    assert len(list(parse_feed(text, "a.xml"))) == 1


def test_an_entry_whose_title_never_ends_is_a_stub() -> None:
    failures: list[ArticleError] = []
    text = _rss(f"<title>Rain<link>https://a.example/1</link>{BODY}", BODY)
    assert [article.text for article in parse_feed(text, "a.xml", failures)] == [TEXT]
    assert len(failures) == 1


def test_a_feed_of_nothing_but_stubs_is_told_once_or_entry_by_entry() -> None:
    text = _rss("<title>x</title>", "<title>y</title>")
    with pytest.raises(ArticleError, match="its 2 entries are stubs"):
        parse_feed(text, "a.xml")
    failures: list[ArticleError] = []
    assert list(parse_feed(text, "a.xml", failures)) == []
    assert len(failures) == 2
    with pytest.raises(ArticleError, match="the feed has no entries"):
        parse_feed(_rss(), "a.xml", failures)


def test_of_a_feed_without_an_end_the_first_entries_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MAX_ENTRIES", 3)
    assert len(list(parse_feed(_rss(*[BODY] * 4), "a.xml"))) == 3


@pytest.mark.parametrize(
    "end", ["</rss>", "</RSS >", "</rss>\n", "</rss><!-- made at noon -->\n", f"</rss>{' ' * 1_994}"]
)
def test_a_feed_that_is_not_well_formed_but_ended_is_read(end: str) -> None:
    text = _rss(f"<title>Rain &nbsp; wind</title>{BODY}").replace("</rss>", end)
    assert [article.text for article in parse_feed(text, "a.xml")] == [TEXT]


@pytest.mark.parametrize("end", ["", "</channel>", "</rss", "</rss><x>", f"</rss>{' ' * 1_995}"])
def test_a_feed_without_its_end_is_cut_off(end: str) -> None:
    text = _rss(f"<title>Rain &nbsp; wind</title>{BODY}").replace("</rss>", end)
    with pytest.raises(ArticleError, match="the feed is cut off"):
        parse_feed(text, "a.xml")


@pytest.mark.parametrize("name", ["feed", "rdf:RDF"])
def test_feeds_of_other_kinds_end_in_their_own_way(name: str) -> None:
    if name == "feed":
        text = _atom(f'<title>a &nbsp; b</title><content type="html"><![CDATA[{HTML}]]></content>')
    else:
        names = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        text = f"<rdf:RDF {names}><item><title>a &nbsp; b</title>{BODY}</item></rdf:RDF>"
    assert [article.text for article in parse_feed(text, "a.xml")] == [TEXT]


def test_a_feed_is_no_longer_than_a_page_may_be() -> None:
    text = _rss(BODY)
    longest = text + " " * (MAX_CHARACTERS - len(text))
    assert len(list(parse_feed(longest, "a.xml"))) == 1
    with pytest.raises(ArticleError, match="the feed is longer than 8,388,608 characters"):
        parse_feed(f"{longest} ", "a.xml")


@pytest.mark.parametrize("declared", ["<!ENTITY", "<!entity"])
def test_a_feed_with_entities_of_its_own_is_not_read(declared: str) -> None:
    text = f'<!DOCTYPE rss [{declared} a "b">]>{_rss(BODY)}'
    with pytest.raises(ArticleError, match="the feed defines entities of its own"):
        parse_feed(text, "a.xml")
