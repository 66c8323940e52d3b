"""The engine past one machine: the articles stand in OpenSearch, many bots ask them there.

`OpenSearchArchive` opens, fills and renews them, its `index()` answers as every other index does.
Nothing of this is imported unless OpenSearch is what the settings name.
"""

from retrieval.opensearch.archive import OpenSearchArchive
from retrieval.opensearch.cluster import Cluster, Connection
from retrieval.opensearch.errors import (
    AccessRefusedError,
    IncompleteLoadError,
    IndexRefusedError,
    OpenSearchError,
)
from retrieval.opensearch.feeding import SharedKeeper
from retrieval.opensearch.index import OpenSearchIndex

__all__ = [
    "AccessRefusedError",
    "Cluster",
    "Connection",
    "IncompleteLoadError",
    "IndexRefusedError",
    "OpenSearchArchive",
    "OpenSearchError",
    "OpenSearchIndex",
    "SharedKeeper",
]
