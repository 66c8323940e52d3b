"""Datelines, agencies, titles, keywords and furniture of plain text: what is one, and what just is not."""

from __future__ import annotations

from datetime import date

import pytest

from retrieval.articles.boilerplate import is_boilerplate, mentions_paywall
from retrieval.articles.building import LONGEST_FIELD, PAYWALL_CHARACTERS, build_article, tidy
from retrieval.articles.cleaning import clean
from retrieval.articles.datelines import parse_dateline
from retrieval.articles.wire import parse_text, split_paragraphs, take_title
from retrieval.errors import ArticleError
from tests.articles_data import FIRST, SECOND

AGENCIES = {
    "AP": ["AP", "The Associated Press", "Associated Press"],
    "Reuters": ["Reuters", "REUTERS"],
    "AFP": ["AFP", "Agence France-Presse"],
    "CNN": ["CNN"],
    "CNN Business": ["CNN Business"],
    "CNN Opinion": ["CNN Opinion"],
    "dpa": ["dpa", "DPA"],
    "Anadolu": ["Anadolu", "AA"],
    "The Canadian Press": ["The Canadian Press", "Canadian Press"],
    "Télam": ["Telam"],
    "NPR": ["npr"],
    **{name: [name.upper(), name.lower()] for name in (
        "UPI", "Bloomberg", "EFE", "ANSA", "Lusa", "Xinhua", "Kyodo", "TASS", "Interfax", "Yonhap", "PTI",
        "ANI", "AAP", "PA", "Europa Press", "IPS", "Notimex", "Bernama", "Antara", "KFF Health News",
        "States Newsroom",
    )},
}  # fmt: skip


def test_an_agency_is_known_by_each_of_its_names() -> None:
    found = {
        outlet: [one for one in ways if parse_dateline(f"Rome ({one}) It rained.") == ("Rome", outlet)]
        for outlet, ways in AGENCIES.items()
    }
    assert found == AGENCIES


OPENINGS: list[tuple[str, str | None, str | None]] = [
    ("ROME (AP) It", "Rome", "AP"),
    ("  ROME /AP/ It", "Rome", "AP"),
    ("ROME (AP)—It", "Rome", "AP"),
    ("ROME, 3 May 2025 (AP) - It", "Rome", "AP"),
    ("Rome, May 3, 2025 (AP) - It", "Rome", "AP"),
    ("ROME (The Paper) — It", "Rome", "The Paper"),
    ("Rome (The Paper) — It", None, None),
    ("Rome CNN — It", "Rome", "CNN"),
    ("ROME — It", "Rome", None),
    ("Rome — It", None, None),
    ("ROME -- It", "Rome", None),
    ("ROME-- It", "Rome", None),
    ("WINSTON-SALEM, N.C. -- It", "Winston-Salem, N.C.", None),
    ("ROME, May 3 -- It", "Rome", None),
    ("ROME / PARIS – It", "Rome / Paris", None),
    ("ST. LOUIS — It", "St. Louis", None),
    ("RIO DE JANEIRO — It", "Rio de Janeiro", None),
    ("DE SOTO — It", "De Soto", None),
    ("WASHINGTON, D.C. — It", "Washington, D.C.", None),
    ("NYC (AP) — It", "NYC", "AP"),
    ("A.B.C.D (AP) — It", "A.b.c.d".title(), "AP"),
    ("PORT-AU-PRINCE/PARIS (AP) — It", "Port-au-Prince/Paris", "AP"),
    ("One Two Three Four Five Six (AP) — It", "One Two Three Four Five Six", "AP"),
    ("One Two Three Four Five Six Seven (AP) — It", None, None),
    ("Rom (AP) — It", "Rom", "AP"),
    ("Ro (AP) — It", None, None),
    ("The Hague (AP) — It", None, None),
    ("Rome Network (AP) — It", None, None),
    ("Today, Rome (AP) — It", None, None),
    ("Rome, The Hague (AP) — It", "Rome, The Hague", "AP"),
    ("(AP) — It", None, "AP"),
    ("AP — It", None, "AP"),
    ("(The Paper) — It", None, None),
    *(
        (f"{word} DE {word} (AP) — It", f"{word} de {word}", "AP")
        for word in ("DC", "UK", "US", "USA", "UN", "UAE", "EU", "NYC", "LA")
    ),
    ("QALA, AA (AP) — It", "Qala, Aa", "AP"),
    ("PLAN B (AP) — It", "Plan B", "AP"),
    ("ST.LO (AP) — It", "ST.LO", "AP"),
    ("MT.FOO (AP) — It", "Mt.Foo", "AP"),
    ("CITÉ DES ROSES (AP) — It", "Cité des Roses", "AP"),
    ("DES ROSES (AP) — It", "Des Roses", "AP"),
    ("By Rome (AP) — It", None, None),
    ("Rome Today (AP) — It", None, None),
    ("Rome works hard (AP) — It", None, None),
    (f"{'x' * 150} (AP) — It", None, None),
]


