"""Texts in, BM25 scores out: the only file that imports rank_bm25.

Without its delta `BM25Plus` is BM25 with idf = ln((N + 1) / df), which stays positive on a corpus of a few
passages; `BM25Okapi` weighs a word found in half of them 0 and every word of a single one below 0.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, KeysView, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray


class Ranker:
    """BM25 over texts given as lists of terms (Robertson & Zaragoza 2009, "The Probabilistic
    Relevance Framework: BM25 and Beyond").

    The weights are rank_bm25's. Its scores are computed here from postings, bit for bit as with a delta of 0:
    `get_scores` looks into every text for every term, 240 ms for a question over 54,000 passages.
    """

    def __init__(self, texts: Sequence[Sequence[str]], *, k1: float, b: float) -> None:
        from rank_bm25 import BM25Plus

        # rank_bm25 divides by the corpus size and by the average length
        self._bm25 = BM25Plus(texts, k1=k1, b=b) if any(texts) else None
        self._size = len(texts)
        self._postings: dict[str, tuple[array[int], array[int]]] = {}
        for number, counts in enumerate(self._bm25.doc_freqs if self._bm25 else ()):
            for term, count in counts.items():
                numbers, times = self._postings.setdefault(term, (array("I"), array("I")))
                numbers.append(number)
                times.append(count)
        if self._bm25:
            import numpy

            self._bm25.doc_freqs = []
            lengths = numpy.array(self._bm25.doc_len)
            self._norms = k1 * (1 - b + b * lengths / self._bm25.avgdl)

    def rank(self, terms: Sequence[str], limit: int) -> list[tuple[int, float]]:
        """At most `limit` pairs of text number and score, best first, earlier text first on a tie.

        Texts without any of the terms are left out.

        >>> Ranker([["a", "b"], ["b"], ["c"]], k1=0.6, b=0.4).rank(["b"], limit=3)[0][0]
        1
        """
        scores = self.scores(terms)
        best = (-scores).argsort(kind="stable")[:limit]
        return [(int(number), float(scores[number])) for number in best if scores[number] > 0]

    def scores(self, terms: Iterable[str]) -> NDArray[numpy.float64]:
        """The score of every text, in their order; 0.0 for one without any of the terms."""
        import numpy

        totals = numpy.zeros(self._size)
        for term in terms:
            if self._bm25 is None or term not in self._postings:
                continue
            numbers, times = (numpy.frombuffer(column, dtype=numpy.uint32) for column in self._postings[term])
            weighed = times * (self._bm25.k1 + 1) / (self._norms[numbers] + times)
            totals[numbers] += self._bm25.idf[term] * weighed
        return totals

    def shares(self, terms: Sequence[str]) -> NDArray[numpy.float64]:
        """The score of every text, divided by the sum of the terms' idf."""
        return self.scores(terms) / (sum(map(self.idf, terms)) or 1.0)

    def idf(self, term: str) -> float:
        """The weight of a term: ln((N + 1) / df), 0 where no text has it."""
        return float(self._bm25.idf.get(term, 0.0)) if self._bm25 is not None else 0.0

    @property
    def vocabulary(self) -> KeysView[str]:
        """Every term of the texts, each once."""
        return self._postings.keys()


def best_places(scores: NDArray[numpy.float64], limit: int) -> NDArray[numpy.int64]:
    """The places of the `limit` highest scores, ascending; of equal ones the earlier place is taken.

    >>> import numpy
    >>> best_places(numpy.array([1.0, 3.0, 1.0, 2.0]), 3).tolist()
    [0, 1, 3]
    """
    import numpy

    if limit >= len(scores):
        return numpy.arange(len(scores))
    least = numpy.partition(scores, len(scores) - limit)[len(scores) - limit]
    above, ties = numpy.flatnonzero(scores > least), numpy.flatnonzero(scores == least)
    return numpy.sort(numpy.concatenate([above, ties[: limit - len(above)]]))
