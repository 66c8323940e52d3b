"""An engine for large corpora: rank_bm25's very scores from arrays, in memory or on disk.

`PostingsRanker` is a ranker over texts in memory. `build` makes an index on disk, `Archive` answers
from it and takes changes, `merge` folds the changes in. Nothing of this is imported for a small library.
"""

from retrieval.archive.errors import DamagedIndexError, IndexBusyError, IndexFileError
from retrieval.archive.index import Archive
from retrieval.archive.making import build
from retrieval.archive.merging import merge
from retrieval.archive.places import Entry, Place
from retrieval.archive.segments import Identity
from retrieval.archive.texts import PostingsRanker
from retrieval.archive.vocabulary import join_terms, split_terms
from retrieval.archive.wording import Record, Wording

__all__ = [
    "Archive",
    "DamagedIndexError",
    "Entry",
    "Identity",
    "IndexBusyError",
    "IndexFileError",
    "Place",
    "PostingsRanker",
    "Record",
    "Wording",
    "build",
    "join_terms",
    "merge",
    "split_terms",
]
