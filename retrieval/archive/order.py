"""BM25 over one kind of text, passages or whole articles, of a segment and the tail behind it.

For every question the number of texts, their average length and each term's df are counted as they
are now, so that scores equal those of a rank_bm25 made of the same live texts in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy
from numpy.typing import NDArray

from retrieval.archive.engines import DeferredEngine
from retrieval.archive.field import Field
from retrieval.archive.gone import Removed
from retrieval.archive.lexicon import Lexicon
from retrieval.archive.postings import Postings
from retrieval.archive.scanning import Ranking, Wanted, best
from retrieval.archive.scoring import Floats
from retrieval.archive.scoring import idf as weight_of

_MOST_KEPT = 1 << 16
"""Terms whose idf is kept between questions."""


class Order:
    """The live texts of a segment (without those `removed`) and of `added`, numbered one behind the other."""

    def __init__(
        self, postings: Postings, words: Lexicon, removed: Removed, added: Field, pruned: bool | None
    ) -> None:
        self._postings, self._words = postings, words
        self._removed, self._added = removed, added
        self._engine = DeferredEngine(postings, pruned)
        self._weighed: dict[str, tuple[int | None, float]] = {}

    def forget(self) -> None:
        """Weigh terms anew: something came or went."""
        self._weighed.clear()

    @property
    def size(self) -> int:
        """How many live texts there are."""
        return self._postings.size - len(self._removed.numbers) + self._added.live

    @property
    def numbered(self) -> int:
        """How many numbers are taken, by live texts and by those that went."""
        return self._postings.size + len(self._added)

    def rank(self, terms: Iterable[str], limit: int) -> Ranking:
        """At most `limit` pairs of number and score, best first, the earlier text first on a tie."""
        average = self._average()
        if not average:
            return []
        weighed = [(term, *self._weigh(term)) for term in terms]
        found = self._engine.search(_listed(weighed), average, limit, self._removed.numbers)
        added = best(self._scores_added(weighed, average), limit)
        found += [(self._postings.size + number, score) for number, score in added]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:limit]

    def scores(self, terms: Iterable[str]) -> Floats:
        """The score of every number; 0.0 for a text that has none of the terms or went."""
        average = self._average()
        if not average:
            return numpy.zeros(self.numbered)
        weighed = [(term, *self._weigh(term)) for term in terms]
        old = self._engine.scores(_listed(weighed), average, self._removed.numbers)
        return numpy.concatenate([old, self._scores_added(weighed, average)])

    def scores_of(self, terms: Iterable[str], numbers: NDArray[numpy.int64]) -> Floats:
        """The scores of some live texts, given by ascending numbers."""
        average = self._average()
        weighed = [(term, *self._weigh(term)) for term in terms]
        split = int(numpy.searchsorted(numbers, self._postings.size))
        old, new = numbers[:split], numbers[split:] - self._postings.size
        totals: Floats = numpy.zeros(len(old))
        norms = self._postings.weighting.norms(self._postings.lengths[old], average or 1.0)
        for word in _listed(weighed):
            times = self._postings.times_in(word.term, old)
            totals += word.idf * self._postings.weighting.weights(times, norms)
        if not len(new):
            return totals
        return numpy.concatenate([totals, self._scores_added(weighed, average)[new]])

    def idf(self, term: str) -> float:
        """The weight of a term: ln((N + 1) / df) over the live texts, 0 where none has it."""
        return self._weigh(term)[1]

    def _scores_added(self, weighed: Sequence[tuple[str, int | None, float]], average: float) -> Floats:
        wanted = [(term, idf) for term, _, idf in weighed]
        return self._added.scores(wanted, self._postings.weighting, average)

    def _average(self) -> float:
        return (self._removed.live_terms + self._added.live_terms) / self.size if self.size else 0.0

    def _weigh(self, term: str) -> tuple[int | None, float]:
        """A term's number in the segment, if it has one, and its idf; kept until something changes."""
        if len(self._weighed) >= _MOST_KEPT:
            self.forget()
        if term not in self._weighed:
            number = self._words.find(term)
            having = self._removed.having(number) if number is not None else 0
            self._weighed[term] = number, weight_of(self.size, having + self._added.having(term))
        return self._weighed[term]


def _listed(weighed: Iterable[tuple[str, int | None, float]]) -> list[Wanted]:
    return [Wanted(number, idf) for _, number, idf in weighed if number is not None]
