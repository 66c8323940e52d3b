"""Pages, feeds, Markdown, PDF, JSON and archives: each format's articles, and each way it can be broken."""

from __future__ import annotations

import builtins
import gzip
import json
import os
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.articlejson import article_from_json, article_to_json
from retrieval.articles import article_id, parse_article
from retrieval.articles.files import show
from retrieval.articles.jsonld import Described, describe
from retrieval.articles.metadata import Facts, choose_title, weigh
from retrieval.errors import ArticleError
from retrieval.models import Article
from tests.articles_data import FEED, FILES, FIRST, PAGE, SECOND, make_pdf, make_zip

SUMMER = timezone(timedelta(hours=2))


def parse_one(data: bytes, name: str) -> Article:
    (article,) = parse_article(data, name)
    return article


# Pages


def test_a_page_gives_its_paragraphs_and_everything_it_says_of_itself() -> None:
    article = parse_one(PAGE, "page.html")
    assert article.text.split("\n\n")[:2] == [f"ROME (AP) — {FIRST}", SECOND]
    assert article.text.count("\n\n") == 2
    assert article.title == "Rain in Rome for three days"
    assert article.published == datetime(2025, 5, 3, 10, tzinfo=SUMMER)
    assert article.authors == ("Jane Doe", "John Roe")
    assert (article.outlet, article.place, article.language) == ("The Example Paper", "Rome", "en")
    assert (article.url, article.tags) == ("https://paper.example/rain-in-rome", ("rain", "Rome"))


def test_a_page_is_known_by_its_content_whatever_it_is_called() -> None:
    assert parse_one(PAGE, "page.txt").title == parse_one(PAGE, "page").title == "Rain in Rome for three days"


def test_a_page_without_text_gives_the_text_in_its_json_ld() -> None:
    body = f"{FIRST}\\n\\n{SECOND}"
    script = f'{{"@type": ["NewsArticle"], "headline": "Rain in Rome", "articleBody": "{body}"}}'
    page = (
        f'<html><body><div id="app"></div><script type="application/ld+json">{script}</script></body></html>'
    )
    article = parse_one(page.encode(), "a.html")
    assert (article.title, article.text) == ("Rain in Rome", f"{FIRST}\n\n{SECOND}")


def test_the_address_a_page_was_found_at_stands_where_it_names_none() -> None:
    page = PAGE.replace(b'<link rel="canonical" href="https://paper.example/rain-in-rome">', b"")
    (article,) = parse_article(page, "page.html", "https://paper.example/found")
    assert article.url == "https://paper.example/found"


def test_a_heading_in_a_trail_of_links_is_not_the_headline_that_readers_see() -> None:
    trail = "<nav><ol><li><h1>Rain: storm in Rome explained</h1></li></ol></nav><h2>Rain in Rome</h2>"
    script = '{"@type": "NewsArticle", "headline": "Rain in Rome"}'
    data = f'<script type="application/ld+json">{script}</script>{trail}<p>{FIRST}</p><p>{SECOND}</p>'
    assert parse_one(page_of(data), "a.html").title == "Rain in Rome"


def test_soft_hyphens_leave_the_words_of_a_page_whole() -> None:
    hyphened = FIRST.replace("Rome", "Ro&shy;me")
    article = parse_one(page_of(f"<h1>Ra&shy;in in Rome</h1><p>{hyphened}</p><p>{SECOND}</p>"), "a.html")
    assert (article.title, article.text) == ("Rain in Rome", f"{FIRST}\n\n{SECOND}")


def test_an_instant_is_told_in_the_zone_in_which_the_page_prints_it() -> None:
    told = '<meta property="article:published_time" content="2025-05-03T01:30:20Z">'
    printed = '<h1>Rain in Rome</h1><time datetime="2025-05-02T21:30:20-04:00">May 2, 2025</time>'
    article = parse_one(page_of(f"{told}{printed}<p>{FIRST}</p><p>{SECOND}</p>"), "a.html")
    assert article.published == datetime(2025, 5, 3, 1, 30, 20, tzinfo=UTC)
    assert str(article.published) == "2025-05-02 21:30:20-04:00"


