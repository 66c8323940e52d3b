"""Texts as lists of terms in, `Postings` out, in bounded memory: sorted runs first, then one placing.

Terms are collected until a run is full, sorted by term and passage, counted, and put aside (on disk
when there is a folder). As passages are numbered in order, a term's list is its parts of all runs
one behind the other, so that placing needs no sorting, only a cursor for each term.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, count
from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray

from retrieval.archive.errors import IndexFileError
from retrieval.archive.postings import DENSE, MOST_PASSAGES, Counts, Postings
from retrieval.archive.scoring import Floats, Weighting

Allocate = Callable[[str, Any, tuple[int, ...]], NDArray[Any]]
"""Gives a zeroed array by field name, type and shape: in memory, or a mapped file."""


class Run(NamedTuple):
    """Postings of consecutive terms from `first` on, sorted by term, then by passage."""

    first: int
    counts: NDArray[numpy.integer]  # of each term
    passages: NDArray[numpy.uint32]
    times: Counts


class Vocabulary:
    """Numbers for terms, in the order of their first use."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._numbers: defaultdict[str, int] = defaultdict(count().__next__)
        for word in words:
            self.learn(word)

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def find(self, word: str) -> int | None:
        """The number of a word that has one."""
        return self._numbers.get(word)

    def learn(self, word: str) -> int:
        """The number of a word, a new one if it has none."""
        return self._numbers[word]

    def number(self, texts: Sequence[Sequence[str]]) -> Numbered:
        """The texts' words by their numbers; new words get new numbers."""
        lengths = numpy.fromiter(map(len, texts), dtype=numpy.uint32, count=len(texts))
        words = map(self._numbers.__getitem__, chain.from_iterable(texts))
        numbers = numpy.fromiter(words, dtype=numpy.uint32, count=int(lengths.sum(dtype=numpy.int64)))
        return Numbered(numbers, lengths, len(self))


class Numbered(NamedTuple):
    """The numbers of all words of some texts, one text behind the other, and how many each text has;
    `known` numbers were given away then."""

    words: NDArray[numpy.uint32]
    lengths: NDArray[numpy.uint32]
    known: int


def make_run(texts: Numbered, first_passage: int) -> Run:
    """The sorted postings of some texts, the first of which has the number `first_passage`."""
    keys = texts.words.astype(numpy.uint64) << 32
    last_passage = first_passage + len(texts.lengths)
    keys |= numpy.repeat(numpy.arange(first_passage, last_passage, dtype=numpy.uint64), texts.lengths)
    keys.sort()
    is_first = numpy.ones(len(keys), dtype=bool)
    numpy.not_equal(keys[1:], keys[:-1], out=is_first[1:])
    edges = numpy.flatnonzero(is_first)
    times = smallest(numpy.diff(edges, append=len(keys)))
    keys = keys[edges]
    counts = numpy.bincount((keys >> 32).astype(numpy.int64), minlength=texts.known)
    return Run(0, counts.astype(numpy.uint32), (keys & 0xFFFFFFFF).astype(numpy.uint32), times)


def join_passages(run: Run, articles: NDArray[numpy.integer], first_passage: int, titles: Run) -> Run:
    """The run of whole articles: of their passages, whose articles are given, and of their titles.

    Passages follow each other article by article, so that the postings of a term are sorted already.
    """
    keys = _keys(run, articles[run.passages - numpy.uint32(first_passage)])
    keys, times = _add_up(keys, run.times)
    keys = numpy.concatenate([keys, _keys(titles, titles.passages)])
    order = numpy.argsort(keys, kind="stable")  # two sorted halves: one pass
    keys, times = _add_up(keys[order], numpy.concatenate([times, titles.times])[order])
    terms = max(len(run.counts), len(titles.counts))
    counts = numpy.bincount((keys >> numpy.uint64(32)).astype(numpy.int64), minlength=terms)
    passages = (keys & numpy.uint64(0xFFFFFFFF)).astype(numpy.uint32)
    return Run(0, counts.astype(numpy.uint32), passages, smallest(times))


def _keys(run: Run, texts: NDArray[numpy.integer]) -> NDArray[numpy.uint64]:
    terms = numpy.repeat(numpy.arange(len(run.counts), dtype=numpy.uint64), run.counts)
    return terms << numpy.uint64(32) | texts.astype(numpy.uint64)


def _add_up(
    keys: NDArray[numpy.uint64], times: Counts
) -> tuple[NDArray[numpy.uint64], NDArray[numpy.uint32]]:
    """Each of the sorted keys once, with the sum of its times."""
    if not len(keys):
        return keys, times.astype(numpy.uint32)
    edges = numpy.flatnonzero(numpy.concatenate([[True], keys[1:] != keys[:-1]]))
    return keys[edges], numpy.add.reduceat(times, edges, dtype=numpy.uint32)


