"""Words and their numbers as arrays: looked up by hash in a mapped file, so that nothing is loaded.

A dict of a million words takes 100 MB and half a second to fill; this takes what one look-up touches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy
from numpy.typing import NDArray


class Lexicon(NamedTuple):
    """V words, numbered from 0 in their order."""

    hashes: NDArray[numpy.uint64]  # (V,) ascending
    numbers: NDArray[numpy.uint32]  # (V,) the number of the word with each hash
    ends: NDArray[numpy.int64]  # (V + 1,) word number n lies in letters[ends[n]:ends[n + 1]]
    letters: NDArray[numpy.uint8]  # UTF-8, one word behind the other

    def find(self, word: str) -> int | None:
        """The number of `word`, None if it has none."""
        data = _encode(word)
        key = numpy.frombuffer(_digest(data), dtype=">u8").astype(numpy.uint64)[0]
        place = int(numpy.searchsorted(self.hashes, key))
        while place < len(self.hashes) and self.hashes[place] == key:
            number = int(self.numbers[place])
            if self._data(number) == data:
                return number
            place += 1
        return None

    def word(self, number: int) -> str:
        """Word number `number`."""
        return self._data(number).decode("utf-8", "surrogatepass")

    def words(self) -> Iterator[str]:
        """All words in the order of their numbers."""
        return iter(unpack(self.letters, self.ends))

    def _data(self, number: int) -> bytes:
        return self.letters[self.ends[number] : self.ends[number + 1]].tobytes()


def make_lexicon(words: Iterable[str]) -> Lexicon:
    """The lexicon of distinct words.

    >>> lexicon = make_lexicon(["owl", "café"])
    >>> lexicon.find("café"), lexicon.find("cafe"), lexicon.word(0)
    (1, None, 'owl')
    """
    encoded = [_encode(word) for word in words]
    letters, ends = _join(encoded)
    digests = b"".join(map(_digest, encoded))
    hashes = numpy.frombuffer(digests, dtype=">u8").astype(numpy.uint64)
    order = numpy.argsort(hashes, kind="stable")
    return Lexicon(hashes[order], order.astype(numpy.uint32), ends, letters)


Packed = tuple[NDArray[numpy.uint8], NDArray[numpy.int64]]
"""Words as their letters (UTF-8) and where each begins and the last ends."""


def pack(words: Iterable[str]) -> Packed:
    """Words as their letters and where each ends, only to be read again in their order."""
    held = list(words)
    joined = "".join(held)
    if joined.isascii():  # nearly all are, and a letter is then a byte
        ends = numpy.array([0, *accumulate(map(len, held))], dtype=numpy.int64)
        return numpy.frombuffer(joined.encode(), dtype=numpy.uint8), ends
    return _join([_encode(word) for word in held])


def unpack(letters: NDArray[numpy.uint8], ends: NDArray[numpy.int64]) -> list[str]:
    """The words that were packed.

    >>> unpack(*pack(["owl", "café"]))
    ['owl', 'café']
    """
    data = letters.tobytes()
    return [data[start:end].decode("utf-8", "surrogatepass") for start, end in pairwise(ends.tolist())]


def _join(encoded: list[bytes]) -> Packed:
    ends = numpy.array([0, *accumulate(map(len, encoded))], dtype=numpy.int64)
    return numpy.frombuffer(b"".join(encoded), dtype=numpy.uint8), ends


def _encode(word: str) -> bytes:
    return word.encode("utf-8", "surrogatepass")


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=8).digest()