@pytest.mark.parametrize(
    ("metas", "headings", "page_title", "headline", "title"),
    [
        (
            {"og:title": ["Rain in Rome | The Paper"]},
            ["The Paper", "Rain in Rome"],
            None,
            None,
            "Rain in Rome",
        ),
        ({"og:title": ["Rain in Rome"]}, ["Opinion Rain in Rome"], None, None, "Rain in Rome"),
        ({}, [], "The Paper - Rain in Rome", None, "Rain in Rome"),
        ({}, [], "Rain in Rome - The Paper", None, "Rain in Rome"),
        ({}, [], None, "Rain in Rome", "Rain in Rome"),
        ({"og:title": ["Why it rains"]}, ["Floods"], None, "Rain in Rome for days", "Rain in Rome for days"),
        (
            {"og:title": ["How Rome got wet"]},
            ["The rain in Rome goes on"],
            None,
            None,
            "The rain in Rome goes on",
        ),
        ({}, [], None, None, None),
    ],
)
def test_the_title_is_the_printed_headline_that_the_page_agrees_with(
    metas: Mapping[str, Sequence[str]],
    headings: list[str],
    page_title: str | None,
    headline: str | None,
    title: str | None,
) -> None:
    described = Described(headline=headline) if headline else None
    facts = Facts(metas, headings, [], page_title=page_title, described=described)
    assert choose_title(facts, "The Paper") == title


@pytest.mark.parametrize(
    ("facts", "published"),
    [
        (
            Facts({"article:published_time": ["2025-05-03T10:00:00Z"]}, [], []),
            datetime(2025, 5, 3, 10, tzinfo=UTC),
        ),
        (Facts({}, [], ["2025-05-03"]), date(2025, 5, 3)),
        (Facts({"og:url": ["https://a.example/2025/05/03/rain"]}, [], []), date(2025, 5, 3)),
        (Facts({}, [], [], printed=["By Jane Doe | May 3, 2025"]), date(2025, 5, 3)),
        (Facts({}, [], [], printed=["Copyright 2019", "© May 3, 2019", "2019"]), None),
        (Facts({"article:modified_time": ["2025-05-03"]}, [], []), None),
    ],
)
def test_the_published_day_is_one_the_page_marks_and_never_the_copyright_year(
    facts: Facts, published: datetime | date | None
) -> None:
    assert weigh(facts).published == published


def test_json_ld_is_found_in_graphs_and_lists_and_broken_json_is_passed_over() -> None:
    described = describe(
        [
            "{broken",
            '[{"@type": "Person", "@id": "#j", "name": "Jane Doe"},'
            ' {"@graph": [{"@type": "NewsArticle", "headline": "Rain &amp; ice", "author": {"@id": "#j"}}]}]',
        ]
    )
    assert described is not None
    assert (described.headline, described.authors) == ("Rain & ice", ("Jane Doe",))


def page_of(body: str) -> bytes:
    return f"<!doctype html><html><body>{body}</body></html>".encode()


BROKEN_PAGES = {
    "without an article": (page_of('<nav><a href="/">Home</a></nav>'), "no article on this page"),
    "cut off": (PAGE[: PAGE.index(b"Nobody expects")], "cut off"),
    "cut off in its head": (PAGE[:300], "cut off"),
    "behind a paywall": (
        page_of(f"<h1>Rain</h1><p>{FIRST}</p><p>Subscribe to continue reading</p>"),
        "paywall",
    ),
    "with a monstrous tag": (
        page_of("<a " + " ".join(f"a{number}=1" for number in range(100_000)) + ">x</a>"),
        "attribute names",
    ),
    "with a monstrous tag behind a quoted bracket": (
        page_of('<a b=">" ' + " ".join(f"a{number}=1" for number in range(100_000)) + ">x</a>"),
        "attribute names",
    ),
    "of 300,000 paragraphs": (page_of("<p>word</p>" * 300_000), "tags"),
    "of nine million characters": (page_of("word " * 1_800_000), "longer than"),
}