def test_a_place_is_a_few_names_before_an_agency_or_capitals_before_a_dash() -> None:
    found = [(opening, *(parse_dateline(opening) or (None, None))) for opening, *_ in OPENINGS]
    assert found == OPENINGS


LINES: list[tuple[str, bool]] = [
    *((line, True) for line in ("", "  ", "Source link", "SOURCE LINK…", "Advertisement:", "Read more >")),
    *(
        (line, True)
        for line in ("Share", "leer más", "Mehr zum Thema", "Реклама", "Follow us", "Czytaj więcej")
    ),
    *((f"{start}: It rained", True) for start in ("Read more", "See also", "Lea también", "Lire aussi")),
    *((f"Read more {mark} It rained", True) for mark in ":|»>"),
    ("It rained » Read more", False),
    ("Read more: ", True),
    ("Read more It rained", False),
    ("Follow us on Facebook now", True),
    ("Like us on Facebook", True),
    ("© 2025 The Paper", True),
    ("(c) 2025", True),
    ("Copyright 1925 The Paper", True),
    ("© 2125 The Paper", False),
    (" Source link ", True),
    ("Source link . . .", False),
    ("Source link ...", True),
    ("READ MORE: IT RAINED", True),
    ("Subscribe now to continue reading.", True),
    ("Already have an account? Sign in", True),
    ("This content is only available to subscribers.", True),
    ("The Paper. All rights reserved.", True),
    ("Log in to keep reading.", True),
    ("Already a subscriber? Log in", True),
    ("This story is for subscribers.", True),
    ("Subscribe to our daily newsletter.", True),
    ("Subscribe to daily news.", False),
    (f"Read more: {'x' * 229}", True),
    (f"Read more: {'x' * 230}", False),
]


def test_a_whole_line_is_furniture_or_kept() -> None:
    assert [(line, is_boilerplate(line)) for line, _ in LINES] == LINES


ASKING: list[tuple[str, bool]] = [
    ("Please sign in now to continue reading.", True),
    ("To keep reading, please subscribe", True),
    ("Already have an account?", True),
    ("This content is exclusively available for subscribers", True),
    ("Unlock the full story", True),
    ("You have reached your limit", True),
    ("Article réservé aux abonnés", True),
    ("Nur für Abonnenten", True),
    ("Suscríbete para seguir leyendo", True),
    ("He subscribed and reads", False),
]


def test_a_paywall_is_told_by_what_it_asks() -> None:
    assert [(text, mentions_paywall(text)) for text, _ in ASKING] == ASKING


def test_a_short_text_behind_a_paywall_is_refused_and_a_long_one_kept() -> None:
    long = "x" * PAYWALL_CHARACTERS
    assert build_article([long, "Subscribe to continue reading"], "a").text == long
    with pytest.raises(ArticleError, match="behind a paywall"):
        build_article([long[1:], "Subscribe to continue reading"], "a")


@pytest.mark.parametrize(
    ("value", "tidied"),
    [
        (None, None),
        (" \u200b ", None),
        ("a\x00b\u202ec\n d", "a b c d"),
        ("so\xadft", "soft"),
        ("x" * (LONGEST_FIELD + 1), "x" * LONGEST_FIELD),
        ("\ud800", "?"),
    ],
)
def test_a_field_is_one_line_without_what_nobody_sees(value: str | None, tidied: str | None) -> None:
    assert tidy(value) == tidied


def test_what_is_given_of_an_article_wins_over_what_its_lines_say() -> None:
    lines = ["By Jane Doe, AP", "May 3, 2025", f"ROME (Reuters) — {FIRST}", SECOND, "Tags: rain, Rome"]
    found = build_article(lines, "a")
    assert (found.authors, found.outlet, found.place, found.tags) == (
        ("Jane Doe",), "Reuters", "Rome", ("rain", "Rome"),
    )  # fmt: skip
    assert (found.published, found.title, found.url, found.language) == (date(2025, 5, 3), None, None, None)
    given = build_article(
        lines, "a", title=" T ", outlet="O", authors=["B", "B", " "], published=date(2024, 1, 1), place="P",
        url="https://a.example/1", language="en", tags=["t"], id="own",
    )  # fmt: skip
    assert (given.authors, given.outlet, given.place, given.tags) == (("B",), "O", "P", ("t",))
    assert (given.published, given.title, given.url) == (date(2024, 1, 1), "T", "https://a.example/1")
    assert (given.language, given.id, given.text) == ("en", "own", found.text)
    assert build_article(lines, "a", url="javascript:alert(1)").url is None


