"""The archive that several bots share, as it is asked, fed beside questions from the library here."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import retrieval
from bot.configuration.settings import Settings
from bot.storage.datafolder import library_file
from bot.storage.shared_archive import open_keeper
from retrieval import Article, Index, RetrievalError

if TYPE_CHECKING:
    from retrieval import Library, SharedKeeper

_log = logging.getLogger(__name__)

FEED_EVERY = 2.0
"""Seconds between two looks at the library."""

TRY_AGAIN = 30.0
"""Seconds until a cluster that was away is fed again."""


class SharedCollection:
    """What questions are asked of: everything in the archive, fed from the library here, if any."""

    def __init__(self, keeper: SharedKeeper, library: Library | None) -> None:
        self.library = library
        self._keeper = keeper
        self._stopped = threading.Event()
        self._feeding = threading.Thread(target=self._feed, name="feeding", daemon=True)

    def index(self) -> Index:
        """The archive as it is now. Raises ArchiveUnreachableError."""
        return self._keeper.index()

    def article(self, article_id: str) -> Article | None:
        """The article of that id; an old citation finds its old version where the library here has it."""
        held = self.library.find(article_id) if self.library else None
        return held or self._keeper.index().find(article_id)

    def start(self) -> None:
        """Feed what comes into the library beside questions, for those who ask other bots."""
        self._feeding.start()

    def close(self) -> None:
        """Stop feeding."""
        self._stopped.set()
        if self._feeding.is_alive():
            self._feeding.join()

    def _feed(self) -> None:
        while not self._stopped.wait(FEED_EVERY):
            try:
                self._keeper.settle()
            except RetrievalError as error:
                _log.error("%s", error)
                self._stopped.wait(TRY_AGAIN)


def open_shared(settings: Settings, told: Callable[[int, int], object]) -> SharedCollection:
    """What to ask of the archive, and the library here, if there is one, to feed it."""
    file = library_file(settings)
    if not file.exists():
        return SharedCollection(open_keeper(settings, None, told), None)
    try:
        library = retrieval.Library(file)
    except retrieval.UnwritableLibraryError as error:
        _log.warning("%s Questions are asked of the archive, and nothing is fed from here.", error)
        return SharedCollection(open_keeper(settings, None, told), retrieval.Library(file, frozen=True))
    return SharedCollection(open_keeper(settings, library, told), library)
