"""Articles as documents of OpenSearch and back; a text that does not fit its checksum is not an article."""

from __future__ import annotations

import hashlib
import logging
from functools import lru_cache
from typing import Any, NamedTuple

from retrieval.articlejson import article_from_json, article_to_json
from retrieval.index import title_terms
from retrieval.models import Article, Passage
from retrieval.passages import split_passages
from retrieval.sentences import language_of, marked_words
from retrieval.words.times import in_days

_log = logging.getLogger(__name__)

_LONGEST_TERM = 120
"""Characters; Lucene would cut words longer than 255 UTF-16 units in pieces."""


class ReadArticle(NamedTuple):
    """An article as questions see it: its passages and, for each, the words and marks of its sentences."""

    article: Article
    passages: tuple[Passage, ...]
    read: tuple[tuple[tuple[list[str], bytes], ...], ...]


def read_article(article: Article) -> ReadArticle:
    """The passages of an article and the terms of their sentences."""
    language, passages = language_of(article), split_passages(article)
    read = (
        tuple(marked_words(article.text, span, language) for span in passage.sentences)
        for passage in passages
    )
    return ReadArticle(article, passages, tuple(read))


def document_id(id: str) -> str:
    """An article's id as the cluster takes it, which allows 512 bytes.

    >>> document_id("ap-1") == document_id("ap-1"), len(document_id("x" * 10_000))
    (True, 64)
    """
    return hashlib.sha256(id.encode("utf-8", "surrogatepass")).hexdigest()


def to_document(article: Article, *, sequence: int, feeder: str) -> dict[str, Any]:
    """What is stored of an article. `sequence` tells which came first, `feeder` which library it is from."""
    read = read_article(article)
    passages = [[term for words, _ in sentences for term in words] for sentences in read.read]
    written = article_to_json(article)
    document = {
        "id": article.id,
        "language": language_of(article),
        "sequence": sequence,
        "feeder": feeder,
        "article": written,
        "checksum": checksum(written),
        "words": join_terms([*title_terms(article), *(term for passage in passages for term in passage)]),
        "passages": [{"words": join_terms(passage)} for passage in passages],
    }
    if article.published is not None:
        document["published"] = to_millis(in_days(article.published))
    return document


def to_millis(days: float) -> int:
    """Days since 1970 as the cluster counts time.

    >>> to_millis(2.0)
    172800000
    """
    return round(days * 86_400_000)


def from_document(document: dict[str, Any]) -> Article | None:
    """The article of a document; None, and a line in the log, where it is not what was once stored."""
    written = document.get("article")
    try:
        if isinstance(written, str) and document.get("checksum") == checksum(written):
            return article_from_json(written)
    except ValueError:
        pass
    _log.error(
        "an article in OpenSearch does not fit its checksum and is passed over: %s", document.get("id")
    )
    return None


def join_terms(terms: list[str]) -> str:
    """Terms as a text that a whitespace analyser takes apart again.

    >>> join_terms(["owl", "hoot"])
    'owl hoot'
    """
    return " ".join(map(written_term, terms))


@lru_cache(maxsize=1 << 16)
def written_term(term: str) -> str:
    """A term as it stands in the index: itself, unless it is too long or has a space in it.

    >>> written_term("owl"), written_term("o w l")[:5]
    ('owl', '~e614')
    """
    if len(term) <= _LONGEST_TERM and not any(letter.isspace() for letter in term):
        return term
    return f"~{hashlib.sha256(term.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def checksum(written: str) -> str:
    """What tells whether an article's JSON is what was once written."""
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
