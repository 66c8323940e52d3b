"""What an index on OpenSearch looks like, and whether one that is there may be asked.

An article is one document, its passages are nested in it: Lucene keeps them in one block, so that
an article is there whole or not at all. Terms come from our own tokens and are only parted at
spaces. Words are not kept a second time: what is shown is cut from the article's own text.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

from retrieval.index import ARTICLE_B, ARTICLE_K1, PASSAGE_B, PASSAGE_K1
from retrieval.models import Article
from retrieval.opensearch.errors import IndexRefusedError
from retrieval.passages import split_passages
from retrieval.tokens import terms

FORMAT = 1
"""Counts up whenever an older program could not ask the index any more."""

MADE_BY = "verbatim"
MOST_PASSAGES = 100_000
"""Passages of one article; the cluster's own limit is 10,000."""

MOST_INNER = 1_000
"""Passages of one article among the hits of one search; the cluster's own limit is 100."""

_PROBE = (
    "“No, President Trump,” said Ms. O’Brien. The U.S. paid $1,000.50.\n\nLa señora no quiso; 東京都 también."
)
REBUILD = "Build it anew: verbatim articles reindex"


def index_body(shards: int, replicas: int, *, complete: bool, archive: str) -> dict[str, Any]:
    """What an index is made with."""
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": replicas,
            "similarity": similarities(),
            "mapping.nested_objects.limit": MOST_PASSAGES,
            "max_inner_result_window": MOST_INNER,
            "gc_deletes": "1h",  # a removal while the index is built anew is not undone by the copying
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": meta(complete=complete, archive=archive),
            "_source": {"excludes": ["words", "passages.words"]},
            "properties": properties(),
        },
    }


def similarities() -> dict[str, Any]:
    """Our BM25: what Lucene leaves out, the factor k1 + 1, the searches put in."""
    return {
        "passage": {"type": "BM25", "k1": str(PASSAGE_K1), "b": str(PASSAGE_B)},
        "article": {"type": "BM25", "k1": str(ARTICLE_K1), "b": str(ARTICLE_B)},
    }


def properties() -> dict[str, Any]:
    """The fields of a document."""
    return {
        "id": {"type": "keyword"},
        "language": {"type": "keyword"},
        "sequence": {"type": "long"},
        "feeder": {"type": "keyword"},
        "published": {"type": "date", "format": "epoch_millis"},
        "article": {"type": "object", "enabled": False},
        "checksum": {"type": "keyword", "index": False, "doc_values": False},
        "words": {"type": "text", "analyzer": "whitespace", "similarity": "article"},
        "passages": {
            "type": "nested",
            "properties": {
                "words": {"type": "text", "analyzer": "whitespace", "similarity": "passage"},
            },
        },
    }


def meta(*, complete: bool, archive: str) -> dict[str, Any]:
    """What an index says about itself; `archive` stays the same when it is built anew."""
    said = {"made_by": MADE_BY, "format": FORMAT, "analysis": analysis()}
    return {**said, "complete": complete, "archive": archive}


@cache
def analysis() -> str:
    """A fingerprint of tokens, stems and passages: two programs with the same one make the same index."""
    probe = [terms(_PROBE, language) for language in ("en", "es", "de", "ja")]
    passages = [tuple(passage.span) for passage in split_passages(Article(id="probe", text=_PROBE), 60)]
    return hashlib.sha256(repr((probe, passages)).encode()).hexdigest()[:16]


def check_index(name: str, found: dict[str, Any]) -> None:
    """Raises IndexRefusedError unless the index, as the cluster describes it, is one that we would make."""
    mapping, said = found["mappings"], found["mappings"].get("_meta", {})
    if said.get("made_by") != MADE_BY:
        remedy = "Name another with VERBATIM_OPENSEARCH_INDEX."
        raise IndexRefusedError(name, "is an index that Verbatim did not make", remedy)
    if (said.get("format"), said.get("analysis")) != (FORMAT, analysis()):
        made = f"format {said.get('format')}, words {said.get('analysis')}"
        problem = f"was made by another version ({made}; this one has format {FORMAT}, words {analysis()})"
        raise IndexRefusedError(name, problem, REBUILD)
    if not said.get("complete"):
        raise IndexRefusedError(name, "was never loaded to its end", REBUILD)
    if _plain(mapping.get("properties", {})) != _plain(properties()):
        raise IndexRefusedError(name, "has another mapping than Verbatim gives", REBUILD)
    if found["settings"]["index"].get("similarity") != similarities():
        raise IndexRefusedError(name, "weighs words otherwise than Verbatim does", REBUILD)


def _plain(value: Any) -> Any:
    """Every value as text: the cluster gives some back so."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return str(value).lower()
