"""Three nodes on loopback, each a process of its own that can be killed and started again."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.front_ends import free_port
from tests.opensearch.java import find_jdk, node_classpath

NODES = 3
START_WITHIN = 240.0
"""Seconds; alone on two cores it takes about 12."""

_JVM = (
    "-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData",
    "-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote",  # a fifth of the time to start
    "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
)  # fmt: skip
_SETTINGS = {
    "cluster.name": "verbatim-tests",
    "network.host": "127.0.0.1",
    "node.processors": "1",
    "discovery.find_peers_interval": "200ms",
    "cluster.routing.allocation.disk.threshold_enabled": "false",
}


class ThreeNodes:
    """A cluster for a session of tests."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        ports = free_ports(2 * NODES)
        self._http, self._transport = ports[:NODES], ports[NODES:]
        self._running: dict[int, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> ThreeNodes:
        with ExitStack() as undo:
            undo.callback(self.stop)
            self.make_whole()
            undo.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where the nodes are asked, each by http."""
        return tuple(f"http://127.0.0.1:{port}" for port in self._http)

    def make_whole(self) -> None:
        """Start what does not run, and wait until all are one cluster with all copies of all indexes."""
        for node in range(NODES):
            if node not in self._running:
                self._start(node)
        until = time.monotonic() + START_WITHIN
        while not self._is_whole():
            for node, process in self._running.items():
                if process.poll() is not None:
                    raise AssertionError(f"node {node} ended: {self._log(node).read_text()[-2000:]}")
            assert time.monotonic() < until, self._log(0).read_text()[-2000:]
            time.sleep(0.1)

    def kill(self, node: int) -> None:
        """End a node as a power cut would."""
        process = self._running.pop(node)
        process.kill()
        process.wait()

    def ask(self, path: str, node: int = 0, method: str = "GET", body: Any = None) -> Any:
        """A request past every layer of ours."""
        request = urllib.request.Request(
            f"{self.addresses[node]}/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as reply:
            return json.loads(reply.read() or b"null")

    def _is_whole(self) -> bool:
        try:
            health = self.ask("_cluster/health")
        except (OSError, urllib.error.URLError):
            return False
        return bool(health["number_of_nodes"] == NODES and health["status"] == "green")

    def _start(self, node: int) -> None:
        peers = ",".join(f"127.0.0.1:{port}" for port in self._transport)
        names = ",".join(f"node-{number}" for number in range(NODES))
        settings = {
            **_SETTINGS,
            "node.name": f"node-{node}",
            "http.port": str(self._http[node]),
            "transport.port": str(self._transport[node]),
            "discovery.seed_hosts": peers,
            "cluster.initial_cluster_manager_nodes": names,
        }
        home = self._folder / f"node-{node}"
        home.mkdir(exist_ok=True)
        command = [
            *(str(find_jdk() / "bin" / "java"), *_JVM, "-cp", node_classpath(), "Node", str(home)),
            *(f"{name}={value}" for name, value in settings.items()),
        ]
        with self._log(node).open("ab") as log:
            self._running[node] = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=self._folder
            )

    def _log(self, node: int) -> Path:
        return self._folder / f"node-{node}.log"

    def stop(self) -> None:
        """End all nodes; `make_whole` starts them again."""
        for process in self._running.values():
            process.kill()
        for process in self._running.values():
            process.wait()
            if process.stdin:
                process.stdin.close()
        self._running.clear()


def free_ports(count: int) -> list[int]:
    """Different ports on loopback that nobody listens at, nor will before a node does."""
    ports: set[int] = set()
    while len(ports) < count:
        ports.add(free_port())
    return list(ports)
