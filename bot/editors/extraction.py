"""Bytes and addresses to articles, by child processes that hostile input may exhaust without harm."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import TracebackType

from retrieval import Article, ArticleError, ExtractionPool, Fetcher


class Extraction:
    """Reads files and addresses; its child processes start with the first. A context manager."""

    def __init__(self, fetcher: Fetcher, start_pool: Callable[[], ExtractionPool] = ExtractionPool) -> None:
        self._fetcher = fetcher
        self._start_pool = start_pool
        self._pool: ExtractionPool | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Extraction:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.close()

    def read(
        self, data: bytes, name: str, url: str | None = None, failures: list[ArticleError] | None = None
    ) -> tuple[Article, ...]:
        """The articles in a file's bytes. Raises ArticleError."""
        with self._lock:
            self._pool = self._pool or self._start_pool()
        return self._pool.extract(data, name, url, failures=failures)

    def read_file(self, data: bytes, name: str, failures: list[ArticleError]) -> tuple[Article, ...]:
        """The articles in a watched file. Raises ArticleError."""
        return self.read(data, name, None, failures)

    def fetch(self, address: str, failures: list[ArticleError] | None = None) -> tuple[Article, ...]:
        """The articles at an address. Raises FetchError and ArticleError."""
        page = self._fetcher.fetch(address)
        return self.read(page.data, page.url, page.url, failures)
