"""RSS and Atom feeds: each entry that holds a whole text is an article. Owns feedparser."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any

from retrieval.articles.building import build_article
from retrieval.articles.dates import parse_date
from retrieval.articles.markup import MAX_CHARACTERS
from retrieval.articles.page import html_paragraphs
from retrieval.errors import ArticleError
from retrieval.models import Article

MAX_ENTRIES = 2_000
_MAIL = re.compile(r"\S{1,100}@\S{1,100} \((.{1,100})\)")
_STUB_CHARACTERS = 240
"""An entry with less text than this, or of a single sentence, only points to an article."""


def parse_feed(text: str, name: str, failures: list[ArticleError] | None = None) -> Iterable[Article]:
    """The articles of a feed; entries that are stubs are left out, and put into `failures` if given.

    Raises ArticleError for what is no feed, and for a feed of nothing but stubs.
    """
    feed = _read(text, name)
    articles: list[Article] = []
    errors: list[ArticleError] = []
    for number, entry in enumerate(feed.entries[:MAX_ENTRIES], start=1):
        try:
            articles.append(_parse_entry(entry, feed.feed, f"{name}, entry {number}"))
        except ArticleError as error:
            errors.append(error)
    if failures is not None:
        failures.extend(errors)
    elif errors and not articles:
        raise _only_stubs(name, len(errors))
    if not articles and not errors:
        raise ArticleError(
            name, "the feed has no entries", "Try it again later, or give an article's address."
        )
    return articles


def _read(text: str, name: str) -> Any:
    if len(text) > MAX_CHARACTERS:
        raise ArticleError(
            name, f"the feed is longer than {MAX_CHARACTERS:,} characters", "Give its articles."
        )
    if re.search(r"<!ENTITY", text, re.IGNORECASE):
        raise ArticleError(
            name, "the feed defines entities of its own", "Give the addresses of its articles."
        )
    import feedparser

    # A stream, never a string: feedparser takes a string for an address or a path and opens it.
    stream = io.BytesIO(text.encode())
    headers = {"content-type": "application/xml; charset=utf-8"}
    try:
        feed = feedparser.parse(
            stream, response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # on broken input it raises whatever its parsers do
        raise ArticleError(
            name, f"the feed cannot be read ({type(error).__name__})", "Load it again."
        ) from None
    if not feed.get("version"):
        raise ArticleError(name, "it is not a feed", "Give the feed's own address or file.")
    if feed.bozo and not re.search(
        r"</(?:rss|feed|rdf:rdf)\s*>\s*(?:<!--.{0,500}-->\s*)?$", text[-2000:], re.I | re.S
    ):
        raise ArticleError(name, "the feed is cut off, its end is missing", "Load it again to the end.")
    return feed


def _parse_entry(entry: Any, feed: Any, name: str) -> Article:
    texts = [*(content.get("value") for content in entry.get("content", ())), entry.get("summary")]
    paragraphs = html_paragraphs(max(filter(None, texts), key=len, default=""))
    text = " ".join(paragraphs)
    if len(text) < _STUB_CHARACTERS or len(re.findall(r"[.!?…。！？][\"”’»)]?(?:\s|$)", text)) < 2:
        problem = "the entry is a stub without the article's text"
        raise ArticleError(name, problem, f"Give the article itself: {entry.get('link') or 'its address'}")
    published = entry.get("published") or entry.get("created") or ""
    authors = [author.get("name") for author in entry.get("authors", [])]
    if len(authors) < 2:  # of "desk@paper.example (Jane Doe)" feedparser takes half for the name
        authors = [entry.get("author")]
    return build_article(
        paragraphs,
        name,
        title=_plain(entry.get("title")),
        outlet=_plain(feed.get("title")),
        authors=[_MAIL.sub(r"\1", author) for author in authors if author],
        published=parse_date(published),
        url=entry.get("link"),
        language=(entry.get("language") or feed.get("language") or "")[:2].lower() or None,
        tags=[tag.get("term") for tag in entry.get("tags", []) if tag.get("term")],
    )


def _plain(markup: str | None) -> str | None:
    return " ".join(html_paragraphs(markup)) if markup else None


def _only_stubs(name: str, count: int) -> ArticleError:
    problem = f"its {count} entries are stubs without the articles' text"
    return ArticleError(name, problem, "Give the addresses of the articles themselves.")
