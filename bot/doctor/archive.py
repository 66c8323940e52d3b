"""The archive on OpenSearch: can it be reached, is it as this version makes it, has it what is here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from bot.configuration.settings import Settings
from bot.doctor.findings import Finding, look, of_error, well
from bot.doctor.holdings import library_copy
from bot.errors import BotError
from bot.storage.datafolder import library_file
from retrieval import Library, RetrievalError

if TYPE_CHECKING:
    from retrieval import OpenSearchArchive


def examine_archive(settings: Settings) -> Iterator[Finding]:
    """Ask the cluster for the alias and the index behind it, and compare its articles with the library's."""
    if not settings.is_shared:
        return
    from bot.storage.shared_archive import open_archive

    try:
        with closing(open_archive(settings)) as archive:
            held = len(archive.index().articles)
            where = ", ".join(settings.verbatim_opensearch)
            yield well("archive", f"{archive.name} on OpenSearch at {where}, {held} articles of all bots")
            yield from _compare(settings, archive)
    except (BotError, RetrievalError) as error:
        yield of_error("archive", error)


def _compare(settings: Settings, archive: OpenSearchArchive) -> Iterator[Finding]:
    from bot.storage.shared_archive import keeper_of

    path = library_file(settings)
    if not path.exists():
        yield well("feeding", "there is no library here to feed it from")
        return
    try:
        with library_copy(path) as library:
            lacking, left = keeper_of(settings, archive, library).compare()
            count = library.count
    except (sqlite3.Error, OSError):
        return  # the library cannot be read, which is told where it is examined
    if lacking or left:
        told = f"{lacking} of the {count} articles here are not in the archive, {left} in it are gone here"
        yield look("feeding", told, "verbatim doctor --repair", lambda: _feed(settings))
    else:
        yield well("feeding", f"all {count} articles here are in the archive")


def _feed(settings: Settings) -> str:
    from bot.storage.shared_archive import keeper_of, open_archive

    with Library(library_file(settings)) as library, closing(open_archive(settings)) as archive:
        keeper_of(settings, archive, library).feed_again()
        return f"{library.count} articles are in the archive now"
