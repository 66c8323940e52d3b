"""Misspelled words looked up in a mapped lexicon: filtered as arrays first, then compared one by one.

`variants.Speller` puts every word of a vocabulary into lists, 300 MB for a million words; this takes
14 bytes for each, and gives what it gives.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy
from numpy.typing import NDArray

from retrieval.archive.lexicon import Lexicon

_CONTINUED, _KIND = 0x80, 0xC0  # in UTF-8 every byte of a character but its first looks so


class LexiconSpeller:
    """The words of a lexicon that begin or end as another word does."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        starts, ends, letters = lexicon.ends[:-1], lexicon.ends[1:], lexicon.letters
        self._heads = _pack(letters, starts, ends, (0, 1))
        self._tails = _pack(letters, starts, ends, (-3, -2, -1))
        leading = (letters & _KIND) != _CONTINUED
        self._lengths = numpy.add.reduceat(leading, starts, dtype=numpy.uint16)
        bits = (numpy.uint32(1) << (letters & 31).astype(numpy.uint32)) * leading
        self._letters = numpy.bitwise_or.reduceat(bits, starts)

    def near(self, word: str, most: int) -> Iterator[str]:
        """The words that begin with the same two letters, or these swapped, or end with the same three,
        and are not longer or shorter by more than `most`, nor of more than 2 * `most` other letters."""
        alike = self._beginning(word[:2]) | self._beginning(word[1::-1]) | self._ending(word[-3:])
        own = numpy.bitwise_or.reduce(
            [1 << (letter.encode("utf-8", "surrogatepass")[0] & 31) for letter in word]
        )
        alike &= abs(self._lengths.astype(numpy.int32) - len(word)) <= most
        numbers = numpy.flatnonzero(alike)
        others = numpy.bitwise_count(self._letters[numbers] ^ numpy.uint32(own))
        return self._words(numbers[others <= 2 * most])

    def beginning(self, start: str) -> Iterator[str]:
        """The words that begin with the same two letters or are in doubt."""
        return self._words(numpy.flatnonzero(self._beginning(start[:2])))

    def _words(self, numbers: NDArray[numpy.integer]) -> Iterator[str]:
        return map(self._lexicon.word, numbers.tolist())

    def _beginning(self, letters: str) -> NDArray[numpy.bool_]:
        return numpy.equal(self._heads, _packed(_encode(letters)[:2]))

    def _ending(self, letters: str) -> NDArray[numpy.bool_]:
        return numpy.equal(self._tails, _packed(_encode(letters)[-3:]))


def _pack(
    letters: NDArray[numpy.uint8],
    starts: NDArray[numpy.int64],
    ends: NDArray[numpy.int64],
    offsets: tuple[int, ...],
) -> NDArray[numpy.uint32]:
    """Some bytes of each word in one number; a byte that a word is too short for is 0."""
    packed = numpy.zeros(len(starts), dtype=numpy.uint32)
    for offset in offsets:
        places = starts + offset if offset >= 0 else ends + offset
        inside = (places >= starts) & (places < ends)
        packed <<= numpy.uint32(8)
        packed[inside] |= letters[places[inside]]
    return packed


def _packed(letters: bytes) -> int:
    return int.from_bytes(letters, "big")


def _encode(letters: str) -> bytes:
    return letters.encode("utf-8", "surrogatepass")
