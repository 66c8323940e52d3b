"""One process for each data folder and each bot: locks that end with the process, however it ends."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bot.errors import SettingsError


@contextmanager
def lock_folder(folder: Path) -> Iterator[None]:
    """Hold the data folder. Raises SettingsError where another process holds it."""
    with _held(folder / "serve.lock") as holder:
        if holder is not None:
            problem = f"another verbatim serve{holder} already uses {folder}"
            raise SettingsError("VERBATIM_DATA", problem, "Stop that one, or name another folder.")
        yield


@contextmanager
def lock_bot(folder: Path, token: str, base_url: str) -> Iterator[None]:
    """Hold the bot of this token at this Bot API. Raises SettingsError where another process holds it.

    `folder` is the same for all of a user's processes, whatever their data folders.
    """
    name = hashlib.sha256(f"{token.partition(':')[0]} {base_url}".encode()).hexdigest()[:20]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _held(folder / f"bot-{name}.lock") as holder:
        if holder is not None:
            problem = f"another verbatim serve{holder} already answers for this bot"
            raise SettingsError("TELEGRAM_BOT_TOKEN", problem, "Stop that one, or use another bot's token.")
        yield


@contextmanager
def _held(path: Path) -> Iterator[str | None]:
    """Hold `path`: gives None, or who holds it already."""
    try:
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        problem = f"cannot be written ({error.strerror})"
        raise SettingsError(path, problem, "Let this user write there.") from None
    with file:
        if not _lock(file):
            file.seek(0)
            number = file.read(20).strip()
            yield f" (process {number})" if number.isascii() and number.isdigit() else ""
            return
        _note_holder(file, path)
        yield None


def _note_holder(file: IO[str], path: Path) -> None:
    """Write down who holds it; past the buffer, which a full disk would make fail once more on closing."""
    try:
        os.truncate(file.fileno(), 0)
        os.write(file.fileno(), str(os.getpid()).encode())
    except OSError as error:
        problem = f"cannot be written ({error.strerror})"
        raise SettingsError(path, problem, "Free some space.") from None


def _lock(file: IO[str]) -> bool:
    """Lock an open file; the system lets go of it when the process ends, killed or not."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
