"""`verbatim health`: asks the running bot how it is; status 0 if well, 1 if not, for container checks."""

from __future__ import annotations

import argparse
import http.client
from pathlib import Path
from typing import Any

from bot.configuration.settings import Settings
from bot.errors import BotError
from bot.storage.datafolder import PORT_FILE

_SECONDS = 5.0
_LAST_PORT = 65_535


def add_parser(commands: Any) -> None:
    """Add `health` to the command line."""
    parser = commands.add_parser(
        "health",
        help="ask the running bot whether it is well",
        epilog="example: verbatim health",
    )
    parser.add_argument("--port", type=int, metavar="N", help="where it answers (default: as it noted)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Ask; returns the exit status."""
    if arguments.port is not None and not 0 < arguments.port <= _LAST_PORT:
        raise BotError("--port", f"{arguments.port} is no port", f"Give a number from 1 to {_LAST_PORT}.")
    port = arguments.port or _noted_port(settings.data_folder / PORT_FILE)
    if port is None:
        print("no bot serves here with --health-port. Start it so: verbatim serve --health-port 8081")
        return 1
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        print(response.read(10_000).decode("utf-8", "replace"))
        return int(response.status != 200)
    except (OSError, http.client.HTTPException) as error:
        print(f"nothing answers at port {port} ({type(error).__name__})")
        return 1
    finally:
        connection.close()


def _noted_port(file: Path) -> int | None:
    try:
        return int(file.read_text())
    except (OSError, ValueError):
        return None
