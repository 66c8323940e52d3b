"""The archive that several bots share on OpenSearch, as the settings name it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

import retrieval
from bot.configuration.settings import Settings
from bot.errors import SettingsError
from bot.storage.datafolder import FED_FILE, library_file
from retrieval import Article, Index, RetrievalError

if TYPE_CHECKING:
    from retrieval import Connection, Library, OpenSearchArchive, SharedKeeper

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


def read_connection(settings: Settings) -> Connection:
    """Where the cluster is and who asks. Raises SettingsError."""
    from retrieval import Connection

    if not settings.verbatim_opensearch:
        remedy = "Name the cluster's nodes, or set VERBATIM_ENGINE to library."
        raise SettingsError("VERBATIM_OPENSEARCH", "is not set", remedy)
    password = settings.verbatim_opensearch_password
    if settings.verbatim_opensearch_user or password:
        _check_private(settings)
    ca_file = settings.verbatim_opensearch_ca
    if ca_file is not None and not ca_file.is_file():
        raise SettingsError("VERBATIM_OPENSEARCH_CA", f"there is no file {ca_file}", "Name the certificate.")
    return Connection(
        settings.verbatim_opensearch,
        settings.verbatim_opensearch_user,
        password.get_secret_value() if password else None,
        str(ca_file) if ca_file else None,
    )


def _check_private(settings: Settings) -> None:
    """A password goes over no wire in the clear."""
    if not (settings.verbatim_opensearch_user and settings.verbatim_opensearch_password):
        names = "VERBATIM_OPENSEARCH_USER", "VERBATIM_OPENSEARCH_PASSWORD"
        raise SettingsError(" and ".join(names), "only one of them is set", "Set both, or neither.")
    for address in settings.verbatim_opensearch:
        parts = urlsplit(address)
        if parts.scheme != "https" and not _is_here(parts.hostname or ""):
            problem = f"a password would be sent to {parts.hostname} in the clear"
            raise SettingsError("VERBATIM_OPENSEARCH", problem, "Begin the address with https://.")


def _is_here(host: str) -> bool:
    """Whether a host is this machine.

    >>> _is_here("127.0.0.1"), _is_here("localhost"), _is_here("10.0.0.1")
    (True, True, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
