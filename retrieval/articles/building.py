"""The last step of every format: paragraphs and metadata in, an `Article` out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date, datetime

from retrieval.articles.boilerplate import mentions_paywall
from retrieval.articles.cleaning import Cleaned, clean
from retrieval.articles.languages import told_language
from retrieval.errors import ArticleError
from retrieval.models import Article

PAYWALL_CHARACTERS = 600
"""A text that asks for a subscription and is shorter than this is a stub."""

LONGEST_FIELD = 1_000
"""Characters of a title, name or tag; the rest of a longer one is cut off."""

SOFT_HYPHEN = "\xad"
"""Where a browser may break a word; nobody sees it elsewhere, and with it no question finds the word."""

# Line breaks, controls, zero-width and direction characters: in a name they only disguise.
_UNSEEN = r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+"


def article_id(text: str, url: str | None) -> str:
    """The name of an article with this text and address: the same again gives the same.

    >>> article_id("One.", None), article_id("One.", "https://example.org/1")
    ('26f595a26c31', '1bb0ccef53c2')
    """
    return hashlib.sha256(f"{url or ''}\n{text}".encode()).hexdigest()[:12]


def build_article(
    paragraphs: Iterable[str],
    name: str,
    *,
    title: str | None = None,
    outlet: str | None = None,
    authors: Iterable[str] = (),
    published: datetime | date | None = None,
    place: str | None = None,
    url: str | None = None,
    language: str | None = None,
    tags: Iterable[str] = (),
    id: str | None = None,
) -> Article:
    """Clean paragraphs, join them and name the article; metadata given wins over metadata found.

    Raises ArticleError, naming `name`, where no text is left or only a paywall's stub is.
    """
    paragraphs = tuple(paragraphs)
    cleaned = clean(paragraphs, headed=bool(tidy(title)))
    text = "\n\n".join(cleaned.paragraphs)
    _check_text(text, paragraphs, name)
    fields = _merged(cleaned, outlet, place, tuple(authors), tuple(tags))
    url = _address(url)
    return Article(
        id=tidy(id) or article_id(text, url),
        text=text,
        title=tidy(title),
        url=url,
        published=published or cleaned.published,
        language=tidy(language) or told_language(cleaned.paragraphs),
        outlet=fields.outlet,
        place=fields.place,
        authors=fields.authors,
        tags=fields.tags,
    )


def paywall_error(name: str) -> ArticleError:
    """The error for a text of which only the beginning may be read."""
    problem = "only the opening lines are there, the rest is behind a paywall"
    return ArticleError(name, problem, "Open the article where you may read it and save that page.")


def tidy(value: str | None) -> str | None:
    """A name, title or address on one line, without characters nobody sees; None for nothing.

    >>> tidy("  Two\\n li\\xadnes\\u202e ")
    'Two lines'
    """
    if value is None:
        return None
    seen = " ".join(re.sub(_UNSEEN, " ", value.replace(SOFT_HYPHEN, "")).split())[:LONGEST_FIELD]
    return seen.encode("utf-8", "replace").decode() or None


def _address(url: str | None) -> str | None:
    """
    >>> _address("https://example.org/1"), _address("javascript:alert(1)")
    ('https://example.org/1', None)
    """
    url = tidy(url)
    return url if url and re.match(r"https?://[^\s/]", url, re.IGNORECASE) else None


def _merged(
    cleaned: Cleaned, outlet: str | None, place: str | None, authors: tuple[str, ...], tags: tuple[str, ...]
) -> Cleaned:
    return cleaned._replace(
        authors=_tidy_all(authors) or cleaned.authors,
        place=tidy(place) or cleaned.place,
        outlet=tidy(outlet) or cleaned.outlet,
        tags=_tidy_all(tags) or cleaned.tags,
    )


def _tidy_all(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tidied for value in values if (tidied := tidy(value))))


def _check_text(text: str, paragraphs: tuple[str, ...], name: str) -> None:
    if not text:
        raise ArticleError(name, "there is no article text in it", "Give a file with at least one paragraph.")
    if len(text) < PAYWALL_CHARACTERS and mentions_paywall("\n".join(paragraphs)):
        raise paywall_error(name)
    if "\x00" in text:
        raise ArticleError(name, "it is not text (it holds NUL characters)", "Save the text again as UTF-8.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        problem = f"half a character (a lone surrogate) at position {error.start}"
        raise ArticleError(name, problem, "Save the text again as UTF-8.") from None
