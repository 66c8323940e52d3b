"""The articles and passages of an archive as sequences that are read only where somebody looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, overload

from retrieval.models import Article, Passage
from retrieval.opensearch.documents import from_document
from retrieval.opensearch.queries import Json, some_articles, some_ids

AT_ONCE = 200
"""Articles read at a time."""

IDS_AT_ONCE = 5_000

_DEEPEST = 10_000
"""Places that the cluster counts up to; what lies deeper is walked to."""


Search = Callable[[Json], Json]
"""What asks an index."""


class ArticlePages(Sequence[Article]):
    """All articles in an order. One that does not fit its checksum is not among them."""

    def __init__(self, search: Search, order: Sequence[Json], count: Callable[[], int]) -> None:
        self._search, self._order, self._count = search, order, count

    def __len__(self) -> int:
        return self._count()

    def __iter__(self) -> Iterator[Article]:
        return (article for _, article in walk(self._search, self._page))

    @overload
    def __getitem__(self, at: int) -> Article: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Article, ...]: ...
    def __getitem__(self, at: int | slice) -> Article | tuple[Article, ...]:
        if isinstance(at, int):
            found = self._stretch(range(len(self))[at], 1)
            if not found:
                raise IndexError(at)
            return found[0]
        wanted = range(len(self))[at]
        if not wanted:
            return ()
        low, high = min(wanted[0], wanted[-1]), max(wanted[0], wanted[-1])
        found = self._stretch(low, high + 1 - low)
        return tuple(found[place - low] for place in wanted if place - low < len(found))

    def index(self, value: object, start: int = 0, stop: int | None = None) -> int:
        """The place of an article, found without reading the others."""
        if isinstance(value, Article):
            for at, hit in enumerate(walk_hits(self._search, self._ids)):
                if hit["_source"]["id"] == value.id:
                    return at
        raise ValueError(value)

    def _ids(self, after: Sequence[Any]) -> Json:
        return {**some_ids(None, IDS_AT_ONCE, after), "sort": list(self._order)}

    def _stretch(self, start: int, count: int) -> tuple[Article, ...]:
        if start + count > _DEEPEST:
            return tuple(islice(self, start, start + count))
        body = some_articles(self._order, count, start=start)
        hits = self._search(body)["hits"]["hits"]
        return tuple(article for hit in hits if (article := from_document(hit["_source"])))

    def _page(self, after: Sequence[Any]) -> Json:
        return some_articles(self._order, AT_ONCE, after=after)


class NumberedPassages(Sequence[Passage]):
    """The passages, found by the numbers that a search gave them."""

    def __init__(self, count: Callable[[], int], find: Callable[[int], Passage]) -> None:
        self._count, self._find = count, find

    def __len__(self) -> int:
        return self._count()

    @overload
    def __getitem__(self, at: int) -> Passage: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Passage, ...]: ...
    def __getitem__(self, at: int | slice) -> Passage | tuple[Passage, ...]:
        if isinstance(at, slice):
            raise TypeError("an archive's passages have numbers of their own, not places in a row")
        return self._find(at)


def walk(search: Search, page: Callable[[Sequence[Any]], Json]) -> Iterator[tuple[Json, Article]]:
    """Every whole article with its document, page after page; `page` is told where the last one ended."""
    for hit in walk_hits(search, page):
        article = from_document(hit["_source"])
        if article is not None:
            yield hit, article


def walk_hits(search: Search, page: Callable[[Sequence[Any]], Json]) -> Iterator[Json]:
    """Every hit of a search that is sorted, page after page."""
    after: Sequence[Any] = ()
    while hits := search(page(after))["hits"]["hits"]:
        yield from hits
        after = hits[-1]["sort"]
