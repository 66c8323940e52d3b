"""Which passages have a term, and how often: the arrays that every engine here reads.

Terms and passages are dense integers. Most terms have a list: one 32-bit entry per passage, the
passage's number in the upper 24 bits, in ascending order, and below it an 8-bit bound from above
on the term's weight there (`scoring.Weighting.bounds`); how often it stands there lies in a
parallel array. A term that an eighth of the passages have is a dense row instead, one bound and
one number of times per passage, 0 where it is not: found in one step, and no larger than a list.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from retrieval.archive.scoring import Weighting

Counts = NDArray[numpy.unsignedinteger]

MOST_PASSAGES = 1 << 24
"""More do not fit into the upper 24 bits of an entry."""

DENSE = 8
"""A term that one in so many passages has is a dense row."""


class Postings(NamedTuple):
    """The lists of T terms over N passages: P entries in lists, D dense rows.

    `average` is the average length at the time the bounds were made.
    """

    entries: NDArray[numpy.uint32]  # (P,) passage << 8 | bound
    times: Counts  # (P,)
    starts: NDArray[numpy.int64]  # (T + 1,) where each term's list begins in `entries`
    rows: NDArray[numpy.int32]  # (T,) which dense row a term is, -1 for a list
    row_bounds: NDArray[numpy.uint8]  # (D, N)
    row_times: Counts  # (D, N)
    tops: NDArray[numpy.uint8]  # (T,) the highest bound of each term
    having: NDArray[numpy.uint32]  # (T,) how many passages have it
    lengths: NDArray[numpy.uint32]  # (N,) in terms
    weighting: Weighting
    average: float

    @property
    def size(self) -> int:
        """How many passages there are."""
        return len(self.lengths)

    def passages_with(self, term: int) -> tuple[NDArray[numpy.integer], Counts]:
        """The passages that have term number `term`, ascending, and how often each has it."""
        row = self.rows[term]
        if row >= 0:
            times = self.row_times[row]
            passages = numpy.flatnonzero(times)
            return passages, times[passages]
        first, last = self.starts[term], self.starts[term + 1]
        return self.entries[first:last] >> 8, self.times[first:last]

    def times_in(self, term: int, passages: NDArray[numpy.integer]) -> Counts:
        """How often the term stands in each of the given passages."""
        row = self.rows[term]
        if row >= 0:
            times: Counts = self.row_times[row][passages]
            return times
        first, last = self.starts[term], self.starts[term + 1]
        if first == last:
            return numpy.zeros(len(passages), dtype=self.times.dtype)
        entries, wanted = self.entries[first:last], passages.astype(numpy.uint32)
        places = numpy.minimum(numpy.searchsorted(entries, wanted << 8), last - first - 1)
        found: Counts = self.times[first:last][places]
        found[entries[places] >> 8 != wanted] = 0
        return found

    def count_among(self, term: int, passages: NDArray[numpy.integer]) -> int:
        """How many of the given passages (ascending) have the term."""
        row = self.rows[term]
        if row >= 0:
            return int(numpy.count_nonzero(self.row_times[row][passages]))
        entries = self.entries[self.starts[term] : self.starts[term + 1]]
        lower = numpy.searchsorted(entries, passages.astype(numpy.uint32) << 8)
        upper = numpy.searchsorted(entries, passages.astype(numpy.uint32) << 8 | 255, side="right")
        return int((upper - lower).sum())
