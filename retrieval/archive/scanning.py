"""The engine that needs only numpy: every posting of every term is added up, then the best are taken.

Half a millisecond at 100,000 passages, and what `pruning.py` is tested against beside rank_bm25.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from retrieval.archive.postings import Postings
from retrieval.archive.scoring import Floats

Ranking = list[tuple[int, float]]
"""Pairs of passage number and score, best first, on a tie the earlier passage."""

_MOST_KEPT = 1 << 22
"""Floats kept between questions as weights of dense rows: 32 MB."""

_BLOCK = 256


class Wanted(NamedTuple):
    """A term of a question: its number in the postings, and its idf over the whole corpus."""

    term: int
    idf: float


class Scan:
    """Adds up whole lists. `average` is the corpus's average length now; dead passages score nothing."""

    def __init__(self, postings: Postings) -> None:
        self._postings = postings
        self._average = 0.0
        self._norms: Floats = numpy.empty(0)
        self._kept: dict[int, Floats] = {}

    def search(
        self,
        wanted: Sequence[Wanted],
        average: float,
        limit: int,
        dead: NDArray[numpy.integer] | None = None,
    ) -> Ranking:
        """At most `limit` passages that have one of the terms, given in the question's order."""
        return best(self.scores(wanted, average, dead), limit)

    def scores(
        self, wanted: Sequence[Wanted], average: float, dead: NDArray[numpy.integer] | None = None
    ) -> Floats:
        """The score of every passage, (N,); 0.0 for one that has none of the terms or is dead."""
        totals = numpy.zeros(self._postings.size)
        if wanted:
            self._adopt(average)
        for term, idf in wanted:
            if self._postings.rows[term] >= 0:
                totals += idf * self._row_weights(term)
            else:
                passages, times = self._postings.passages_with(term)
                weights = self._postings.weighting.weights(times, self._norms[passages])
                totals[passages] += idf * weights
        if dead is not None:
            totals[dead] = 0.0
        return totals

    def _adopt(self, average: float) -> None:
        if average != self._average:
            self._norms = self._postings.weighting.norms(self._postings.lengths, average)
            self._average = average
            self._kept.clear()

    def _row_weights(self, term: int) -> Floats:
        weights = self._kept.get(term)
        if weights is None:
            times = self._postings.row_times[self._postings.rows[term]]
            weights = self._postings.weighting.weights(times, self._norms)
            if (len(self._kept) + 1) * len(weights) <= _MOST_KEPT:
                self._kept[term] = weights
        return weights


def best(scores: Floats, limit: int) -> Ranking:
    """The `limit` highest scores above 0 with their places.

    As many blocks as are wanted have a maximum of at least the limit-th highest block maximum, so
    what is wanted lies at or above it; few scores are left to sort.

    >>> best(numpy.array([0.0, 2.0, 3.0, 2.0]), limit=2)
    [(2, 3.0), (1, 2.0)]
    """
    if limit <= 0:
        return []
    blocks, least = len(scores) // _BLOCK, 0.0
    if blocks > limit:
        tops = scores[: blocks * _BLOCK].reshape(blocks, _BLOCK).max(axis=1)
        least = float(numpy.partition(tops, blocks - limit)[blocks - limit])
    places = numpy.flatnonzero(scores >= least if least > 0 else scores > 0)
    found = scores[places]
    order = numpy.argsort(-found, kind="stable")[:limit]
    return list(zip(places[order].tolist(), found[order].tolist(), strict=True))
