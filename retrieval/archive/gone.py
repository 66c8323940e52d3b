"""What of a segment has been removed, and the numbers that change with it."""

from __future__ import annotations

import numpy
from numpy.typing import NDArray

from retrieval.archive.postings import Postings
from retrieval.archive.segments import Segment

_NONE = numpy.zeros(0, dtype=numpy.int64)


class Removed:
    """The texts of some postings that score no more: their `numbers`, ascending, and what is left."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings
        self.numbers: NDArray[numpy.int64] = _NONE
        self.live_terms = int(postings.lengths.sum(dtype=numpy.int64))
        self._having: dict[int, int] = {}

    def add(self, texts: range) -> None:
        """Let live texts go."""
        span = slice(texts.start, texts.stop)
        self.live_terms -= int(self._postings.lengths[span].sum(dtype=numpy.int64))
        place = int(numpy.searchsorted(self.numbers, texts.start))
        self.numbers = numpy.insert(self.numbers, place, numpy.arange(texts.start, texts.stop))
        self._having.clear()

    def having(self, term: int) -> int:
        """How many live texts have a term."""
        if term not in self._having:
            gone = self._postings.count_among(term, self.numbers)
            self._having[term] = int(self._postings.having[term]) - gone
        return self._having[term]


class Gone:
    """The articles of a segment that were removed, and their passages."""

    def __init__(self, segment: Segment) -> None:
        self._places = segment.places
        self.passages, self.wholes = Removed(segment.postings), Removed(segment.wholes)
        self._articles: set[int] = set()

    def __contains__(self, article: int) -> bool:
        return article in self._articles

    def find(self, article: str) -> int | None:
        """The number of a live article."""
        number = self._places.articles.find(article)
        return None if number in self._articles else number

    def remove(self, article: str) -> None:
        """Let an article go, if it is here."""
        number = self.find(article)
        if number is not None:
            self._articles.add(number)
            self.wholes.add(range(number, number + 1))
            self.passages.add(self._places.passages_of(number))
