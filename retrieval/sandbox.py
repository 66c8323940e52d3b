"""Extraction in a child process, which a hostile page may exhaust without harm to anybody else.

A child (`python -m retrieval.sandbox`) reads files from a socket and writes articles back as lines
of JSON, never pickles. It has its own memory and CPU limits and an empty environment; the parent
keeps the clock, bounds what comes back, and kills and replaces a child that goes too far.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any

from retrieval.articlejson import article_from_json, article_to_json
from retrieval.errors import ArticleError
from retrieval.models import Article

PARSE_ARTICLE = "retrieval.articles:parse_article"

_ROOT = Path(__file__).resolve().parent.parent
_REQUEST = struct.Struct(">QQ")  # bytes of the JSON head, bytes of the file
_REPLY = struct.Struct(">cQ")  # what follows, its bytes of JSON
_READY = b"R"
_ARTICLE, _FAILURE, _END = b"A", b"F", b"."
_ERROR, _LAST_ERROR = b"E", b"L"  # after the last error the child ends
_UNREADABLE, _TOO_MUCH = "it cannot be read", "it gives more text than one file may"
_ITS_TEXT = "Send its text as a message or a plain file instead."
_NOT_OUR_JSON = (ValueError, TypeError, RecursionError)
_FILES_PER_CHILD = 250  # then a fresh one: the memory of the parsing libraries only ever grows
_START_SECONDS = 30.0
_LONGEST_ERROR = 300


@dataclass(frozen=True)
class SandboxLimits:
    """What one file may cost: seconds on the clock and of CPU, bytes of address space in the child,
    bytes in, bytes and articles out."""

    seconds: float = 9.0
    cpu_seconds: int = 8
    memory: int = 512 * 1024 * 1024
    data: int = 32 * 1024 * 1024
    result: int = 6 * 1024 * 1024
    articles: int = 10_000


Failures = list[ArticleError] | None


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
        self._busy: set[_Child] = set()
        self._idle: queue.LifoQueue[_Child | None] = queue.LifoQueue()  # None: a place without a child
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

    def _take_child(self) -> _Child:
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

    def _give_back(self, child: _Child) -> None:
        with self._lock:
            self._busy.discard(child)
            if self._closed or not child.is_fit():
                child.close()
                self._idle.put(self._start_child())
            else:
                self._idle.put(child)

    def _start_child(self) -> _Child | None:
        try:
            return None if self._closed else _Child(self._parse, self.limits)
        except OSError:  # too many processes or files: the next file tries again
            return None


class _Child:
    """One child process and the socket to it; used by one thread at a time, killed by any."""

    def __init__(self, parse: str, limits: SandboxLimits) -> None:
        self._limits = limits
        self._files_left = _FILES_PER_CHILD
        self._started = False
        ours, theirs = socket.socketpair()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, arguments of ours
                [sys.executable, "-m", "retrieval.sandbox", parse, *_numbers(limits)],
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
            raise ArticleError(name, self._cause(error), _ITS_TEXT) from error

    def is_fit(self) -> bool:
        """Whether the child can take another file."""
        return self._files_left > 0 and self._process.poll() is None

    def kill(self) -> None:
        """End the process and all it started, now."""
        self._files_left = 0
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
            self._started = self._receive(1, time.monotonic() + _START_SECONDS) == _READY
        except (OSError, EOFError) as error:
            self.kill()
            command = " ".join(map(str, self._process.args[1:]))  # type: ignore[index]
            raise RuntimeError(f"an extraction child does not start: python {command}") from error

    def _send(self, head: bytes, data: bytes, deadline: float) -> None:
        self._socket.settimeout(_left(deadline))
        self._socket.sendall(_REQUEST.pack(len(head), len(data)) + head)
        self._socket.settimeout(_left(deadline))
        self._socket.sendall(data)

    def _read_reply(self, failures: Failures, deadline: float) -> tuple[Article, ...]:
        # One at a time and counted: 6 MB of tiny articles would become 200 MB of values.
        articles: list[Article] = []
        room = self._limits.result
        for _ in range(self._limits.articles + 1):
            kind, size = _REPLY.unpack(self._receive(_REPLY.size, deadline))
            room -= size
            if room < 0:
                raise _TooMuchError
            payload = self._receive(size, deadline)
            if kind == _ARTICLE:
                articles.append(article_from_json(payload))
            elif kind == _FAILURE and failures is not None:
                failures.append(_read_error(payload))
            elif kind == _END:
                return tuple(articles)
            else:
                self._files_left *= kind == _ERROR
                raise _read_error(payload)
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
            return _TOO_MUCH
        if isinstance(error, TimeoutError) or self._process.returncode == -signal.SIGXCPU:
            return "it takes too long to read"
        return _UNREADABLE


class _TooMuchError(Exception):
    """A reply above the limits."""


def _left(deadline: float) -> float:
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def _numbers(limits: SandboxLimits) -> list[str]:
    return [str(n) for n in (limits.memory, limits.cpu_seconds, limits.result, limits.articles)]


def _read_error(payload: bytearray) -> ArticleError:
    thing, problem, remedy = (str(part)[:_LONGEST_ERROR] for part in json.loads(payload))
    return ArticleError(thing, problem, remedy)


# From here on, the child.


def main() -> None:
    """Read files from the socket that is standard input, until it closes."""
    parse_name, *numbers = sys.argv[1:]
    memory, cpu_seconds, most_bytes, most_articles = map(int, numbers)
    parent = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    module, _, function = parse_name.partition(":")
    parse = getattr(import_module(module), function)
    _confine(memory)
    parent.sendall(_READY)
    with parent.makefile("rb") as requests:
        while head := requests.read(_REQUEST.size):
            head_size, data_size = _REQUEST.unpack(head)
            about = json.loads(requests.read(head_size))
            data = requests.read(data_size)
            _allow_cpu(cpu_seconds)
            replies = _bounded(_reply(parse, data, about), about["name"], most_bytes, most_articles)
            for kind, payload in replies:
                parent.sendall(_REPLY.pack(kind, len(payload)) + payload)
            if kind == _LAST_ERROR:
                return


_Reply = tuple[bytes, bytes]


def _reply(parse: Callable[..., tuple[Article, ...]], data: bytes, about: dict[str, Any]) -> list[_Reply]:
    name = about["name"]
    failures: Failures = [] if about["failures"] else None
    try:
        articles = parse(data, name, about["url"], failures=failures)
        written = [(_ARTICLE, article_to_json(article).encode()) for article in articles]
    except ArticleError as error:
        return [_error(_ERROR, error.thing, error.problem, error.remedy)]
    except MemoryError:
        return [_error(_LAST_ERROR, name, "it takes too much memory to read", _ITS_TEXT)]
    except Exception:
        return [_error(_ERROR, name, _UNREADABLE, _ITS_TEXT)]
    failed = [_error(_FAILURE, error.thing, error.problem, error.remedy) for error in failures or ()]
    return [*failed, *written, (_END, b"")]


def _bounded(replies: list[_Reply], name: str, most_bytes: int, most_articles: int) -> list[_Reply]:
    if len(replies) > most_articles + 1 or sum(len(payload) for _, payload in replies) > most_bytes:
        return [_error(_ERROR, name, _TOO_MUCH, _ITS_TEXT)]
    return replies


def _error(kind: bytes, thing: object, problem: str, remedy: str) -> _Reply:
    return kind, json.dumps([str(thing), problem, remedy]).encode()


def _confine(memory: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with contextlib.suppress(OSError, ValueError):  # macOS knows this limit and refuses it
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    with contextlib.suppress(OSError):  # Linux only: should memory run out, this process goes first
        Path("/proc/self/oom_score_adj").write_text("1000")
    os.nice(10)


def _allow_cpu(seconds: int) -> None:
    # The limit counts from the start of the process, so it is moved on for each file.
    import resource

    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
