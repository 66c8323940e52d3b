"""`verbatim backup`: everything that is kept, in one file, also while the bot runs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, TextIO

from bot.configuration.settings import Settings
from bot.errors import BotError
from bot.storage.backup import Backup, write_backup
from bot.storage.piped import PIPE, pipe_backup


def add_parser(commands: Any) -> None:
    """Add `backup` to the command line."""
    parser = commands.add_parser(
        "backup",
        help="write articles, chats and figures to one file",
        epilog="example: verbatim backup /mnt/backups/verbatim.zip",
    )
    parser.add_argument("file", metavar="FILE", help="a new file; - for standard output")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the backup; returns the exit status."""
    if arguments.file == PIPE:
        if sys.stdout is None:
            raise BotError(PIPE, "standard output is closed", "Name a file.")
        if sys.stdout.isatty():
            raise BotError(PIPE, "a backup is nothing to read", "Send it on: verbatim backup - > FILE")
        _tell(pipe_backup(settings.data_folder, sys.stdout.buffer), settings, sys.stderr)
        return 0
    file = Path(arguments.file)
    if settings.verbatim_articles.resolve() in file.resolve().parents:
        problem = "it would lie in the articles folder and be read as articles"
        raise BotError(file, problem, "Name a place outside of it.")
    written = write_backup(settings.data_folder, file)
    _tell(written, settings, sys.stdout)
    print(f"written to {written.file}, {written.file.stat().st_size:,} bytes")
    return 0


def _tell(written: Backup, settings: Settings, out: TextIO) -> None:
    for name, size in written.sizes.items():
        print(f"{name} {size:,} bytes", file=out)
    for loss in written.losses:
        print(f"verbatim: {loss.told}; it is not in this backup. See: verbatim doctor", file=sys.stderr)
    if settings.is_shared:
        name = settings.verbatim_opensearch_index
        told = f"the archive {name} on OpenSearch is not in it: it is fed anew from these articles"
        print(told, file=out)
