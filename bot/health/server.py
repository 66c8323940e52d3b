"""Serves `/healthz` and `/metrics` from a thread of its own, so that a bot that hangs is seen to hang."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bot.errors import SettingsError
from bot.health.vitals import Gauges, Vitals
from bot.storage.datafolder import PORT_FILE

_SLOWEST_REQUEST = 5.0


@contextmanager
def serve_health(vitals: Vitals, gauges: Gauges, address: tuple[str, int], folder: Path) -> Iterator[int]:
    """Answer at `address` as long as the context lasts; gives the port. Raises SettingsError."""
    try:
        server = _Server(address, _Handler)
    except (OSError, OverflowError) as error:
        said = error.strerror if isinstance(error, OSError) else error
        problem = f"{address[0]}:{address[1]} cannot be listened on ({said})"
        raise SettingsError("--health-port", problem, "Name another port, or stop what uses it.") from None
    server.vitals, server.gauges = vitals, gauges
    thread = threading.Thread(target=server.serve_forever, name="health", daemon=True)
    thread.start()
    note = folder / PORT_FILE
    note.write_text(str(server.server_port))
    try:
        yield server.server_port
    finally:
        note.unlink(missing_ok=True)
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    vitals: Vitals
    gauges: Gauges

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever asks and leaves is no event."""


class _Handler(BaseHTTPRequestHandler):
    timeout = _SLOWEST_REQUEST
    server_version, sys_version = "verbatim", ""
    server: _Server

    def do_GET(self) -> None:
        """Answer one request."""
        if self.path == "/healthz":
            self._answer_health()
        elif self.path == "/metrics":
            self._answer_metrics()
        else:
            self._answer(404, b"", "text/plain")

    def log_message(self, format: str, *args: object) -> None:
        """Being asked every few seconds is no event."""

    def _answer_health(self) -> None:
        gauges = self.server.gauges
        well = gauges.is_well
        told = {
            "status": "ok" if well else "no updates are fetched",
            "last_fetch_age_seconds": round(gauges.seconds_since_fetch(), 1),
            "waiting": gauges.waiting(),
            "articles": gauges.articles(),
        }
        self._answer(200 if well else 503, json.dumps(told).encode(), "application/json")

    def _answer_metrics(self) -> None:
        try:
            from bot.health.metrics import CONTENT_TYPE, write_metrics
        except ImportError:
            self._answer(501, b"install it: pip install prometheus-client\n", "text/plain")
            return
        self._answer(200, write_metrics(self.server.vitals, self.server.gauges), CONTENT_TYPE)

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
