"""A file of SQLite that is mended when damaged: where its damage shows, and how another takes its place.

What SQLite itself does not notice is looked for here: a file that was emptied, a header that makes it
one that cannot be written, a log of which SQLite took only the beginning. The mended file is complete
under a name of its own before anything is moved, and an exchange that was interrupted is finished by
the next start.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from retrieval.durable import sync_file, sync_folder
from retrieval.library.wal import is_cut_short, mend_log

HEADER, PAGE = 100, 4096
"""How much of a file's beginning is the same in every file with the same tables, but for counters."""

_FORMATS = (b"\x01\x01", b"\x02\x02")
"""The two bytes that say who may write and who may read: before the log is switched on, and after."""


class MendableFile(NamedTuple):
    """The file at `path`, its log, and the names beside it that mending uses.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = MendableFile(Path(folder, "owls.sqlite"))
    ...     emptied = file.path.write_bytes(b"")
    ...     file.is_emptied, file.set_aside().name, file.path.exists()
    (True, 'owls.sqlite.damaged-1', False)
    """

    path: Path

    @property
    def log(self) -> Path:
        """SQLite's write-ahead log of it."""
        return Path(f"{self.path}-wal")

    @property
    def kept_log(self) -> Path:
        """Where its log is kept when SQLite must not throw away what it did not understand."""
        return self.path.with_name(f"{self.path.name}.log-kept")

    @property
    def mended(self) -> Path:
        """Where the whole file is made that is to take its place."""
        return self.path.with_name(f"{self.path.name}.mended")

    @property
    def has_log(self) -> bool:
        """Whether there is a log with something in it: it is in use, or whoever used it was killed."""
        return self.log.exists() and self.log.stat().st_size > 0

    @property
    def is_emptied(self) -> bool:
        """Whether a file is there with nothing in it: SQLite leaves none so, and would begin it anew."""
        return self.path.exists() and not self.path.stat().st_size and not self.has_log

    @property
    def has_damaged_header(self) -> bool:
        """Whether the header says what none of ours does: SQLite would take it for one not to be written."""
        try:
            with self.path.open("rb") as file:
                head = file.read(20)
        except OSError:  # told by whoever opens it
            return False
        return len(head) == 20 and head[18:] not in _FORMATS

    def keep_damaged_log(self, connection: sqlite3.Connection) -> bool:
        """Whether its log is damaged; if so it is kept, because closing `connection` takes it away."""
        if self.has_log and not self.kept_log.exists() and is_cut_short(connection, self.log):
            shutil.copy(self.log, self.kept_log)
        return self.kept_log.exists()

    def free_name(self) -> Path:
        """Where the damaged file is to go."""
        number = 1
        while (name := self.path.with_name(f"{self.path.name}.damaged-{number}")).exists():
            number += 1
        return name

    def set_aside(self) -> Path:
        """Move the file away, and say where to."""
        aside = self.free_name()
        self.path.rename(aside)
        return aside

    def exchange(self, part: Path) -> Path:
        """Put the file `part`, which nobody has open, in its place; where the damaged one is now."""
        sync_file(part)
        part.rename(self.mended)
        sync_folder(self.path.parent)
        return self.finish_exchange()

    def finish_exchange(self) -> Path:
        """Put the mended file, where there is one, in the place of the damaged one; where that is then."""
        aside = self.free_name()
        if not self.mended.exists():
            return aside
        for suffix in ("-wal", ""):  # the new file must never meet the old one's log
            with suppress(FileNotFoundError):
                Path(f"{self.path}{suffix}").rename(f"{aside}{suffix}")
        with suppress(FileNotFoundError):
            self.kept_log.rename(f"{aside}-wal")
        with suppress(FileNotFoundError):
            Path(f"{self.path}-shm").unlink()
        self.mended.rename(self.path)
        sync_folder(self.path.parent)
        return aside

    def copy_to(self, copy: Path) -> Path:
        """Copy it with its log, as SQLite sees both."""
        for suffix in ("", "-wal"):
            with suppress(FileNotFoundError):
                shutil.copy(f"{self.path}{suffix}", f"{copy}{suffix}")
        return copy

    def copy_with_whole_log(self, copy: Path) -> Path:
        """The same, with every frame of the log made to count, whatever became of one among them."""
        self.copy_to(copy)
        if self.kept_log.exists():
            shutil.copy(self.kept_log, f"{copy}-wal")
        mend_log(Path(f"{copy}-wal"))
        return copy

    def copy_with_beginning_of(self, fresh: Path, copy: Path, length: int = PAGE) -> Path:
        """The same, with the beginning of a `fresh` file lent to it: with its own nothing can be read."""
        self.copy_to(copy)
        beginning = bytearray(fresh.read_bytes()[:length])
        beginning[28:32] = (copy.stat().st_size // PAGE).to_bytes(4, "big")  # the file's size in pages
        beginning[32:40] = bytes(8)  # no free pages that anybody knows of
        with copy.open("r+b") as file:
            file.write(beginning)
        return copy
