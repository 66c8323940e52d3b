"""The parent's side of a child: what it believes of a peer that says anything, and whom it ends and when."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from retrieval.articlejson import article_to_json
from retrieval.errors import ArticleError
from retrieval.models import Article
from retrieval.sandbox import ExtractionPool, SandboxLimits
from retrieval.sandbox import child as child_module
from retrieval.sandbox.child import Child
from retrieval.sandbox.protocol import (
    ARTICLE,
    END,
    ERROR,
    FAILURE,
    LAST_ERROR,
    READY,
    REPLY,
    REQUEST,
    write_error,
)

OWLS = Article(id="1", text="Owls hoot.")
LINE = article_to_json(OWLS).encode()
TOLD = write_error("a.txt", "it is empty", "Fill it.")


class _Peer:
    """In place of a process: it holds the other end of the socket, and lives until it is killed."""

    all: list[_Peer]

    def __init__(self, command: list[str], *, stdin: int, **options: Any) -> None:
        self.args, self.options, self.pid = command, options, 1 << 22
        self.returncode: int | None = None
        self.socket = socket.socket(fileno=os.dup(stdin))
        self.killed: int | None = None
        self.all.append(self)
        self.say(READY)

    def say(self, data: bytes) -> None:
        self.socket.sendall(data)

    def reply(self, kind: bytes, payload: bytes = b"") -> None:
        self.say(REPLY.pack(kind, len(payload)) + payload)

    def poll(self) -> int | None:
        return self.returncode

    def wait(self) -> int:
        if self.returncode is None:
            self.returncode = -signal.SIGKILL
        return self.returncode


@pytest.fixture
def peers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[_Peer]]:
    """The peers that were started, in order."""
    _Peer.all = []

    def kill(pid: int, what: int) -> None:
        for peer in _Peer.all:
            if peer.returncode is None and peer.killed is None:
                peer.killed = what

    monkeypatch.setattr(subprocess, "Popen", _Peer)
    monkeypatch.setattr(os, "killpg", kill)
    yield _Peer.all
    for peer in _Peer.all:
        peer.socket.close()


def _child(**limits: Any) -> Child:
    return Child("a:b", SandboxLimits(**{"seconds": 60, **limits}))


def _extract(child: Child, failures: list[ArticleError] | None = None) -> tuple[Article, ...]:
    return child.extract(b"data", "a.txt", None, failures)


def _complaint(child: Child) -> ArticleError:
    with pytest.raises(ArticleError) as caught:
        _extract(child)
    return caught.value


def test_a_file_is_sent_with_what_is_known_of_it_and_its_articles_come_back(peers: list[_Peer]) -> None:
    with closing(_child()) as child:
        for kind, payload in ((FAILURE, TOLD), (ARTICLE, LINE), (ARTICLE, LINE), (END, b"")):
            peers[0].reply(kind, payload)
        failures: list[ArticleError] = []
        assert child.extract(b"data", "a.txt", "https://ex.org/", failures) == (OWLS, OWLS)
        assert [str(error) for error in failures] == ["a.txt: it is empty. Fill it."]
        sent = peers[0].socket.recv(1000)
        head_size, data_size = REQUEST.unpack(sent[: REQUEST.size])
        about = sent[REQUEST.size : REQUEST.size + head_size]
        assert json.loads(about) == {"name": "a.txt", "url": "https://ex.org/", "failures": True}
        assert sent[REQUEST.size + head_size :] == b"data"
        assert data_size == 4
        peers[0].reply(END)
        assert _extract(child) == ()
        assert b'"failures": false' in peers[0].socket.recv(1000)
        assert child.is_fit()
    assert (peers[0].killed, child.is_fit()) == (signal.SIGKILL, False)


def test_a_child_is_started_with_no_secrets_where_the_program_is(peers: list[_Peer]) -> None:
    with closing(_child(memory=5, cpu_seconds=6, result=7, articles=8)):
        options = peers[0].options
        assert peers[0].args[1:] == ["-m", "retrieval.sandbox", "a:b", "5", "6", "7", "8"]
        assert set(options["env"]) == {"PATH", "LANG"}
        assert (options["cwd"] / "retrieval" / "sandbox").is_dir()
        assert options["start_new_session"] is True
        assert options["stdout"] == options["stderr"] == subprocess.DEVNULL


@pytest.mark.parametrize("kind", [ERROR, LAST_ERROR, b"?", FAILURE])
def test_an_error_is_told_and_only_one_of_the_file_leaves_the_child_fit(
    peers: list[_Peer], kind: bytes
) -> None:
    with closing(_child()) as child:
        peers[0].reply(kind, TOLD)
        assert str(_complaint(child)) == "a.txt: it is empty. Fill it."
        assert child.is_fit() is (kind == ERROR)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (b"", "it cannot be read"),
        (b"A\0\0", "it cannot be read"),
        (REPLY.pack(ARTICLE, 5) + b"{]", "it cannot be read"),
        (REPLY.pack(ARTICLE, 2) + b"{]", "it cannot be read"),
        (REPLY.pack(ARTICLE, 2) + b"[]", "it cannot be read"),
        (REPLY.pack(ERROR, 1) + b"5", "it cannot be read"),
        (REPLY.pack(ARTICLE, 1 << 40), "more text than one file may"),
    ],
)
def test_what_is_no_reply_ends_the_child(peers: list[_Peer], said: bytes, problem: str) -> None:
    with closing(_child()) as child:
        peers[0].say(said)
        peers[0].socket.shutdown(socket.SHUT_WR)
        assert problem in _complaint(child).problem
        assert (child.is_fit(), peers[0].killed) == (False, signal.SIGKILL)


@pytest.mark.parametrize(
    ("limits", "enough"),
    [
        ({"articles": 2}, True),
        ({"articles": 1}, False),
        ({"result": 2 * len(LINE)}, True),
        ({"result": 2 * len(LINE) - 1}, False),
    ],
)
def test_a_reply_is_counted_to_the_last_byte_and_article(
    peers: list[_Peer], limits: dict[str, int], enough: bool
) -> None:
    with closing(_child(**limits)) as child:
        for kind, payload in ((ARTICLE, LINE), (ARTICLE, LINE), (END, b"")):
            peers[0].reply(kind, payload)
        if enough:
            assert _extract(child) == (OWLS, OWLS)
        else:
            assert "more text than one file may" in _complaint(child).problem
        assert child.is_fit() is enough


@pytest.mark.parametrize("size", [10, 1 << 22])
def test_a_child_that_does_not_answer_or_does_not_listen_is_ended_at_the_deadline(
    peers: list[_Peer], size: int
) -> None:
    with closing(_child(seconds=0.05)) as child:
        with pytest.raises(ArticleError, match="it takes too long to read"):
            child.extract(bytes(size), "a.txt", None, None)
        assert peers[0].killed == signal.SIGKILL


def test_a_child_that_trickles_is_ended_at_the_deadline_of_the_whole(peers: list[_Peer]) -> None:
    stop = threading.Event()

    def trickle() -> None:
        peers[0].say(REPLY.pack(ARTICLE, 1000))
        while not stop.wait(0.01):
            peers[0].say(b"x")

    with closing(_child(seconds=0.1)) as child:
        thread = threading.Thread(target=trickle, daemon=True)
        thread.start()
        assert "too long" in _complaint(child).problem
        stop.set()
        thread.join()


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (-signal.SIGXCPU, "it takes too long to read"),
        (-signal.SIGSEGV, "it cannot be read"),
        (0, "cannot be read"),
    ],
)
def test_how_a_child_ended_tells_why(peers: list[_Peer], status: int, problem: str) -> None:
    with closing(_child()) as child:
        peers[0].socket.close()
        peers[0].returncode = status
        assert problem in _complaint(child).problem
        assert peers[0].killed is None, "what has ended is not killed: another may have its number"


def test_a_child_that_does_not_start_is_our_fault(
    peers: list[_Peer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_Peer, "say", lambda peer, data: peer.socket.close())
    with closing(_child()) as child, pytest.raises(RuntimeError, match="does not start: python -m retrieval"):
        _extract(child)
    assert peers[0].killed == signal.SIGKILL


def test_a_child_is_started_once_and_given_so_many_files(
    peers: list[_Peer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_module, "_FILES_PER_CHILD", 3)
    with closing(_child()) as child:
        for left in (True, True, False):
            peers[0].reply(END)
            assert _extract(child) == ()
            assert child.is_fit() is left


def test_a_child_that_ended_by_itself_is_not_fit(peers: list[_Peer]) -> None:
    with closing(_child()) as child:
        assert child.is_fit()
        peers[0].returncode = 0
        assert not child.is_fit()


def _say(peers: list[_Peer], *kinds: bytes) -> None:
    for kind in kinds:
        peers[-1].reply(kind, TOLD if kind != END else b"")


def test_a_pool_gives_a_fit_child_the_next_file_and_starts_another_for_one_that_is_not(
    peers: list[_Peer],
) -> None:
    with ExtractionPool(1) as pool:
        assert (pool.size, len(peers)) == (1, 1)
        for kind, started in ((END, 1), (ERROR, 1), (LAST_ERROR, 2), (END, 2)):
            _say(peers, kind)
            if kind == END:
                assert pool.extract(b"data", "a.txt") == ()
            else:
                with pytest.raises(ArticleError):
                    pool.extract(b"data", "a.txt")
            assert len(peers) == started
            assert not pool._busy
        assert [peer.killed for peer in peers] == [signal.SIGKILL, None]
    assert [peer.killed for peer in peers] == [signal.SIGKILL, signal.SIGKILL]


def test_a_file_is_sent_up_to_the_limit(peers: list[_Peer]) -> None:
    limits = SandboxLimits(data=3 << 20)
    told = pytest.raises(ArticleError, match="it is larger than 3 MB")
    with ExtractionPool(1, limits=limits) as pool, told:
        pool.extract(bytes((3 << 20) + 1), "a.txt")
    with ExtractionPool(1, limits=SandboxLimits(data=4)) as pool:
        _say(peers, END)
        assert pool.extract(b"data", "a.txt") == ()


def test_where_no_process_is_to_be_had_the_next_file_tries_again(
    peers: list[_Peer], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: Any, **options: Any) -> None:
        raise OSError("too many processes")

    with monkeypatch.context() as patched:
        patched.setattr(subprocess, "Popen", refuse)
        pool = ExtractionPool(1)
        for _ in range(2):
            with pytest.raises(RuntimeError, match="no process to be had"):
                pool.extract(b"data", "a.txt")
    with pool:
        assert len(peers) == 0
        child = pool._take_child()
        assert (len(peers), pool._busy) == (1, {child})
        pool._give_back(child)
        assert not pool._busy
    with pytest.raises(RuntimeError, match="this ExtractionPool is closed"):
        pool.extract(b"data", "a.txt")
    assert len(peers) == 1


def test_a_busy_child_is_ended_when_its_pool_closes(peers: list[_Peer]) -> None:
    pool = ExtractionPool(2)
    child = pool._take_child()
    pool.close()
    assert [peer.killed for peer in peers] == [signal.SIGKILL] * 2
    pool._give_back(child)
    assert len(peers) == 2, "a closed pool starts no other"
