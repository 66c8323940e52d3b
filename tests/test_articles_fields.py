"""Each format's own fields, names and limits: what a file is taken for, and what is read out of it."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from retrieval.articles import parse_article
from retrieval.articles.encoding import declared_encoding, decode
from retrieval.articles.files import MAX_FILE_BYTES
from retrieval.articles.lines import MAX_LINE_BYTES, parse_json, parse_lines, parse_record, read_lines
from retrieval.articles.markdown import parse_markdown, split_front
from retrieval.errors import ArticleError
from retrieval.models import Article
from tests.articles_data import FIRST, SECOND

PAGE = f"<html><body><p>{FIRST}</p><p>{SECOND}</p></body></html>"


@pytest.mark.parametrize("suffix", [".html", ".htm", ".xhtml", ".HTML"])
def test_what_is_called_a_page_must_be_one(suffix: str) -> None:
    assert parse_article(PAGE.encode(), f"a{suffix}")[0].text == f"{FIRST}\n\n{SECOND}"
    with pytest.raises(ArticleError, match="it is not a web page"):
        parse_article(f"{FIRST} {SECOND}".encode(), f"a{suffix}")


@pytest.mark.parametrize("suffix", [".md", ".markdown"])
def test_markdown_is_markdown_by_its_suffix(suffix: str) -> None:
    assert parse_article(f"*{FIRST}*".encode(), f"a{suffix}")[0].text == FIRST
    assert parse_article(f"*{FIRST}*".encode(), "a.txt")[0].text == f"*{FIRST}*"


@pytest.mark.parametrize("suffix", [".jsonl", ".ndjson", ".json"])
def test_json_is_json_by_its_suffix(suffix: str) -> None:
    assert parse_article(b'{"other": 1, "text": "It rained."}', f"a{suffix}")[0].text == "It rained."


@pytest.mark.parametrize("suffix", [".rss", ".atom", ".xml"])
def test_what_is_called_a_feed_must_be_one(suffix: str) -> None:
    for data in (b"It rained.", b"\xef\xbb\xbf"):
        with pytest.raises(ArticleError, match="it is not a feed"):
            parse_article(data, f"a{suffix}")


@pytest.mark.parametrize("suffix", [".rss", ".atom"])
def test_a_page_that_is_called_a_feed_is_told(suffix: str) -> None:
    with pytest.raises(ArticleError, match="it is a web page, not a feed"):
        parse_article(PAGE.encode(), f"a{suffix}")


@pytest.mark.parametrize(
    ("suffix", "what"), [(".pdf", "a PDF"), (".zip", "a zip archive"), (".gz", "a gzip file")]
)
def test_what_is_called_something_that_it_is_not_is_told(suffix: str, what: str) -> None:
    with pytest.raises(ArticleError, match=f"it is called {suffix} but is not {what}"):
        parse_article(b"It rained.", f"a{suffix}")


@pytest.mark.parametrize(
    "suffix", [".docx", ".odt", ".epub", ".xlsx", ".pptx", ".ods", ".odp", ".jar", ".apk"]
)
@pytest.mark.parametrize("begin", [b"PK\x03\x04", b"PK\x05\x06"])
def test_office_files_are_told_apart_from_zips(suffix: str, begin: bytes) -> None:
    with pytest.raises(ArticleError, match=f"{suffix} files are not read"):
        parse_article(begin, f"a{suffix}")


@pytest.mark.parametrize("name", ["a.jpg", "a.jpeg", "a.png", "a.mp3", "a.exe", "a.woff2", "a.sqlite"])
def test_bare_text_that_is_called_a_picture_or_a_program_is_no_article(name: str) -> None:
    with pytest.raises(ArticleError, match="files are not articles"):
        parse_article(b"It rained.", name)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b'[{"text": "It rained."}]', "It rained."),
        (b' {"text": "It rained."}', "It rained."),
        (b'{"text": "It rained."}\n{"text": "It snowed."}', "It rained."),
        (b"---\ntitle: x\n---\nIt *rained*.", "It rained."),
        (b"---\r\ntitle: x\r\n...\r\nIt *rained*.", "It rained."),
        (b'It was {"text": "so"} said.', 'It was {"text": "so"} said.'),
        (b'{ {"a": 1} }', '{ {"a": 1} }'),
        (b'{"@graph": [{"@type": "Article", "articleBody": "It rained."}]}', "It rained."),
        (b"It said <p>rain</p>.", "It said <p>rain</p>."),
        (b"<It rained.", "<It rained."),
        (b"---\nIt *rained*.", "---\n\nIt *rained*."),
        (b"It *rained*.\n---", "It *rained*.\n\n---"),
        (b'{"a": "text"} It rained.', '{"a": "text"} It rained.'),
        (b"--- It *rained*.", "--- It *rained*."),
        (b"{\\rtf", None),
        (b" \n ", None),
    ],
)
def test_a_format_is_told_by_its_content(data: bytes, text: str | None) -> None:
    if text is None:
        with pytest.raises(ArticleError):
            parse_article(data, "a")
    else:
        assert parse_article(data, "a")[0].text == text


def test_several_objects_below_each_other_are_lines_and_one_over_several_lines_is_json() -> None:
    several = b' {"text": "It rained."} \r\n\t{"text": "It snowed."}'
    assert [article.text for article in parse_article(several, "a")] == ["It rained.", "It snowed."]
    for one in (b'{"text":\n"It rained."}', b'[{"text": "It rained."},\n{"text": "It snowed."}]'):
        assert parse_article(one, "a")[0].text == "It rained."


@pytest.mark.parametrize(("length", "is_page"), [(4_000, True), (4_001, False)])
def test_a_format_is_told_by_the_first_four_thousand_characters(length: int, is_page: bool) -> None:
    begin = f"<!--{'x' * (length - 9)}--><p"
    assert len(begin) == length
    text = f"{begin}>{FIRST}</p><p>{SECOND}</p>"
    assert (parse_article(text.encode(), "a")[0].text == f"{FIRST}\n\n{SECOND}") is is_page


@pytest.mark.parametrize("name", ["a.svg", "a.ico", "a.psd", "a.mp4", "a.iso", "a.apk", "a.db", "a.GIF"])
def test_pages_that_are_called_a_picture_or_a_program_are_pages(name: str) -> None:
    assert parse_article(PAGE.encode(), name)[0].text == f"{FIRST}\n\n{SECOND}"


def test_what_is_no_more_than_a_file_may_be_is_read_whatever_it_is_read_from() -> None:
    with pytest.raises(ArticleError, match="it is not a text file"):
        parse_article(bytes(MAX_FILE_BYTES), "a.txt")
    with pytest.raises(ArticleError, match="it is 20 MB, more than 20"):
        parse_article(bytes(MAX_FILE_BYTES + 1), "a.txt")


@pytest.mark.parametrize(
    ("label", "encoding"),
    [
        *((label, "cp1252") for label in ("ascii", "US-ASCII", "iso-8859-1", "latin1", "latin-1")),
        ("iso-8859-9", "cp1254"),
        ("gb2312", "gb18030"),
        ("gbk", "gb18030"),
        *((label, "cp932") for label in ("shift_jis", "shift-jis", "x-sjis")),
        ("euc-kr", "cp949"),
        ("ks_c_5601-1987", "cp949"),
        ("tis-620", "cp874"),
        ("windows-874", "cp874"),
        ("unicode", "utf-8"),
        ("utf-8", "utf-8"),
        *((label, None) for label in ("utf-7", "utf7", "u7", "UNICODE-1-1-UTF-7")),
        *((label, None) for label in ("unicode_escape", "unicode-escape", "raw-unicode-escape")),
        *((label, None) for label in ("punycode", "idna", "rot13", "base64", "klingon")),
    ],
)
def test_an_encoding_is_what_browsers_take_its_label_for(label: str, encoding: str | None) -> None:
    assert declared_encoding(f'<meta charset="{label}">'.encode()) == encoding
    assert declared_encoding(f" <?xml encoding = '{label}'?>".encode()) == encoding
    assert declared_encoding(f"charset={label}".encode()) is None


def test_a_declaration_counts_in_the_first_four_thousand_bytes() -> None:
    end = b"charset=gbk "
    assert declared_encoding(b"<" + b" " * (4095 - len(end)) + end) == "gb18030"
    assert declared_encoding(b"<" + b" " * 4090 + end) is None
    assert declared_encoding(b"<p>") is None


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"a\x00b", "it is not a text file"),
        ("a\x00b".encode("utf-16"), "it is not a text file"),
        (b"\xef\xbb\xbfa\xff", "it says it is utf-8, but byte 4 is not"),
        (b"<meta charset=euc-kr>\xff\xff", "it says it is cp949, but byte 21 is not"),
        (b"a\xff", "its encoding cannot be told"),
        ("año ".encode("cp1252") * 3, "its encoding cannot be told"),
    ],
)
def test_bytes_that_are_no_text_are_told_with_where(data: bytes, problem: str) -> None:
    with pytest.raises(ArticleError, match=problem):
        decode(data, "a.txt")


def test_an_encoding_that_nothing_names_is_told_from_a_hundred_bytes_on() -> None:
    text = (
        "Президент заявил вчера, что в следующем году инвестиции вырастут. "
        "Министр подчеркнул, что экономическая ситуация остается сложной."
    )
    assert decode(text[:100].encode("cp1251"), "a") == text[:100]
    with pytest.raises(ArticleError, match="its encoding cannot be told"):
        decode(text[:99].encode("cp1251"), "a")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-8"])
def test_marked_text_is_read_without_its_mark(encoding: str) -> None:
    assert decode("año".encode(encoding), "a") == "año"
    for order in ("le", "be"):
        for wide in ("utf-16", "utf-32"):
            assert decode("\ufeffaño".encode(f"{wide}-{order}"), "a") == "año"
    assert decode("<meta charset=iso-2022-jp>東".encode("iso-2022-jp"), "a").endswith("東")


RECORD: dict[str, Any] = {"text": "It rained."}


@pytest.mark.parametrize(
    ("fields", "field", "value"),
    [
        ({"title": " Rain "}, "title", "Rain"),
        ({"title": 5}, "title", "5"),
        ({"title": ["Rain"]}, "title", None),
        ({"title": " "}, "title", None),
        ({"id": " "}, "id", parse_record(RECORD, "a").id),
        ({"title": 1.5}, "title", None),
        ({"authors": "Jane Doe"}, "authors", ("Jane Doe",)),
        ({"authors": " Jane Doe ,Bo Day"}, "authors", ("Jane Doe", "Bo Day")),
        ({"language": " "}, "language", None),
        ({"published": 20250503}, "published", date(2025, 5, 3)),
        ({"outlet": "The Paper"}, "outlet", "The Paper"),
        ({"authors": "Jane Doe, Bo Day,"}, "authors", ("Jane Doe", "Bo Day")),
        ({"authors": ["Jane Doe", 5, " "]}, "authors", ("Jane Doe",)),
        ({"authors": 5}, "authors", ()),
        ({"published": "2025-05-03"}, "published", date(2025, 5, 3)),
        ({"date": "2025-05-03"}, "published", date(2025, 5, 3)),
        ({"published": "2025-05-03", "date": "2024-01-01"}, "published", date(2025, 5, 3)),
        ({"published": ""}, "published", None),
        ({"place": "Rome"}, "place", "Rome"),
        ({"url": "https://a.example/1"}, "url", "https://a.example/1"),
        ({"language": "es"}, "language", "es"),
        ({"tags": ["rain"]}, "tags", ("rain",)),
        ({"id": "own"}, "id", "own"),
        ({"id": 7}, "id", "7"),
    ],
)
def test_each_field_of_a_record_is_read(fields: dict[str, Any], field: str, value: Any) -> None:
    assert getattr(parse_record({**RECORD, **fields}, "a"), field) == value


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ([], "a: it is not a JSON object"),
        ({}, 'a: it has no "text"'),
        ({"text": 5}, 'a: it has no "text"'),
        ({"@type": "Article", "headline": "x"}, 'a: it has no "text"'),
        ({**RECORD, "published": "x" * 50}, f"a: '{'x' * 40}' is not a date"),
    ],
)
def test_a_record_that_is_no_article_is_told(record: object, problem: str) -> None:
    with pytest.raises(ArticleError) as error:
        parse_record(record, "a")
    assert str(error.value).startswith(problem)


def test_json_ld_is_a_record_too() -> None:
    node = {
        "@type": "Article", "articleBody": "<p>It rained.</p><p>It snowed.</p>", "headline": "Rain",
        "publisher": "The Paper", "author": "Jane Doe", "datePublished": "2025-05-03", "url": "https://a.example/1",
        "inLanguage": "ES-mx", "keywords": ["rain"], "contentLocation": "Rome",
    }  # fmt: skip
    found = parse_record(node, "a")
    assert (found.text, found.title, found.outlet) == ("It rained.\n\nIt snowed.", "Rain", "The Paper")
    assert (found.authors, found.published, found.url) == (
        ("Jane Doe",),
        date(2025, 5, 3),
        "https://a.example/1",
    )
    assert (found.language, found.tags, found.place) == ("es", ("rain",), "Rome")
    assert parse_record({**node, "inLanguage": ""}, "a").language is None


def _read(data: bytes) -> tuple[list[str], list[str]]:
    failures: list[ArticleError] = []
    found = [article.text for article in read_lines(io.BytesIO(data), "a", failures)]
    return found, [str(failure).partition(":")[0] for failure in failures]


def test_a_line_that_is_broken_or_too_long_is_told_by_its_number_and_the_rest_is_read() -> None:
    good = json.dumps(RECORD).encode()
    longest = good + b" " * (MAX_LINE_BYTES - len(good) - 1) + b"\n"
    assert _read(longest + good) == (["It rained."] * 2, [])
    for more in (1, MAX_LINE_BYTES, 2 * MAX_LINE_BYTES + 5):
        assert _read(good + b"\n" + b" " * more + longest + good) == (["It rained."] * 2, ["a, line 2"])
    assert _read(b"{\n\n" + good + b"\n{") == (["It rained."], ["a, line 1", "a, line 4"])
    with pytest.raises(ArticleError, match="a, line 1"):
        list(parse_lines("{", "a"))
    with pytest.raises(ArticleError, match="a, line 1: the line is longer than 5,000,000 bytes"):
        list(parse_lines("x" * 5_000_001, "a"))


def test_an_object_of_a_list_is_told_by_its_number_and_one_alone_by_the_files_name() -> None:
    failures: list[ArticleError] = []
    assert [a.text for a in parse_json(json.dumps([{}, RECORD]), "a", failures)] == ["It rained."]
    assert [str(failure).partition(":")[0] for failure in failures] == ["a, object 1"]
    with pytest.raises(ArticleError, match=r"^a: "):
        list(parse_json("{}", "a"))
    assert [a.text for a in parse_json(f"\ufeff{json.dumps(RECORD)}", "a")] == ["It rained."]
    for broken in ("{", "[" * 100_000):
        with pytest.raises(ArticleError, match=r"it is not JSON \((Expecting|nested too deeply)"):
            list(parse_json(broken, "a"))


def _front(line: str) -> Article:
    return parse_markdown(f"---\n{line}\n---\nIt rained.", "a.md")[0]


@pytest.mark.parametrize(
    ("field", "keys", "written", "value"),
    [
        ("title", "title headline Title", "Rain", "Rain"),
        ("outlet", "outlet publisher site source publication", "The Paper", "The Paper"),
        ("authors", "authors author by byline", "Jane Doe", ("Jane Doe",)),
        ("authors", "authors", "[Jane Doe, 'Bo Day']", ("Jane Doe", "Bo Day")),
        ("authors", "authors", "Jane Doe, Bo Day", ("Jane Doe", "Bo Day")),
        ("published", "published date publish_date pubdate created", "2025-05-03", date(2025, 5, 3)),
        ("published", "date", "May 3, 2025", date(2025, 5, 3)),
        ("published", "date", "2025-05-03T10:00:00Z", datetime(2025, 5, 3, 10, tzinfo=UTC)),
        ("place", "place location dateline", "Rome", "Rome"),
        (
            "url",
            "url link canonical canonical_url source_url source",
            "https://a.example/1",
            "https://a.example/1",
        ),
        ("language", "language lang", "es", "es"),
        ("tags", "tags keywords topics categories", "[rain, Rome]", ("rain", "Rome")),
        ("tags", "tags", "5", ()),
        ("tags", "tags", "[rain, null, '', 'Rome ']", ("rain", "Rome")),
        ("title", "title", "2025", "2025"),
        ("title", "title", "https://a.example/1", None),
        ("title", "title", "[a]", None),
        ("outlet", "source", "https://a.example/1", None),
        ("url", "source", "The Paper", None),
        ("published", "date", "2025-05-03 00:00:00", date(2025, 5, 3)),
        ("published", "date", "soon", None),
    ],
)
def test_front_matter_is_read_by_each_name_of_a_field(
    field: str, keys: str, written: str, value: Any
) -> None:
    for key in keys.split():
        assert getattr(_front(f"{key}: {written}"), field) == value


@pytest.mark.parametrize(
    ("field", "front", "value"),
    [
        ("title", "headline: Wind\ntitle: Rain", "Rain"),
        ("title", "headline: Wind\ntitle: ''", "Wind"),
        ("published", "date: 2025-06-04\npublished: 2025-05-03", date(2025, 5, 3)),
        ("published", "date: 2025-06-04\npublished: soon", date(2025, 6, 4)),
        ("url", "link: https://a.example/2\nurl: https://a.example/1", "https://a.example/1"),
        ("url", "link: https://a.example/2\nurl: /1", "https://a.example/2"),
        ("authors", "author: Bo Day\nauthors: [Jane Doe]", ("Jane Doe",)),
        ("authors", "author: Bo Day\nauthors: []", ("Bo Day",)),
        ("authors", "author: Bo Day\nauthors: {a: b}", ("Bo Day",)),
    ],
)
def test_of_several_names_of_a_field_the_first_that_says_something_counts(
    field: str, front: str, value: Any
) -> None:
    assert getattr(_front(front), field) == value


def test_front_matter_that_is_no_yaml_is_read_line_by_line() -> None:
    assert _front("a: b: c\ntags: [rain, 'Rome', \"Ash\"]\nauthor: Jane Doe, Bo Day").tags == (
        "rain",
        "Rome",
        "Ash",
    )
    assert _front("title: x: y\nno-pair: \n9: z").title == "x: y"
    fields, body = split_front("---\ntitle: 'Rain: the end'\nx: \"y\nno pair\n...\nIt rained.")
    assert fields == {"title": "Rain: the end", "x": "y"}
    assert body == "It rained."
    assert split_front("---\ntitle: x\nIt rained.") == ({}, "---\ntitle: x\nIt rained.")
    assert split_front(f"---\ntitle: {'x' * 19_985}\n---\n")[0] != {}
    assert split_front(f"---\ntitle: {'x' * 19_986}\n---\n")[0] == {}


@pytest.mark.parametrize(
    ("body", "title", "text"),
    [
        ("# Rain\n\nIt *rained*.", "Rain", "It rained."),
        ("## Rain\n\nIt rained.", None, "Rain\n\nIt rained."),
        ("It rained.\n\n# Rain\n\nx", None, "It rained.\n\nRain\n\nx"),
        ("# Rain", None, "Rain"),
        ("# Rain\n\n## Wind", "Rain", "Wind"),
        ("Rain\n====\n\nIt rained.", "Rain", "It rained."),
        ("    It rained.\n\n# Rain", None, "It rained.\n\nRain"),
        ("> It rained.\n\n* one\n* two", None, "It rained.\n\none\n\ntwo"),
        ("It <b>rained</b>\\\non \\*Monday\\*. ![a](b)", None, "It rained\non *Monday*."),
        ("It `rained`\nin [Rome](x) &amp; ![no](y).  \nParis.", None, "It rained\nin Rome & .\nParis."),
        ("```\ncode\n```\n\n    more\n\n<p>It rained.</p>", None, "code\n\nmore\n\nIt rained."),
        ("\ufeff\r\n# Rain\r\n\rIt rained.", "Rain", "It rained."),
    ],
)
def test_markdown_loses_its_marks_and_gives_its_first_heading(
    body: str, title: str | None, text: str
) -> None:
    (article,) = parse_markdown(body, "a.md")
    assert (article.title, article.text) == (title, text)
