"""Markdown, with or without front matter: marks off, characters kept. Owns frontmatter, markdown_it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from retrieval.articles.building import build_article
from retrieval.articles.dates import parse_date
from retrieval.articles.page import html_paragraphs
from retrieval.errors import ArticleError
from retrieval.models import Article

if TYPE_CHECKING:
    from markdown_it.token import Token

_LONGEST_FRONT = 20_000
_FRONT = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_LINE = re.compile(r"([A-Za-z][\w \-]{0,40}?)\s{0,3}:\s{0,3}(.*)")


def parse_markdown(text: str, name: str, failures: list[ArticleError] | None = None) -> tuple[Article, ...]:
    """The article of a Markdown text. Raises ArticleError, naming `name`, where there is no text.

    >>> parse_markdown("---\\ntitle: Rain: the end\\n---\\nIt *rained* in [Rome](x).", "a.md")[0].text
    'It rained in Rome.'
    """
    fields, body = split_front(
        text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    )
    title, paragraphs = _paragraphs(body)
    return (
        build_article(
            paragraphs,
            name,
            title=_string(fields, "title", "headline") or title,
            outlet=_string(fields, "outlet", "publisher", "site", "source", "publication"),
            authors=_strings(fields, "authors", "author", "by", "byline"),
            published=_published(fields),
            place=_string(fields, "place", "location", "dateline"),
            url=_string(fields, "url", "link", "canonical", "canonical_url", "source_url", "source"),
            language=_string(fields, "language", "lang"),
            tags=_strings(fields, "tags", "keywords", "topics", "categories"),
        ),
    )


def split_front(text: str) -> tuple[dict[str, Any], str]:
    """The front matter's fields and the text below it.

    Front matter that is no YAML, as with a colon in a title, is read line by line.

    >>> split_front("---\\ntitle: Rain: the end\\n---\\nIt rained.")
    ({'title': 'Rain: the end'}, 'It rained.')
    """
    match = _FRONT.match(text[:_LONGEST_FRONT])
    if match is None:
        return {}, text
    body = text[match.end() :]
    import frontmatter

    try:
        found, _ = frontmatter.parse(f"---\n{match.group(1)}\n---\n")
    except Exception:  # yaml raises a dozen kinds, and RecursionError for what is nested
        pairs = filter(None, map(_LINE.fullmatch, match.group(1).split("\n")))
        found = {pair.group(1): pair.group(2).strip().strip("\"'") for pair in pairs}
    return {str(key).strip().casefold(): value for key, value in found.items()}, body


def _paragraphs(body: str) -> tuple[str | None, list[str]]:
    """The first heading, if it opens the text, and the paragraphs."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").parse(body)
    blocks = list(_blocks(tokens))
    if len(blocks) > 1 and tokens[0].tag == "h1":
        return blocks[0], blocks[1:]
    return None, blocks


def _blocks(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield "".join(_inline(token.children or [])).strip()
        elif token.type in ("fence", "code_block"):
            yield token.content.strip()
        elif token.type == "html_block":
            yield from html_paragraphs(token.content)


def _inline(children: Iterable[Token]) -> Iterator[str]:
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            yield "\n"
        elif child.type in ("text", "code_inline"):
            yield child.content


def _string(fields: Mapping[str, Any], *keys: str) -> str | None:
    values = (fields.get(key) for key in keys)
    texts = (str(value).strip() for value in values if isinstance(value, (str, int)))
    if keys[0] == "url":
        return next((text for text in texts if text.startswith("http")), None)
    return next((text for text in texts if text and not text.startswith("http")), None)


def _strings(fields: Mapping[str, Any], *keys: str) -> tuple[str, ...]:
    for key in keys:
        value = fields.get(key)
        if isinstance(value, str):
            value = value.strip("[]").split(",")
        values = value if isinstance(value, list) else []
        if found := tuple(text for one in values if (text := str(one or "").strip().strip("\"'"))):
            return found
    return ()


def _published(fields: Mapping[str, Any]) -> datetime | date | None:
    for key in ("published", "date", "publish_date", "pubdate", "created"):
        if found := parse_date(str(fields.get(key))):
            return found
    return None
