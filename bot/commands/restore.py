"""`verbatim restore`: what a backup holds in the place of what is kept now, which is moved aside."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, BinaryIO

from bot.configuration.settings import Settings
from bot.errors import BotError
from bot.storage.datafolder import make_data_folder
from bot.storage.locks import lock_folder
from bot.storage.piped import PIPE, pipe_restore
from bot.storage.restoring import restore


def add_parser(commands: Any) -> None:
    """Add `restore` to the command line."""
    parser = commands.add_parser(
        "restore",
        help="put back what backup wrote",
        epilog="example: verbatim restore /mnt/backups/verbatim.zip",
    )
    parser.add_argument("file", metavar="FILE", help="what backup wrote; - for standard input")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Restore; returns the exit status."""
    folder = make_data_folder(settings)
    with lock_folder(folder):
        if arguments.file == PIPE:
            names, aside = pipe_restore(_piped(), folder)
        else:
            names, aside = restore(Path(arguments.file), folder)
    print(f"restored {', '.join(names)}")
    if aside is not None:
        print(f"what was there before is in {aside}")
    return 0


def _piped() -> BinaryIO:
    if sys.stdin is None or sys.stdin.isatty():
        raise BotError(PIPE, "no backup comes in", "Send it in: verbatim restore - < FILE")
    return sys.stdin.buffer