@pytest.mark.parametrize("kind", BROKEN_PAGES)
def test_a_page_that_is_no_article_is_refused_with_the_reason_and_a_remedy(kind: str) -> None:
    data, reason = BROKEN_PAGES[kind]
    started = time.process_time()
    with pytest.raises(ArticleError, match=reason) as error:
        parse_article(data, "page.html")
    assert time.process_time() - started < 5
    assert str(error.value).startswith("page.html: ")
    assert error.value.remedy


def test_an_xhtml_page_with_a_declaration_is_a_page() -> None:
    page = b'<?xml version="1.0" encoding="utf-8"?>\n' + PAGE
    assert parse_one(page, "page.html").title == "Rain in Rome for three days"


def test_a_page_in_the_encoding_it_declares_is_read() -> None:
    page = PAGE.decode().replace('charset="utf-8"', 'charset="iso-8859-1"').encode("cp1252")
    assert "“Nobody expects" in parse_one(page, "page.html").text


# Feeds


def test_a_feed_gives_its_whole_entries_and_leaves_out_its_stubs() -> None:
    article = parse_one(FEED, "feed.xml")
    assert (article.title, article.text) == ("Rain & snow in Rome", f"{FIRST}\n\n{SECOND}")
    assert article.published == datetime(2025, 5, 3, 14, 30, tzinfo=SUMMER)
    assert (article.outlet, article.authors, article.language) == ("The Example Paper", ("Jane Doe",), "en")
    assert (article.url, article.tags) == ("https://paper.example/1", ("Rain",))


def test_the_stubs_of_a_feed_are_told_to_who_asks() -> None:
    failures: list[ArticleError] = []
    assert len(parse_article(FEED, "feed.xml", failures=failures)) == 1
    assert "stub" in str(failures[0])
    assert "https://paper.example/2" in str(failures[0])


def test_an_atom_feed_gives_its_entries() -> None:
    article = parse_one((FILES / "atom.xml").read_bytes(), "atom.xml")
    assert (article.authors, article.url) == (("Jane Doe",), "https://paper.example/atom")
    assert article.published == datetime(2025, 5, 3, 10, tzinfo=UTC)


STUBS = FEED.replace(FIRST.encode(), b"Rain.").replace(SECOND.encode(), b"")
BROKEN_FEEDS = {
    "a page": (PAGE, "web page, not a feed"),
    "only stubs": (STUBS, "stubs without"),
    "no entries": (b'<rss version="2.0"><channel><title>x</title></channel></rss>', "no entries"),
    "cut off": (FEED[:-120], "cut off"),
    "plain XML": (b'<?xml version="1.0"?><note>Rain</note>', "not a feed"),
    "entities": (
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "b">]><rss version="2.0"/>',
        "feed|entities",
    ),
}


@pytest.mark.parametrize("kind", BROKEN_FEEDS)
def test_a_feed_that_is_none_is_refused(kind: str) -> None:
    data, reason = BROKEN_FEEDS[kind]
    with pytest.raises(ArticleError, match=reason):
        parse_article(data, "feed.rss")


# Markdown


def test_markdown_loses_its_marks_and_front_matter_with_a_colon_in_the_title_is_read() -> None:
    article = parse_one((FILES / "report.md").read_bytes(), "report.md")
    assert article.title == "Rain: a report from Rome"
    assert (article.authors, article.outlet, article.tags) == (
        ("Jane Doe",),
        "The Example Paper",
        ("rain", "Rome"),
    )
    assert article.published == datetime(2025, 5, 3, 10, tzinfo=SUMMER)
    assert article.url == "https://paper.example/report"
    assert article.text.split("\n\n") == [
        FIRST,
        "She said it would not rain on Sunday, or *perhaps* it would.",
        "First the bridges.",
        "Then the roads.",
    ]


@pytest.mark.parametrize("start", ["\ufeff", "", "\n\n"])
def test_front_matter_is_found_behind_a_byte_order_mark(start: str) -> None:
    article = parse_one(f"{start}---\r\ntitle: Rain\r\n---\r\n{FIRST}".encode(), "a.md")
    assert (article.title, article.text) == ("Rain", FIRST)


