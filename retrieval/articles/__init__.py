"""Bytes and files to articles, one file per format."""

from __future__ import annotations

from retrieval.articles.building import article_id
from retrieval.articles.files import article_files, read_bytes
from retrieval.articles.reading import parse_article, read_articles, stream_articles
from retrieval.articles.wire import parse_text

__all__ = [
    "article_files",
    "article_id",
    "parse_article",
    "parse_text",
    "read_articles",
    "read_bytes",
    "stream_articles",
]
