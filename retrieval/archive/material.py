"""What a new segment is made of, whether articles are built anew or merged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from retrieval.archive.building import Run
from retrieval.archive.places import Holdings


class Texts(NamedTuple):
    """The postings of one kind of text, as runs, which are asked for twice, and the texts' lengths."""

    runs: Callable[[], Iterable[Run]]
    lengths: NDArray[numpy.uint32]


class Records(NamedTuple):
    """How articles are worded: their records, any number joined to one array, and the length of each."""

    parts: Callable[[], Iterable[NDArray[numpy.uint32]]]
    lengths: NDArray[numpy.int64]


class Material(NamedTuple):
    """All that a new segment is made of."""

    passages: Texts
    wholes: Texts
    words: Sequence[str]
    holdings: Holdings
    records: Records
