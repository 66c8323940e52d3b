"""The compiled steps of building: `Vocabulary.read`, `building.make_run` and `building.place`, by numba.

Each gives what its plain twin gives, to the last bit. One file, as numba's cache notices a change only
in the file a compiled function stands in.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy
from numba import njit
from numpy.typing import NDArray

from retrieval.archive.building import Placing, Run, smallest
from retrieval.archive.lexicon import Packed
from retrieval.archive.scoring import MOST_BOUND
from retrieval.archive.vocabulary import Numbered

_SPACE, _LINE = 32, 10
_ROOM = 1 << 15
_BASIS, _PRIME = numpy.uint64(0xCBF29CE484222325), numpy.uint64(0x100000001B3)  # of FNV-1a
_HIGH, _LOW, _HALF = numpy.uint64(0xFFFFFFFF00000000), numpy.uint64(0xFFFFFFFF), numpy.uint64(32)


class _Table(NamedTuple):
    """Words by their hashes (open addressing) and their letters by their numbers."""

    slots: Any  # upper half of the hash << 32 | number + 1; 0 where nothing is; half of them stay empty
    ends: Any  # word number n lies in letters[ends[n]:ends[n + 1]]
    letters: Any


class WordTable:
    """Numbers for words, in the order of their first use, found in the bytes of their texts."""

    def __init__(self, letters: NDArray[numpy.uint8], ends: NDArray[numpy.int64]) -> None:
        self._size = len(ends) - 1
        self._table = _make_table(letters, ends, self._size)

    def __len__(self) -> int:
        return self._size

    def read(self, texts: Sequence[str]) -> Numbered:
        """See `vocabulary.Words.read`."""
        data = numpy.frombuffer("\n".join(texts).encode("utf-8", "surrogatepass"), dtype=numpy.uint8)
        words = numpy.empty(_count_words(data), dtype=numpy.uint32)
        lengths = numpy.zeros(len(texts), dtype=numpy.uint32)
        progress = numpy.array([0, 0, 0, self._size])
        self._make_room_for_letters(len(data))
        while _number_words(data, self._table, words, lengths, progress) < len(data):
            self._table = _make_table(self._table.letters, self._table.ends, int(progress[3]))
        self._size = int(progress[3])
        return Numbered(words[: progress[1]], lengths, self._size)

    def packed(self, first: int) -> Packed:
        """See `vocabulary.Words.packed`."""
        ends = self._table.ends[first : self._size + 1]
        return self._table.letters[ends[0] : ends[-1]].copy(), ends - ends[0]

    def _make_room_for_letters(self, more: int) -> None:
        letters, used = self._table.letters, int(self._table.ends[self._size])
        if used + more > len(letters):
            room = numpy.empty(max(used + more, 2 * used), dtype=numpy.uint8)
            room[:used] = letters[:used]
            self._table = self._table._replace(letters=room)


def make_run(texts: Numbered, owners: NDArray[numpy.integer]) -> Run:
    """See `building.make_run`: two walks over the words, one to count and one to place; nothing is sorted."""
    held = owners.astype(numpy.int64)
    counts = _count_owners(texts.words, texts.lengths, held, texts.known)
    ends = numpy.cumsum(counts, dtype=numpy.int64)
    passages = numpy.empty(int(counts.sum(dtype=numpy.int64)), dtype=numpy.uint32)
    times = numpy.empty(len(passages), dtype=numpy.uint32)
    _place_owners(texts.words, texts.lengths, held, ends - counts, passages, times)
    return Run(0, counts, passages, smallest(times))


def place(placing: Placing, run: Run) -> None:
    """See `building.place`: one walk over the postings."""
    to = placing.postings
    arrays = (to.entries, to.times, to.rows, to.row_bounds, to.row_times, to.tops)
    _place(
        *(run.first, run.counts, run.passages, run.times, placing.norms, float(to.weighting.k1)),
        *(placing.cursor, *map(numpy.asarray, arrays)),  # numba knows no mapped arrays
    )


def _make_table(letters: NDArray[numpy.uint8], ends: NDArray[numpy.int64], size: int) -> _Table:
    """A table of so many words, with room for as many again."""
    room = max(_ROOM, 1 << (2 * size).bit_length())
    held = numpy.zeros(room + 1, dtype=numpy.int64)
    held[: size + 1] = ends[: size + 1]
    table = _Table(numpy.zeros(2 * room, dtype=numpy.uint64), held, numpy.array(letters))
    _enter(table, size)
    return table


@njit(cache=True)
def _enter(table, size):
    """Put the words of a new table into its slots."""
    for number in range(size):
        first, last = table.ends[number], table.ends[number + 1]
        key = _BASIS
        for at in range(first, last):
            key = _mix(key, table.letters[at])
        slot, _ = _find(table, table.letters, first, last, key)
        table.slots[slot] = key & _HIGH | numpy.uint64(number + 1)


@njit(cache=True)
def _count_words(data):
    """How many words there are in texts, or a few more."""
    count = 1
    for byte in data:
        count += (byte == _SPACE) | (byte == _LINE)
    return count


@njit(cache=True)
def _number_words(data, table, words, lengths, progress):
    """Number words from where `progress` stands (byte, word, text, known words), until the table is full.

    Gives where it stopped.
    """
    at, count, text, known = progress
    room = len(table.ends) - 1
    while at < len(data):
        key, end = _BASIS, at
        while end < len(data) and data[end] != _SPACE and data[end] != _LINE:
            key = _mix(key, data[end])
            end += 1
        if end > at:
            slot, number = _find(table, data, at, end, key)
            if number < 0:
                if known == room:
                    break
                number = known
                _learn(table, data[at:end], number, slot, key)
                known += 1
            words[count] = number
            count += 1
            lengths[text] += 1
        text += end < len(data) and data[end] == _LINE
        at = end + 1
    progress[:] = min(at, len(data)), count, text, known
    return progress[0]


@njit(cache=True)
def _mix(key, byte):
    """A hash with one byte more."""
    return (key ^ numpy.uint64(byte)) * _PRIME


@njit(cache=True)
def _find(table, data, first, last, key):
    """The slot of a word, and its number; -1 if it has none, and may get that slot."""
    mask = len(table.slots) - 1
    slot = numpy.int64((key ^ (key >> _HALF)) & numpy.uint64(mask))
    while table.slots[slot]:
        held = table.slots[slot]
        if (held ^ key) & _HIGH == 0:
            number = numpy.int64(held & _LOW) - 1
            if _is_same(table, number, data, first, last):
                return slot, number
        slot = (slot + 1) & mask
    return slot, -1


@njit(cache=True)
def _is_same(table, number, data, first, last):
    """Whether a word is the one with that number."""
    start = table.ends[number]
    if table.ends[number + 1] - start != last - first:
        return False
    while first < last and table.letters[start] == data[first]:
        first += 1
        start += 1
    return first == last


@njit(cache=True)
def _learn(table, word, number, slot, key):
    """Give a word the next number."""
    start = table.ends[number]
    for at in range(len(word)):
        table.letters[start + at] = word[at]
    table.ends[number + 1] = start + len(word)
    table.slots[slot] = key & _HIGH | numpy.uint64(number + 1)


@njit(cache=True)
def _count_owners(words, lengths, owners, known):
    """How many owners have each word."""
    counts, last = numpy.zeros(known, numpy.uint32), numpy.full(known, -1, numpy.int64)
    at = 0
    for text in range(len(lengths)):
        owner = owners[text]
        if owner >= 0:
            for word in words[at : at + lengths[text]]:
                counts[word] += last[word] != owner
                last[word] = owner
        at += lengths[text]
    return counts


@njit(cache=True)
def _place_owners(words, lengths, owners, starts, passages, times):
    """Write down each owner of each word, and how often it has it."""
    cursor = starts.copy()
    at = 0
    for text in range(len(lengths)):
        owner = owners[text]
        if owner >= 0:
            for word in words[at : at + lengths[text]]:
                place = cursor[word]
                if place > starts[word] and passages[place - 1] == owner:
                    times[place - 1] += 1
                else:
                    passages[place], times[place] = owner, 1
                    cursor[word] = place + 1
        at += lengths[text]


@njit(cache=True)
def _place(
    first, counts, passages, times, norms, k1, cursor, entries, list_times, rows, row_bounds, row_times, tops
):
    """Write the postings of a run where they belong, with their bounds."""
    at = numpy.int64(0)
    for i in range(len(counts)):
        term = first + i
        row, place, top = rows[term], cursor[term], tops[term]
        for j in range(at, at + numpy.int64(counts[i])):
            passage, count = passages[j], times[j]
            bound = _bound(count, norms[passage], k1)
            top = max(top, bound)
            if row >= 0:
                row_bounds[row, passage], row_times[row, passage] = bound, count
            else:
                entries[place], list_times[place] = passage << 8 | bound, count
                place += 1
        at += numpy.int64(counts[i])
        cursor[term], tops[term] = place, top


@njit(cache=True)
def _bound(count, norm, k1):
    """`Weighting.bounds` of one posting, operation by operation."""
    share = (count * (k1 + 1)) / (norm + count) / (k1 + 1)
    return numpy.uint8(min(numpy.ceil(share * (MOST_BOUND + 1e-6)), float(MOST_BOUND)))
