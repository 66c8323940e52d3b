"""The articles being asked and the index over them."""

from __future__ import annotations

from collections.abc import Iterable

from bot.settings import Settings
from retrieval import Article, NoArticles, PassageIndex, read_articles


class Collection:
    """A fixed set of articles, indexed once. Raises NoArticles where there are none."""

    def __init__(self, articles: Iterable[Article], origin: object) -> None:
        self._index = PassageIndex(articles)
        if not self._index.passages:
            raise NoArticles(origin, "has no articles in it", "Put one there, or name another place.")

    def index(self) -> PassageIndex:
        """The index to ask."""
        return self._index


def open_collection(settings: Settings) -> Collection:
    """The articles that `settings` names. Raises RetrievalError."""
    return Collection(read_articles(settings.verbatim_articles), settings.verbatim_articles)
