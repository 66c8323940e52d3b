"""Which engine searches a set of postings: numpy's scan, or, with the extra `archive`, numba's pruning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy
from numpy.typing import NDArray

from retrieval.archive.postings import Postings
from retrieval.archive.scanning import Ranking, Scan, Wanted
from retrieval.archive.scoring import Floats


class Engine(Protocol):
    """What `Scan` and `Pruning` have in common."""

    def search(
        self,
        wanted: Sequence[Wanted],
        average: float,
        limit: int,
        dead: NDArray[numpy.integer] | None = None,
    ) -> Ranking:
        """See `Scan.search`."""
        ...

    def scores(
        self, wanted: Sequence[Wanted], average: float, dead: NDArray[numpy.integer] | None = None
    ) -> Floats:
        """See `Scan.scores`."""
        ...


def choose_engine(postings: Postings, pruned: bool) -> Engine:
    """The engine for these postings; numba is imported only when `pruned`."""
    if not pruned:
        return Scan(postings)
    from retrieval.archive.pruning import Pruning

    return Pruning(postings)
