"""Keeps the archive on OpenSearch true to a library: what came, changed or went there does so here.

The library's own log of changes tells what is to be done, whichever process made them and however
long the cluster was away. Where it does not reach back, what was fed before is compared, article by
article. Several libraries may feed one archive; an article that two of them hold goes with either.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from retrieval.articlejson import article_to_json
from retrieval.durable import write_durably
from retrieval.library import Library, Mark
from retrieval.models import Article
from retrieval.opensearch.archive import OpenSearchArchive
from retrieval.opensearch.documents import checksum
from retrieval.opensearch.index import OpenSearchIndex

_LOT = 200

Progress = Callable[[int, int], object]


class Fed(NamedTuple):
    """What is remembered beside the library: its name there, and which state of it the archive has."""

    feeder: str
    archive: str = ""
    mark: int = 0


class SharedKeeper:
    """The archive's index, with everything in it that the library has. Any thread may ask for it.

    Without a library it only asks. `file` is where is remembered what was fed.
    """

    def __init__(
        self,
        archive: OpenSearchArchive,
        library: Library | None,
        file: Path,
        progress: Progress = lambda done, of: None,
    ) -> None:
        self._archive, self._library, self._file = archive, library, file
        self._progress = progress
        self._lock = threading.Lock()
        self._known: Mark | None = None

    def index(self) -> OpenSearchIndex:
        """The archive as it is now. Raises ArchiveUnreachableError and OpenSearchError."""
        self.settle()
        return self._archive.index()

    @property
    def feeder(self) -> str:
        """The library's name in the archive."""
        return self._read().feeder

    def compare(self) -> tuple[int, int]:
        """How many articles of the library the archive lacks, and has that are gone there; nothing is fed."""
        held, lacking = self._archive.fed_by(self.feeder), 0
        for article in self._library.articles_behind() if self._library else ():
            own = checksum(article_to_json(article))
            lacking += held.pop(article.id, "") != own
        return lacking, len(held)

    def settle(self) -> None:
        """Feed what the archive does not have yet."""
        if self._library is None:
            return
        with self._lock:
            mark = self._library.mark
            if mark != self._known:
                self._known = self._feed(self._library, mark)

    def feed_again(self) -> None:
        """Compare everything and feed what differs, whatever is remembered of having been fed."""
        with self._lock:
            self._write(Fed(self._read().feeder))
            self._known = None
        self.settle()

    def _feed(self, library: Library, mark: Mark) -> Mark:
        self._archive.open()
        fed, identity = self._read(), self._archive.identity
        changed = library.changed_since(Mark.from_int(fed.mark)) if fed.archive == identity else None
        if changed is None:
            self._write(fed)  # its name first: what is fed under it must be found again
            self._feed_all(library, fed.feeder)
        else:
            mark = changed.mark
            self._feed_some(library, fed.feeder, changed.ids)
        self._write(Fed(fed.feeder, identity, mark.to_int()))
        return mark

    def _feed_all(self, library: Library, feeder: str) -> None:
        held, seen, total = self._archive.fed_by(feeder), set[str](), library.count

        def missing() -> Iterator[Article]:
            for article in library.articles_behind():
                seen.add(article.id)
                if held.get(article.id) != checksum(article_to_json(article)):
                    yield article
                self._progress(min(len(seen), total), total)

        self._archive.add(missing(), feeder)
        self._archive.remove(held.keys() - seen)

    def _feed_some(self, library: Library, feeder: str, ids: tuple[str, ...]) -> None:
        for start in range(0, len(ids), _LOT):
            lot = ids[start : start + _LOT]
            now = library.current(lot)
            self._archive.add((now[id] for id in lot if id in now), feeder)
            self._archive.remove([id for id in lot if id not in now])
            self._progress(min(start + _LOT, len(ids)), len(ids))

    def _read(self) -> Fed:
        try:
            kept = json.loads(self._file.read_bytes())
            return Fed(str(kept["feeder"]), str(kept["archive"]), int(kept["mark"], 16))
        except (OSError, ValueError, KeyError, TypeError):
            return Fed(uuid4().hex)  # all is compared, and nothing lost

    def _write(self, fed: Fed) -> None:
        kept = {"feeder": fed.feeder, "archive": fed.archive, "mark": f"{fed.mark:x}"}
        part = self._file.with_name(f"{self._file.name}.{os.getpid()}")  # others may feed from here, too
        write_durably(self._file, [json.dumps(kept).encode()], part)
