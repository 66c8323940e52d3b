"""What can go wrong with an archive on OpenSearch, each error naming the thing and the remedy."""

from __future__ import annotations

from retrieval.errors import RetrievalError


class OpenSearchError(RetrievalError):
    """The cluster cannot do, or refuses, what was asked."""


class AccessRefusedError(OpenSearchError):
    """The cluster does not know the user, or does not let them."""


class IndexRefusedError(OpenSearchError):
    """An index that is not ours, or was made by another version: no question is asked of it."""


class IndexGoneError(IndexRefusedError):
    """An index that was there when a question began to ask it."""


class IncompleteLoadError(OpenSearchError):
    """Not everything that was sent to the cluster is there."""
