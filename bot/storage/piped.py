"""A backup through a pipe, out of and into a container or unit that shares no folder with its keeper."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from bot.errors import BotError
from bot.storage.backup import Backup, write_whole
from bot.storage.restoring import restore

PIPE = "-"
"""What stands for it in place of a file's name."""
_PREFIX = ".verbatim-pipe-"
_HOUR = 3_600


def pipe_backup(folder: Path, out: BinaryIO) -> Backup:
    """Write everything that is kept in the data folder to `out`, once it is whole. Raises BotError."""
    with _file_beside(folder) as file:
        written = write_whole(folder, file)
        with file.open("rb") as backup:
            file.unlink()  # else it stays, with all chats, where a signal ends this while the pipe is slow
            try:
                shutil.copyfileobj(backup, out)
                out.flush()
            except OSError:
                _close_for_good(out)
                raise
        return written


def pipe_restore(backup: BinaryIO, folder: Path) -> tuple[list[str], Path | None]:
    """Put what `backup` holds into the locked data folder, as `restore` does. Raises BotError."""
    with _file_beside(folder) as file:
        with file.open("xb") as copy:
            shutil.copyfileobj(backup, copy)
        return restore(file, folder)


def _close_for_good(out: BinaryIO) -> None:
    """Send nowhere what is still in the buffer: as it exits Python would write it, and fail once more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, out.fileno())
    os.close(nowhere)


def drop_left_over(folder: Path) -> None:
    """Remove what a backup or restore through a pipe left in the data folder when it was killed."""
    for place in folder.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if time.time() - place.stat().st_mtime > _HOUR:  # else it may be under way
                shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _file_beside(folder: Path) -> Iterator[Path]:
    """A file for the while, on the data folder's disk: a container's /tmp is memory. Errors name the pipe."""
    try:
        room = folder if os.access(folder, os.W_OK) else None
        with TemporaryDirectory(dir=room, prefix=_PREFIX) as place:
            file = Path(place) / "verbatim.zip"
            try:
                yield file
            except BotError as error:
                thing = PIPE if error.thing == file else error.thing
                raise BotError(thing, error.problem, error.remedy) from None
    except OSError as error:
        problem = f"the backup cannot be passed on ({error.strerror})"
        raise BotError(PIPE, problem, "Free some space, and look at the other end of the pipe.") from None
