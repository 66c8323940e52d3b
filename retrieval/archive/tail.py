"""The passages that came since the last merge, in memory: few enough to add up all their postings."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from retrieval.archive.building import Run, smallest
from retrieval.archive.places import Entry, Place
from retrieval.archive.scanning import Ranking, best
from retrieval.archive.scoring import Floats, Weighting
from retrieval.models import Span


class _Held(NamedTuple):
    article: str
    first: int
    spans: tuple[tuple[int, int], ...]

    @property
    def passages(self) -> range:
        return range(self.first, self.first + len(self.spans))


class Tail:
    """Passages numbered from 0; those of removed articles keep their numbers, without scoring."""

    def __init__(self) -> None:
        self._held: list[_Held] = []
        self._article_of: list[int] = []
        self._by_id: dict[str, int] = {}
        self._postings: dict[str, tuple[array[int], array[int]]] = {}
        self._lengths = array("I")
        self._alive = array("B")
        self.live = 0
        self.live_terms = 0

    def __len__(self) -> int:
        return len(self._lengths)

    def add(self, entry: Entry) -> None:
        """Put one article behind the others."""
        held = _Held(entry.article, len(self), tuple((start, end) for start, end in entry.spans))
        self._by_id[entry.article] = len(self._held)
        for terms in entry.terms:
            self._article_of.append(len(self._held))
            self._add_passage(terms)
        self._held.append(held)

    def remove(self, article: str) -> bool:
        """Let an article's passages score no more; whether it was here."""
        number = self._by_id.pop(article, None)
        if number is None:
            return False
        for passage in self._held[number].passages:
            self._alive[passage] = 0
            self.live -= 1
            self.live_terms -= self._lengths[passage]
        return True

    def having(self, term: str) -> int:
        """How many live passages have a term."""
        found = self._postings.get(term)
        if found is None:
            return 0
        alive = numpy.frombuffer(self._alive, dtype=numpy.uint8)
        return int(alive[numpy.frombuffer(found[0], dtype=numpy.uint32)].sum())

    def search(
        self, wanted: Sequence[tuple[str, float]], weighting: Weighting, average: float, limit: int
    ) -> Ranking:
        """The best by terms with their idf, as `scanning.Scan.search`."""
        if not self.live or not any(term in self._postings for term, _ in wanted):
            return []
        norms = weighting.norms(numpy.frombuffer(self._lengths, dtype=numpy.uint32), average)
        totals: Floats = numpy.zeros(len(self))
        for term, idf in wanted:
            if term in self._postings:
                columns = (numpy.frombuffer(column, dtype=numpy.uint32) for column in self._postings[term])
                passages, times = columns
                totals[passages] += idf * weighting.weights(times, norms[passages])
        totals[numpy.frombuffer(self._alive, dtype=numpy.uint8) == 0] = 0.0
        return best(totals, limit)

    def place(self, number: int) -> Place:
        """Where passage `number` stands."""
        held = self._held[self._article_of[number]]
        return Place(held.article, Span(*held.spans[number - held.first]), number - held.first)

    def passages_of(self, article: str) -> range | None:
        """The passages of a live article."""
        number = self._by_id.get(article)
        return self._held[number].passages if number is not None else None

    def articles(self) -> Iterator[tuple[str, range, tuple[tuple[int, int], ...]]]:
        """Live articles in the order they came: id, passages, spans."""
        for number in sorted(self._by_id.values()):
            held = self._held[number]
            yield held.article, held.passages, held.spans

    @property
    def words(self) -> Iterator[str]:
        """Every term, those of removed passages too."""
        return iter(self._postings)

    @property
    def lengths(self) -> NDArray[numpy.uint32]:
        """The number of terms of each passage, live or not."""
        return numpy.array(self._lengths, dtype=numpy.uint32)

    @property
    def alive(self) -> NDArray[numpy.bool_]:
        """Which passages are live."""
        return numpy.array(self._alive, dtype=bool)

    def run(self, numbers: NDArray[numpy.int64], terms: int, renumbered: NDArray[numpy.int64]) -> Run:
        """All live postings as a run: `numbers` for `words` in their order, new passage numbers for old."""
        alive, runs = self.alive, []
        for number, (passages, times) in zip(numbers.tolist(), self._postings.values(), strict=True):
            old = numpy.array(passages, dtype=numpy.int64)
            kept = alive[old]
            runs.append((number, renumbered[old[kept]], numpy.array(times, dtype=numpy.uint32)[kept]))
        runs.sort(key=lambda part: part[0])
        counts = numpy.zeros(terms, dtype=numpy.int64)
        for number, passages_kept, _ in runs:
            counts[number] = len(passages_kept)
        passages_all = numpy.concatenate([part[1] for part in runs] or [numpy.zeros(0, numpy.int64)])
        times_all = numpy.concatenate([part[2] for part in runs] or [numpy.zeros(0, dtype=numpy.uint32)])
        return Run(0, counts, passages_all.astype(numpy.uint32), smallest(times_all))

    def _add_passage(self, terms: Sequence[str]) -> None:
        number, times = len(self), dict[str, int]()
        for term in terms:
            times[term] = times.get(term, 0) + 1
        for term, count in times.items():
            passages, counts = self._postings.setdefault(term, (array("I"), array("I")))
            passages.append(number)
            counts.append(count)
        self._lengths.append(len(terms))
        self._alive.append(1)
        self.live += 1
        self.live_terms += len(terms)
