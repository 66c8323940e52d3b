"""Where passages stand: which article, from which character to which, as arrays; and each article's day."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from retrieval.archive.lexicon import Lexicon, make_lexicon
from retrieval.archive.vocabulary import split_terms
from retrieval.archive.wording import Wording
from retrieval.models import Span


class Entry(NamedTuple):
    """One article as the index takes it: for each passage its span and its terms, joined by
    `join_terms`; the title's terms, joined, when it was published (`times.in_days`), in which language
    it is, and how it is worded."""

    article: str
    spans: Sequence[tuple[int, int]]
    terms: Sequence[str]
    title: str = ""
    day: float = nan
    language: str = "en"
    wording: Wording | None = None

    @property
    def whole(self) -> list[str]:
        """The terms of the article as one text."""
        return [term for text in (self.title, *self.terms) for term in split_terms(text)]

    @property
    def size(self) -> int:
        """How many terms it has, or a few more."""
        return len(self.terms) + sum(text.count(" ") for text in self.terms)


class Place(NamedTuple):
    """Where one passage stands. `passage` counts the article's passages from 0."""

    article: str
    span: Span
    passage: int


class Places(NamedTuple):
    """N passages in A articles; an article's passages follow each other."""

    articles: Lexicon  # their ids
    firsts: NDArray[numpy.uint32]  # (A + 1,) the number of each article's first passage
    starts_at: NDArray[numpy.uint32]  # (N,) in code points of the article's text
    ends_at: NDArray[numpy.uint32]  # (N,)
    days: NDArray[numpy.float64]  # (A,) when each was published, NaN where nobody knows
    spoken: NDArray[numpy.uint8]  # (A,) its language's place in `languages`
    languages: tuple[str, ...]

    def place(self, number: int) -> Place:
        """Where passage `number` stands."""
        article = self.article_of(number)
        span = Span(int(self.starts_at[number]), int(self.ends_at[number]))
        return Place(self.articles.word(article), span, number - int(self.firsts[article]))

    def article_of(self, number: int) -> int:
        """The number of the article that passage `number` stands in."""
        return int(numpy.searchsorted(self.firsts, number, side="right")) - 1

    def passages_of(self, article: int) -> range:
        """The passages of article number `article`."""
        return range(int(self.firsts[article]), int(self.firsts[article + 1]))


class Holdings(NamedTuple):
    """What there is to say about articles beside their words, as it is collected."""

    articles: Sequence[str]
    counts: NDArray[numpy.integer]  # passages of each
    spans: NDArray[numpy.integer]  # (N, 2)
    days: NDArray[numpy.float64]
    spoken: NDArray[numpy.uint8]
    languages: Sequence[str]


def make_places(holdings: Holdings) -> Places:
    """The places of articles and their passages."""
    firsts = numpy.zeros(len(holdings.articles) + 1, dtype=numpy.uint32)
    numpy.cumsum(holdings.counts, out=firsts[1:])
    starts, ends = holdings.spans.astype(numpy.uint32).T.copy()
    return Places(
        *(make_lexicon(holdings.articles), firsts, starts, ends),
        *(holdings.days, holdings.spoken, tuple(holdings.languages)),
    )
