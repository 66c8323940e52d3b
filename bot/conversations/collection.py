"""The articles being asked and the index over them, as fresh as the files and the library are."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import retrieval
from bot.configuration.settings import Settings
from bot.errors import SettingsError
from bot.late_logging import warn
from bot.storage.datafolder import index_folder, library_file
from bot.words.attribution import clean_name
from retrieval import Article, ArticleError, Index, NoArticles, PassageIndex, read_articles

if TYPE_CHECKING:
    from retrieval import Keeper, Library

LOOK_EVERY = 2.0
"""Seconds between two looks at the folders; a look at 1,000 unchanged files takes milliseconds."""

_LONGEST = 1_000
_MOST_TOLD = 5


class Collection(Protocol):
    """What a question is asked of."""

    def index(self) -> Index:
        """The index to ask now."""
        ...

    def article(self, article_id: str) -> Article | None:
        """The article of that id, replaced versions included; None if it is gone."""
        ...


class FolderCollection:
    """The articles of one folder or file, read once. Raises NoArticles, and ArticleError for a file."""

    def __init__(self, path: Path) -> None:
        self.failures: list[ArticleError] = []
        articles = read_articles(path, self.failures)
        if not articles and len(self.failures) == 1:
            raise self.failures[0]
        self._index = PassageIndex(articles)
        if not self._index.passages:
            raise NoArticles(path, remedy="Put a text file there, or name another place.")

    def index(self) -> Index:
        """The index to ask."""
        return self._index

    def article(self, article_id: str) -> Article | None:
        """The article of that id."""
        return self._index.find(article_id)


class LibraryCollection:
    """The library with its watched folders; a new article is found by the next question."""

    def __init__(self, library: Library, folders: Sequence[Path], keeper: Keeper) -> None:
        self.library = library
        self._folders = tuple(folders)
        self._keeper = keeper
        self._lock = threading.Lock()
        self._looked = -LOOK_EVERY

    def index(self) -> Index:
        """An index of the library as it is now."""
        with self._lock:
            if time.monotonic() - self._looked >= LOOK_EVERY:
                self._look()
                self._looked = time.monotonic()
        return self._keeper.index()

    def article(self, article_id: str) -> Article | None:
        """The article of that id; an old citation finds its old version."""
        return self.library.find(article_id)

    def _look(self) -> None:
        changes = self.library.refresh(self._folders)
        for failure in changes.partly:
            path, reason = clean_name(failure.path, _LONGEST), clean_name(failure.reason, _LONGEST)
            warn(__name__, "%s: %s", path, reason)
        for failure in changes.failed:
            if failure.set_aside:
                path, reason = clean_name(failure.path, _LONGEST), clean_name(failure.reason, _LONGEST)
                warn(__name__, "%s failed three times and is set aside until it changes: %s", path, reason)


class FrozenCollection:
    """The library where nothing can be written: as it is, no folder is looked at and nothing is kept."""

    def __init__(self, library: Library, folder: Path) -> None:
        self.library = library
        self._index = retrieval.Keeper(library, folder).as_it_is()

    def index(self) -> Index:
        """The index to ask."""
        return self._index

    def article(self, article_id: str) -> Article | None:
        """The article of that id; an old citation finds its old version."""
        return self.library.find(article_id)


def open_collection(
    settings: Settings, path: Path | None = None, told: Callable[[int, int], object] = lambda done, of: None
) -> Collection:
    """What to ask: `path` if given, else the library where there is one, else the articles folder.

    `told` hears how many articles of how many are indexed, where that is to be done. Raises RetrievalError,
    and SettingsError where there is neither.
    """
    if path is None and settings.is_shared:
        from bot.conversations.shared_collection import open_shared

        return open_shared(settings, told)
    if path is None and library_file(settings).exists():
        collection = _open_held(settings, told)
        if collection.index().passages:
            _tell_missing(settings.verbatim_articles)
            return collection
    if path is None and _is_missing(settings.verbatim_articles):
        problem = f"{settings.verbatim_articles} is not there, and no article was added yet"
        raise SettingsError("VERBATIM_ARTICLES", problem, "Name the folder with the articles: verbatim init")
    collection = FolderCollection(path or settings.verbatim_articles)
    _tell_unread(collection.failures)
    return collection


def _tell_missing(folder: Path) -> None:
    """The library is asked without the folder; whoever named one should hear of it."""
    if folder != Settings().verbatim_articles and _is_missing(folder):
        shown = clean_name(str(folder), _LONGEST)
        problem = "VERBATIM_ARTICLES: %s is not there. Make that folder, or name another: verbatim init"
        warn(__name__, problem, shown)


def _tell_unread(failures: Sequence[ArticleError]) -> None:
    for failure in failures[:_MOST_TOLD]:
        warn(__name__, "Not read: %s", clean_name(str(failure), _LONGEST))
    if len(failures) > _MOST_TOLD:
        warn(__name__, "Not read: %s more", len(failures) - _MOST_TOLD)


def _is_missing(path: Path) -> bool:
    try:
        return not path.exists()
    except OSError:
        return False  # whoever reads it says why it cannot be


def _open_held(settings: Settings, told: Callable[[int, int], object]) -> Collection:
    """The library; where nothing can be written, as it is."""
    from retrieval import UnwritableLibraryError

    file = library_file(settings)
    try:
        library = retrieval.Library(file)
        try:
            keeper = retrieval.Keeper(library, index_folder(settings), progress=told)
            collection = LibraryCollection(library, [settings.verbatim_articles], keeper)
            collection.index()
            return collection
        except UnwritableLibraryError:
            library.close()
            raise
    except UnwritableLibraryError as error:
        frozen = FrozenCollection(retrieval.Library(file, frozen=True), index_folder(settings))
        warn(__name__, "%s Questions are answered from what is there, and nothing is kept.", error)
        return frozen
