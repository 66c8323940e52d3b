"""What can go wrong with an archive's index; the texts are elsewhere, so that building it anew mends it."""

from __future__ import annotations

from retrieval.errors import RetrievalError

REBUILD = "Build the index anew; the articles are safe in the library."


class IndexFileError(RetrievalError):
    """The index cannot do what was asked; what it held before, it still holds."""


class DamagedIndexError(IndexFileError):
    """A file of the index is missing, cut off, changed, or from another version: build it anew."""


class IndexBusyError(IndexFileError):
    """Another program is building or merging this index."""
