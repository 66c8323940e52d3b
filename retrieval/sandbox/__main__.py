"""The child: confines itself, then reads files from the socket that is standard input, until it closes."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from retrieval.articlejson import article_to_json
from retrieval.errors import ArticleError
from retrieval.models import Article
from retrieval.sandbox.protocol import (
    ARTICLE,
    END,
    ERROR,
    FAILURE,
    ITS_TEXT,
    LAST_ERROR,
    READY,
    REPLY,
    REQUEST,
    TOO_MUCH,
    UNREADABLE,
    Failures,
    write_error,
)

_Reply = tuple[bytes, bytes]


def main() -> None:
    """Read files from the socket that is standard input, until it closes."""
    parse_name, *numbers = sys.argv[1:]
    memory, cpu_seconds, most_bytes, most_articles = map(int, numbers)
    with socket.socket(fileno=os.dup(0)) as parent, parent.makefile("rb") as requests:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        module, _, function = parse_name.partition(":")
        parse = getattr(import_module(module), function)
        _confine(memory)
        parent.sendall(READY)
        while head := requests.read(REQUEST.size):
            head_size, data_size = REQUEST.unpack(head)
            about = json.loads(requests.read(head_size))
            data = requests.read(data_size)
            _allow_cpu(cpu_seconds)
            replies = _bounded(_reply(parse, data, about), about["name"], most_bytes, most_articles)
            for kind, payload in replies:
                parent.sendall(REPLY.pack(kind, len(payload)) + payload)
            if kind == LAST_ERROR:
                return


def _reply(parse: Callable[..., tuple[Article, ...]], data: bytes, about: dict[str, Any]) -> list[_Reply]:
    name = about["name"]
    failures: Failures = [] if about["failures"] else None
    try:
        articles = parse(data, name, about["url"], failures=failures)
        written = [(ARTICLE, article_to_json(article).encode()) for article in articles]
    except ArticleError as error:
        return [(ERROR, write_error(error.thing, error.problem, error.remedy))]
    except MemoryError:
        return [(LAST_ERROR, write_error(name, "it takes too much memory to read", ITS_TEXT))]
    except Exception:
        return [(ERROR, write_error(name, UNREADABLE, ITS_TEXT))]
    failed = [(FAILURE, write_error(error.thing, error.problem, error.remedy)) for error in failures or ()]
    return [*failed, *written, (END, b"")]


def _bounded(replies: list[_Reply], name: str, most_bytes: int, most_articles: int) -> list[_Reply]:
    if len(replies) > most_articles + 1 or sum(len(payload) for _, payload in replies) > most_bytes:
        return [(ERROR, write_error(name, TOO_MUCH, ITS_TEXT))]
    return replies


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
