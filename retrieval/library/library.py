"""`Library`: articles added, replaced, removed, listed and found, and folders taken in.

It is the truth the index is built from. Each article is checked against its checksum whenever it
is read; a replaced version stays readable by its id, so that an old citation still resolves.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

import retrieval.library.exchange as exchange
import retrieval.library.shelf as shelf
from retrieval.duplicates import sketch
from retrieval.library.changelog import Changed, Mark, changed_since
from retrieval.library.changes import Changes, Failure
from retrieval.library.entries import Entry, to_entry
from retrieval.library.filereader import ReadFile
from retrieval.library.filetable import as_removed, read_files, write_file
from retrieval.library.folders import FolderWatch
from retrieval.library.ids import resolve
from retrieval.library.records import Record
from retrieval.library.salvage import Damage
from retrieval.library.shelf import Status
from retrieval.library.store import FrozenStore, Store, log_damage
from retrieval.models import Article

CHUNK = 50
"""Articles to a transaction when many are added: at most so many are added again after a crash."""

_AT_ONCE = 200


class Added(NamedTuple):
    """What became of an article that was added."""

    article: Article
    status: Status


class Library:
    """The stored articles in the SQLite file `path`. Every method may be called from any thread.

    It closes as a context manager. `told` hears of damage that was mended: the log, if nobody else.
    A `frozen` one is read where nothing can be written. Raises LibraryError, and UnknownArticleError
    for an id it does not hold.

    >>> import tempfile
    >>> owls = Article(id="a1", text="Owls hoot at night.")
    >>> with tempfile.TemporaryDirectory() as folder, Library(f"{folder}/library.sqlite") as library:
    ...     added = library.add(owls, added_by="desk")
    ...     library.count, library.get("a1") == owls
    (1, True)
    """

    def __init__(
        self,
        path: str | Path,
        read: ReadFile | None = None,
        settle: float = 2.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        told: Callable[[Path, Damage], object] = log_damage,
        frozen: bool = False,
    ) -> None:
        self.path = Path(path)
        self._clock = clock
        self._store = FrozenStore(self.path) if frozen else Store(self.path, told)
        self._folders = FolderWatch(self._store, read, settle, clock)

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the file back."""
        self._store.close()

    def add(self, article: Article, *, added_by: str, origin: str | None = None) -> Added:
        """Add one article; when this returns, it is on the disk. It replaces its earlier version."""
        return self._put([article], added_by, origin)[0]

    def add_many(
        self,
        articles: Iterable[Article],
        *,
        added_by: str,
        origin: str | None = None,
        progress: Callable[[tuple[Added, ...]], None] = lambda added: None,
    ) -> dict[Status, int]:
        """Add many, some to a transaction; `progress` is told of each lot when it is on the disk."""
        counts = dict.fromkeys(Status, 0)
        left = iter(articles)
        while lot := list(islice(left, CHUNK)):
            added = self._put(lot, added_by, origin)
            for one in added:
                counts[one.status] += 1
            progress(added)
        return counts

    def remove(self, id: str) -> Article:
        """Take an article away with all its versions; a watched file with it is passed over until changed."""

        def work(connection: sqlite3.Connection) -> Article:
            current = shelf.newest_version(connection, resolve(connection, id))
            gone = [record.article for record in shelf.versions(connection, current)]
            for article in gone:
                shelf.delete(connection, article.id)
            ids = {article.id for article in gone}
            for row in list(read_files(connection)):
                if ids & set(row.articles):
                    left = tuple(one for one in row.articles if one not in ids)
                    write_file(connection, row._replace(articles=left) if left else as_removed(row))
            return gone[0]

        return self._store.change(work)

    def get(self, id: str) -> Article:
        """The article with this id, or whose id alone begins so; a replaced version is found too."""
        found = self._store.read(lambda connection: shelf.find(connection, resolve(connection, id)))
        assert found is not None
        return found.article

    def find(self, id: str) -> Article | None:
        """The article with exactly this id, or None."""
        found = self._store.read(lambda connection: shelf.find(connection, id))
        return found.article if found else None

    def articles(self) -> Iterator[Article]:
        """The current articles in the order they came, each checked against its checksum."""

        def work(connection: sqlite3.Connection) -> list[Article]:
            shelf.verify_digest(connection)
            return [record.article for record in shelf.records(connection)]

        return iter(self._store.read(work))

    def entries(self, start: int = 0, limit: int | None = None) -> tuple[Entry, ...]:
        """The list of articles, or `limit` of them from `start` on."""
        most = -1 if limit is None else limit
        records = self._store.read(lambda connection: list(shelf.records(connection, True, start, most)))
        return tuple(to_entry(record) for record in records)

    @property
    def count(self) -> int:
        """How many articles there are."""
        return self._store.read(shelf.count)

    def has_more_than(self, count: int) -> bool:
        """Whether there are more than so many articles; unlike `count`, it reads no more than so many."""
        return self._store.read(lambda connection: shelf.has_more_than(connection, count))

    @property
    def newest(self) -> datetime | date | None:
        """When the newest article was published."""
        return self._store.read(shelf.newest)

    @property
    def generation(self) -> int:
        """A number that is another one after every change: an index built at another is stale."""
        return self._store.read(shelf.generation)

    @property
    def mark(self) -> Mark:
        """Which state of the articles this is: an index made at another is behind."""
        return self._store.read(shelf.mark)

    def changed_since(self, mark: Mark) -> Changed | None:
        """Which articles came, changed or went since; None where that is not known: then any may have."""
        return self._store.read(lambda connection: changed_since(connection, mark, shelf.mark(connection)))

    def current(self, ids: Sequence[str]) -> dict[str, Article]:
        """The articles of these ids, by id; those left out that are not there or were replaced."""
        return self._store.read(lambda connection: shelf.current(connection, ids))

    def articles_behind(self, ids: Sequence[str] = ()) -> Iterator[Article]:
        """The current articles in the order they came, without those up to the last of `ids`.

        They are read some at a time: what changes meanwhile may be met as it was or as it is.
        """
        sequence = self._store.read(partial(_last_sequence, ids=ids))
        while True:
            sequence, articles = self._store.read(partial(shelf.following, sequence=sequence, limit=_AT_ONCE))
            if not articles:
                return
            yield from articles

    def refresh(
        self,
        folders: Collection[str | Path],
        *,
        wait: bool = False,
        again: bool = False,
        progress: Callable[[int, int], None] = lambda done, of: None,
    ) -> Changes:
        """Bring the library up to the files in the folders, and say what was done.

        `wait` gives files that are just being written the time to settle, `again` reads every file anew.
        """
        return self._folders.refresh([Path(folder) for folder in folders], wait, again, progress)

    def failures(self) -> tuple[Failure, ...]:
        """The files that were set aside, until they change, and why."""
        return self._folders.failures()

    def partly_read(self) -> tuple[Failure, ...]:
        """The files of which some articles were taken and others could not be read, and why."""
        return self._folders.partly_read()

    def damage(self) -> tuple[Damage, ...]:
        """The times the file was found damaged and was mended."""
        return self._store.damage()

    def check(self) -> tuple[Damage, ...]:
        """Read and check everything, mend what is damaged, and say what was found this time."""
        before = len(self.damage())
        self._store.read(shelf.verify)
        return self.damage()[before:]

    def export_articles(self, file: str | Path) -> int:
        """Write all articles, earlier versions and who added them, as JSON lines; says how many."""
        return exchange.write_export(self._store, Path(file))

    def import_articles(self, file: str | Path) -> dict[Status, int]:
        """Take over what `export_articles` wrote: all of it or, where the file is damaged, nothing."""
        return exchange.read_export(self._store, Path(file))

    @staticmethod
    def is_export(file: str | Path) -> bool:
        """Whether a file is one that `export_articles` wrote, whole or not."""
        return exchange.is_export(Path(file))

    def _put(self, articles: Sequence[Article], added_by: str, origin: str | None) -> tuple[Added, ...]:
        now = self._clock()
        for article in articles:
            sketch(article.text)  # the slow part, remembered: not to be done while others wait

        def work(connection: sqlite3.Connection) -> tuple[Added, ...]:
            return tuple(
                Added(article, shelf.put(connection, Record(article, added_by, now, origin)))
                for article in articles
            )

        return self._store.change(work)


def _last_sequence(connection: sqlite3.Connection, ids: Sequence[str]) -> int:
    found = (shelf.sequence_of(connection, id) for id in reversed(ids))
    return next((sequence for sequence in found if sequence is not None), 0)
