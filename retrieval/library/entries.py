"""The list of articles: a line of it, and how it is made of what the library knows."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from retrieval.library.records import Record


class Entry(NamedTuple):
    """A line of the list of articles. `origin` is the file it was read from, where it was one.

    >>> import tempfile
    >>> from retrieval import Article, Library
    >>> owls = Article(id="a1", text="Owls hoot at night.")
    >>> with tempfile.TemporaryDirectory() as folder, Library(f"{folder}/library.sqlite") as library:
    ...     added = library.add(owls, added_by="desk")
    ...     [(entry.id, entry.added_by, entry.passages) for entry in library.entries()]
    [('a1', 'desk', 1)]
    """

    id: str
    outlet: str | None
    title: str | None
    published: datetime | date | None
    passages: int
    added_by: str
    added_at: datetime
    origin: str | None


def to_entry(record: Record) -> Entry:
    """The line of an article."""
    # With it comes sentencex, which no other use of the library needs.
    from retrieval.passages import split_passages

    article = record.article
    return Entry(
        *(article.id, article.outlet, article.title, article.published, len(split_passages(article))),
        *(record.added_by, record.added_at, record.origin),
    )
