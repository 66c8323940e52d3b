"""What is asked of OpenSearch, as it wants it written: searches that give our own BM25.

Lucene's BM25 differs from ours in two constants that a term's boost puts right: it leaves out the
factor k1 + 1, and its idf is ln((N + 1) / (df + 1/2)) where ours is ln((N + 1) / df). What no boost
can put right is that it keeps the length of a passage in one byte: exact up to 40 words, beyond
that rounded down to three bits after the leading one (benchmarks/opensearch.py tells what it costs).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from math import exp, log
from typing import Any, NamedTuple

from retrieval.index import ARTICLE_K1, PASSAGE_K1, Weighing
from retrieval.opensearch.documents import to_millis, written_term
from retrieval.words.times import RECENT_DAYS, in_days

Json = dict[str, Any]

PASSAGE_WORDS, ARTICLE_WORDS = "passages.words", "words"
MOST_TERMS = 400
"""Terms of one search; the cluster allows 1,024 clauses."""

MOST_LANGUAGES = 100
NEAREST = 100
"""Words that the cluster names as near to a misspelled one, before our own rule looks at them."""

CAME: list[Json] = [{"sequence": "asc"}, {"id": "asc"}]
NEWEST: list[Json] = [{"published": {"order": "desc", "missing": "_last"}}, *CAME]


class Frequency(NamedTuple):
    """How many passages and how many articles have a term."""

    passages: int
    articles: int


def idf(frequency: int, size: int) -> float:
    """The weight of a term that `frequency` of `size` texts have.

    >>> round(idf(1, 1), 3), idf(0, 10)
    (0.693, 0.0)
    """
    return log((size + 1) / frequency) if frequency else 0.0


def count_all() -> Json:
    """How many articles and passages there are, and in which languages."""
    return {
        "size": 0,
        "track_total_hits": True,
        "aggs": {
            "languages": {"terms": {"field": "language", "size": MOST_LANGUAGES}},
            "passages": {"nested": {"path": "passages"}},
        },
    }


def count_terms(terms: Sequence[str]) -> Json:
    """In how many passages and articles each term stands; `read_frequencies` reads the reply."""

    def counting(field: str) -> Json:
        wanted = {str(at): {"term": {field: written_term(term)}} for at, term in enumerate(terms)}
        return {"filters": {"filters": wanted}}

    passages = {"nested": {"path": "passages"}, "aggs": {"terms": counting(PASSAGE_WORDS)}}
    return {"size": 0, "aggs": {"articles": counting(ARTICLE_WORDS), "passages": passages}}


def read_frequencies(terms: Sequence[str], found: Json) -> dict[str, Frequency]:
    """What `count_terms` found."""
    passages = found["aggregations"]["passages"]["terms"]["buckets"]
    articles = found["aggregations"]["articles"]["buckets"]
    return {
        term: Frequency(passages[str(at)]["doc_count"], articles[str(at)]["doc_count"])
        for at, term in enumerate(terms)
    }


def best_passages(weights: Mapping[str, float], limit: int) -> Json:
    """The articles of the best passages, and in each its best ones; `weights` are the terms' boosts."""
    return {
        "size": limit,
        "_source": ["id", "article", "checksum"],
        "query": _passages(weights, limit),
    }


def best_joined(
    passages: Mapping[str, float],
    articles: Mapping[str, float],
    limit: int,
    weighing: Weighing,
    now: datetime | date | None,
) -> Json:
    """As `best_passages`, by passage, article and day together.

    The `limit` best passages stand in the `limit` articles whose best passage is best, so that no
    order is cut short before it is joined.
    """
    also = [_any_of(ARTICLE_WORDS, articles)] if weighing.article and articles else []
    also += [_recent(weighing.recent, now)] if weighing.recent and now is not None else []
    body = best_passages(passages, limit)
    return {**body, "query": {"bool": {"must": [body["query"]], "should": also}}}


