"""A long list of articles of which only those are read that somebody looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, overload

import numpy
from numpy.typing import NDArray

from retrieval.models import Article

_AT_ONCE = 200


class Listing(Sequence[Article]):
    """Articles by their numbers, in that order; `read` gives those that are still there, `number_of` the
    number of an id."""

    def __init__(
        self,
        numbers: NDArray[Any],
        read: Callable[[Sequence[int]], list[Article]],
        number_of: Callable[[str], int | None],
    ) -> None:
        self._numbers, self._read, self._number_of = numbers, read, number_of

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> Article: ...
    @overload
    def __getitem__(self, place: slice) -> list[Article]: ...
    def __getitem__(self, place: int | slice) -> Article | list[Article]:
        if isinstance(place, slice):
            return self._read(self._numbers[place].tolist())
        found = self._read([int(self._numbers[place])])
        if not found:
            raise IndexError(place)
        return found[0]

    def __iter__(self) -> Iterator[Article]:
        for start in range(0, len(self), _AT_ONCE):
            yield from self[start : start + _AT_ONCE]

    def index(self, value: object, start: int = 0, stop: int | None = None) -> int:
        """The place of an article, found without reading the others."""
        number = self._number_of(value.id) if isinstance(value, Article) else None
        if number is None or number not in self._numbers:
            raise ValueError(value)
        return int(numpy.flatnonzero(self._numbers == number)[0])
