"""The library: every article that questions are answered from, kept so that no crash can damage it."""

from retrieval.library.changelog import Changed, Mark
from retrieval.library.changes import Changes, Failure
from retrieval.library.entries import Entry
from retrieval.library.ids import UnknownArticleError
from retrieval.library.library import Added, Library
from retrieval.library.salvage import Damage
from retrieval.library.schema import (
    DamagedLibraryError,
    LibraryError,
    NewerLibraryError,
    UnwritableLibraryError,
)
from retrieval.library.shelf import Status

__all__ = [
    "Added",
    "Changed",
    "Changes",
    "Damage",
    "DamagedLibraryError",
    "Entry",
    "Failure",
    "Library",
    "LibraryError",
    "Mark",
    "NewerLibraryError",
    "Status",
    "UnknownArticleError",
    "UnwritableLibraryError",
]
