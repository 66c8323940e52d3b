"""JSON-LD: what a NewsArticle object, alone or inside a page, says of an article."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from retrieval.articles.dates import parse_date

_MOST_NODES = 5_000
_LONGEST_LINE = 1_000
_NESTED = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart")


class Described(NamedTuple):
    """An article as JSON-LD describes it; nothing where it is silent."""

    headline: str | None = None
    body: str | None = None
    published: datetime | date | None = None
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    url: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    place: str | None = None
    free: bool = True


def describe(scripts: Iterable[str]) -> Described | None:
    """The first article that the JSON-LD scripts of a page describe, or None. Broken JSON is passed over.

    >>> describe(['{"@graph": [{"@type": "NewsArticle", "headline": "Rain in Rome"}]}']).headline
    'Rain in Rome'
    """
    nodes = [node for script in scripts for node in _nodes(_load(script))]
    articles = [node for node in nodes if is_article(node)] or [node for node in nodes if _is_published(node)]
    best = max(
        articles,
        key=lambda node: sum(key in node for key in ("headline", "datePublished", "author")),
        default=None,
    )
    if best is None:
        return None
    described = describe_node(best)
    names = {str(node["@id"]): name for node in nodes if "@id" in node and (name := _text(node.get("name")))}
    if not described.authors:
        described = described._replace(authors=tuple(_by_reference(best.get("author"), names)))
    if not described.outlet:
        described = described._replace(outlet=next(_by_reference(best.get("publisher"), names), None))
    return described


def find_article(value: object) -> dict[str, Any] | None:
    """The first article object in parsed JSON-LD, or None."""
    return next((node for node in _nodes(value) if is_article(node) or "articleBody" in node), None)


def is_article(node: dict[str, Any]) -> bool:
    """Whether a JSON-LD object is an article of any kind.

    >>> is_article({"@type": ["NewsArticle"]}), is_article({"@type": "WebPage"})
    (True, False)
    """
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(
        isinstance(kind, str) and kind.rpartition("/")[2].endswith(("Article", "BlogPosting", "Report"))
        for kind in kinds
    )


def _is_published(node: dict[str, Any]) -> bool:
    """A recipe or a video stands for the article where a page describes nothing better."""
    return "datePublished" in node and bool(node.get("headline") or node.get("name"))


def describe_node(node: dict[str, Any]) -> Described:
    """What one article object says."""
    outlet = next(_names(node.get("publisher")), None)
    return Described(
        headline=_line(node.get("headline")) or _line(node.get("name")),
        body=_text(node.get("articleBody")),
        published=next(
            (
                found
                for key in ("datePublished", "dateCreated")
                if (found := parse_date(str(node.get(key) or "")))
            ),
            None,
        ),
        authors=tuple(name for name in _names(node.get("author") or node.get("creator")) if name != outlet),
        outlet=outlet,
        url=_address(node),
        language=_text(node.get("inLanguage")),
        tags=_keywords(node.get("keywords")),
        place=next(_names(node.get("contentLocation") or node.get("dateline")), None),
        free=str(node.get("isAccessibleForFree", True)).casefold() not in {"false", "0"},
    )


def _load(script: str) -> object:
    script = re.sub(r"^\s*(?:<!--|//<!\[CDATA\[|/\*<!\[CDATA\[\*/)|(?:-->|//\]\]>)\s*$", "", script.strip())
    try:
        return json.loads(script, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(value: object) -> Iterator[dict[str, Any]]:
    """Every object in lists, graphs and lists of items, breadth first, without recursion."""
    waiting: list[Any] = [value]
    for seen, node in enumerate(waiting):  # grows while it is read
        if seen > _MOST_NODES:
            return
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            yield node
            waiting.extend(node[key] for key in _NESTED if isinstance(node.get(key), (list, dict)))


def _text(value: object) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    return html.unescape(value).strip() or None if isinstance(value, str) else None


def _line(value: object) -> str | None:
    text = _text(value)
    return " ".join(text[:_LONGEST_LINE].split()) if text else None


def _names(value: object) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        name = one.get("name") if isinstance(one, dict) else one
        for text in name if isinstance(name, list) else [name]:
            if (
                isinstance(text, str)
                and text.strip()
                and not text.strip().startswith(("http://", "https://"))
            ):
                yield html.unescape(text).strip()


def _by_reference(value: object, names: dict[str, str]) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict) and (name := names.get(str(one.get("@id")))):
            yield name


def _address(node: dict[str, Any]) -> str | None:
    page = node.get("mainEntityOfPage")
    candidates = (node.get("url"), page.get("@id") if isinstance(page, dict) else page, node.get("@id"))
    return next((text for text in candidates if isinstance(text, str) and text.startswith("http")), None)


def _keywords(value: object) -> tuple[str, ...]:
    words = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(html.unescape(word).strip() for word in words if isinstance(word, str) and word.strip())
