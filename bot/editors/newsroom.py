"""The library as it is opened for changes: with its folders watched and its files read safely."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from bot.configuration.settings import Settings
from bot.conversations.collection import LibraryCollection
from bot.editors.extraction import Extraction
from bot.storage.datafolder import index_folder, library_file, make_data_folder
from retrieval import Fetcher, Keeper, Library

if TYPE_CHECKING:
    from bot.conversations.shared_collection import SharedCollection
    from retrieval import SharedKeeper


class Newsroom:
    """A library, the folders it watches, what reads its files, and where its index is. A context manager."""

    def __init__(
        self,
        library: Library,
        extraction: Extraction,
        folders: tuple[Path, ...],
        index_folder: Path,
        shared: Callable[[Library, Callable[[int, int], object]], SharedKeeper] | None = None,
    ) -> None:
        self.library = library
        self.extraction = extraction
        self.folders = folders
        self._index_folder = index_folder
        self._shared = shared
        self._feeding = ExitStack()

    def __enter__(self) -> Newsroom:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._feeding.close()
        self.library.close()
        self.extraction.__exit__(kind, error, trace)

    def collection(self) -> LibraryCollection | SharedCollection:
        """What questions are asked of, while the index is kept up beside them."""
        if self._shared is not None:
            from bot.conversations.shared_collection import SharedCollection

            shared = SharedCollection(self._shared(self.library, lambda done, of: None), self.library)
            self._feeding.enter_context(closing(shared)).start()
            return shared
        keeper = Keeper(self.library, self._index_folder, background=True)
        return LibraryCollection(self.library, self.folders, keeper)

    def index(self, told: Callable[[int, int], object]) -> None:
        """Bring the index up to date, so that the next question need not; `told` hears how far that is."""
        if self._shared is None:
            Keeper(self.library, self._index_folder, progress=told).settle()
        self.share(told)

    def share(self, told: Callable[[int, int], object]) -> None:
        """Let the other bots see what changed, where there are any."""
        if self._shared is not None:
            self._shared(self.library, told).settle()


def open_library(settings: Settings) -> Newsroom:
    """The library of these settings, made where there is none. Raises SettingsError and LibraryError."""
    extraction = Extraction(Fetcher(contact=settings.verbatim_contact))
    make_data_folder(settings)
    library = Library(library_file(settings), read=extraction.read_file)
    shared = None
    if settings.is_shared:
        from bot.storage.shared_archive import open_keeper

        shared = partial(open_keeper, settings)
    return Newsroom(library, extraction, (settings.verbatim_articles,), index_folder(settings), shared)
