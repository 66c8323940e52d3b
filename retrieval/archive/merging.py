"""Merging: a new segment of all live passages, made beside the old one while that goes on answering."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import numpy
from numpy.typing import NDArray

from retrieval.archive.building import Run
from retrieval.archive.field import Field
from retrieval.archive.generations import current, locked, publish
from retrieval.archive.index import Archive
from retrieval.archive.log import read_log, start_log
from retrieval.archive.making import write_generation
from retrieval.archive.material import Material, Records, Texts
from retrieval.archive.places import Entry, Holdings
from retrieval.archive.postings import Postings
from retrieval.archive.segments import Identity
from retrieval.archive.vocabulary import Vocabulary
from retrieval.archive.wording import join_records, make_record

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
    segment, tail, gone = view.parts
    words = Vocabulary(segment.words.words())
    passages, wholes = (
        _texts(postings, removed.numbers, field, words)
        for postings, removed, field in (
            (segment.postings, gone.passages, tail.passages),
            (segment.wholes, gone.wholes, tail.wholes),
        )
    )
    return Material(passages, wholes, list(words), _holdings(view), _records(view, words))


def _texts(old: Postings, dead: NDArray[numpy.int64], field: Field, words: Vocabulary) -> Texts:
    """The live texts of the segment and those of the tail behind them."""
    alive = numpy.ones(old.size, dtype=bool)
    alive[dead] = False
    renumbered = numpy.cumsum(alive) - 1
    added = int(alive.sum()) + numpy.cumsum(field.alive) - 1
    numbers = numpy.array([words.learn(word) for word in field.words], dtype=numpy.int64)

    def runs() -> Iterator[Run]:
        yield from _blocks(old, alive, renumbered)
        yield field.run(numbers, len(words), added)

    return Texts(runs, numpy.concatenate([old.lengths[alive], field.lengths[field.alive]]))


def _holdings(view: Archive) -> Holdings:
    segment, tail, gone = view.parts
    places, held = segment.places, list(tail.live())
    alive = numpy.ones(segment.postings.size, dtype=bool)
    alive[gone.passages.numbers] = False
    languages = Vocabulary(places.languages)
    spans = numpy.array([span for one in held for span in one.spans], dtype=numpy.uint32)
    old, new = numpy.diff(places.firsts.astype(numpy.int64)), [len(one.spans) for one in held]
    spoken = numpy.array([languages.learn(one.language) for one in held], dtype=numpy.uint8)
    wholes = gone.wholes.numbers
    return Holdings(
        list(view.article_ids()),
        numpy.concatenate([numpy.delete(old, wholes), numpy.array(new, dtype=numpy.int64)]),
        numpy.concatenate(
            [numpy.column_stack([places.starts_at, places.ends_at])[alive], spans.reshape(-1, 2)]
        ),
        numpy.concatenate([numpy.delete(places.days, wholes), numpy.array([one.day for one in held])]),
        numpy.concatenate([numpy.delete(places.spoken, wholes), spoken]),
        list(languages),
    )


def _records(view: Archive, words: Vocabulary) -> Records:
    """How the live articles are worded: of the segment as it stands there, of the tail from the log."""
    segment, tail, gone = view.parts
    alive = numpy.ones(segment.wholes.size, dtype=bool)
    alive[gone.wholes.numbers] = False
    entries = _logged(view)
    records = (
        make_record(entry.wording, words.read(entry.terms).words)
        for held in tail.live()
        for entry in [entries[held.article]]
    )
    added, lengths = join_records(records)
    old = numpy.diff(segment.wordings.firsts)[alive]
    return Records(lambda: chain(segment.wordings.copy(alive), [added]), numpy.concatenate([old, lengths]))


def _logged(view: Archive) -> dict[str, Entry]:
    """The articles that came since the last merge, each as it came last."""
    generation, end = view.position
    entries: dict[str, Entry] = {}
    for change, ends in read_log(generation / "log"):
        if ends > end:
            break
        entries.update((entry.article, entry) for entry in change.added)
    return entries


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
