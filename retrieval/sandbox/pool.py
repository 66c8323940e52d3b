"""A few warm children, and who may use which of them when."""

from __future__ import annotations

import contextlib
import queue
import threading
from types import TracebackType

from retrieval.errors import ArticleError
from retrieval.models import Article
from retrieval.sandbox.child import Child
from retrieval.sandbox.protocol import PARSE_ARTICLE, Failures, SandboxLimits


def extract(
    data: bytes,
    name: str,
    url: str | None = None,
    *,
    failures: Failures = None,
    limits: SandboxLimits | None = None,
) -> tuple[Article, ...]:
    """The articles in one file, by a child process of its own. Raises ArticleError."""
    with ExtractionPool(1, limits=limits) as pool:
        return pool.extract(data, name, url, failures=failures)


class ExtractionPool:
    """A few warm child processes that turn files into articles; a context manager.

    `parse` names the function they call, "module:function", with the signature of `parse_article`.
    Any number of threads may call `extract`; as many files as there are children are read at once.

    >>> with ExtractionPool(1) as pool:
    ...     pool.extract(b"Owls hoot at night.", "owls.txt")[0].text
    'Owls hoot at night.'
    """

    def __init__(
        self, size: int = 2, *, limits: SandboxLimits | None = None, parse: str = PARSE_ARTICLE
    ) -> None:
        self.limits = limits or SandboxLimits()
        self.size = size
        self._parse = parse
        self._lock = threading.Lock()
        self._closed = False
        self._busy: set[Child] = set()
        self._idle: queue.LifoQueue[Child | None] = queue.LifoQueue()  # None: a place without a child
        for _ in range(size):
            self._idle.put(self._start_child())

    def __enter__(self) -> ExtractionPool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every child at once; what a busy one was reading ends in an ArticleError."""
        with self._lock:
            self._closed = True
            for busy in self._busy:
                busy.kill()
        with contextlib.suppress(queue.Empty):
            while True:
                if idle := self._idle.get_nowait():
                    idle.close()
        self._idle.put(None)  # wakes the next in line, who passes it on

    def extract(
        self, data: bytes, name: str, url: str | None = None, *, failures: Failures = None
    ) -> tuple[Article, ...]:
        """The articles in `data`, a file called `name`; see `parse_article` for `failures`.

        Raises ArticleError within the limits, and RuntimeError when the pool is closed or no child
        starts at all.
        """
        if len(data) > self.limits.data:
            problem = f"it is larger than {self.limits.data // 1024**2} MB"
            raise ArticleError(name, problem, "Split it, or send the article's own text.")
        child = self._take_child()
        try:
            return child.extract(data, name, url, failures)
        finally:
            self._give_back(child)

    def _take_child(self) -> Child:
        idle = self._idle.get()
        with self._lock:
            child = idle or self._start_child()
            if child is None or self._closed:
                self._idle.put(None)
                if child:
                    child.close()
                raise RuntimeError(
                    "this ExtractionPool is closed" if self._closed else "no process to be had"
                )
            self._busy.add(child)
        return child

    def _give_back(self, child: Child) -> None:
        with self._lock:
            self._busy.discard(child)
            if self._closed or not child.is_fit():
                child.close()
                self._idle.put(self._start_child())
            else:
                self._idle.put(child)

    def _start_child(self) -> Child | None:
        try:
            return None if self._closed else Child(self._parse, self.limits)
        except OSError:  # too many processes or files: the next file tries again
            return None
