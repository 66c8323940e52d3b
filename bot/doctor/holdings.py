"""What the bot holds: the library and the files of the chats and the editors, read in full and compared."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.configuration.settings import Settings
from bot.doctor.findings import Finding, look, of_error, well, wrong
from bot.errors import BotError, SettingsError
from bot.storage import database
from bot.storage.datafolder import KEY_FILE, library_file
from bot.storage.locks import lock_folder
from bot.storage.questions_log import read_key
from bot.storage.schema import Schema
from bot.storage.wholeness import SCHEMAS, losses_of_articles, losses_of_rows
from retrieval import Library, LibraryError, RetrievalError, alone_with

_REPAIR = "verbatim doctor --repair"


def examine_library(settings: Settings) -> Iterator[Finding]:
    """Read every article against its checksum, in a copy: looking at it must not change it."""
    path = library_file(settings)
    if not path.exists():
        told = "there is none yet: verbatim serve, or verbatim articles add, makes it"
        yield look("library", told, f"Until then questions are answered from {settings.verbatim_articles}.")
        return
    try:
        with library_copy(path) as library:
            damage = (*library.damage(), *library.check())
            told = f"{library.count} articles, newest {library.newest or 'without a date'}"
            aside, partly = library.failures(), library.partly_read()
    except (RetrievalError, sqlite3.Error, OSError) as error:
        yield _unusable(path, error)
        return
    known = _known_damage(path)
    found = [one for one in damage if one.moved_to not in known]
    if found:
        lost = sum(one.lost for one in found)
        told = f"it is damaged: {found[-1].saved} versions can be saved, {lost} not"
        yield wrong("library", told, _REPAIR, lambda: _mend_library(settings))
    else:
        yield well("library", told)
    for loss in losses_of_articles(path, [one for one in damage if one.moved_to in known]):
        yield look(
            "library", loss.told, f"Add them again, from a backup if need be; then delete {loss.file}."
        )
    if aside:
        first = f"{aside[0].path}: {aside[0].reason}"
        yield look("files", f"{len(aside)} were set aside, the first {first}", "Mend or remove them.")
    if partly:
        first = f"{partly[0].path}: {partly[0].reason}"
        yield look("files", f"{len(partly)} read in part, the first {first}", "Mend them.")


@contextmanager
def library_copy(path: Path) -> Iterator[Library]:
    """A copy of the library at `path`, which may be mended without a word."""
    with TemporaryDirectory(prefix="verbatim-doctor-") as folder:
        copy = Path(folder) / path.name
        _copy(path, copy)
        with Library(copy, told=lambda path, damage: None) as library:
            yield library


def examine_stores(settings: Settings) -> Iterator[Finding]:
    """Read the files of the chats and of the editors, every row against its sum."""
    for name, schema in SCHEMAS.items():
        yield from _examine_store(settings.data_folder / name, schema)
    key = settings.data_folder / KEY_FILE
    if key.exists() and not key.stat().st_size:
        yield wrong("key", f"{key.name} is empty", _REPAIR, lambda: _make_key(key))


def _examine_store(path: Path, schema: Schema) -> Iterator[Finding]:
    for loss in losses_of_rows(path):
        yield look(path.name, loss.told, f"Delete {loss.file}: it keeps what people wrote.")
    if not path.exists():
        return
    try:
        health = database.check(path, schema)
    except BotError as error:
        yield of_error(path.name, error)
        return
    if health.is_whole:
        yield well(path.name, f"whole, {path.stat().st_size // 1024:,} kB")
        return
    rows = f", {health.broken_rows} rows are not as written" if health.broken_rows else ""
    yield wrong(
        path.name, f"it is damaged ({health.pages}{rows})", _REPAIR, lambda: _mend_store(path, schema)
    )


def _copy(source: Path, target: Path) -> None:
    """Byte for byte, the log of a killed program included; SQLite's own copy while a bot writes."""
    if not os.access(source.parent, os.W_OK):
        _copy_bytes(source, target)  # nobody can be writing there
        return
    try:
        with lock_folder(source.parent), alone_with(source):
            _copy_bytes(source, target)
    except (SettingsError, LibraryError):
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)


def _copy_bytes(source: Path, target: Path) -> None:
    for suffix in ("", "-wal"):
        with suppress(FileNotFoundError):
            shutil.copyfile(f"{source}{suffix}", f"{target}{suffix}")


def _known_damage(path: Path) -> set[str]:
    """The damage that was mended before: the library remembers it."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            return {name for (name,) in connection.execute("SELECT moved_to FROM damage")}
    except sqlite3.Error:
        return set()


def _unusable(path: Path, error: Exception) -> Finding:
    if isinstance(error, RetrievalError):
        return of_error("library", error)
    said = error.strerror if isinstance(error, OSError) else error
    return wrong("library", f"{path} cannot be read ({said})", "Restore a backup: verbatim restore FILE")


def _mend_library(settings: Settings) -> str:
    with (
        lock_folder(settings.data_folder),
        Library(library_file(settings), told=lambda path, damage: None) as library,
    ):
        found = library.check() or library.damage()
    if not found:
        return "nothing was damaged after all"
    told = found[-1]
    return f"{told.saved} versions saved, {told.lost} not; the old file is {told.moved_to}"


def _mend_store(path: Path, schema: Schema) -> str:
    with lock_folder(path.parent):
        mended = database.mend(path, schema)
    return f"{mended.rows} rows saved; the old file is {mended.aside.name}"


def _make_key(key: Path) -> str:
    with lock_folder(key.parent):
        read_key(key)
    return "a new key was made"


Examination = Callable[[Settings], Iterator[Finding]]
