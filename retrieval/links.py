"""The address of the exact sentence: an article's own with a text fragment (`#:~:text=`).

A browser that knows text fragments (wicg.github.io/scroll-to-text-fragment) scrolls to the
sentence and marks it; any other opens the article.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from retrieval.models import Article, Span

_FEWEST, _MOST = 4, 12
"""Words taken from each end of a sentence, more only where fewer stand elsewhere in the article too."""

_PREFIX_WORDS = 12
_WORD = re.compile(r"\S+")


def exact_link(article: Article, sentence: Span) -> str | None:
    """The address of `sentence` in `article`, None where the article has no web address.

    >>> article = Article(id="1", text="Owls hoot. Geese fly.", url="https://news.example/a#top")
    >>> exact_link(article, Span(11, 21))
    'https://news.example/a#:~:text=Geese%20fly.'
    """
    if not article.url or not _is_web(article.url):
        return None
    words = [match.span() for match in _WORD.finditer(article.text, sentence.start, sentence.end)]
    page = article.url.partition("#")[0]
    return f"{page}#:~:text={_fragment(article.text, words)}" if words else page


def _is_web(address: str) -> bool:
    try:
        return urlsplit(address).scheme in ("http", "https")
    except ValueError:  # "http://[": whoever wrote the article's head may have written anything
        return False


def _fragment(text: str, words: list[tuple[int, int]]) -> str:
    """Both ends of a sentence, or all of it, so that no other stretch of the text is meant."""
    page = _collapse(text)
    for count in range(_FEWEST, _MOST + 1):
        if 2 * count > len(words):
            break
        start = text[words[0][0] : words[count - 1][1]]
        end = text[words[-count][0] : words[-1][1]]
        if _count(page, start) == 1 == _count(page, end):
            return f"{_encode(start)},{_encode(end)}"
    whole = text[words[0][0] : words[-1][1]]
    return f"{_prefix(text, page, words[0][0], whole)}{_encode(whole)}"


def _prefix(text: str, page: str, start: int, whole: str) -> str:
    """The words before a sentence that stands more than once, as few as tell it from the others."""
    if _count(page, whole) <= 1:
        return ""
    before = [match.group() for match in _WORD.finditer(text, max(0, start - 400), start)][-_PREFIX_WORDS:]
    for count in range(1, len(before) + 1):
        prefix = " ".join(before[-count:])
        if _count(page, f"{prefix} {whole}") == 1:
            return f"{_encode(prefix)}-,"
    return ""  # the first of them is ours, or the same words stand before each


def _count(page: str, words: str) -> int:
    """How often `words` stand in `page`, overlapping ones too, up to 2."""
    wanted = _collapse(words)
    first = page.find(wanted)
    if first < 0:
        return 0
    return 1 if page.find(wanted, first + 1) < 0 else 2


def _collapse(text: str) -> str:
    """As a browser compares: any whitespace as one space, in lower case."""
    return " ".join(text.split()).lower()


def _encode(words: str) -> str:
    return quote(" ".join(words.split()), safe="").replace("-", "%2D")
