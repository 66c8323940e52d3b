"""Sorted runs in, `Postings` out, in bounded memory: counted, then placed; compiled where it is worth it.

Words are collected until a run is full, sorted by term and passage, counted, and put aside (on disk
when there is a folder). As passages are numbered in order, a term's list is its parts of all runs
one behind the other, so that placing needs no sorting, only a cursor for each term.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from types import ModuleType
from typing import Any

import numpy
from numpy.typing import NDArray

from retrieval.archive.building import Placing, Run, place
from retrieval.archive.errors import IndexFileError
from retrieval.archive.postings import DENSE, MOST_PASSAGES, Postings
from retrieval.archive.scoring import Weighting

Allocate = Callable[[str, Any, tuple[int, ...]], NDArray[Any]]
"""Gives a zeroed array by field name, type and shape: in memory, or a mapped file."""

COMPILED_FROM = 1 << 20
"""Words or postings from which numba's half second of loading is worth it."""


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
        import retrieval.archive.compiled as compiled
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
    dense = having * DENSE >= size
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