@pytest.mark.parametrize(
    "front", ["title: [", "title: *x", "a: &a [*a]", "? x", "- a\n- b", "title:", "\ttitle: x", "{" * 5_000]
)
def test_front_matter_that_is_no_yaml_does_not_hide_the_text(front: str) -> None:
    assert parse_one(f"---\n{front}\n---\n{FIRST}".encode(), "a.md").text == FIRST


def test_a_markdown_heading_is_the_title_where_front_matter_names_none() -> None:
    article = parse_one(f"# Rain in Rome\n\n{FIRST}".encode(), "a.md")
    assert (article.title, article.text) == ("Rain in Rome", FIRST)


# PDF


def test_the_lines_of_a_pdf_become_paragraphs_and_broken_words_whole() -> None:
    first = ["President Jane Roe said on Monday that the coun-", "try would not accept soldiers from abroad."]
    second = ["The minister of defence answered that talks", "would go on for several weeks."]
    article = parse_one(make_pdf([[first, second]]), "a.pdf")
    assert article.text.split("\n\n") == [
        "President Jane Roe said on Monday that the country would not accept soldiers from abroad.",
        "The minister of defence answered that talks would go on for several weeks.",
    ]


def test_running_heads_and_page_numbers_of_a_pdf_are_no_text() -> None:
    bodies = ["It rained on Monday.", "It rained on Tuesday.", "It rained on Wednesday."]
    pages = [[["The Example Paper"], [body], [str(number)]] for number, body in enumerate(bodies, start=1)]
    assert parse_one(make_pdf(pages), "a.pdf").text == "\n\n".join(bodies)


def test_a_scanned_a_damaged_and_a_misnamed_pdf_are_told_apart() -> None:
    with pytest.raises(ArticleError, match="scan"):
        parse_article(make_pdf([[]]), "a.pdf")
    with pytest.raises(ArticleError, match=r"damaged|cut off"):
        parse_article(b"%PDF-1.4\n%%%", "a.pdf")
    with pytest.raises(ArticleError, match="not a PDF"):
        parse_article(b"It rained.", "a.pdf")


def test_a_locked_pdf_is_told() -> None:
    with pytest.raises(ArticleError, match="locked with a password"):
        parse_article(make_pdf([[["x"]]], locked=True), "a.pdf")


def test_without_pdfminer_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def fail(name: str, *rest: Any) -> Any:
        if name.startswith("pdfminer"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", fail)
    with pytest.raises(ArticleError, match="pip install"):
        parse_article(make_pdf([[["x"]]]), "a.pdf")


# JSON


def test_each_line_of_jsonl_is_an_article() -> None:
    records: list[dict[str, object]] = [
        {
            "text": f"{FIRST}\n\n{SECOND}",
            "title": "Rain",
            "id": "r-1",
            "authors": ["Jane Doe"],
            "tags": ["a", "b"],
        },
        {
            "text": FIRST,
            "title": "",
            "url": "https://a.example/1",
            "outlet": "P",
            "date": "2025-05-03",
            "extra": 1,
        },
    ]
    one, two = parse_article("\n".join(map(json.dumps, records)).encode(), "a.jsonl")
    assert (one.id, one.title, one.authors, one.tags) == ("r-1", "Rain", ("Jane Doe",), ("a", "b"))
    assert (two.title, two.url, two.published) == (None, "https://a.example/1", date(2025, 5, 3))


def test_a_json_file_is_an_article_a_list_of_them_or_json_ld() -> None:
    assert parse_one(json.dumps({"text": FIRST}).encode(), "a.json").text == FIRST
    assert len(parse_article(json.dumps([{"text": FIRST}, {"text": SECOND}]).encode(), "a.json")) == 2
    node = {"@type": "NewsArticle", "headline": "Rain", "articleBody": f"<p>{FIRST}</p><p>{SECOND}</p>"}
    assert parse_one(json.dumps(node).encode(), "a.json").text == f"{FIRST}\n\n{SECOND}"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "a"', "not JSON"),
        (b"[1]", "not a JSON object"),
        (b'{"title": "a"}', 'no "text"'),
        (b'{"text": 5}', 'no "text"'),
        (b'{"text": ""}', "no article text"),
        (b'{"text": "a", "date": "soon"}', "'soon' is not a date"),
        (b'{"text": "\\ud800"}', "lone surrogate"),
        (b'{"text": "\\u0000"}', "NUL"),
    ],
)
def test_a_broken_line_is_named_and_hides_no_other(line: bytes, reason: str) -> None:
    data = b'{"text": "one"}\n' + line + b'\n{"text": "three"}\n'
    with pytest.raises(ArticleError, match=f"line 2: .*{reason}"):
        parse_article(data, "a.jsonl")
    failures: list[ArticleError] = []
    assert [article.text for article in parse_article(data, "a.jsonl", failures=failures)] == ["one", "three"]
    assert len(failures) == 1


