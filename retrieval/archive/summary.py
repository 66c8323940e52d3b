"""What there is to say of all articles of an index at once: which are live, their days, their languages."""

from __future__ import annotations

from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from retrieval.archive.gone import Gone
from retrieval.archive.segments import Segment
from retrieval.archive.tail import Tail


class Summary(NamedTuple):
    """The numbers of the live articles, ascending; the day of every number, NaN where nobody knows; the
    languages of the live ones, in the order they came."""

    live: NDArray[numpy.int64]
    days: NDArray[numpy.float64]
    languages: tuple[str, ...]


def summarize(segment: Segment, tail: Tail, gone: Gone) -> Summary:
    """Look through all articles."""
    old = numpy.delete(numpy.arange(segment.wholes.size), gone.wholes.numbers)
    new = segment.wholes.size + numpy.flatnonzero(tail.wholes.alive)
    added = [tail.held(number).day for number in range(len(tail))]
    spoken, first = numpy.unique(segment.places.spoken[old], return_index=True)
    languages = [segment.places.languages[number] for number in spoken[numpy.argsort(first)].tolist()]
    return Summary(
        numpy.concatenate([old, new]),
        numpy.concatenate([segment.places.days, numpy.array(added, dtype=numpy.float64)]),
        tuple(dict.fromkeys([*languages, *(held.language for held in tail.live())])),
    )
