"""Dates in every form that pages, feeds and files write, and what is no date."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from babel.dates import format_date

from retrieval.articles.dates import parse_date, parse_date_line, parse_printed


@pytest.mark.parametrize("language", ["en", "en_GB", "de", "es", "fr"])
@pytest.mark.parametrize("form", ["long", "medium", "d MMM y", "d MMMM, y"])
def test_a_day_is_read_as_its_language_writes_it(language: str, form: str) -> None:
    for day in (date(2025, month, 7) for month in range(1, 13)):
        written = format_date(day, form, locale=language)
        assert parse_date(written) == day, written


@pytest.mark.parametrize(
    ("zone", "offset"),
    [
        *((zone, "+00:00") for zone in ("UTC", "GMT")),
        *((zone, "+01:00") for zone in ("BST", "CET")),
        ("CEST", "+02:00"),
        ("EST", "-05:00"),
        ("EDT", "-04:00"),
        ("CST", "-06:00"),
        ("CDT", "-05:00"),
        ("MST", "-07:00"),
        ("MDT", "-06:00"),
        ("PST", "-08:00"),
        ("PDT", "-07:00"),
        *((zone, "") for zone in ("ET", "IST", "")),
    ],
)
def test_a_zone_is_known_by_its_letters_where_they_mean_one_offset(zone: str, offset: str) -> None:
    assert _iso(f"May 3, 2025 2:30 PM {zone}") == f"2025-05-03T14:30:00{offset}"


def _iso(text: str) -> str | None:
    found = parse_date(text)
    return found.isoformat() if found else None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2025/5/3", "2025-05-03"),
        ("2025-05-03 14:30", "2025-05-03T14:30:00"),
        ("2025-05-03, 14:30:15", "2025-05-03T14:30:15"),
        ("2025-05-03T14:30:15,123Z", "2025-05-03T14:30:15+00:00"),
        ("2025-05-03T14:30:15-03:30", "2025-05-03T14:30:15-03:30"),
        ("2025-05-03T14:30:15+05", "2025-05-03T14:30:15+05:00"),
        ("2025-05-03T14:30:15+0530", "2025-05-03T14:30:15+05:30"),
        ("2025-05-03T00:00:00Z", "2025-05-03T00:00:00+00:00"),
        ("2025-05-03T00:00:01", "2025-05-03T00:00:01"),
        ("2025-05-03 (Sat)", "2025-05-03"),
        ("2025-05-03 was a day of rain", None),
        ("2025-13-03", None),
        ("2025-05-03T25:00", None),
        ("20250503", "2025-05-03"),
        ("20250503T143015Z", "2025-05-03T14:30:15+00:00"),
        ("202505031430", "2025-05-03T14:30:00"),
        ("3.5.2025", "2025-05-03"),
        ("03.05.2025 um 14:30", "2025-05-03T14:30:00"),
        ("03.05.2025, 14.30:15 Uhr", "2025-05-03T14:30:15"),
        ("3.13.2025", None),
        ("Sat, 03 May 2025 14:30:15 +0200", "2025-05-03T14:30:15+02:00"),
        ("03 May 2025 14:30:15 -0500", "2025-05-03T14:30:15-05:00"),
        ("May 3rd, 2025", "2025-05-03"),
        ("Sept. 3 2025", "2025-09-03"),
        ("SEP 3, 2025", "2025-09-03"),
        ("3 DÉC. 2025", "2025-12-03"),
        ("1st of May", None),
        ("1er mai 2025", "2025-05-01"),
        ("1º de mayo del 2025", "2025-05-01"),
        ("Saturday, May 3, 2025 at 2:30 p.m.", "2025-05-03T14:30:00"),
        ("2:30 p.m. May 3, 2025", "2025-05-03T14:30:00"),
        ("12:05 AM, May 3, 2025", "2025-05-03T00:05:00"),
        ("12:05 pm, May 3, 2025", "2025-05-03T12:05:00"),
        ("May 3, 2025 9.05:07 (CET)", "2025-05-03T09:05:07+01:00"),
        ("May 3, 2025 9:05, updated 10:15", "2025-05-03T09:05:00"),
        ("1746282600", "2025-05-03T14:30:00+00:00"),
        ("1746282600123", "2025-05-03T14:30:00+00:00"),
        ("17462826001", None),
        ("May 3, 2025", "2025-05-03"),
        ("Foo 3, 2025", None),
        ("May 32, 2025", None),
        ("May 3", None),
        ("", None),
        (f"{'x' * 70} May 3, 2025", None),
        (f"{'x' * 68} May 3, 2025", "2025-05-03"),
        (f"{'x' * 69} May 3, 2025", None),
        (f"{' ' * 90}May 3, 2025", "2025-05-03"),
        ("2025-05-03T14:30:15+99:00", None),
    ],
)
def test_a_date_is_read_with_hour_and_zone_where_these_are_written(text: str, iso: str | None) -> None:
    assert _iso(text) == iso


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("May 3, 2025", date(2025, 5, 3)),
        ("  3 May 2025  ", date(2025, 5, 3)),
        ("2025-05-03", date(2025, 5, 3)),
        ("Published on: May 3, 2025", date(2025, 5, 3)),
        ("Last updated at 3 May. 2025", date(2025, 5, 3)),
        ("Saturday, May 3, 2025", date(2025, 5, 3)),
        ("Veröffentlicht 2025-05-03", date(2025, 5, 3)),
        ("May 3, 2025 Published June 4, 2025", date(2025, 5, 3)),
        ("3 de mayo de 2025", date(2025, 5, 3)),
        ("Publicado el sábado, 3 de mayo del 2025, 10:30", date(2025, 5, 3)),
        ("3 de mayo de 2025 llovió", None),
        ("On May 3, 2025", None),
        ("May 3, 2025 it rained", None),
        ("3 May 2025 Updated June 4, 2025", date(2025, 5, 3)),
        ("3 May 2025, 14:30 updated June 4, 2025", date(2025, 5, 3)),
        ("2025-05-03T14:30 Updated 2025-06-04", date(2025, 5, 3)),
        (f"{' ' * 90}May 3, 2025, 14:30{' ' * 90}", date(2025, 5, 3)),
        (f"May 3, 2025, 14:30{' x' * 12}", date(2025, 5, 3)),
        (f"May 3, 2025, 14:30{' x' * 13}", None),
    ],
)
def test_a_line_that_is_nothing_but_a_date_is_that_date(line: str, day: date | None) -> None:
    found = parse_date_line(line)
    assert (found.date() if isinstance(found, datetime) else found) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("By Jane Doe | May 3, 2025", date(2025, 5, 3)),
        ("Rome, 3 May 2025", date(2025, 5, 3)),
        ("Stand: 03.05.2025", date(2025, 5, 3)),
        ("Stand 2025-05-03", date(2025, 5, 3)),
        (f"May 3, 2025{'x' * 32}", None),
        (f"May 3, 2025 {'x' * 31}", date(2025, 5, 3)),
        (f"May 3, 2025 {'x' * 32}", None),
        ("© May 3, 2025", None),
        ("COPYRIGHT May 3, 2025", None),
        ("03.05.2025, the day of its print", date(2025, 5, 3)),
        ("2025-05-03 14:30:15, the time at which it was", datetime(2025, 5, 3, 14, 30, 15)),
        ("May 3, 2025 at 2:30 p.m.", datetime(2025, 5, 3, 14, 30)),
        ("Room 12", None),
    ],
)
def test_a_short_text_that_says_little_but_a_date_is_that_date(text: str, day: date | None) -> None:
    assert parse_printed(text) == day
