"""The library as it is opened for changes: with its folders watched and its files read safely."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from bot.collection import LIBRARY_FILE, LibraryCollection, index_folder
from bot.errors import SettingsError
from bot.extraction import Extraction
from bot.settings import Settings
from retrieval import Fetcher, Keeper, Library


class Newsroom:
    """A library, the folders it watches, what reads its files, and where its index is. A context manager."""

    def __init__(
        self, library: Library, extraction: Extraction, folders: tuple[Path, ...], index_folder: Path
    ) -> None:
        self.library = library
        self.extraction = extraction
        self.folders = folders
        self._index_folder = index_folder

    def __enter__(self) -> Newsroom:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.library.close()
        self.extraction.__exit__(kind, error, trace)

    def collection(self) -> LibraryCollection:
        """What questions are asked of, while the index is kept up beside them."""
        keeper = Keeper(self.library, self._index_folder, background=True)
        return LibraryCollection(self.library, self.folders, keeper)

    def index(self, told: Callable[[int, int], object]) -> None:
        """Bring the index up to date, so that the next question need not; `told` hears how far that is."""
        Keeper(self.library, self._index_folder, progress=told).settle()


def open_library(settings: Settings) -> Newsroom:
    """The library of these settings, made where there is none. Raises SettingsError and LibraryError."""
    extraction = Extraction(Fetcher(contact=settings.verbatim_contact))
    library = Library(make_data_folder(settings) / LIBRARY_FILE, read=extraction.read_file)
    return Newsroom(library, extraction, (settings.verbatim_articles,), index_folder(settings))


def make_data_folder(settings: Settings) -> Path:
    """The data folder, made where there is none. Raises SettingsError."""
    folder = settings.data_folder
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        problem = f"it names {folder}, which cannot be made ({error.strerror})"
        raise SettingsError("VERBATIM_DATA", problem, "Name another folder.") from None
    return folder
