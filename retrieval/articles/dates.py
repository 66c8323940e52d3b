"""Dates as pages, feeds and files write them; with the time zone where it is written, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone

_LONGEST = 80
_BESIDE = 32
"""As many characters may stand beside a printed date: "By Jane Doe | ", "Published on "."""
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar ene enero janv janvier",
            "feb february februar febrero févr février",
            "mar march märz marzo mars",
            "apr april abr abril avr avril",
            "may mai mayo",
            "jun june juni junio juin",
            "jul july juli julio juil juillet",
            "aug august ago agosto août",
            "sep sept september septiembre septembre",
            "oct october okt oktober octubre octobre",
            "nov november noviembre novembre",
            "dec december dez dezember dic diciembre déc décembre",
        ),
        start=1,
    )
    for name in names.split()
}
_ZONES = {
    **{"utc": 0, "gmt": 0, "z": 0, "bst": 1, "cet": 1, "cest": 2},
    **{"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7},
}
"""Hours from UTC. "ET" and "IST" are left out: they mean two and three different offsets."""

# Patterns stand here as written: `re` compiles, and keeps, those that an article asks for.
_ISO = (
    r"(?i)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:(?:T|\s{1,2}|,\s)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?"
    r"\s?(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?\b.{0,10}"
)
_COMPACT = r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z)?)?"
_NUMERIC = r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:\D{1,8}(\d{1,2})[:.](\d{2})(?::(\d{2}))?)?.{0,20}"
_MONTH_FIRST = r"([^\W\d_]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b"
_DAY_FIRST = r"(\d{1,2})(?:st|nd|rd|th|er|\.|º)?(?: de)? ([^\W\d_]{3,10})\.?,?(?: del?)? (\d{4})\b"
_NUMERIC_DAY = r"\b\d{1,2}\.\d{1,2}\.\d{4}\b"
_CLOCK = r"(?i)\b(\d{1,2})[:.](\d{2})(?::(\d{2}))?\s?([ap]\.?m\.?)?(?:\s?\(?([A-Za-z]{2,4})\b)?"
_STAMP_LINE = (
    r"(?:(?:last )?(?:updated|published|posted|veröffentlicht|publié|publicado)(?: on| at| el)?\s?:?\s{0,2})?"
    r"(?:(?:[A-Za-z]{3,9}day|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo),? )?"
    r"((?:[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]{2,8}\.? \d{4}|\d{4}-\d\d-\d\d"
    r"|\d{1,2} de [a-z]{4,10} del? \d{4})"
    r"(?:(?:,| at| -|\s|T){1,2}\d{1,2}:\d\d[^\n]{0,24}?)?)(?:\s(?:Updated|Published)\b[^\n]{0,48})?"
)


def parse_date(text: str) -> datetime | date | None:
    """A `datetime` where an hour is written, a `date` where only the day is, else None.

    >>> parse_date("2025-05-03"), parse_date("2025-05-03T00:00:00")
    (datetime.date(2025, 5, 3), datetime.date(2025, 5, 3))
    >>> parse_date("2025-05-03T14:30:00.000+0200").isoformat()
    '2025-05-03T14:30:00+02:00'
    >>> parse_date("Sat, 03 May 2025 14:30:00 GMT").isoformat()
    '2025-05-03T14:30:00+00:00'
    >>> parse_date("May 3, 2025 2:30 PM EDT").isoformat(), parse_date("3. Mai 2025"), parse_date("© 2025")
    ('2025-05-03T14:30:00-04:00', datetime.date(2025, 5, 3), None)
    """
    text = text.strip()[:_LONGEST]
    for parse in (_parse_iso, _parse_mail, _parse_named, _parse_stamp):
        with suppress(ValueError, OverflowError, TypeError, IndexError):
            if found := parse(text):
                return found
    return None


def parse_date_line(line: str) -> datetime | date | None:
    """The first date of a line that is nothing but a date, as printed below a headline.

    >>> parse_date_line("May 10, 2023 Updated July 19, 2024, 1:12 p.m. ET")
    datetime.date(2023, 5, 10)
    >>> parse_date_line("Publicado el lunes, 3 de mayo de 2024")
    datetime.date(2024, 5, 3)
    >>> parse_date_line("May 10, 2023 was a day of rain.") is None
    True
    """
    match = re.fullmatch(_STAMP_LINE, line.strip(), re.IGNORECASE)
    return parse_date(match.group(1)) if match else None


def parse_printed(text: str) -> datetime | date | None:
    """The date in a short text below a headline that says little else; never a copyright line's year.

    >>> parse_printed("By Nick Levine | February 28, 2023"), parse_printed("Copyright © May 3, 2023")
    (datetime.date(2023, 2, 28), None)
    >>> parse_printed("His letter of May 3, 2023 asked the court for more time to answer") is None
    True
    """
    text = text.strip()[:_LONGEST]
    if re.search(r"©|copyright", text, re.IGNORECASE):
        return None
    for shape in (_MONTH_FIRST, _DAY_FIRST, _NUMERIC_DAY, _ISO):
        if (match := re.search(shape, text)) and len(text) - len(match.group()) <= _BESIDE:
            return parse_date(text[match.start() :]) or parse_date(match.group())
    return None


def _parse_iso(text: str) -> datetime | date | None:
    for shape in (_ISO, _COMPACT):
        if match := re.fullmatch(shape, text):
            year, month, day, *clock, zone = match.groups()
            return _moment(date(int(year), int(month), int(day)), clock, _zone(zone))
    if match := re.fullmatch(_NUMERIC, text):
        day, month, year, *clock = match.groups()
        return _moment(date(int(year), int(month), int(day)), clock, None)
    return None


def _parse_mail(text: str) -> datetime | None:
    """RFC 822, as feeds and servers write it: "Sat, 03 May 2025 14:30:00 +0200"."""
    if not re.match(r"(?:\w{3},? )?\d{1,2} \w{3} \d{4} \d", text):
        return None
    from email.utils import parsedate_to_datetime  # 10 ms that a first answer does not wait for

    return parsedate_to_datetime(text)


def _parse_named(text: str) -> datetime | date | None:
    """A month by its name, before or after the day."""
    if match := re.search(_MONTH_FIRST, text):
        name, day, year = match.groups()
    elif match := re.search(_DAY_FIRST, text):
        day, name, year = match.groups()
    else:
        return None
    month = _MONTHS.get(name.casefold())
    if month is None:
        return None
    on = date(int(year), month, int(day))
    clock = re.search(_CLOCK, text[match.end() :]) or re.search(_CLOCK, text[: match.start()])
    if clock is None:
        return on
    hour, minute, second, half, zone = clock.groups()
    if half:
        hour = str(int(hour) % 12 + (12 if half[0] in "pP" else 0))
    return _moment(on, (hour, minute, second), _zone(zone))


def _parse_stamp(text: str) -> datetime | None:
    """Seconds or milliseconds since 1970."""
    if not re.fullmatch(r"\d{10}|\d{13}", text):
        return None
    return datetime.fromtimestamp(int(text[:10]), UTC)


def _moment(on: date, clock: Iterable[str | None], zone: timezone | None) -> datetime | date:
    """A day and as much of hour, minute and second as is written; midnight without a zone is a bare day."""
    hour, minute, second = (int(number or 0) for number in clock)
    at = time(hour, minute, second)
    return on if at == time() and zone is None else datetime.combine(on, at, zone)


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text[0] in "+-":
        digits = text[1:].replace(":", "").ljust(4, "0")
        away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return timezone(away if text[0] == "+" else -away)
    hours = _ZONES.get(text.casefold())
    return None if hours is None else timezone(timedelta(hours=hours))
