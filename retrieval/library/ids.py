"""Which article somebody means who gives an id, or only its beginning."""

from __future__ import annotations

import sqlite3

import retrieval.library.shelf as shelf
from retrieval.library.schema import LibraryError


class UnknownArticleError(LibraryError):
    """An id that no article has.

    >>> import tempfile
    >>> from retrieval import Library
    >>> with tempfile.TemporaryDirectory() as folder, Library(f"{folder}/library.sqlite") as library:
    ...     library.get("a1")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    retrieval.library.ids.UnknownArticleError: ...
    """


def resolve(connection: sqlite3.Connection, id: str) -> str:
    """The id that is meant. Raises UnknownArticleError, and LibraryError where several could be."""
    if shelf.find(connection, id) is not None:
        return id
    found = shelf.ids_from(connection, id) if shelf.is_id(id) else []
    if len(found) == 1:
        return found[0]
    if not found:
        raise UnknownArticleError(id, "no article has this id", "Look at the list of articles.")
    raise LibraryError(id, f"{len(found)} articles begin with this id", "Give more of the id.")
