"""Words and their numbers while an index is being made: a dict; `compiled.WordTable` is its faster twin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count, islice
from typing import NamedTuple, Protocol

import numpy
from numpy.typing import NDArray

from retrieval.archive.lexicon import Packed, pack


class Numbered(NamedTuple):
    """The numbers of all words of some texts, one text behind the other, and how many each text has;
    `known` numbers were given away then."""

    words: NDArray[numpy.uint32]
    lengths: NDArray[numpy.uint32]
    known: int


class Words(Protocol):
    """What `Vocabulary` and `compiled.WordTable` have in common."""

    def __len__(self) -> int: ...

    def read(self, texts: Sequence[str]) -> Numbered:
        """The texts' words by their numbers; in a text they have a space between them."""
        ...

    def packed(self, first: int) -> Packed:
        """The words from number `first` on."""
        ...


class Vocabulary:
    """Numbers for terms, in the order of their first use."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._numbers: defaultdict[str, int] = defaultdict(count().__next__)
        for word in words:
            self.learn(word)

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def find(self, word: str) -> int | None:
        """The number of a word that has one."""
        return self._numbers.get(word)

    def learn(self, word: str) -> int:
        """The number of a word, a new one if it has none."""
        return self._numbers[word]

    def number(self, texts: Sequence[Sequence[str]]) -> Numbered:
        """The texts' words by their numbers; new words get new numbers."""
        lengths = numpy.fromiter(map(len, texts), dtype=numpy.uint32, count=len(texts))
        words = map(self._numbers.__getitem__, chain.from_iterable(texts))
        numbers = numpy.fromiter(words, dtype=numpy.uint32, count=int(lengths.sum(dtype=numpy.int64)))
        return Numbered(numbers, lengths, len(self))

    def read(self, texts: Sequence[str]) -> Numbered:
        """See `Words.read`."""
        return self.number(list(map(split_terms, texts)))

    def packed(self, first: int) -> Packed:
        """See `Words.packed`."""
        return pack(islice(self._numbers, first, None))


def join_terms(terms: Iterable[str]) -> str:
    """A text's terms as one string: a thousandth of the objects, and what is read the fastest.

    >>> join_terms(["owl", "hoot"]), join_terms([])
    ('owl hoot', '')
    """
    return " ".join(terms)


def split_terms(text: str) -> list[str]:
    """The terms that were joined; none is empty or has a space or line break in it.

    >>> split_terms("owl hoot"), split_terms("")
    (['owl', 'hoot'], [])
    """
    return text.split(" ") if text else []