def boosts(frequencies: Mapping[str, int], size: int, k1: float, total: float = 1.0) -> dict[str, float]:
    """What each term's score by Lucene is multiplied by to give ours, divided by `total`."""
    found = {}
    for term, frequency in frequencies.items():
        if frequency:
            lucene = log(1 + (size - frequency + 0.5) / (frequency + 0.5))
            found[term] = (k1 + 1) * idf(frequency, size) / lucene / total
    return found


def passage_boosts(known: Mapping[str, Frequency], size: int, *, shares: bool) -> dict[str, float]:
    """The boosts of passages; as `shares`, a passage with every term at its best comes to k1 + 1."""
    counts = {term: one.passages for term, one in known.items()}
    total = sum(idf(count, size) for count in counts.values())
    return boosts(counts, size, PASSAGE_K1, (total or 1.0) if shares else 1.0)


def article_boosts(known: Mapping[str, Frequency], size: int, weight: float) -> dict[str, float]:
    """The boosts of articles, as shares and times `weight`."""
    counts = {term: one.articles for term, one in known.items()}
    total = sum(idf(count, size) for count in counts.values())
    return boosts(counts, size, ARTICLE_K1, (total or 1.0) / weight) if weight else {}


def near_words(term: str, most: int) -> Json:
    """The words of the passages that are at most `most` slips from a term."""
    near = {
        "field": PASSAGE_WORDS,
        "suggest_mode": "always",
        "sort": "score",
        "size": NEAREST,
        "shard_size": NEAREST,
        "max_edits": most,
        "prefix_length": 0,
        "min_word_length": 3,
        "max_inspections": 50,
        "accuracy": 0.1,
    }
    return {"size": 0, "suggest": {"near": {"text": term, "term": near}}}


def with_beginning(prefix: str, limit: int) -> Json:
    """Some articles with a word that begins so."""
    query = {"nested": {"path": "passages", "query": {"prefix": {PASSAGE_WORDS: prefix}}}}
    return {"size": limit, "_source": ["id", "article", "checksum"], "query": query}


def some_articles(order: Sequence[Json], limit: int, *, start: int = 0, after: Sequence[Any] = ()) -> Json:
    """A stretch of all articles in an order, from a place or after the one with these sort values."""
    where: Json = {"search_after": list(after)} if after else {"from": start}
    return {"size": limit, "_source": ["id", "article", "checksum"], "sort": list(order), **where}


def some_ids(feeder: str | None, limit: int, after: Sequence[Any] = ()) -> Json:
    """A stretch of ids and checksums, of all articles or of those from one library."""
    body: Json = {"size": limit, "_source": ["id", "checksum"], "sort": list(CAME)}
    if feeder is not None:
        body["query"] = {"term": {"feeder": feeder}}
    return {**body, "search_after": list(after)} if after else body


def _passages(weights: Mapping[str, float], limit: int) -> Json:
    inner = {"size": limit, "_source": False}
    query = _any_of(PASSAGE_WORDS, weights)
    return {"nested": {"path": "passages", "score_mode": "max", "query": query, "inner_hits": inner}}


def _any_of(field: str, weights: Mapping[str, float]) -> Json:
    chosen: Iterable[tuple[str, float]] = sorted(weights.items(), key=lambda one: -one[1])[:MOST_TERMS]
    return {
        "bool": {
            "should": [
                {"term": {field: {"value": written_term(term), "boost": weight}}} for term, weight in chosen
            ]
        }
    }


def _recent(weight: float, now: datetime | date) -> Json:
    """`times.recency` times a weight: 1 on the day, a third after RECENT_DAYS, 0 a day ahead and later."""
    moment = to_millis(in_days(now))
    past, ahead = {"lte": moment}, {"gt": moment, "lte": moment + 86_400_000}
    decay = {"origin": moment, "scale": f"{RECENT_DAYS:g}d", "decay": exp(-1)}
    return {
        "bool": {
            "should": [
                {
                    "function_score": {
                        "query": {"bool": {"filter": [{"range": {"published": past}}]}},
                        "functions": [{"exp": {"published": decay}, "weight": weight}],
                        "boost_mode": "replace",  # a boost would be replaced with the rest
                    }
                },
                {"constant_score": {"filter": {"range": {"published": ahead}}, "boost": weight}},
            ]
        }
    }