# Archives


def test_a_zip_gives_the_articles_of_all_its_files_in_order_of_their_names() -> None:
    data = make_zip({"b/two.txt": SECOND.encode(), "a.html": PAGE, ".hidden": b"x", "__MACOSX/a": b"x"})
    titles = [article.title for article in parse_article(data, "a.zip")]
    assert titles == ["Rain in Rome for three days", None]


def test_a_broken_file_in_a_zip_is_named_and_hides_no_other() -> None:
    data = make_zip({"a.txt": b"\x00\x01", "b.txt": SECOND.encode()})
    with pytest.raises(ArticleError, match=r"a\.zip/a\.txt: it is not a text file"):
        parse_article(data, "a.zip")
    failures: list[ArticleError] = []
    assert len(parse_article(data, "a.zip", failures=failures)) == len(failures) == 1


def locked(data: bytes) -> bytes:
    """The same zip with each file's flag for a password set."""
    central = data.index(b"PK\x01\x02")
    return data[:6] + b"\x01" + data[7 : central + 8] + b"\x01" + data[central + 9 :]


BROKEN_ARCHIVES = {
    "climbs out": (make_zip({"../a.txt": b"x"}), "outside"),
    "climbs out by backslash": (make_zip({"..\\a.txt": b"x"}), "outside"),
    "is absolute": (make_zip({"/etc/a.txt": b"x"}), "outside"),
    "has a link": (make_zip({"a.txt": b"/etc/passwd"}, mode=0o120777), "link"),
    "is a bomb": (make_zip({"a.txt": b"a" * 20_000_000}), "unpack"),
    "is nested": (make_zip({"a.zip": make_zip({"a.txt": b"x"})}), "within an archive"),
    "is cut off": (make_zip({"a.txt": os.urandom(5_000)})[:3_000], "damaged"),
    "is locked": (locked(make_zip({"a.txt": b"x"})), "password"),
    "has too many files": (make_zip({f"{number}.txt": b"" for number in range(10_001)}), "10,001 files"),
    "is a gzip bomb": (gzip.compress(b"a" * 30_000_000), "unpack"),
    "is a cut gzip": (gzip.compress(os.urandom(5_000))[:3_000], "cut off"),
    "is a damaged gzip": (b"\x1f\x8b" + b"\xff" * 100, "damaged"),
}


@pytest.mark.parametrize("kind", BROKEN_ARCHIVES)
def test_an_archive_that_is_dangerous_or_broken_is_refused(kind: str) -> None:
    data, reason = BROKEN_ARCHIVES[kind]
    with pytest.raises(ArticleError, match=reason):
        parse_article(data, "a.gz" if "gzip" in kind else "a.zip")


def test_a_zip_that_lies_about_a_size_gives_no_more_than_it_says() -> None:
    data = bytearray(make_zip({"a.txt": b"a " * 400_000}))
    central = data.index(b"PK\x01\x02")
    data[central + 24 : central + 28] = (10).to_bytes(4, "little")
    with pytest.raises(ArticleError):
        parse_article(bytes(data), "a.zip")


