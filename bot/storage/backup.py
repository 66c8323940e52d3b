"""Writes a backup: a copy of every file that is kept and a list of their checksums, in one zip file.

The bot may be running. SQLite makes each copy, whole and at one moment; the file is there complete or
not at all.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from bot import __version__
from bot.errors import BotError
from bot.storage.database import NewerFileError
from bot.storage.datafolder import KEPT, LIBRARY_FILE, private_file
from bot.storage.targets import check_target
from bot.storage.wholeness import Loss, damage_in, losses_of_articles, losses_of_rows
from retrieval import Library, NewerLibraryError, UnwritableLibraryError, sync_file, sync_folder

FORMAT = 1
MANIFEST = "manifest.json"
_CHUNK = 1024 * 1024


class Backup(NamedTuple):
    """What was written: the file and how many bytes of what."""

    file: Path
    sizes: dict[str, int]
    losses: tuple[Loss, ...] = ()
    """What is not in it, because damage took it away before."""


def write_backup(folder: Path, file: Path) -> Backup:
    """Write everything that is kept in the data folder `folder` to `file`. Raises BotError."""
    check_target(file, folder)
    return write_whole(folder, file)


def write_whole(folder: Path, file: Path) -> Backup:
    """As `write_backup`, wherever `file` lies: it is there complete or not at all."""
    part = file.with_name(f".{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=file.parent, prefix=".verbatim-backup-") as place:
            sizes, losses = _write(folder, part, Path(place))
        sync_file(part)
        part.replace(file)
        sync_folder(file.parent)
    except OSError as error:
        remedy = "Name another place, or free some space."
        raise BotError(file, f"the backup cannot be written ({error.strerror})", remedy) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return Backup(file, sizes, losses)


def digest(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def _write(folder: Path, part: Path, place: Path) -> tuple[dict[str, int], tuple[Loss, ...]]:
    files: dict[str, dict[str, object]] = {}
    losses: list[Loss] = []
    private_file(part)
    with ZipFile(part, "w", ZIP_DEFLATED) as archive:
        for copy in _copies(folder, place):
            archive.write(copy, copy.name)
            files[copy.name] = {"bytes": copy.stat().st_size, "sha256": digest(copy)}
            losses += _losses(folder / copy.name, copy)
            copy.unlink()  # so that there is never more than one at a time
        manifest = {
            "verbatim_backup": FORMAT,
            "version": __version__,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "files": files,
            "lost": [loss.told for loss in losses],
        }
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
    return {name: int(str(told["bytes"])) for name, told in files.items()}, tuple(losses)


def _losses(path: Path, copy: Path) -> Iterator[Loss]:
    if path.name == LIBRARY_FILE:
        with suppress(NewerLibraryError), Library(copy) as library:
            yield from losses_of_articles(path, library.damage())
    else:
        yield from losses_of_rows(path)


def _copies(folder: Path, place: Path) -> Iterator[Path]:
    """A copy of each file that there is."""
    found = [name for name in KEPT if (folder / name).exists()]
    if not found:
        raise BotError(folder, "there is nothing to back up", "Name the bot's folder in VERBATIM_DATA.")
    for name in found:
        copy = place / name
        if name.endswith(".sqlite"):
            _copy_database(folder / name, copy)
        else:
            copy.write_bytes((folder / name).read_bytes())
        yield copy


def _copy_database(source: Path, copy: Path) -> None:
    """A copy of a database as it is at one moment. Raises BotError where it is damaged."""
    try:
        with closing(sqlite3.connect(source, timeout=10)) as old, closing(sqlite3.connect(copy)) as new:
            old.backup(new)
            found = str(new.execute("PRAGMA integrity_check(1)").fetchone()[0]).removeprefix("ok")
        found = found or damage_in(copy)
    except (NewerFileError, NewerLibraryError):
        return  # its pages are whole, and its rows only that version can judge
    except UnwritableLibraryError as error:
        raise BotError(source, f"it cannot be copied ({error.problem})", "Free some space.") from None
    except sqlite3.OperationalError as error:
        raise BotError(source, f"it cannot be copied ({error})", "Free some space, or try again.") from None
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found:
        remedy = "Stop the bot and run: verbatim doctor --repair"
        raise BotError(source, f"it is damaged, and is not copied over a good backup ({found})", remedy)
