"""The plain steps of building: numbered words to a sorted run, a run to its places in `Postings`.

`compiled.py` has faster twins of both.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from retrieval.archive.postings import Counts, Postings
from retrieval.archive.scoring import Floats
from retrieval.archive.vocabulary import Numbered


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
    owned = numpy.repeat(owners >= 0, texts.lengths)
    keys = texts.words[owned].astype(numpy.uint64) << 32
    keys |= numpy.repeat(owners, texts.lengths)[owned].astype(numpy.uint64)
    keys.sort()
    is_first = numpy.ones(len(keys), dtype=bool)
    numpy.not_equal(keys[1:], keys[:-1], out=is_first[1:])
    edges = numpy.flatnonzero(is_first)
    times = smallest(numpy.diff(edges, append=len(keys)))
    keys = keys[edges]
    counts = numpy.bincount((keys >> 32).astype(numpy.int64), minlength=texts.known)
    return Run(0, counts.astype(numpy.uint32), keys.astype(numpy.uint32), times)


def smallest(times: NDArray[numpy.integer]) -> Counts:
    """The same numbers in the smallest unsigned type that holds them; one byte for most corpora."""
    largest = int(times.max(initial=0))
    return times.astype(next(t for t in ("u1", "u2", "u4") if largest <= numpy.iinfo(t).max))


def place(placing: Placing, run: Run) -> None:
    """Put each posting of a run where it belongs."""
    postings = placing.postings
    bounds = postings.weighting.bounds(run.times, placing.norms[run.passages])
    ends = numpy.cumsum(run.counts, dtype=numpy.int64)
    terms = slice(run.first, run.first + len(run.counts))
    used = numpy.flatnonzero(run.counts)
    tops = numpy.maximum.reduceat(bounds, (ends - run.counts)[used])
    postings.tops[terms][used] = numpy.maximum(postings.tops[terms][used], tops)
    is_row = postings.rows[terms] >= 0
    for term in numpy.flatnonzero(is_row):
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
