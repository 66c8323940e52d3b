"""The archive that several bots share on OpenSearch, as the settings name it, and what keeps it fed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

from bot.configuration.cluster import read_connection
from bot.configuration.settings import Settings
from bot.storage.datafolder import FED_FILE

if TYPE_CHECKING:
    from retrieval import Library, OpenSearchArchive, SharedKeeper


def open_archive(settings: Settings) -> OpenSearchArchive:
    """The archive of these settings. Raises SettingsError; whether it can be reached shows with its use."""
    from retrieval import Cluster, OpenSearchArchive

    return OpenSearchArchive(Cluster(read_connection(settings)), settings.verbatim_opensearch_index)


def open_keeper(
    settings: Settings, library: Library | None, told: Callable[[int, int], object] = lambda done, of: None
) -> SharedKeeper:
    """The archive with what the library has in it; `told` hears how many articles of how many are fed."""
    return keeper_of(settings, open_archive(settings), library, told)


def keeper_of(
    settings: Settings,
    archive: OpenSearchArchive,
    library: Library | None,
    told: Callable[[int, int], object] = lambda done, of: None,
) -> SharedKeeper:
    """The same of an archive that is open."""
    from retrieval import SharedKeeper

    return SharedKeeper(archive, library, settings.data_folder / FED_FILE, told)


@contextmanager
def passing_archive(settings: Settings) -> Iterator[OpenSearchArchive]:
    """An archive beside the one of these settings, empty, and gone afterwards."""
    from retrieval import Cluster, OpenSearchArchive

    name = f"{settings.verbatim_opensearch_index}.{uuid4().hex[:8]}"
    archive = OpenSearchArchive(Cluster(read_connection(settings)), name)
    try:
        archive.open(copies=0)
        yield archive
    finally:
        archive.drop()
        archive.close()
