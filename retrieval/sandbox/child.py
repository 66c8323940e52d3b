"""The parent's side of one child process: starts it, gives it a file, bounds what comes back, ends it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from retrieval.articlejson import article_from_json
from retrieval.errors import ArticleError
from retrieval.models import Article
from retrieval.sandbox.protocol import (
    ARTICLE,
    END,
    ERROR,
    FAILURE,
    ITS_TEXT,
    READY,
    REPLY,
    REQUEST,
    TOO_MUCH,
    UNREADABLE,
    Failures,
    SandboxLimits,
    read_error,
    to_arguments,
)

_ROOT = Path(__file__).resolve().parents[2]
_NOT_OUR_JSON = (ValueError, TypeError, RecursionError)
_FILES_PER_CHILD = 250  # then a fresh one: the memory of the parsing libraries only ever grows
_START_SECONDS = 90.0  # on a busy machine; one that cannot start ends at once, and is noticed at once


class Child:
    """One child process and the socket to it; used by one thread at a time, killed by any."""

    def __init__(self, parse: str, limits: SandboxLimits) -> None:
        self._limits = limits
        self._files_left = _FILES_PER_CHILD
        self._started = False
        ours, theirs = socket.socketpair()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, arguments of ours
                [sys.executable, "-m", "retrieval.sandbox", parse, *to_arguments(limits)],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=_ROOT,
                env={"PATH": os.defpath, "LANG": "C.UTF-8"},  # no tokens, no proxies
                start_new_session=True,
            )
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        self._socket = ours

    def extract(self, data: bytes, name: str, url: str | None, failures: Failures) -> tuple[Article, ...]:
        """The articles in `data`. Raises ArticleError; the child may be unfit afterwards."""
        self._files_left -= 1
        self._wait_for_start()
        deadline = time.monotonic() + self._limits.seconds
        try:
            about = {"name": name, "url": url, "failures": failures is not None}
            self._send(json.dumps(about).encode(), data, deadline)
            return self._read_reply(failures, deadline)
        except (OSError, EOFError, _TooMuchError, *_NOT_OUR_JSON) as error:
            self.kill()
            raise ArticleError(name, self._cause(error), ITS_TEXT) from error

    def is_fit(self) -> bool:
        """Whether the child can take another file."""
        return self._files_left > 0 and self._process.poll() is None

    def kill(self) -> None:
        """End the process and all it started, now."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def close(self) -> None:
        """End the process and the socket to it."""
        self.kill()
        self._socket.close()

    def _wait_for_start(self) -> None:
        if self._started:
            return
        try:
            self._started = self._receive(1, time.monotonic() + _START_SECONDS) == READY
        except (OSError, EOFError) as error:
            self.kill()
            command = " ".join(map(str, self._process.args[1:]))  # type: ignore[index]
            raise RuntimeError(f"an extraction child does not start: python {command}") from error

    def _send(self, head: bytes, data: bytes, deadline: float) -> None:
        for part in (REQUEST.pack(len(head), len(data)) + head, data):
            self._socket.settimeout(_left(deadline))
            self._socket.sendall(part)

    def _read_reply(self, failures: Failures, deadline: float) -> tuple[Article, ...]:
        # One at a time and counted: 6 MB of tiny articles would become 200 MB of values.
        articles: list[Article] = []
        room = self._limits.result
        for _ in range(self._limits.articles + 1):
            kind, size = REPLY.unpack(self._receive(REPLY.size, deadline))
            room -= size
            if room < 0:
                raise _TooMuchError
            payload = self._receive(size, deadline)
            if kind == ARTICLE:
                articles.append(article_from_json(payload))
            elif kind == FAILURE and failures is not None:
                failures.append(read_error(payload))
            elif kind == END:
                return tuple(articles)
            else:
                self._files_left *= kind == ERROR
                raise read_error(payload)
        raise _TooMuchError

    def _receive(self, size: int, deadline: float) -> bytearray:
        received = bytearray()
        while len(received) < size:
            self._socket.settimeout(_left(deadline))
            chunk = self._socket.recv(min(size - len(received), 64 * 1024))
            if not chunk:
                raise EOFError
            received += chunk
        return received

    def _cause(self, error: Exception) -> str:
        if isinstance(error, _TooMuchError):
            return TOO_MUCH
        if isinstance(error, TimeoutError) or self._process.returncode == -signal.SIGXCPU:
            return "it takes too long to read"
        return UNREADABLE


class _TooMuchError(Exception):
    """A reply above the limits."""


def _left(deadline: float) -> float:
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds
