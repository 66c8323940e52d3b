"""What a child does and says, in this process: each kind of reply, each limit from both sides."""

from __future__ import annotations

import json
import os
import resource
import socket
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest

from retrieval.articlejson import article_from_json
from retrieval.errors import ArticleError
from retrieval.models import Article
from retrieval.sandbox import SandboxLimits
from retrieval.sandbox import __main__ as child
from retrieval.sandbox.protocol import (
    ARTICLE,
    END,
    ERROR,
    FAILURE,
    LAST_ERROR,
    READY,
    REPLY,
    REQUEST,
    read_error,
    to_arguments,
    write_error,
)

ROOMY = SandboxLimits(memory=1, cpu_seconds=7)


def parse(
    data: bytes, name: str, url: str | None = None, *, failures: list[ArticleError] | None = None
) -> tuple[Article, ...]:
    """As many articles as the data says, or an error of the kind that it says."""
    word, _, count = data.decode().partition(" ")
    if word == "memory":
        raise MemoryError
    if word == "fault":
        raise KeyError(word)
    if word == "error":
        raise ArticleError(name, "it is empty", "Fill it.")
    if failures is not None:
        failures.append(ArticleError("b.txt", "it is torn", "Mend it."))
    return tuple(Article(id=f"{n}", text=word, url=url) for n in range(int(count or 0)))


class _Talk(NamedTuple):
    replies: list[tuple[bytes, bytes]]
    cpu_allowed: list[int]
    memory: list[int]

    @property
    def kinds(self) -> bytes:
        return b"".join(kind for kind, _ in self.replies)


def _talk(
    monkeypatch: pytest.MonkeyPatch,
    *files: str,
    limits: SandboxLimits = ROOMY,
    url: str | None = None,
    failures: bool = False,
) -> _Talk:
    """What a child answers that is given these files one after the other."""
    told = _Talk([], [], [])
    monkeypatch.setattr(child, "_confine", told.memory.append)
    monkeypatch.setattr(child, "_allow_cpu", told.cpu_allowed.append)
    monkeypatch.setattr(sys, "argv", ["sandbox", "tests.test_sandbox_parts:parse", *to_arguments(limits)])
    ours, theirs = socket.socketpair()
    with closing(ours), closing(theirs):
        for data in files:
            head = json.dumps({"name": "a.txt", "url": url, "failures": failures}).encode()
            ours.sendall(REQUEST.pack(len(head), len(data)) + head + data.encode())
        ours.shutdown(socket.SHUT_WR)
        _with_standard_input(theirs.fileno())
        theirs.close()
        received = b"".join(iter(lambda: ours.recv(65_536), b""))
    assert received[:1] == READY
    told.replies.extend(_replies(received[1:]))
    return told


def _with_standard_input(descriptor: int) -> None:
    kept = os.dup(0)
    os.dup2(descriptor, 0)
    try:
        child.main()
        assert os.read(0, 1) == b"", "what reads a file finds nothing on standard input"
    finally:
        os.dup2(kept, 0)
        os.close(kept)


def _replies(received: bytes) -> Iterator[tuple[bytes, bytes]]:
    while received:
        kind, size = REPLY.unpack(received[: REPLY.size])
        yield kind, received[REPLY.size : REPLY.size + size]
        received = received[REPLY.size + size :]


def test_a_child_gives_the_articles_of_each_file_and_ends_with_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = _talk(monkeypatch, "owls 2", "larks 0", "jays 1", url="https://ex.org/")
    assert told.kinds == ARTICLE * 2 + END + END + ARTICLE + END
    articles = [article_from_json(data) for kind, data in told.replies if kind == ARTICLE]
    assert articles == [
        Article(id=id, text=text, url="https://ex.org/")
        for id, text in (("0", "owls"), ("1", "owls"), ("0", "jays"))
    ]
    assert (told.memory, told.cpu_allowed) == ([1], [7, 7, 7])


def test_failures_are_told_before_the_articles_where_somebody_wants_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = _talk(monkeypatch, "owls 1", failures=True)
    assert told.kinds == FAILURE + ARTICLE + END
    assert str(read_error(told.replies[0][1])) == "b.txt: it is torn. Mend it."


@pytest.mark.parametrize(
    ("word", "kind", "problem"),
    [
        ("error", ERROR, "it is empty"),
        ("fault", ERROR, "it cannot be read"),
        ("memory", LAST_ERROR, "it takes too much memory to read"),
    ],
)
def test_an_error_is_told_and_only_one_of_memory_is_the_last(
    monkeypatch: pytest.MonkeyPatch, word: str, kind: bytes, problem: str
) -> None:
    told = _talk(monkeypatch, word, "owls 0")
    assert told.kinds == (kind if kind == LAST_ERROR else kind + END)
    error = read_error(told.replies[0][1])
    assert (error.thing, error.problem) == ("a.txt", problem)


def test_no_more_comes_back_than_a_file_may_give(monkeypatch: pytest.MonkeyPatch) -> None:
    size = len(_talk(monkeypatch, "owls 1").replies[0][1])
    for most, expected in (({"articles": 2}, ARTICLE * 2 + END), ({"articles": 1}, ERROR)):
        assert _talk(monkeypatch, "owls 2", limits=SandboxLimits(**most)).kinds == expected
    for room, expected in ((2 * size, ARTICLE * 2 + END), (2 * size - 1, ERROR)):
        told = _talk(monkeypatch, "owls 2", limits=SandboxLimits(result=room))
        assert told.kinds == expected
    assert read_error(told.replies[0][1]).problem == "it gives more text than one file may"


def test_a_child_confines_itself_as_far_as_its_system_lets_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    limits: dict[int, tuple[int, int]] = {}
    written: dict[str, str] = {}
    nice: list[int] = []
    refused = False

    def set_limit(kind: int, limit: tuple[int, int]) -> None:
        if refused and kind == resource.RLIMIT_AS:
            raise ValueError
        limits[kind] = limit

    def write(path: Path, text: str) -> None:
        if refused:
            raise OSError
        written[str(path)] = text

    monkeypatch.setattr(resource, "setrlimit", set_limit)
    monkeypatch.setattr(Path, "write_text", write)
    monkeypatch.setattr(os, "nice", nice.append)
    child._confine(1 << 29)
    always = {resource.RLIMIT_CORE: (0, 0), resource.RLIMIT_FSIZE: (0, 0)}
    assert limits == {**always, resource.RLIMIT_AS: (1 << 29, 1 << 29)}
    assert (written, nice) == ({"/proc/self/oom_score_adj": "1000"}, [10])
    limits.clear()
    refused = True
    child._confine(1 << 29)
    assert (limits, nice) == (always, [10, 10])


def test_processor_time_is_allowed_on_top_of_what_was_used(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[tuple[int, tuple[int, int]]] = []
    monkeypatch.setattr(resource, "setrlimit", lambda kind, limit: limits.append((kind, limit)))
    monkeypatch.setattr(resource, "getrusage", lambda who: SimpleNamespace(ru_utime=3.25, ru_stime=1.5))
    child._allow_cpu(8)
    assert limits == [(resource.RLIMIT_CPU, (5 + 8, resource.RLIM_INFINITY))]


def test_an_error_is_cut_to_a_length_that_can_be_shown() -> None:
    error = read_error(write_error(5, "p" * 300, "r" * 301))
    assert (error.thing, error.problem, error.remedy) == ("5", "p" * 300, "r" * 300)
    with pytest.raises(ValueError, match="unpack"):
        read_error(b'["a", "b"]')
