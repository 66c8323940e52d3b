"""Keeps an index on disk true to its library: opened, brought up to date, built anew and merged when due.

Few changes are taken in at once, before the next question. Many, a new index and a merge are the work
of a process of its own (`python -m retrieval.catalogue.upkeep LIBRARY FOLDER`), while questions are answered
from what there is. An index that is missing, damaged or made otherwise is said in the log and built.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from retrieval.archive import Archive, DamagedIndexError, IndexBusyError, IndexFileError, build, merge
from retrieval.archive.making import unfinished
from retrieval.catalogue.entering import identity, make_entry
from retrieval.catalogue.index import ArchiveIndex
from retrieval.errors import RetrievalError
from retrieval.index import Index, PassageIndex
from retrieval.library import Changed, Library, Mark

IN_MEMORY = 50
"""Articles up to which an index is made in memory, in a third of a second, and nothing is put on disk."""

TAKEN_IN = 50
"""Changed articles that a question waits for."""

MERGED_FROM, MERGED_SHARE = 2_000, 100
"""Passages that came or went, and the share of all, from which a merge is worth it: opening an index
replays them, a second for 20,000."""

_LOT = 200
_TRY_AGAIN = 60.0
_BUSY = 0.5
_ROOT = Path(__file__).parents[2]

Progress = Callable[[int, int], object]
"""Told how many articles of how many are indexed."""

log = logging.getLogger(__name__)


class Keeper:
    """The index of a library, as true as can be had now. Any thread may ask for it.

    `background`: what takes long goes on beside questions; else a question waits for it.
    """

    def __init__(
        self,
        library: Library,
        folder: Path,
        *,
        background: bool = False,
        progress: Progress = lambda done, of: None,
    ) -> None:
        self._library, self._folder = library, folder
        self._background, self._progress = background, progress
        self._lock = threading.Lock()
        self._mark: Mark | None = None
        self._index: Index | None = None
        self._working: threading.Thread | None = None
        self._next_try = 0.0

    def index(self) -> Index:
        """An index of the library as it is now; of as it was, while many changes are being taken in."""
        with self._lock:
            mark = self._library.mark
            if self._index is None or mark != self._mark:
                self._index, self._mark = self._bring_up(mark)
            return self._index

    def as_it_is(self) -> Index:
        """The index on disk where it is true, else one in memory: nothing is written."""
        index = self._open_newest() if self._library.has_more_than(IN_MEMORY) else None
        if index is not None and index.archive.mark == self._library.mark.to_int():
            return index
        return PassageIndex(self._library.articles())

    def settle(self) -> None:
        """Bring the index on disk up to date, where there is to be one."""
        if self._library.has_more_than(IN_MEMORY):
            self.index()

    def _bring_up(self, mark: Mark) -> tuple[Index, Mark | None]:
        if not self._library.has_more_than(IN_MEMORY):
            return PassageIndex(self._library.articles()), mark
        try:
            index = self._open_newest()
            if index is not None and self._take_in(index.archive):
                return index, mark
            if index is not None and self._background:
                self._begin()
                return index, None
            self._work()
            index = self._open_newest()
            if index is not None:
                return index, mark if index.archive.mark == mark.to_int() else None
        except IndexFileError as error:
            log.warning("%s Questions are answered from memory.", error)
        return PassageIndex(self._library.articles()), mark

    def _open_newest(self) -> ArchiveIndex | None:
        """The newest generation of the index, with all that was taken in; None where it must be built."""
        try:
            if isinstance(self._index, ArchiveIndex) and not self._index.archive.is_superseded():
                self._index.archive.refresh()
                self._index.forget()  # it may stay behind, and what went from the library is quoted no more
                return self._index
            return ArchiveIndex(Archive(self._folder, identity()), self._library.current)
        except DamagedIndexError as error:
            # Without a pointer there never was one, or another program is just building the first.
            had_one = self._folder.is_file() or (self._folder / "current").exists()
            log.log(logging.WARNING if had_one else logging.INFO, "%s", error)
            return None

    def _take_in(self, archive: Archive) -> bool:
        """Bring an index up to date if little has changed; whether it is."""
        changed = self._library.changed_since(Mark.from_int(archive.mark))
        if changed is None or len(changed.ids) > TAKEN_IN:
            return False
        take_in(archive, self._library, changed)
        if self._background and is_due(archive):
            self._begin()
        return True

    def _begin(self) -> None:
        """Start what takes long, if it is not going on."""
        if (self._working is None or not self._working.is_alive()) and time.monotonic() >= self._next_try:
            self._next_try = time.monotonic() + _TRY_AGAIN
            self._working = threading.Thread(target=self._work_and_adopt, name="upkeep", daemon=True)
            self._working.start()

    def _work_and_adopt(self) -> None:
        if not self._work():
            return
        index = self._open_newest()  # a second for a million passages, for which no question waits
        with self._lock:
            self._index, self._mark, self._next_try = index or self._index, None, 0.0

    def _work(self) -> bool:
        """Let a process of its own bring the index up to date; whether it could."""
        paths = [str(self._library.path), str(self._folder)]
        program = [sys.executable, "-m", "retrieval.catalogue.upkeep", *paths]
        environment = {"PATH": os.defpath, "LANG": "C.UTF-8"}  # no tokens, no proxies
        with subprocess.Popen(  # noqa: S603 - our own interpreter, arguments of ours
            program, stdout=subprocess.PIPE, cwd=_ROOT, env=environment, text=True
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                self._hear(line.split())
        return process.returncode == 0

    def _hear(self, words: list[str]) -> None:
        if words[:1] == ["indexed"]:
            self._progress(int(words[1]), int(words[2]))
        elif words:
            log.warning("%s", " ".join(words))


def bring_up(library: Library, folder: Path, progress: Progress = lambda done, of: None) -> None:
    """Make the index in `folder` true to the library: by what changed, or anew; and merge it when due."""
    while True:
        try:
            archive = _open(folder)
            changed = library.changed_since(Mark.from_int(archive.mark)) if archive else None
            if archive is None or changed is None or len(changed.ids) > library.count // 2:
                _build_anew(library, folder, progress)
                continue
            take_in(archive, library, changed, progress)
            if is_due(archive):
                merge(folder, identity())
        except IndexBusyError:
            time.sleep(_BUSY)  # another program is at it; then see what is left to do
        else:
            return


def take_in(
    archive: Archive, library: Library, changed: Changed, progress: Progress = lambda done, of: None
) -> None:
    """Let the index forget and learn what changed, durably."""
    for start in range(0, len(changed.ids), _LOT):
        ids = changed.ids[start : start + _LOT]
        now = library.current(ids)
        entries = [make_entry(now[id]) for id in ids if id in now]
        is_last = start + _LOT >= len(changed.ids)
        # A program that dies in between begins again: to take the same change in twice changes nothing.
        mark = changed.mark.to_int() if is_last else archive.mark
        archive.apply([id for id in ids if id not in now], entries, mark)
        progress(min(start + _LOT, len(changed.ids)), len(changed.ids))


def is_due(archive: Archive) -> bool:
    """Whether so much has changed that the index should be merged."""
    return archive.changed >= max(MERGED_FROM, archive.size // MERGED_SHARE)


def _build_anew(library: Library, folder: Path, progress: Progress) -> None:
    mark = library.mark
    begun = unfinished(folder, identity())
    if begun is not None and library.changed_since(Mark.from_int(begun)) is not None:
        mark = Mark.from_int(begun)  # go on with it; what changed since is taken in afterwards
    total = library.count
    build(
        folder,
        lambda done: map(make_entry, library.articles_behind(done)),
        identity(),
        mark.to_int(),
        lambda done: progress(done, total),
    )


def _open(folder: Path) -> Archive | None:
    try:
        return Archive(folder, identity(), pruned=False)
    except DamagedIndexError:
        return None


def main(library: str, folder: str) -> int:
    """The work of the process; says on standard output how far it is, or why it cannot."""
    try:
        with Library(library) as opened:
            bring_up(opened, Path(folder), lambda done, of: print("indexed", done, of, flush=True))
    except RetrievalError as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
