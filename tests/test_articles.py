"""Plain and wire text: what is kept to the character, and what its lines say of the article."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.articles import article_id, parse_text, read_articles
from retrieval.articles.boilerplate import is_boilerplate, mentions_paywall
from retrieval.articles.building import build_article
from retrieval.articles.bylines import parse_byline
from retrieval.articles.cleaning import clean
from retrieval.articles.datelines import parse_dateline
from retrieval.articles.dates import parse_date, parse_date_line, parse_printed
from retrieval.articles.markup import is_cut_off, longest_tag
from retrieval.articles.page import html_paragraphs
from retrieval.articles.wire import split_paragraphs, take_title
from retrieval.errors import ArticleError
from tests.articles_data import FILES, FIRST, SECOND, SEED
from tests.growth import in_proportion

characters = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")


def test_the_seed_is_seven_paragraphs_with_place_outlet_and_thirteen_tags() -> None:
    (article,) = read_articles(SEED)
    assert article.text.count("\n\n") == 6
    assert (article.place, article.outlet, len(article.tags)) == ("Mexico City", "AP", 13)
    assert (article.title, article.published, article.url, article.authors) == (None, None, None, ())
    assert "Source link" not in article.text
    assert "Claudia Sheinbaum, Mexico" not in article.text


def test_the_seeds_paragraphs_are_kept_to_the_character() -> None:
    lines = SEED.read_text(encoding="utf-8").splitlines()
    assert read_articles(SEED)[0].text == "\n\n".join(line.strip() for line in lines[:7])


def test_a_wire_text_gives_title_byline_date_place_and_tags() -> None:
    (article,) = read_articles(FILES / "wire.txt")
    assert article.title == "Rain falls over Rome for three days"
    assert (article.authors, article.outlet, article.place) == (("Jane Doe",), "AP", "Rome")
    assert article.published == date(2025, 5, 3)
    assert article.tags == ("Rome", "Rain", "Bridges")
    assert article.text == f"ROME (AP) — {FIRST}\n\n{SECOND}"


SPANISH = (
    "El nuevo puente sobre el río Orm abrió el lunes tras dos años de obras, y la ciudad lo celebró con una "
    "fiesta en la que cantaron los vecinos."
)
FRENCH = (
    "Le pont a rouvert lundi après deux ans de travaux et la ville l'a célébré par une fête au bord de la "
    "rivière. La maire a dit que le projet avait coûté neuf millions d'euros."
)


def test_a_spanish_text_gives_title_byline_date_and_language() -> None:
    head = "Abre el nuevo puente sobre el río Orm\n\nPor Ida Roth\n3 de mayo de 2024\n\n"
    article = parse_text(f"{head}{SPANISH}\n\nCostó un millón.")
    assert article.title == "Abre el nuevo puente sobre el río Orm"
    assert (article.authors, article.published, article.language) == (("Ida Roth",), date(2024, 5, 3), "es")
    assert article.text == f"{SPANISH}\n\nCostó un millón."


@pytest.mark.parametrize(
    ("text", "given", "language"),
    [
        (SPANISH, None, "es"),
        (SPANISH, "ca", "ca"),
        (FIRST, None, None),
        (FRENCH, None, None),
        (f"{SPANISH} {FIRST} {FIRST}", None, None),
    ],
)
def test_words_tell_the_language_of_an_article_that_does_not_say_it(
    text: str, given: str | None, language: str | None
) -> None:
    assert parse_text(text, language=given).language == language


def test_an_articles_id_comes_from_its_address_and_text() -> None:
    article = parse_text("It rained.", url="https://paper.example/1")
    expected = hashlib.sha256(b"https://paper.example/1\nIt rained.").hexdigest()[:12]
    assert article.id == expected == article_id("It rained.", "https://paper.example/1")
    assert parse_text("It rained.").id != article.id


def test_what_is_given_wins_over_what_the_lines_say() -> None:
    article = parse_text(f"ROME (AP) — {FIRST}", outlet="The Paper", place="Milan", authors=["A B"])
    assert (article.outlet, article.place, article.authors) == ("The Paper", "Milan", ("A B",))


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("one\ntwo", ["one", "two"]),
        ("one\r\n\r\ntwo\r\n", ["one", "two"]),
        ("\ufeffone\rtwo", ["one", "two"]),
        ("hard\nwrapped\n\nnext", ["hard\nwrapped", "next"]),
        ("hard\nwrapped\n \t\nnext", ["hard\nwrapped", "next"]),
        ("short\n" + "long " * 30 + "\n\nnext", ["short", ("long " * 30).strip(), "next"]),
        ("a\n\nSource link\nb", ["a", "Source link", "b"]),
        ("", []),
    ],
)
def test_paragraphs_stand_between_blank_lines_or_on_lines_of_their_own(
    text: str, paragraphs: list[str]
) -> None:
    assert split_paragraphs(text) == paragraphs


@pytest.mark.parametrize(
    ("opening", "place", "outlet"),
    [
        ("MEXICO CITY (AP) — He", "Mexico City", "AP"),
        ("LONDON, Nov 24 (Reuters) - The", "London", "Reuters"),
        ("BEIJING, Nov. 24 (Xinhua) -- The", "Beijing", "Xinhua"),
        ("LOUISVILLE, Ky. – A", "Louisville, Ky.", None),
        ("TAMPA, Fla. (AP) — A", "Tampa, Fla.", "AP"),
        ("WASHINGTON, D.C. — The", "Washington, D.C.", None),
        ("PORT-AU-PRINCE, Haiti (AP) — The", "Port-au-Prince, Haiti", "AP"),
        ("RIO DE JANEIRO (AP) — The", "Rio de Janeiro", "AP"),
        ("Seoul, South Korea CNN —", "Seoul, South Korea", "CNN"),
        ("New York CNN Business —", "New York", "CNN Business"),
        ("CNN —", None, "CNN"),
        ("(Reuters) - The", None, "Reuters"),
        ("São Paulo (AFP) – O", "São Paulo", "AFP"),
        ("DENVER (The Colorado Example) — The", "Denver", "The Colorado Example"),
    ],
)
def test_a_dateline_says_where_and_for_whom(opening: str, place: str | None, outlet: str | None) -> None:
    assert parse_dateline(opening) == (place, outlet)


@pytest.mark.parametrize(
    "opening",
    [
        "The World Health Organization (WHO) said",
        "NASA said on Monday",
        "Two previously unseen photos – and a letter – were",
        "After 18 seasons with the Green Bay Packers – he",
        "A (CNBC) report",
        "I - that is, we -",
        "",
    ],
)
def test_an_opening_without_known_agency_or_capitals_and_dash_is_no_dateline(opening: str) -> None:
    assert parse_dateline(opening) is None


@pytest.mark.parametrize(
    ("line", "authors", "outlet"),
    [
        ("By Jane Doe", ("Jane Doe",), None),
        ("By JANE DOE, Associated Press", ("Jane Doe",), "AP"),
        ("By Channon Hodge, Ken Borland and Frank Fenimore, CNN", 3, "CNN"),
        ("by Jane van der Berg", ("Jane van der Berg",), None),
        ("By Jane O’Neill and J. R. Doe-Smith", ("Jane O’Neill", "J. R. Doe-Smith"), None),
        ("By Jane Doe, Staff Writer", ("Jane Doe",), None),
    ],
)
def test_a_byline_names_its_authors(line: str, authors: tuple[str, ...] | int, outlet: str | None) -> None:
    byline = parse_byline(line)
    assert byline is not None
    assert byline.outlet == outlet
    assert len(byline.authors) == authors if isinstance(authors, int) else byline.authors == authors


@pytest.mark.parametrize(
    "line",
    [
        "By the numbers",
        "By Thursday, prices had fallen.",
        "By Wine & Food Experience",
        "By contrast, France has capped prices",
        "By 2030",
        "By seventh-grade runner-up Grace Lee, Edison Middle School",
        "Jane Doe",
    ],
)
def test_a_sentence_that_begins_with_by_is_no_byline(line: str) -> None:
    assert parse_byline(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "Source link",
        "ADVERTISEMENT",
        "Read more: Why advisory is urgent.",
        "READ MORE:",
        "Click here to read the full story.",
        "Sign up for our free weekly newsletter",
        "Subscribe to our newsletter.",
        "Follow us on Facebook",
        "Share this article",
        "Copyright 2025 The Associated Press. All rights reserved.",
        "© 2025 The Example Paper",
        "Subscribe to continue reading",
        "Lesen Sie auch: Regen in Rom",
    ],
)
def test_furniture_is_no_part_of_an_article(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [
        "Read more books, she said.",
        "More than 1,100 structures remain threatened.",
        "Share prices fell on Monday.",
        "Sign up for Disney Plus for $6.99 a month",
        "Lopez announced her engagement via a video in her fan newsletter.",
        "Follow the money, he said.",
        "Source: NSF International",
        "Copyright law was changed in 1976 and again in 1998.",
        "Advertisement revenue fell.",
        "“Subscribe to our newsletter,” the page said, and thousands of people did so within a day.",
        "Loading docks were empty.",
    ],
)
def test_a_sentence_of_the_article_is_not_furniture(line: str) -> None:
    assert not is_boilerplate(line)


@pytest.mark.parametrize(
    ("last", "tags"),
    [
        ("Rome, Rain, Bridges, Weather", ("Rome", "Rain", "Bridges", "Weather")),
        ("Tags: rain, Rome", ("rain", "Rome")),
        ("Rome, Milan", ()),
        ("There were Anna, Bea, Carla and Dora", ()),
        ("He saw rain, snow, ice, wind.", ()),
        ("“Rome, Rain, Bridges, Weather”", ()),
    ],
)
def test_the_last_line_is_keywords_only_if_it_is_nothing_else(last: str, tags: tuple[str, ...]) -> None:
    cleaned = clean([FIRST, last])
    assert cleaned.tags == tags
    assert cleaned.paragraphs == ((FIRST,) if tags else (FIRST, last))


@pytest.mark.parametrize(
    ("first", "is_title"),
    [
        ("Rain falls over Rome for three days", True),
        ("“We will stay”: the mayor of Rome on the rain", True),
        ("It rained over Rome.", False),
        ("Has chicken flown the coop?", False),
        ("The Associated Press", False),
        ("Staff and wire reports", False),
        ("Jane Doe and John Roe, The Paper", False),
        ("Updated Jan. 11, 2026, 5:34 p.m. ET", False),
        ("Washington CNN —", False),
        ("Rome", False),
        ("- first of a list of things", False),
    ],
)
def test_a_first_line_is_a_title_only_where_that_is_clear(first: str, is_title: bool) -> None:
    title, rest = take_title([first, FIRST])
    assert (title, rest) == ((first, [FIRST]) if is_title else (None, [first, FIRST]))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2025-05-03", "2025-05-03"),
        ("2025-05-03T00:00:00", "2025-05-03"),
        ("2025-05-03T00:00:00Z", "2025-05-03T00:00:00+00:00"),
        ("2025-05-03T10:15:30.123-0400", "2025-05-03T10:15:30-04:00"),
        ("2025-05-03 10:15", "2025-05-03T10:15:00"),
        ("Sat, 03 May 2025 10:15:00 +0200", "2025-05-03T10:15:00+02:00"),
        ("May 3, 2025 2:05 PM EDT", "2025-05-03T14:05:00-04:00"),
        ("12:05 a.m. UTC May 3, 2025", "2025-05-03T00:05:00+00:00"),
        ("3. Mai 2025", "2025-05-03"),
        ("3 de mayo de 2025", "2025-05-03"),
        ("03.05.2025", "2025-05-03"),
        ("20250503", "2025-05-03"),
        ("1746266400", "2025-05-03T10:00:00+00:00"),
        ("2025", None),
        ("© 2025 The Paper", None),
        ("2025-13-45", None),
        ("2025-05-03T99:99", None),
        ("", None),
    ],
)
def test_a_date_is_a_day_or_a_moment_with_the_zone_it_names(text: str, iso: str | None) -> None:
    found = parse_date(text)
    assert (found.isoformat() if found else None) == iso


def test_a_copyright_line_is_never_a_date() -> None:
    assert parse_printed("Copyright May 3, 2025") is None
    assert parse_date_line("© 2025") is None


def test_an_empty_text_and_a_paywalls_stub_are_refused() -> None:
    for text in ("", " \n\n ", "Source link"):
        with pytest.raises(ArticleError, match="no article text"):
            parse_text(text, "a.txt")
    with pytest.raises(ArticleError, match="paywall"):
        parse_text(f"{FIRST}\n\nSubscribe to continue reading", "a.txt")
    assert parse_text(f"{FIRST}\n\n" * 6 + "Subscribe to continue reading").text.count(FIRST) == 6


def test_names_are_shown_without_characters_nobody_sees() -> None:
    article = parse_text("It rained.", title="Rain\u202e in\n Rome\u200b", url="javascript:alert(1)")
    assert (article.title, article.url) == ("Rain in Rome", None)


@given(st.lists(st.text(characters, max_size=60), max_size=8))
def test_every_paragraph_kept_stands_in_the_text_exactly(paragraphs: list[str]) -> None:
    kept = clean(paragraphs).paragraphs
    assert set(kept) <= {paragraph.strip() for paragraph in paragraphs}
    if kept:
        assert build_article(paragraphs, "a.txt").text == "\n\n".join(kept)


@given(st.text(characters, max_size=400))
def test_a_text_is_read_or_refused_and_its_words_are_never_changed(text: str) -> None:
    try:
        article = parse_text(text, "a.txt")
    except ArticleError:
        return
    source = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for paragraph in article.text.split("\n\n"):
        assert paragraph.split("\n")[0].strip() in source
    assert parse_text(text, "a.txt") == article


def test_reading_a_plain_text_loads_no_heavy_library() -> None:
    code = (
        "import sys; from pathlib import Path; from retrieval.articles import read_articles;"
        f"read_articles(Path({str(SEED)!r}));"
        "heavy = {'trafilatura', 'lxml', 'feedparser', 'pdfminer', 'frontmatter', 'charset_normalizer',"
        " 'markdown_it', 'yaml'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    root = Path(__file__).parent.parent
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


HOSTILE = [
    "a ", "A", "By Jane Doe, ", "ROME (AP) ", "(", "< ", "<a ", "<!--", "<script>", "</p", "\n", " \n", "\t",
    "Read more: ", "sign up our ", "subscribe to ", "copyright 2025 ", "1, 2, ", "May 3, ", "2025-05-03T",
    "<a b='", '<a b="', "&amp;", "-- ", "- | - ", '{"a":', "---\n", "**", "[](", "* ", "> ", "U.S.A. ", ": ",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_our_own_rules_take_time_in_proportion_to_the_text(unit: str) -> None:
    def seconds(size: int) -> float:
        text = (unit * (size // len(unit) + 1))[:size]
        start = time.thread_time()
        paragraphs = split_paragraphs(text)
        clean(paragraphs)
        take_title(paragraphs)
        for rule in (
            mentions_paywall,
            longest_tag,
            is_cut_off,
            parse_date,
            parse_date_line,
            parse_dateline,
        ):
            rule(text)
        parse_byline(text)
        return time.thread_time() - start

    assert in_proportion(seconds, least=0.004)


@pytest.mark.parametrize("unit", ["<p>a", "<b>a ", "a<br>", "<div>", "&lt;", "</p>", "<!-- a -->", "a < b "])
def test_pieces_of_html_take_time_in_proportion_too(unit: str) -> None:
    def seconds(size: int) -> float:
        start = time.thread_time()
        html_paragraphs(unit * (size // len(unit)))
        return time.thread_time() - start

    html_paragraphs("<p>warm</p>")
    assert in_proportion(seconds, least=0.005)
