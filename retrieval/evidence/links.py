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
        if _at_most_once(page, start) and _at_most_once(page, end):
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
    start, end = words[0][0], words[-1][1]
    ahead, behind = text[max(0, start - _BESIDE) : start], text[end : end + _BESIDE]
    if len(ahead) == _BESIDE:  # its first word may be half of one, which no browser finds
        ahead = [*ahead.split(maxsplit=1), ""][1]
    if len(behind) == _BESIDE:
        behind = ["", *behind.rsplit(maxsplit=1)][-2]
    before, after = _paragraphs(ahead)[-1][-_NEIGHBOURS:], _paragraphs(behind)[0][:_NEIGHBOURS]
    befores = [" ".join(before[at:]) for at in reversed(range(len(before)))]
    afters = [" ".join(after[: at + 1]) for at in range(len(after))]
    sides = [("", ""), *((some, "") for some in befores), *(("", some) for some in afters)]
    sides += zip(befores + befores[-1:] * len(afters), afters + afters[-1:] * len(befores), strict=False)
    for prefix, suffix in sides:
        if _at_most_once(page, f"{prefix} {whole} {suffix}"):
            return [f"{_encode(prefix)}-"] * bool(prefix), [f"-{_encode(suffix)}"] * bool(suffix)
    return [], []


def _paragraphs(text: str) -> list[list[str]]:
    """The words of each paragraph: a browser looks for those beside a sentence in one block of its page."""
    return [words for part in text.split("\n\n") if (words := part.split())] or [[]]


def _at_most_once(page: str, words: str) -> bool:
    """Whether `words` stand in `page` once, overlapping ones counted too."""
    wanted = _collapse(words)
    return page.find(wanted) == page.rfind(wanted)


@lru_cache(maxsize=32)  # each answer has several links into one article
def _page(text: str) -> str:
    return _collapse(text)


def _collapse(text: str) -> str:
    """As a browser compares: any whitespace as one space, in lower case."""
    return " ".join(text.split()).lower()


def _encode(words: str) -> str:
    return quote(" ".join(words.split()), "").replace("-", "%2D")
