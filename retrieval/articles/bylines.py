"""The line that says who wrote a text: "By Jane Doe", "By JANE DOE, Associated Press"."""

from __future__ import annotations

import re
from typing import NamedTuple

from retrieval.articles.datelines import AGENCIES

_LONGEST = 160
_START = r"(?i)(?:by|von|par|por|di|written by|story by)[: ]\s{0,3}(?=\S)"
_SEPARATOR = r",? (?:and|und|et|y|e|&) |, |; | \| | - | – "
_NAME_WORD = r"(?:[A-Z]\.){1,3}|[^\W\d_][^\W\d_’'\-]*(?:[’'\-][^\W\d_]+)*\.?"
_PARTICLE_WORDS = "de la las los del da do dos di du van von der den ter al el bin ibn ben le"
_OTHER_WORDS = """
The A An Our This That These All Any Comparison Contrast Then Now Monday Tuesday Wednesday Thursday Friday
Saturday Sunday January February March April May June July August September October November December
"""
_TRADE_WORDS = """
News Press Today Times Post Journal Herald Tribune Network Staff Writer Reporter Correspondent Editor
Bureau Service Magazine Guardian Telegraph Agency Radio TV Media Reuters
"""
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_NOT_NAMES = frozenset(_OTHER_WORDS.split())
_OUTLET_WORDS = frozenset(_TRADE_WORDS.split())


class Byline(NamedTuple):
    """Who wrote a text, and for which outlet where the line says so."""

    authors: tuple[str, ...]
    outlet: str | None


def parse_byline(line: str) -> Byline | None:
    """The authors of a line that is a byline and nothing else, or None.

    >>> parse_byline("By JANE DOE, Associated Press")
    Byline(authors=('Jane Doe',), outlet='AP')
    >>> parse_byline("By Matthew Dolan and David Jesse").authors
    ('Matthew Dolan', 'David Jesse')
    >>> parse_byline("By the numbers"), parse_byline("By Thursday, prices fell.")
    (None, None)
    """
    line = line.strip()
    start = re.match(_START, line)
    if start is None or len(line) > _LONGEST or "\n" in line:
        return None
    parts = [part.strip() for part in re.split(_SEPARATOR, line[start.end() :])]
    authors: list[str] = []
    outlet = None
    for part in parts:
        if part.casefold() in AGENCIES:
            outlet = AGENCIES[part.casefold()]
        elif _is_person(part):
            authors.append(part.title() if part.isupper() else part)
        elif authors and _is_affiliation(part):
            outlet = outlet or (None if _is_job(part) else part)
        else:
            return None
    return Byline(tuple(authors), outlet) if authors else None


def _is_person(text: str) -> bool:
    words = text.split()
    if not 2 <= len(words) <= 5 or words[0] in _NOT_NAMES or not words[0][0].isupper():
        return False
    if not words[-1][0].isupper() or any(word.title() in _OUTLET_WORDS for word in words):
        return False
    return all(re.fullmatch(_NAME_WORD, word) and (word[0].isupper() or word in _PARTICLES) for word in words)


def _is_affiliation(text: str) -> bool:
    return len(text.split()) <= 5 and text[:1].isupper() and not text.endswith((".", "!", "?"))


def _is_job(text: str) -> bool:
    """
    >>> _is_job("Staff Writer"), _is_job("The Denver Post")
    (True, False)
    """
    return text.split()[-1].title() in {"Staff", "Writer", "Reporter", "Correspondent", "Editor", "Bureau"}
