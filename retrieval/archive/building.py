"""Numbered words in, `Postings` out, in bounded memory: sorted runs first, then one placing.

Words are collected until a run is full, sorted by term and passage, counted, and put aside (on disk
when there is a folder). As passages are numbered in order, a term's list is its parts of all runs
one behind the other, so that placing needs no sorting, only a cursor for each term. `compiled.py` has
faster twins of the two steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from types import ModuleType
from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray

from retrieval.archive.errors import IndexFileError
from retrieval.archive.postings import DENSE, MOST_PASSAGES, Counts, Postings
from retrieval.archive.scoring import Floats, Weighting
from retrieval.archive.vocabulary import Numbered

Allocate = Callable[[str, Any, tuple[int, ...]], NDArray[Any]]
"""Gives a zeroed array by field name, type and shape: in memory, or a mapped file."""


COMPILED_FROM = 1 << 20
"""Words or postings from which numba's half second of loading is worth it."""


class Run(NamedTuple):
    """Postings of consecutive terms from `first` on, sorted by term, then by passage."""

    first: int
    counts: NDArray[numpy.integer]  # of each term
    passages: NDArray[numpy.uint32]
    times: Counts


class Placing(NamedTuple):
    """Postings that are being filled."""

    postings: Postings
    cursor: NDArray[numpy.int64]  # (T,) up to where each list is filled
    norms: Floats  # (N,)


def make_run(texts: Numbered, owners: NDArray[numpy.integer]) -> Run:
    """The sorted postings of some texts, each of which counts for its owner, or for nobody (-1).

    Owners ascend, and a passage owns its own text; an article those of its passages and its title's.
    """
    keys = texts.words.astype(numpy.uint64) << 32
    keys |= numpy.repeat(owners.astype(numpy.uint64) & 0xFFFFFFFF, texts.lengths)
    if (owners < 0).any():
        keys = keys[numpy.repeat(owners >= 0, texts.lengths)]
    keys.sort()
    is_first = numpy.ones(len(keys), dtype=bool)
    numpy.not_equal(keys[1:], keys[:-1], out=is_first[1:])
    edges = numpy.flatnonzero(is_first)
    times = smallest(numpy.diff(edges, append=len(keys)))
    keys = keys[edges]
    counts = numpy.bincount((keys >> 32).astype(numpy.int64), minlength=texts.known)
    return Run(0, counts.astype(numpy.uint32), (keys & 0xFFFFFFFF).astype(numpy.uint32), times)


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
    placing = _start(_allocate_all(having, widest, lengths, weighting, allocate))
    compiled = compiled_for(int(having.sum()))
    place_run = compiled.place if compiled else place
    for run in runs():
        place_run(placing, run)
    return placing.postings


def compiled_for(size: int) -> ModuleType | None:
    """The compiled steps, where they are worth it for so many words or postings, and can be had."""
    return _load_compiled() if size >= COMPILED_FROM else None


@cache
def _load_compiled() -> ModuleType | None:
    try:
        from retrieval.archive import compiled
    except (ImportError, RuntimeError):  # numba is not installed, or finds no place for what it compiles
        return None
    return compiled


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


def _start(postings: Postings) -> Placing:
    lengths, weighting = postings.lengths, postings.weighting
    has_words = postings.average > 0
    norms = weighting.norms(lengths, postings.average) if has_words else numpy.ones(len(lengths))
    return Placing(postings, postings.starts[:-1].astype(numpy.int64), norms)


def place(placing: Placing, run: Run) -> None:
    """Put each posting of a run where it belongs."""
    postings = placing.postings
    bounds = postings.weighting.bounds(run.times, placing.norms[run.passages])
    ends = numpy.cumsum(run.counts, dtype=numpy.int64)
    terms = slice(run.first, run.first + len(run.counts))
    used = numpy.flatnonzero(run.counts)
    if len(used):
        tops = numpy.maximum.reduceat(bounds, (ends - run.counts)[used])
        postings.tops[terms][used] = numpy.maximum(postings.tops[terms][used], tops)
    is_row = postings.rows[terms] >= 0
    for term in numpy.flatnonzero(is_row & (run.counts > 0)):
        part = slice(ends[term] - run.counts[term], ends[term])
        row, passages = postings.rows[run.first + term], run.passages[part]
        postings.row_times[row, passages] = run.times[part]
        postings.row_bounds[row, passages] = bounds[part]
    _place_lists(placing, run, bounds, ends, is_row)


def _place_lists(
    placing: Placing,
    run: Run,
    bounds: NDArray[numpy.uint8],
    ends: NDArray[numpy.int64],
    is_row: NDArray[numpy.bool_],
) -> None:
    cursor = placing.cursor[run.first : run.first + len(run.counts)]
    shifts = numpy.repeat(cursor - (ends - run.counts), run.counts)
    kept = numpy.flatnonzero(numpy.repeat(~is_row, run.counts))
    places = kept + shifts[kept]
    placing.postings.entries[places] = run.passages[kept] << 8 | bounds[kept]
    placing.postings.times[places] = run.times[kept]
    cursor += numpy.where(is_row, 0, run.counts)
