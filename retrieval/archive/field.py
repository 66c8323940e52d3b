"""Texts that came since the last merge, as terms in memory: few enough to add up all their postings."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

import numpy
from numpy.typing import NDArray

from retrieval.archive.building import Run, smallest
from retrieval.archive.scoring import Floats, Weighting


class Field:
    """Texts numbered from 0; those that were removed keep their numbers, without scoring."""

    def __init__(self) -> None:
        self._postings: dict[str, tuple[array[int], array[int]]] = {}
        self._lengths = array("I")
        self._alive = array("B")
        self.live = 0
        self.live_terms = 0

    def __len__(self) -> int:
        return len(self._lengths)

    def add(self, terms: Sequence[str]) -> None:
        """Put one text behind the others."""
        number, times = len(self), dict[str, int]()
        for term in terms:
            times[term] = times.get(term, 0) + 1
        for term, count in times.items():
            texts, counts = self._postings.setdefault(term, (array("I"), array("I")))
            texts.append(number)
            counts.append(count)
        self._lengths.append(len(terms))
        self._alive.append(1)
        self.live += 1
        self.live_terms += len(terms)

    def remove(self, number: int) -> None:
        """Let a live text score no more."""
        self._alive[number] = 0
        self.live -= 1
        self.live_terms -= self._lengths[number]

    def having(self, term: str) -> int:
        """How many live texts have a term."""
        found = self._postings.get(term)
        if found is None:
            return 0
        alive = numpy.frombuffer(self._alive, dtype=numpy.uint8)
        return int(alive[numpy.frombuffer(found[0], dtype=numpy.uint32)].sum())

    def scores(self, wanted: Sequence[tuple[str, float]], weighting: Weighting, average: float) -> Floats:
        """The score of every text by terms with their idf; 0.0 for one that has none of them or is gone."""
        totals: Floats = numpy.zeros(len(self))
        known = [(term, idf) for term, idf in wanted if term in self._postings]
        if not self.live or not known:
            return totals
        norms = weighting.norms(numpy.frombuffer(self._lengths, dtype=numpy.uint32), average)
        for term, idf in known:
            texts, times = (numpy.frombuffer(column, dtype=numpy.uint32) for column in self._postings[term])
            totals[texts] += idf * weighting.weights(times, norms[texts])
        totals[numpy.frombuffer(self._alive, dtype=numpy.uint8) == 0] = 0.0
        return totals

    @property
    def words(self) -> Iterator[str]:
        """Every term, those of removed texts too."""
        return iter(self._postings)

    @property
    def lengths(self) -> NDArray[numpy.uint32]:
        """The number of terms of each text, live or not."""
        return numpy.array(self._lengths, dtype=numpy.uint32)

    @property
    def alive(self) -> NDArray[numpy.bool_]:
        """Which texts are live."""
        return numpy.array(self._alive, dtype=bool)

    def run(self, numbers: NDArray[numpy.int64], terms: int, renumbered: NDArray[numpy.int64]) -> Run:
        """All live postings as a run: `numbers` for `words` in their order, new text numbers for old."""
        alive, runs = self.alive, []
        for number, (texts, times) in zip(numbers.tolist(), self._postings.values(), strict=True):
            old = numpy.array(texts, dtype=numpy.int64)
            kept = alive[old]
            runs.append((number, renumbered[old[kept]], numpy.array(times, dtype=numpy.uint32)[kept]))
        runs.sort(key=lambda part: part[0])
        counts = numpy.zeros(terms, dtype=numpy.int64)
        for number, texts_kept, _ in runs:
            counts[number] = len(texts_kept)
        texts_all = numpy.concatenate([part[1] for part in runs] or [numpy.zeros(0, numpy.int64)])
        times_all = numpy.concatenate([part[2] for part in runs] or [numpy.zeros(0, dtype=numpy.uint32)])
        return Run(0, counts, texts_all.astype(numpy.uint32), smallest(times_all))
