"""Merging: a new segment of all live passages, made beside the old one while that goes on answering."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy
from numpy.typing import NDArray

from retrieval.archive.building import Run, Vocabulary
from retrieval.archive.generations import current, locked, publish
from retrieval.archive.index import Archive
from retrieval.archive.log import start_log
from retrieval.archive.making import Material, write_generation
from retrieval.archive.postings import Postings
from retrieval.archive.segments import Identity

_BLOCK = 1 << 22
"""Postings that are renumbered at a time."""


def merge(folder: Path, identity: Identity) -> None:
    """Make a new generation of the current one and its log; in any thread or program of its own.

    What is applied meanwhile is carried over. Raises IndexBusyError when one is being made already,
    DamagedIndexError, and IndexFileError when the disk is full; the old generation then stays.
    """
    with locked(folder, "building", wait=False):
        view = Archive(folder, identity, pruned=False)
        finished = write_generation(folder / "merging", _material(view), identity, view.mark)
        with locked(folder, "writing", wait=True):
            generation, end = view.position
            if current(folder) != generation:
                return  # built anew meanwhile: that is newer than what was merged here
            start_log(finished / "log", (generation / "log").read_bytes()[end:])
            publish(folder, finished)


def _material(view: Archive) -> Material:
    segment, tail, dead = view.parts
    old = segment.postings
    alive = numpy.ones(old.size, dtype=bool)
    alive[dead] = False
    renumbered = numpy.cumsum(alive) - 1
    added = int(alive.sum()) + numpy.cumsum(tail.alive) - 1
    words = Vocabulary(segment.words.words())
    numbers = numpy.array([words.learn(word) for word in tail.words], dtype=numpy.int64)
    ids, counts, spans = _places(view, alive)

    def runs() -> Iterator[Run]:
        yield from _blocks(old, alive, renumbered)
        yield tail.run(numbers, len(words), added)

    lengths = numpy.concatenate([old.lengths[alive], tail.lengths[tail.alive]])
    return Material(runs, list(words), lengths, ids, counts, spans)


def _places(
    view: Archive, alive: NDArray[numpy.bool_]
) -> tuple[list[str], NDArray[numpy.int64], NDArray[numpy.uint32]]:
    segment, tail, _ = view.parts
    ids, counts = list(view.article_ids()), []
    for id in ids:
        passages = view.passages_of(id)
        assert passages is not None
        counts.append(len(passages))
    old = numpy.column_stack([segment.places.starts_at[alive], segment.places.ends_at[alive]])
    new = [span for _, _, spans in tail.articles() for span in spans]
    added = numpy.array(new, dtype=numpy.uint32).reshape(-1, 2)
    return ids, numpy.array(counts, dtype=numpy.int64), numpy.concatenate([old, added])


def _blocks(old: Postings, alive: NDArray[numpy.bool_], renumbered: NDArray[numpy.int64]) -> Iterator[Run]:
    """The live postings of a segment, a block of terms at a time."""
    ends = numpy.cumsum(old.having, dtype=numpy.int64)
    first = 0
    while first < len(ends):
        before = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(numpy.searchsorted(ends, before + _BLOCK, side="right")))
        yield _block(old, first, last, alive, renumbered)
        first = last


def _block(
    old: Postings, first: int, last: int, alive: NDArray[numpy.bool_], renumbered: NDArray[numpy.int64]
) -> Run:
    if (old.rows[first:last] < 0).all():
        places = slice(old.starts[first], old.starts[last])
        passages, times = old.entries[places] >> 8, old.times[places]
        terms = numpy.repeat(numpy.arange(last - first), numpy.diff(old.starts[first : last + 1]))
    else:
        lists = [old.passages_with(term) for term in range(first, last)]
        passages = numpy.concatenate([found.astype(numpy.uint32) for found, _ in lists])
        times = numpy.concatenate([times for _, times in lists])
        terms = numpy.repeat(numpy.arange(last - first), [len(found) for found, _ in lists])
    kept = alive[passages]
    counts = numpy.bincount(terms[kept], minlength=last - first)
    return Run(first, counts, renumbered[passages[kept]].astype(numpy.uint32), times[kept])