def test_a_gzipped_page_is_a_page() -> None:
    assert parse_one(gzip.compress(PAGE), "page.html.gz").title == "Rain in Rome for three days"


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_text_and_utf8_are_read(encoding: str) -> None:
    assert parse_one(SECOND.encode(encoding), "a.txt").text == SECOND


def test_text_that_only_one_encoding_explains_is_read() -> None:
    russian = (
        "Президент заявил вчера, что в следующем году инвестиции вырастут. Министр подчеркнул, что "
        "экономическая ситуация остается сложной, и призвал к терпению."
    )
    assert parse_one(russian.encode("cp1251"), "a.txt").text == russian


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("El año pasado la situación fue difícil.".encode("cp1252"), "cannot be told"),
        (
            "El presidente anunció que el año próximo habrá más inversión en educación.".encode("cp1252") * 9,
            "told",
        ),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a text file"),
        (b"It\x00rained", "not a text file"),
        (b'<?xml version="1.0" encoding="utf-8"?><p>\xff</p>', "says it is utf-8"),
        (b'<meta charset="utf-7"><p>\xff</p>', "cannot be told"),
        (b"\xff\xfea", "says it is utf-16"),
        (b"  \n", "empty"),
        (b"", "empty"),
    ],
)
def test_an_encoding_that_cannot_be_told_is_never_guessed(data: bytes, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        parse_article(data, "a.txt")


# Anything at all

NAMES = [
    "a.txt",
    "a.html",
    "a.md",
    "a.rss",
    "a.json",
    "a.jsonl",
    "a.zip",
    "a.gz",
    "a.pdf",
    "a",
    "a.docx",
    "\udcff.txt",
]
STARTS = [
    *(
        b"",
        b"<html>",
        b"<rss version='2.0'>",
        b"<?xml version='1.0'?>",
        b"---\n",
        b'{"text": "',
        b"PK\x03\x04",
    ),
    *(b"%PDF-1.4\n", b"\x1f\x8b\x08", b"\xff\xfe", b"# ", b'[{"text":'),
]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(STARTS), st.binary(max_size=200), st.sampled_from(NAMES))
def test_any_bytes_are_articles_or_an_article_error(start: bytes, rest: bytes, name: str) -> None:
    for article in articles_or_an_error(start + rest, name):
        assert_whole(article)


def articles_or_an_error(data: bytes, name: str) -> tuple[Article, ...]:
    """The articles of a file; none where an error names the file, says what is wrong and what to do."""
    try:
        articles = parse_article(data, name)
    except ArticleError as error:
        told = error
    else:
        assert parse_article(data, name) == articles
        return articles
    assert str(told).startswith(show(name).removesuffix(".gz"))
    assert str(told).isprintable()
    assert told.remedy
    return ()


def assert_whole(article: Article) -> None:
    """It has paragraphs, an address of the web or none, its own name, and can be stored."""
    assert all(paragraph.strip() for paragraph in article.text.split("\n\n"))
    assert "\0" not in article.text
    assert article.url is None or article.url.casefold().startswith(("http://", "https://"))
    assert article.id == article_id(article.text, article.url)
    assert article_from_json(article_to_json(article)) == article


REPORT = (FILES / "report.md").read_bytes()
PACKED = make_zip({"a.html": PAGE, "b.md": REPORT})


@cache
def texts_of_packed() -> list[str]:
    return [article.text for article in parse_article(PACKED, "a.zip")]


@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from([PAGE, FEED, REPORT, PACKED]))
def test_after_any_damage_an_article_is_whole_and_what_was_packed_is_what_was_packed(
    data: st.DataObject, whole: bytes
) -> None:
    place = data.draw(st.integers(0, len(whole) - 1))
    damage = data.draw(st.binary(max_size=8))
    damaged = whole[:place] + damage + whole[place + data.draw(st.integers(0, 40)) :]
    for article in articles_or_an_error(damaged, data.draw(st.sampled_from(NAMES))):
        assert_whole(article)
        assert whole is not PACKED or article.text in texts_of_packed()
