"""Where passages stand: which article, from which character to which, as arrays of spans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from retrieval.archive.lexicon import Lexicon, make_lexicon
from retrieval.models import Span


class Entry(NamedTuple):
    """One article as the index takes it: for each passage its span and its terms."""

    article: str
    spans: Sequence[tuple[int, int]]
    terms: Sequence[Sequence[str]]


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

    def place(self, number: int) -> Place:
        """Where passage `number` stands."""
        article = int(numpy.searchsorted(self.firsts, number, side="right")) - 1
        span = Span(int(self.starts_at[number]), int(self.ends_at[number]))
        return Place(self.articles.word(article), span, number - int(self.firsts[article]))

    def passages_of(self, article: int) -> range:
        """The passages of article number `article`."""
        return range(int(self.firsts[article]), int(self.firsts[article + 1]))


def make_places(
    articles: Sequence[str], counts: NDArray[numpy.integer], spans: NDArray[numpy.integer]
) -> Places:
    """Places of articles with so many passages each; `spans` is (N, 2)."""
    firsts = numpy.zeros(len(articles) + 1, dtype=numpy.uint32)
    numpy.cumsum(counts, out=firsts[1:])
    starts, ends = spans.reshape(-1, 2).astype(numpy.uint32).T.copy()
    return Places(make_lexicon(articles), firsts, starts, ends)
