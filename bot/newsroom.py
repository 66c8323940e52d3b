"""The library as it is opened for changes: with its folders watched and its files read safely."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from bot.collection import LIBRARY_FILE, LibraryCollection
from bot.errors import SettingsError
from bot.extraction import Extraction
from bot.settings import Settings
from retrieval import Fetcher, Library


class Newsroom:
    """A library, the folders it watches, and what reads its files. A context manager."""

    def __init__(self, library: Library, extraction: Extraction, folders: tuple[Path, ...]) -> None:
        self.library = library
        self.extraction = extraction
        self.folders = folders

    def __enter__(self) -> Newsroom:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.library.close()
        self.extraction.__exit__(kind, error, trace)

    def collection(self) -> LibraryCollection:
        """What questions are asked of."""
        return LibraryCollection(self.library, self.folders)


def open_library(settings: Settings) -> Newsroom:
    """The library of these settings, made where there is none. Raises SettingsError and LibraryError."""
    extraction = Extraction(Fetcher(contact=settings.verbatim_contact))
    library = Library(make_data_folder(settings) / LIBRARY_FILE, read=extraction.read_file)
    return Newsroom(library, extraction, (settings.verbatim_articles,))


def make_data_folder(settings: Settings) -> Path:
    """The data folder, made where there is none. Raises SettingsError."""
    folder = settings.data_folder
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        problem = f"it names {folder}, which cannot be made ({error.strerror})"
        raise SettingsError("VERBATIM_DATA", problem, "Name another folder.") from None
    return folder
