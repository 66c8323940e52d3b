"""A ranker over texts held in memory: the same questions and answers as `retrieval.ranking.Ranker`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy
from numpy.typing import NDArray

from retrieval.archive.assembling import assemble
from retrieval.archive.building import Run, make_run
from retrieval.archive.engines import choose_engine
from retrieval.archive.scanning import Ranking, Wanted
from retrieval.archive.scoring import Floats, Weighting, idf
from retrieval.archive.vocabulary import Vocabulary

_CHUNK = 1 << 14
"""Texts that are taken at a time."""


class PostingsRanker:
    """BM25 over any iterable of texts as lists of terms, which is read once and not kept.

    Scores are rank_bm25's `BM25Plus(texts, k1=k1, b=b, delta=0)`, bit for bit. With `pruned`, the
    numba engine is used (raises ImportError without the extra `archive`).
    """

    def __init__(self, texts: Iterable[Sequence[str]], *, k1: float, b: float, pruned: bool = False) -> None:
        self._words = Vocabulary()
        lengths: list[NDArray[numpy.uint32]] = []
        size = 0
        runs: list[Run] = []
        for chunk in _chunks(texts, _CHUNK):
            numbered = self._words.number(chunk)
            runs.append(make_run(numbered, numpy.arange(size, size + len(chunk))))
            lengths.append(numbered.lengths)
            size += len(chunk)
        sizes = numpy.concatenate([*lengths, numpy.zeros(0, dtype=numpy.uint32)])
        self._postings = assemble(lambda: runs, sizes, len(self._words), Weighting(k1, b))
        self._engine = choose_engine(self._postings, pruned)

    def rank(self, terms: Iterable[str], limit: int) -> Ranking:
        """At most `limit` pairs of text number and score, best first, earlier text first on a tie.

        Texts without any of the terms are left out.

        >>> PostingsRanker([["a", "b"], ["b"], ["c"]], k1=0.6, b=0.4).rank(["b"], limit=3)[0][0]
        1
        """
        return self._engine.search(self._wanted(terms), self._postings.average, limit)

    def scores(self, terms: Iterable[str]) -> Floats:
        """The score of every text, in their order; 0.0 for one without any of the terms."""
        return self._engine.scores(self._wanted(terms), self._postings.average)

    def idf(self, term: str) -> float:
        """The weight of a term: ln((N + 1) / df), 0 where no text has it."""
        number = self._words.find(term)
        return idf(self._postings.size, int(self._postings.having[number])) if number is not None else 0.0

    @property
    def vocabulary(self) -> Iterable[str]:
        """Every term of the texts, each once."""
        return self._words

    def _wanted(self, terms: Iterable[str]) -> list[Wanted]:
        numbers = ((self._words.find(term), term) for term in terms)
        return [Wanted(number, self.idf(term)) for number, term in numbers if number is not None]


def _chunks(texts: Iterable[Sequence[str]], size: int) -> Iterator[list[Sequence[str]]]:
    source = iter(texts)
    while chunk := list(islice(source, size)):
        yield chunk