def smallest(times: NDArray[numpy.integer]) -> Counts:
    """The same numbers in the smallest unsigned type that holds them; one byte for most corpora."""
    largest = int(times.max(initial=0))
    return times.astype(next(t for t in ("u1", "u2", "u4") if largest <= numpy.iinfo(t).max))


def in_memory(_name: str, dtype: Any, shape: tuple[int, ...]) -> NDArray[Any]:
    """An `Allocate` that uses memory only."""
    return numpy.zeros(shape, dtype)


def assemble(
    runs: Callable[[], Iterable[Run]],
    lengths: NDArray[numpy.uint32],
    terms: int,
    weighting: Weighting,
    allocate: Allocate = in_memory,
) -> Postings:
    """The postings of all runs, which are asked for twice: to count, then to place.

    Raises IndexFileError when there are more passages than entries can number.
    """
    if len(lengths) > MOST_PASSAGES:
        problem = f"more than {MOST_PASSAGES:,} passages are more than one index holds"
        raise IndexFileError(f"{len(lengths):,} passages", problem, "Use ENGINE=opensearch.")
    having, widest = _count(runs(), terms)
    placing = _Placing(_allocate_all(having, widest, lengths, weighting, allocate))
    for run in runs():
        placing.place(run)
    return placing.postings


def _count(runs: Iterable[Run], terms: int) -> tuple[NDArray[numpy.int64], Any]:
    having, widest = numpy.zeros(terms, dtype=numpy.int64), numpy.dtype("u1")
    for run in runs:
        having[run.first : run.first + len(run.counts)] += run.counts
        widest = numpy.promote_types(widest, run.times.dtype)
    return having, widest


def _allocate_all(
    having: NDArray[numpy.int64],
    widest: Any,
    lengths: NDArray[numpy.uint32],
    weighting: Weighting,
    allocate: Allocate,
) -> Postings:
    terms, size = len(having), len(lengths)
    dense = (having * DENSE >= size) & (having > 0)
    listed = numpy.where(dense, 0, having)
    total, rows = int(listed.sum()), int(dense.sum())
    postings = Postings(
        entries=allocate("entries", "u4", (total,)),
        times=allocate("times", widest, (total,)),
        starts=allocate("starts", "i8", (terms + 1,)),
        rows=allocate("rows", "i4", (terms,)),
        row_bounds=allocate("row_bounds", "u1", (rows, size)),
        row_times=allocate("row_times", widest, (rows, size)),
        tops=allocate("tops", "u1", (terms,)),
        having=allocate("having", "u4", (terms,)),
        lengths=allocate("lengths", "u4", (size,)),
        weighting=weighting,
        average=int(lengths.sum(dtype=numpy.int64)) / size if size else 0.0,
    )
    numpy.cumsum(listed, out=postings.starts[1:])
    postings.rows[:] = numpy.where(dense, numpy.cumsum(dense) - 1, -1)
    postings.having[:], postings.lengths[:] = having, lengths
    return postings


class _Placing:
    """Writes runs into the arrays of `postings`, remembering how far each list is filled."""

    def __init__(self, postings: Postings) -> None:
        self.postings = postings
        self._cursor = postings.starts[:-1].astype(numpy.int64)
        has_words = postings.average > 0
        self._norms: Floats = (
            postings.weighting.norms(postings.lengths, postings.average)
            if has_words
            else numpy.ones(postings.size)
        )

    def place(self, run: Run) -> None:
        """Put each posting of a run where it belongs."""
        bounds = self.postings.weighting.bounds(run.times, self._norms[run.passages])
        ends = numpy.cumsum(run.counts, dtype=numpy.int64)
        terms = slice(run.first, run.first + len(run.counts))
        used = numpy.flatnonzero(run.counts)
        if len(used):
            tops = numpy.maximum.reduceat(bounds, (ends - run.counts)[used])
            self.postings.tops[terms][used] = numpy.maximum(self.postings.tops[terms][used], tops)
        is_row = self.postings.rows[terms] >= 0
        for term in numpy.flatnonzero(is_row & (run.counts > 0)):
            part = slice(ends[term] - run.counts[term], ends[term])
            row, passages = self.postings.rows[run.first + term], run.passages[part]
            self.postings.row_times[row, passages] = run.times[part]
            self.postings.row_bounds[row, passages] = bounds[part]
        self._place_lists(run, bounds, ends, is_row)

    def _place_lists(
        self, run: Run, bounds: NDArray[numpy.uint8], ends: NDArray[numpy.int64], is_row: NDArray[numpy.bool_]
    ) -> None:
        cursor = self._cursor[run.first : run.first + len(run.counts)]
        shifts = numpy.repeat(cursor - (ends - run.counts), run.counts)
        kept = numpy.flatnonzero(numpy.repeat(~is_row, run.counts))
        places = kept + shifts[kept]
        self.postings.entries[places] = run.passages[kept] << 8 | bounds[kept]
        self.postings.times[places] = run.times[kept]
        cursor += numpy.where(is_row, 0, run.counts)
