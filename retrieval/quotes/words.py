"""The words of a sentence and what newsrooms use them for: verbs of saying, titles, names, clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from retrieval.data import read_words
from retrieval.models import Span
from retrieval.quotes.marks import MARK

_TOKEN = re.compile(
    r"(?P<bracket>\([^()]{0,40}\))|(?P<initial>(?:[^\W\d_]\.)+(?!\w))"
    r"|(?P<word>[^\W_][\w\u0300-\u036f]*(?:[-'’][\w\u0300-\u036f]+)*['’]?)|(?P<point>[^\w\s])"
)


class Token(NamedTuple):
    """A word, a point, a bracket or a whole quotation of a sentence.

    The text of a quotation is empty, as is that of the token before the first: it is in every text of points.
    """

    kind: str
    text: str
    span: Span

    @property
    def low(self) -> str:
        """The text in lower case."""
        return self.text.casefold()


class Words:
    """The word lists of one language, from `data/saying.json`."""

    def __init__(self, language: str) -> None:
        lists = read_words("saying")
        chosen = {name: frozenset(words.split()) for name, words in lists[language].items()}
        self.finite, self.participle = chosen["finite"], chosen["participle"]
        self.helpers, self.refused = chosen["helpers"], chosen["refused"]
        self.supposing, self.imagining = chosen["supposing"] | self.refused, chosen["imagining"]
        self.follows = chosen["follows"]
        self.titles, self.prepositions = chosen["titles"], chosen["prepositions"]
        self.followed = lists[language]["followed"].split()
        self.days, self.not_names = chosen["days"], chosen["days"] | chosen["not_names"]
        shared = {name: frozenset(words.split()) for name, words in lists.items() if isinstance(words, str)}
        self.particles, self.abbreviations = shared["particles"], shared["abbreviations"]
        self.organisations, self.portfolios = shared["organisations"], shared["portfolios"]
        self.clauses, self.take_object = shared["clauses"], shared["take_object"]
        self.pronouns = shared["pronouns"]


@cache
def words_of(language: str) -> Words:
    """The word lists of one language, "en" or "es"."""
    return Words(language)


def read_tokens(text: str, frame: Span, quoted: Sequence[Span], words: Words) -> list[Token]:
    """The tokens of a sentence, each quotation with its marks being one."""
    tokens: list[Token] = []
    start = frame.start
    for span in [*quoted, None]:
        tokens += _plain_tokens(text, start, span.start if span else frame.end, words)
        if span:
            tokens.append(Token("quote", "", span))
            start = max(start, span.end)
    return tokens


def _plain_tokens(text: str, start: int, end: int, words: Words) -> Iterator[Token]:
    place = start
    while match := _TOKEN.search(text, place, end):
        kind, word, place = match.lastgroup or "", match.group(), match.end()
        if word in words.abbreviations and text[place : place + 1] == ".":
            place += 1
        if not MARK.fullmatch(word):
            yield Token(kind, text[match.start() : place], Span(match.start(), place))
