"""The address of the exact sentence: an article's own with a text fragment (`#:~:text=`).

A browser that knows text fragments (wicg.github.io/scroll-to-text-fragment) scrolls to the
sentence and marks it; any other opens the article.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, urlsplit

from retrieval.models import Article, Span

_FEWEST, _MOST = 4, 12
"""Words taken from each end of a sentence, more only where fewer stand elsewhere in the article too."""

_NEIGHBOURS, _BESIDE = 24, 400
"""Words, and characters in which they stand, that tell a sentence from the same one elsewhere."""

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
    page = _page(text)
    for count in range(_FEWEST, _MOST + 1):
        if 2 * count > len(words):
            break
        start = text[words[0][0] : words[count - 1][1]]
        end = text[words[-count][0] : words[-1][1]]
        if _count(page, start) == 1 == _count(page, end):
            return f"{_encode(start)},{_encode(end)}"
    whole = text[words[0][0] : words[-1][1]]
    prefix, suffix = _neighbours(text, page, words, whole)
    return ",".join([*prefix, _encode(whole), *suffix])


def _neighbours(
    text: str, page: str, words: list[tuple[int, int]], whole: str
) -> tuple[list[str], list[str]]:
    """The words before, else after, else around a sentence that stands more than once; as few as tell.

    None where it stands once, or where the same words stand around each: then the first is as good.
    """
    before, after = _paragraph_words(text, words[0][0], -1), _paragraph_words(text, words[-1][1], 1)
    sides = [(0, 0), *((count, 0) for count in range(1, len(before) + 1))]
    sides += [(0, count) for count in range(1, len(after) + 1)]
    sides += [(count, count) for count in range(1, max(len(before), len(after)) + 1)]
    for left, right in sides:
        prefix, suffix = " ".join(before[max(0, len(before) - left) :]), " ".join(after[:right])
        if _count(page, f"{prefix} {whole} {suffix}") == 1:
            return [f"{_encode(prefix)}-"] * bool(prefix), [f"-{_encode(suffix)}"] * bool(suffix)
    return [], []


def _paragraph_words(text: str, at: int, way: int) -> list[str]:
    """The words next to a place, within one paragraph: a browser looks for them in one block of its page."""
    beside = text[max(0, at - _BESIDE) : at] if way < 0 else text[at : at + _BESIDE]
    paragraphs = [part for part in beside.split("\n\n") if part.strip()]
    nearest = (paragraphs[-1] if way < 0 else paragraphs[0]).split() if paragraphs else []
    return nearest[-_NEIGHBOURS:] if way < 0 else nearest[:_NEIGHBOURS]


def _count(page: str, words: str) -> int:
    """How often `words` stand in `page`, overlapping ones too, up to 2."""
    wanted = _collapse(words)
    first = page.find(wanted)
    if first < 0:
        return 0
    return 1 if page.find(wanted, first + 1) < 0 else 2


@lru_cache(maxsize=32)  # each answer has several links into one article
def _page(text: str) -> str:
    return _collapse(text)


def _collapse(text: str) -> str:
    """As a browser compares: any whitespace as one space, in lower case."""
    return " ".join(text.split()).lower()


def _encode(words: str) -> str:
    return quote(" ".join(words.split()), safe="").replace("-", "%2D")
