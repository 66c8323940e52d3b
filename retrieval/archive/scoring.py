"""The arithmetic of BM25, in rank_bm25's order of operations, and 8-bit bounds from above.

Floating point addition depends on its order. What is computed here, and in `kernel.py` for single
passages, follows rank_bm25's `BM25Plus(delta=0)` operation by operation, so that the scores are
its scores to the last bit.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

Floats = NDArray[numpy.float64]

MOST_BOUND = 255


class Weighting(NamedTuple):
    """BM25's two parameters: `k1` > 0 flattens repetition, `b` in [0, 1] counts length."""

    k1: float
    b: float

    def norms(self, lengths: NDArray[numpy.integer], average: float) -> Floats:
        """What a text's length adds to the number of times in the denominator, for each length."""
        counts: Floats = lengths.astype(numpy.float64)
        return self.k1 * (1 - self.b + self.b * counts / average)

    def weights(self, times: NDArray[numpy.integer], norms: Floats) -> Floats:
        """The part of the score that is not idf: from 0 to k1 + 1, more for more times."""
        counts = times.astype(numpy.int64)
        return (counts * (self.k1 + 1)) / (norms + counts)

    def bounds(self, times: NDArray[numpy.integer], norms: Floats) -> NDArray[numpy.uint8]:
        """`weights` as a share of k1 + 1 in 255 steps, rounded up: never below the weight."""
        shares = self.weights(times, norms) / (self.k1 + 1)
        return numpy.minimum(numpy.ceil(shares * (MOST_BOUND + 1e-6)), MOST_BOUND).astype(numpy.uint8)


def slack(built_for: float, now: float) -> float:
    """By how much weights can exceed bounds that were made when the average length was another.

    A norm is k1 (1 - b) plus a part that goes with 1 / average; if the average grows by a factor,
    norms shrink by at most that factor, and weights grow by at most it.

    >>> slack(50.0, 55.0), slack(50.0, 45.0)
    (1.1, 1.0)
    """
    return max(1.0, now / built_for) if built_for else 1.0


def idf(size: int, having: int) -> float:
    """The weight of a term that `having` of `size` texts have: ln((N + 1) / df), 0 where none has it."""
    return math.log((size + 1) / having) if having else 0.0
