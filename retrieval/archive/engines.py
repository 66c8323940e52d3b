"""Which engine searches a set of postings: numpy's scan, or, with the extra `archive`, numba's pruning."""

from __future__ import annotations

import gc
import threading
from collections.abc import Sequence
from importlib.util import find_spec
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


PRUNED_FROM = 50_000
"""Passages from which numba's half second of loading is worth it."""


class DeferredEngine:
    """Scans until pruning is loaded, in the background; both give the same, so nobody notices.

    `pruned` None means: where it is worth it and numba is installed.
    """

    def __init__(self, postings: Postings, pruned: bool | None = None) -> None:
        self._scan = Scan(postings)
        self._engine: Engine = self._scan
        if pruned:
            self._engine = choose_engine(postings, pruned=True)
        elif pruned is None and postings.size >= PRUNED_FROM and find_spec("numba") is not None:
            threading.Thread(target=self._load, args=(postings,), daemon=True).start()

    def _load(self, postings: Postings) -> None:
        try:
            engine = choose_engine(postings, pruned=True)
        except (ImportError, RuntimeError):  # numba does not load, or finds no place for what it compiles
            return
        used = numpy.flatnonzero(postings.tops)[:1].tolist()  # titles may have words that no passage has
        engine.search([Wanted(term, 1.0) for term in used], postings.average, 1)  # compiles, or loads it
        # Full rounds for garbage through all that was imported made single questions wait 0.1 s.
        gc.freeze()
        self._engine, self._scan = engine, Scan(postings)  # what the first kept is not wanted any more

    def search(
        self,
        wanted: Sequence[Wanted],
        average: float,
        limit: int,
        dead: NDArray[numpy.integer] | None = None,
    ) -> Ranking:
        """See `Scan.search`."""
        return self._engine.search(wanted, average, limit, dead)

    def scores(
        self, wanted: Sequence[Wanted], average: float, dead: NDArray[numpy.integer] | None = None
    ) -> Floats:
        """See `Scan.scores`."""
        return self._scan.scores(wanted, average, dead)
