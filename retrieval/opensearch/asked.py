"""The index that a question is asked of, by the name it had when the question began."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from retrieval.opensearch.cluster import Cluster, Json
from retrieval.opensearch.errors import IndexGoneError

T = TypeVar("T")


class AskedIndex:
    """One index of the cluster. Where another took its place meanwhile, that one is asked on.

    Both hold the same articles under the same ids, so that what a question has learned stays true.
    `behind` says which index stands behind the alias now.
    """

    def __init__(self, cluster: Cluster, name: str, behind: Callable[[], str]) -> None:
        self._cluster, self._name, self._behind = cluster, name, behind

    def search(self, body: Json) -> Json:
        """What a search finds."""
        return self._ask(lambda name: self._cluster.search(name, body))

    def document(self, id: str) -> Json | None:
        """The document with this id, None where there is none."""
        return self._ask(lambda name: self._cluster.document(name, id))

    def _ask(self, ask: Callable[[str], T]) -> T:
        name = self._name
        try:
            return ask(name)
        except IndexGoneError:
            now = self._behind()
            if now == name:
                raise
            self._name = now
            return ask(now)
