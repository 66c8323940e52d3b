"""The articles that came since the last merge: their words, by passage and as a whole, and their places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from retrieval.archive.field import Field
from retrieval.archive.places import Entry, Place
from retrieval.archive.vocabulary import split_terms
from retrieval.models import Span


class Held(NamedTuple):
    """An article of the tail; `first` is the number of its first passage."""

    article: str
    first: int
    spans: tuple[tuple[int, int], ...]
    day: float
    language: str

    @property
    def passages(self) -> range:
        """The numbers of its passages."""
        return range(self.first, self.first + len(self.spans))


class Tail:
    """Articles and passages numbered from 0; removed ones keep their numbers."""

    def __init__(self) -> None:
        self.passages, self.wholes = Field(), Field()
        self._held: list[Held] = []
        self._article_of: list[int] = []
        self._by_id: dict[str, int] = {}

    def __len__(self) -> int:
        """How many articles have come, live or not."""
        return len(self._held)

    def add(self, entry: Entry) -> None:
        """Put one article behind the others."""
        spans = tuple((start, end) for start, end in entry.spans)
        held = Held(entry.article, len(self.passages), spans, entry.day, entry.language)
        self._by_id[entry.article] = len(self._held)
        for terms in entry.terms:
            self._article_of.append(len(self._held))
            self.passages.add(split_terms(terms))
        self.wholes.add(entry.whole)
        self._held.append(held)

    def remove(self, article: str) -> bool:
        """Let an article score no more; whether it was here."""
        number = self._by_id.pop(article, None)
        if number is None:
            return False
        self.wholes.remove(number)
        for passage in self._held[number].passages:
            self.passages.remove(passage)
        return True

    def place(self, number: int) -> Place:
        """Where passage `number` stands."""
        held = self._held[self._article_of[number]]
        return Place(held.article, Span(*held.spans[number - held.first]), number - held.first)

    def article_of(self, number: int) -> int:
        """The number of the article that passage `number` stands in."""
        return self._article_of[number]

    def held(self, article: int) -> Held:
        """Article number `article`, live or not."""
        return self._held[article]

    def find(self, article: str) -> int | None:
        """The number of a live article."""
        return self._by_id.get(article)

    def live(self) -> Iterator[Held]:
        """Live articles in the order they came."""
        return (self._held[number] for number in sorted(self._by_id.values()))
