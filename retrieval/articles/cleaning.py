"""The plain-text cleaner that every format's paragraphs pass: furniture out, byline, dateline and tags read.

It is conservative: a paragraph it keeps is kept to the character, and of real articles it takes
about one paragraph in a thousand (`benchmarks/cleaning.py`), all of it junk.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from retrieval.articles.boilerplate import is_boilerplate
from retrieval.articles.bylines import parse_byline
from retrieval.articles.datelines import parse_dateline
from retrieval.articles.dates import parse_date_line

_HEAD = 4
"""A byline is looked for among this many first paragraphs."""

_TAGS_LABEL = r"(?i)(?:tags|keywords|topics|filed under|schlagwörter|mots-clés|etiquetas)\s?:\s?"
_GOES_ON = r"(?:and|or|y|und|et|who|which|but)\b"
_ENDS_OR_SPEAKS = r"[:;!?\"“”\n]|[^\W\d_]{3,}\."
_LONGEST_TAG = 40
_FEWEST_TAGS = 4


class Cleaned(NamedTuple):
    """An article's own paragraphs and what its furniture said about it."""

    paragraphs: tuple[str, ...]
    authors: tuple[str, ...] = ()
    place: str | None = None
    outlet: str | None = None
    tags: tuple[str, ...] = ()
    published: datetime | date | None = None


def clean(paragraphs: Iterable[str], headed: bool = False) -> Cleaned:
    """Keep an article's own paragraphs, exactly; read byline, date line, dateline and keyword line.

    A line that is only a date is taken out where it belongs to a head: a byline, or a title known already.

    >>> cleaned = clean(["By Jane Doe", "ROME (AP) — It rained.", "Source link", "Rome, Rain, Weather"])
    >>> cleaned.paragraphs, cleaned.authors, cleaned.place, cleaned.outlet
    (('ROME (AP) — It rained.',), ('Jane Doe',), 'Rome', 'AP')
    >>> cleaned.tags
    ('Rome', 'Rain', 'Weather')
    """
    kept = [text for paragraph in paragraphs if (text := paragraph.strip())]
    furniture_last = any(map(is_boilerplate, kept[-2:-1]))
    kept = [text for text in kept if not is_boilerplate(text)]
    tags = _tags(kept, fewest=2 if furniture_last else _FEWEST_TAGS)
    if tags:
        del kept[-1]
    authors, byline_outlet = _take_byline(kept)
    published = _take_date(kept, headed or bool(authors))
    dateline = next(filter(None, map(parse_dateline, kept[:2])), None)
    place, outlet = dateline or (None, None)
    return Cleaned(tuple(kept), authors, place, outlet or byline_outlet, tags, published)


def _take_byline(kept: list[str]) -> tuple[tuple[str, ...], str | None]:
    """Take the byline out of the first paragraphs: who wrote it, and for whom."""
    for number, text in enumerate(kept[:_HEAD]):
        if len(kept) > 1 and (byline := parse_byline(text)):
            del kept[number]
            return byline
    return (), None


def _take_date(kept: list[str], headed: bool) -> datetime | date | None:
    """The date line among the first paragraphs, taken out where it belongs to a head."""
    for number, text in enumerate(kept[:2]):
        if len(kept) > 1 and (published := parse_date_line(text)):
            if headed:
                del kept[number]
            return published
    return None


def _tags(kept: Sequence[str], fewest: int) -> tuple[str, ...]:
    """The keywords in the last paragraph, if it is nothing but keywords."""
    if len(kept) < 2:
        return ()
    line = kept[-1]
    label = re.match(_TAGS_LABEL, line)
    phrases = [phrase.strip() for phrase in line[label.end() if label else 0 :].split(",")]
    if not all(map(_is_tag, phrases)):
        return ()
    named = sum(phrase[0].isupper() for phrase in phrases)
    if not label and (len(phrases) < fewest or 2 * named <= len(phrases)):
        return ()
    return tuple(dict.fromkeys(phrases))


def _is_tag(phrase: str) -> bool:
    """A few words, not a sentence's end and not the last item of "one, two and three".

    >>> _is_tag("Drug cartels"), _is_tag("and Rome"), _is_tag("He left."), _is_tag("U.S.")
    (True, False, False, True)
    """
    if not phrase or len(phrase) > _LONGEST_TAG or len(phrase.split()) > 5:
        return False
    return not re.match(_GOES_ON, phrase) and not re.search(_ENDS_OR_SPEAKS, phrase)
