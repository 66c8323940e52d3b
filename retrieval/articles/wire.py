"""Plain and wire text: paragraphs exactly as written, a title where the first line clearly is one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from retrieval.articles.boilerplate import is_boilerplate
from retrieval.articles.building import build_article
from retrieval.articles.bylines import parse_byline
from retrieval.articles.datelines import parse_dateline
from retrieval.articles.dates import parse_date_line
from retrieval.models import Article

_LONGEST_TITLE = 160
_NO_TITLE = (
    r"(?i)(?:updated?|published|the claim|staff|special to|\d{1,2}\.\s)\b|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}"
)
_NO_TITLE_ENDS = (".", ",", ":", ";", "—", "–", "-", "…", "!", "?")
_WRAPPED_AT = 120
"""A line longer than this was not wrapped by hand: it is a paragraph of its own."""


def parse_text(
    text: str,
    name: str = "the text",
    *,
    title: str | None = None,
    outlet: str | None = None,
    authors: Sequence[str] = (),
    published: datetime | date | None = None,
    place: str | None = None,
    url: str | None = None,
    language: str | None = None,
    tags: Sequence[str] = (),
) -> Article:
    """An article from plain text; what is given about it wins over what its lines say.

    Raises ArticleError, naming `name`, where there is no text or only a paywall's stub.

    >>> article = parse_text("ROME (AP) — It rained on Monday.\\nIt will rain on.\\nSource link")
    >>> article.place, article.outlet, article.text
    ('Rome', 'AP', 'ROME (AP) — It rained on Monday.\\n\\nIt will rain on.')
    """
    paragraphs = split_paragraphs(text)
    if title is None:
        title, paragraphs = take_title(paragraphs)
    return build_article(
        paragraphs,
        name,
        title=title,
        outlet=outlet,
        authors=authors,
        published=published,
        place=place,
        url=url,
        language=language,
        tags=tags,
    )


def split_paragraphs(text: str) -> list[str]:
    """The paragraphs of a plain text: between blank lines, or each line where there are none.

    >>> split_paragraphs("one\\r\\ntwo"), split_paragraphs("hard\\nwrapped\\n\\nnext")
    (['one', 'two'], ['hard\\nwrapped', 'next'])
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = [line.rstrip() for line in text.strip().split("\n")]
    if all(lines):
        return [line.strip() for line in lines]
    blocks = [list(block) for is_filled, block in groupby(lines, bool) if is_filled]
    return [paragraph for block in blocks for paragraph in _split_block(block)]


def take_title(paragraphs: list[str]) -> tuple[str | None, list[str]]:
    """The first paragraph as title and the rest, if it reads like one and a body follows.

    >>> take_title(["Rain in Rome on Monday", "ROME (AP) — It rained."])
    ('Rain in Rome on Monday', ['ROME (AP) — It rained.'])
    """
    if len(paragraphs) < 2 or not _is_title(paragraphs[0]):
        return None, paragraphs
    body = next((text for text in paragraphs[1:5] if not _stands_alone(text)), None)
    if not body or (len(body) <= max(100, len(paragraphs[0])) and parse_dateline(body) is None):
        return None, paragraphs
    return paragraphs[0], paragraphs[1:]


def _split_block(lines: list[str]) -> list[str]:
    """Lines between two blank ones: a hard-wrapped paragraph, unless one is too long or is furniture."""
    if any(len(line) > _WRAPPED_AT or _stands_alone(line) for line in lines):
        return [line.strip() for line in lines]
    return ["\n".join(lines).strip()]


def _stands_alone(line: str) -> bool:
    return is_boilerplate(line) or parse_byline(line) is not None or parse_date_line(line) is not None


def _is_title(line: str) -> bool:
    """
    >>> _is_title("Troops to stay home, president says"), _is_title("It rained."), _is_title("CNN —")
    (True, False, False)
    """
    if len(line) > _LONGEST_TITLE or "\n" in line or len(line.split()) < 4:
        return False
    if line[0] in "-–—•*([" or "@" in line or line.rstrip('"”’»)').endswith(_NO_TITLE_ENDS):
        return False
    if (
        parse_byline(f"By {line}")
        or re.match(_NO_TITLE, line)
        or re.search(r"[a-z]{3}[.!?] [A-Z]| staff$", line)
    ):
        return False
    return not (parse_dateline(line) or _stands_alone(line))
