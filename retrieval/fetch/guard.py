"""The only way to a socket: a name is looked up once, every answer checked, and the peer checked again."""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from retrieval.fetch.addresses import IPNetwork, in_any, is_public, parse_ip
from retrieval.fetch.errors import too_large, unreachable

if TYPE_CHECKING:
    import ssl

    import httpcore
    from httpcore import NetworkBackend, NetworkStream
else:  # httpcore takes 50 ms to import and only asks for these methods, not for its own classes
    NetworkBackend = NetworkStream = object

Resolve = Callable[[str, int], Sequence[str]]
Connect = Callable[[tuple[str, int], float], socket.socket]

_MOST_CONNECTS = 3


class Ways(NamedTuple):
    """The ways out of this process, and the networks they may take although those are not public."""

    resolve: Resolve
    connect: Connect
    trusted: tuple[IPNetwork, ...]


def resolve_host(host: str, port: int) -> Sequence[str]:
    """The IP addresses of `host`, from the system. Raises OSError when there are none."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


class Deadline:
    """The end of a visit, on a clock that nobody sets."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left, always more than 0. Raises TimeoutError when there are none."""
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds


class GuardedBackend(NetworkBackend):
    """The only way to a socket: resolves once, checks every answer, connects to that, checks the peer."""

    def __init__(self, ways: Ways, most: int, deadline: Deadline) -> None:
        self._ways = ways
        self._most = most
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> NetworkStream:
        """As httpcore asks for it. Raises RefusalError in the same words for every reason."""
        answers = self._resolve(host, port)
        if not answers or not all(self._is_allowed(ip) for ip in answers):
            raise unreachable()
        for ip in answers[:_MOST_CONNECTS]:
            try:
                connection = self._ways.connect((ip, port), self._deadline.left())
            except OSError:
                continue
            if not _leads_to(connection, ip):
                connection.close()
                break
            return _GuardedStream(connection, self._most, self._deadline)
        raise unreachable()

    def _is_allowed(self, ip: str) -> bool:
        return is_public(ip) or in_any(ip, self._ways.trusted)

    def _resolve(self, host: str, port: int) -> Sequence[str]:
        # In a thread, because the system's resolver knows no deadline; a hanging one is left behind.
        answers: queue.SimpleQueue[Sequence[str]] = queue.SimpleQueue()

        def look_up() -> None:
            try:
                answers.put(self._ways.resolve(host, port))
            except (OSError, ValueError):
                answers.put(())

        threading.Thread(target=look_up, daemon=True).start()
        try:
            return answers.get(timeout=self._deadline.left())
        except (queue.Empty, TimeoutError):
            return ()


class _GuardedStream(NetworkStream):
    """A connection that ends at the deadline, and when it has brought more than `most` bytes."""

    def __init__(self, connection: socket.socket, most: int, deadline: Deadline) -> None:
        self._connection = connection
        self._most = most
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._connection.settimeout(self._deadline.left())
        data = self._connection.recv(max_bytes)
        self._most -= len(data)
        if self._most < 0:
            raise too_large()
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._connection.settimeout(self._deadline.left())
        self._connection.sendall(buffer)

    def close(self) -> None:
        self._connection.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> NetworkStream:
        try:
            self._connection.settimeout(self._deadline.left())
            self._connection = ssl_context.wrap_socket(self._connection, server_hostname=server_hostname)
        except (OSError, ValueError) as error:
            self.close()
            raise unreachable() from error
        return self

    def get_extra_info(self, info: str) -> Any:
        return None


def _leads_to(connection: socket.socket, ip: str) -> bool:
    try:
        return parse_ip(str(connection.getpeername()[0])) == parse_ip(ip)
    except OSError:
        return False
