"""Articles as JSON: one object a line for bulk loads, or a file of one object or a list of them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from retrieval.articles.building import build_article
from retrieval.articles.dates import parse_date
from retrieval.articles.encoding import decode
from retrieval.articles.jsonld import describe_node, find_article
from retrieval.articles.page import html_paragraphs
from retrieval.articles.wire import split_paragraphs
from retrieval.errors import ArticleError
from retrieval.models import Article

MAX_LINE_BYTES = 5_000_000
_FORM = 'Write {"text": "…", "title": "…", "url": "…"}, one object a line.'


def read_lines(file: BinaryIO, name: str, failures: list[ArticleError] | None = None) -> Iterator[Article]:
    """The articles of a .jsonl file of any length, one line in memory at a time.

    Raises ArticleError, naming the line; given `failures`, it is put there and the rest is read.
    """
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        where = f"{name}, line {number}"
        try:
            if len(line) > MAX_LINE_BYTES:
                _skip_line(file, line)
                raise ArticleError(where, f"the line is longer than {MAX_LINE_BYTES:,} bytes", _FORM)
            if line.strip():
                yield parse_record(_load(decode(line, where), where), where)
        except ArticleError as error:
            if failures is None:
                raise
            failures.append(error)


def parse_lines(text: str, name: str, failures: list[ArticleError] | None = None) -> Iterable[Article]:
    """The articles of a .jsonl file's text; errors as in `read_lines`."""
    return read_lines(io.BytesIO(text.encode("utf-8", "replace")), name, failures)


def parse_json(text: str, name: str, failures: list[ArticleError] | None = None) -> Iterable[Article]:
    """The article or articles of a JSON file: an object as in .jsonl, JSON-LD, or a list of either.

    Raises ArticleError, naming the object; given `failures`, it is put there and the rest is read.
    """
    value = _load(text, name)
    for number, one in enumerate(value if isinstance(value, list) else [value], start=1):
        where = f"{name}, object {number}" if isinstance(value, list) else name
        try:
            yield parse_record(one, where)
        except ArticleError as error:
            if failures is None:
                raise
            failures.append(error)


def parse_record(record: object, name: str) -> Article:
    """The article of one JSON object; "date" stands in for "published", a string for a list of one.

    Raises ArticleError, naming `name`, for an object without a text or with a date that is none.

    >>> parse_record({"text": "It rained.", "title": "Rain", "date": "2025-05-03"}, "a").published
    datetime.date(2025, 5, 3)
    """
    if not isinstance(record, dict):
        raise ArticleError(name, "it is not a JSON object", _FORM)
    text = record.get("text")
    if not isinstance(text, str):
        return _parse_described(record, name)
    return build_article(
        split_paragraphs(text),
        name,
        title=_string(record, "title"),
        outlet=_string(record, "outlet"),
        authors=_strings(record, "authors"),
        published=_published(record, name),
        place=_string(record, "place"),
        url=_string(record, "url"),
        language=_string(record, "language"),
        tags=_strings(record, "tags"),
        id=_string(record, "id"),
    )


def _parse_described(record: dict[str, Any], name: str) -> Article:
    node = find_article(record)
    if node is None or not (described := describe_node(node)).body:
        raise ArticleError(name, 'it has no "text"', _FORM)
    return build_article(
        html_paragraphs(described.body),
        name,
        title=described.headline,
        outlet=described.outlet,
        authors=described.authors,
        published=described.published,
        place=described.place,
        url=described.url,
        language=(described.language or "")[:2].lower(),
        tags=described.tags,
    )


def _load(text: str, name: str) -> object:
    try:
        return json.loads(text.removeprefix("\ufeff"), strict=False)
    except (ValueError, RecursionError) as error:
        problem = f"it is not JSON ({getattr(error, 'msg', 'nested too deeply')})"
        raise ArticleError(name, problem, "It may be cut off. " + _FORM) from None


def _skip_line(file: BinaryIO, start: bytes) -> None:
    while start and not start.endswith(b"\n"):
        start = file.readline(MAX_LINE_BYTES)


def _string(record: dict[str, Any], key: str) -> str | None:
    value = record.get(key)
    return str(value) if isinstance(value, (str, int)) else None


def _strings(record: dict[str, Any], key: str) -> tuple[str, ...]:
    value = record.get(key)
    values = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(one for one in values if isinstance(one, str))


def _published(record: dict[str, Any], name: str) -> Any:
    value = record.get("published") or record.get("date")
    if not value:
        return None
    if found := parse_date(str(value)):
        return found
    remedy = 'Write "published" as 2026-11-24 or 2026-11-24T09:30:00+01:00.'
    raise ArticleError(name, f"{str(value)[:40]!r} is not a date", remedy)