@pytest.mark.parametrize(
    ("lines", "kept", "authors"),
    [
        ([FIRST, "a", "b", "By Jane Doe", "c"], [FIRST, "a", "b", "c"], ("Jane Doe",)),
        ([FIRST, "a", "b", "c", "By Jane Doe", "d"], None, ()),
        (["By Jane Doe"], None, ()),
        (["By Jane Doe", FIRST], [FIRST], ("Jane Doe",)),
        (["By Jane Doe", "By Bo Day", FIRST], ["By Bo Day", FIRST], ("Jane Doe",)),
    ],
)
def test_a_byline_is_looked_for_in_four_paragraphs_and_taken_out(
    lines: list[str], kept: list[str] | None, authors: tuple[str, ...]
) -> None:
    cleaned = clean(lines)
    assert (list(cleaned.paragraphs), cleaned.authors) == (kept or lines, authors)


@pytest.mark.parametrize(
    ("lines", "headed", "kept", "day"),
    [
        (["May 3, 2025", FIRST], False, ["May 3, 2025", FIRST], True),
        (["May 3, 2025", FIRST], True, [FIRST], True),
        ([FIRST, "May 3, 2025", SECOND], True, [FIRST, SECOND], True),
        ([FIRST, SECOND, "May 3, 2025"], True, [FIRST, SECOND, "May 3, 2025"], False),
        (["May 3, 2025"], True, ["May 3, 2025"], False),
        (["By Jane Doe", "May 3, 2025", FIRST], False, [FIRST], True),
    ],
)
def test_a_date_line_is_taken_out_where_it_belongs_to_a_head(
    lines: list[str], headed: bool, kept: list[str], day: bool
) -> None:
    cleaned = clean(lines, headed) if headed else clean(lines)
    assert (list(cleaned.paragraphs), cleaned.published) == (kept, date(2025, 5, 3) if day else None)


TAGGED: list[tuple[list[str], tuple[str, ...]]] = [
    ([FIRST, "Rome, Rain, Wind, Sea"], ("Rome", "Rain", "Wind", "Sea")),
    ([FIRST, "Rome, Rain, Wind"], ()),
    ([FIRST, "Source link", "Rome, Rain"], ("Rome", "Rain")),
    ([FIRST, "Source link", "Rome"], ()),
    ([FIRST, "Topics: rain"], ("rain",)),
    ([FIRST, "Filed under: rain, rain"], ("rain",)),
    ([FIRST, "rome, rain, Wind, Sea"], ()),
    ([FIRST, "rome, Rain, Wind, Sea"], ("rome", "Rain", "Wind", "Sea")),
    ([FIRST, f"Rome, Rain, Wind, {'X' * 40}"], ("Rome", "Rain", "Wind", "X" * 40)),
    ([FIRST, f"Rome, Rain, Wind, {'X' * 41}"], ()),
    ([FIRST, "Rome, Rain, Wind, A b c d e"], ("Rome", "Rain", "Wind", "A b c d e")),
    ([FIRST, "Rome, Rain, Wind, A b c d e f"], ()),
    ([FIRST, "Rome, Rain, Wind, and Sea"], ()),
    ([FIRST, "Rome, Rain, Wind, Sea."], ()),
    ([FIRST, "Rome, Rain, , Sea"], ()),
    (["Rome, Rain, Wind, Sea"], ()),
    (["Source link", FIRST, "Rome, Rain"], ()),
    (["Source link", "Rome, Rain"], ()),
    ([FIRST, "Rome, Rain, wind, sea"], ()),
    ([FIRST, "Source link", "Rome, rain"], ()),
    ([FIRST, "Source link", "Tags: rome"], ("rome",)),
    ([FIRST, "Tags: rome, and rain"], ()),
    ([FIRST, "Rome, Rain, Wind, U.S."], ("Rome", "Rain", "Wind", "U.S.")),
    *(([FIRST, f"Rome, Rain, Wind, S{mark}a"], ()) for mark in ':;!?"“”\n'),
    *(
        ([FIRST, f"Rome, Rain, Wind, {word} Sea"], ())
        for word in ("and", "or", "y", "und", "et", "who", "which", "but")
    ),
    ([FIRST, "Rome, Rain, Wind, Andes"], ("Rome", "Rain", "Wind", "Andes")),
]


