"""Articles as JSON and back: written by hand, read with pydantic, which checks what comes in."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from retrieval.models import Article

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def article_fields(article: Article) -> dict[str, Any]:
    """Every field of an article as plain JSON values.

    >>> fields = article_fields(Article(id="1", text="Owls hoot.", published=date(2026, 11, 22)))
    >>> fields["published"], fields["authors"]
    ('2026-11-22', [])
    """
    return {
        "id": article.id,
        "text": article.text,
        "title": article.title,
        "outlet": article.outlet,
        "authors": list(article.authors),
        "published": _moment(article.published),
        "place": article.place,
        "url": article.url,
        "language": article.language,
        "tags": list(article.tags),
    }


def article_to_json(article: Article) -> str:
    """An article as one line of JSON.

    >>> article_from_json(article_to_json(Article(id="1", text="Owls hoot.", tags=("owls",)))).tags
    ('owls',)
    """
    return json.dumps(article_fields(article), ensure_ascii=False)


def article_from_json(data: str | bytes | bytearray) -> Article:
    """The article that `article_to_json` was given. Raises ValueError where it is something else.

    >>> article_from_json('{"id": "1", "text": "Owls hoot.", "published": "2026-11-22"}').published
    datetime.date(2026, 11, 22)
    """
    return _adapter().validate_json(data)


def _moment(published: datetime | date | None) -> str | None:
    """A day or a moment as ISO 8601, UTC as "Z".

    >>> _moment(datetime.fromisoformat("2026-11-22T09:40:00+00:00"))
    '2026-11-22T09:40:00Z'
    >>> _moment(datetime.fromisoformat("1900-01-01T00:00:00+00:00:01"))  # clocks before the zones
    '1900-01-01T00:00:00+00:00:01'
    """
    written = published.isoformat() if published is not None else None
    return f"{written[:-6]}Z" if written and written.endswith("+00:00") else written


@cache
def _adapter() -> TypeAdapter[Article]:
    from pydantic import TypeAdapter

    return TypeAdapter(Article)
