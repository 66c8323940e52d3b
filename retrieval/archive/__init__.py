"""An engine for large corpora: rank_bm25's very scores from arrays, in memory or on disk."""