def test_a_last_line_of_nothing_but_keywords_is_taken_for_them() -> None:
    assert [(lines, clean(lines).tags) for lines, _ in TAGGED] == TAGGED
    for lines, tags in TAGGED:
        assert (lines[-1] in clean(lines).paragraphs) is not bool(tags)


TITLED: list[tuple[str, str, bool]] = [
    ("One two three four", "x" * 101, True),
    ("One two three four", "x" * 100, False),
    ("One two three four", "ROME (AP) — It rained.", True),
    ("One two three", "x" * 101, False),
    (f"One two three {'f' * 146}", "x" * 161, True),
    (f"One two three {'f' * 146}", "x" * 160, False),
    (f"One two three {'f' * 147}", "x" * 400, False),
    *((f"One two three four{end}", "x" * 101, False) for end in ".,:;—–-…!?"),
    ("One two three four.”", "x" * 101, False),
    *((f"{start}One two three four", "x" * 101, False) for start in "-–—•*(["),
    ("One two three a@b.c", "x" * 101, False),
    ("One two\nthree four", "x" * 101, False),
    ("Updated one two three", "x" * 101, False),
    ("It rained. Then it snowed", "x" * 101, False),
    ("Jane Doe, Bo Day", "x" * 101, False),
    ("Read more: one two", "x" * 101, False),
    ("Saturday, 3 May 2025", "x" * 101, False),
    ("ROME (AP) — one two", "x" * 101, False),
    ("One two three staff", "x" * 101, False),
    ("One two three staff meet", "x" * 101, True),
    ("One (two three four)", "x" * 101, True),
    ("One “two three four.”)", "x" * 101, False),
    ("Photo by the staff", "x" * 101, False),
]


def test_a_first_line_of_four_words_is_a_title_where_a_longer_body_follows() -> None:
    found = [(first, body, take_title([first, body]) == (first, [body])) for first, body, _ in TITLED]
    assert found == TITLED
    assert all(
        take_title([first, body]) == (None, [first, body]) for first, body, is_title in TITLED if not is_title
    )


def test_a_plain_text_that_is_given_a_title_keeps_its_first_line() -> None:
    text = f"Rain in Rome again\n\n{FIRST}\n\n{SECOND}"
    assert parse_text(text).title == "Rain in Rome again"
    assert parse_text(text).text == f"{FIRST}\n\n{SECOND}"
    given = parse_text(text, title="Rain", outlet="The Paper", place="Rome", language="en", tags=["rain"])
    assert (given.title, given.text) == ("Rain", text)
    assert (given.outlet, given.place, given.language, given.tags) == ("The Paper", "Rome", "en", ("rain",))


def test_a_dateline_is_looked_for_in_two_paragraphs_and_its_agency_wins_over_the_bylines() -> None:
    wire = f"ROME (AP) — {FIRST}"
    for lines, place, outlet in (
        ([wire, SECOND], "Rome", "AP"),
        ([FIRST, wire], "Rome", "AP"),
        ([FIRST, SECOND, wire], None, None),
        (["By Jane Doe, The Post", wire], "Rome", "AP"),
        (["By Jane Doe, The Post", f"ROME — {FIRST}"], "Rome", "The Post"),
    ):
        cleaned = clean(lines)
        assert (cleaned.place, cleaned.outlet) == (place, outlet)


def test_the_body_is_the_first_of_four_paragraphs_that_says_more_than_who_and_when() -> None:
    heads = ["By Jane Doe", "May 3, 2025", "Advertisement"]
    assert take_title(["One two three four", *heads, "x" * 101])[0] == "One two three four"
    assert take_title(["One two three four", *heads, "Share", "x" * 101])[0] is None
    assert take_title(["One two three four"])[0] is None


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("\ufeffone\r\ntwo\rthree", ["one", "two", "three"]),
        (" one \n  two", ["one", "two"]),
        ("one\ntwo\n\nthree", ["one\ntwo", "three"]),
        ("one\n \n\n\ntwo", ["one", "two"]),
        (f"one\n{'x' * 120}\n\ntwo", [f"one\n{'x' * 120}", "two"]),
        (f"one\n{'x' * 121}\n\ntwo", ["one", "x" * 121, "two"]),
        ("By Jane Doe\none\n\ntwo", ["By Jane Doe", "one", "two"]),
    ],
)
def test_a_plain_text_is_cut_at_blank_lines_else_at_every_line(text: str, paragraphs: list[str]) -> None:
    assert split_paragraphs(text) == paragraphs
