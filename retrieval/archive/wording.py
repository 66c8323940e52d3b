"""How articles are worded: each sentence's place and its words as numbers, so that none is split again.

An article is one record of 32-bit numbers: its text's digest, how many sentences each passage has, for
each sentence where it begins and ends and how many words it has, and every word as its number in the
lexicon, with two bits of marks below. It is read from the file when a question weighs the article's
sentences. Nothing is quoted by it: what is shown is cut from the article anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from retrieval.archive.stored import Stored

_MARK_BITS = 2
_MARKS = (1 << _MARK_BITS) - 1
_AT_ONCE = 1000

Numbers = NDArray[numpy.uint32]


class Wording(NamedTuple):
    """An article's wording as it is entered: `digest` (64 bits) tells the text it was read from;
    `sentences` of each passage, as start, end and number of words; and the marks of its words."""

    digest: int
    sentences: Sequence[Sequence[tuple[int, int, int]]]
    marks: Sequence[bytes]


class Record(NamedTuple):
    """The same as it is read; `words` and `marks` are those of the whole article, one behind the other."""

    digest: int
    counts: list[int]  # sentences of each passage
    sentences: list[tuple[int, int, int]]
    words: Numbers
    marks: bytes


class Wordings(NamedTuple):
    """The records of A articles, an empty one where an article came without its wording."""

    data: Stored
    firsts: NDArray[numpy.int64]  # (A + 1,) where each record begins in `data`

    def read(self, article: int, passages: int) -> Record | None:
        """The record of article number `article`, which has so many passages."""
        data = self.data.read(int(self.firsts[article]), int(self.firsts[article + 1]))
        if not len(data):
            return None
        counts, behind = data[2 : 2 + passages].tolist(), data[2 + passages :]
        first = 3 * sum(counts)
        words = behind[first:]
        return Record(
            digest=int(data[0]) << 32 | int(data[1]),
            counts=counts,
            sentences=[(start, end, size) for start, end, size in behind[:first].reshape(-1, 3).tolist()],
            words=words >> numpy.uint32(_MARK_BITS),
            marks=(words & _MARKS).astype(numpy.uint8).tobytes(),
        )

    def copy(self, alive: NDArray[numpy.bool_]) -> Iterator[Numbers]:
        """The records of the articles that are `alive`, any number of neighbours at a time."""
        edges = numpy.flatnonzero(numpy.diff(alive, prepend=False, append=False)).tolist()
        for first, last in zip(edges[::2], edges[1::2], strict=True):
            for start in range(first, last, _AT_ONCE):
                end = min(start + _AT_ONCE, last)
                yield self.data.read(int(self.firsts[start]), int(self.firsts[end]))


def make_record(wording: Wording | None, words: Numbers) -> Numbers:
    """The record of an article whose passages have these words."""
    if wording is None:
        return words[:0]
    marks = numpy.frombuffer(b"".join(wording.marks), dtype=numpy.uint8)
    sentences = [number for passage in wording.sentences for one in passage for number in one]
    head = [wording.digest >> 32, wording.digest & 0xFFFFFFFF, *map(len, wording.sentences), *sentences]
    return numpy.concatenate([numpy.array(head, dtype=numpy.uint32), words << _MARK_BITS | marks])


def join_records(records: Iterable[Numbers]) -> tuple[Numbers, NDArray[numpy.int64]]:
    """Records one behind the other, and the length of each."""
    held = list(records)
    lengths = numpy.fromiter(map(len, held), dtype=numpy.int64, count=len(held))
    return numpy.concatenate([*held, numpy.zeros(0, dtype=numpy.uint32)]), lengths
