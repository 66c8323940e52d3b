"""A look at a page's markup, in one pass, for the shapes that hold parsers for minutes."""

from __future__ import annotations

import re

from retrieval.errors import ArticleError

MAX_CHARACTERS = 8 * 1024 * 1024
MAX_BRACKETS = 50_000
"""Real news pages have up to 10,000 "<"; 100,000 hold trafilatura for 8 s."""
MAX_TAG = 20_000
"""Characters of a tag without its quoted values. One tag with 100,000 attributes holds lxml for 20 s."""

_TAG = re.compile(r"""<[A-Za-z](?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+""")
_QUOTED = re.compile(r"""=\s*+(?:"[^"]*+"|'[^']*+')""")
_RAW = re.compile(r"<(script|style|textarea|!--)", re.IGNORECASE)
_REMEDY = "Save the page's text as .txt and add that."


def check_markup(text: str, name: str) -> None:
    """Raises ArticleError for markup that no article needs and that would hold a parser.

    >>> check_markup("<p>It rained.</p>", "a.html")
    """
    if len(text) > MAX_CHARACTERS:
        raise ArticleError(name, f"the page is longer than {MAX_CHARACTERS:,} characters", _REMEDY)
    brackets = text.count("<")
    if brackets > MAX_BRACKETS:
        raise ArticleError(name, f"the page has {brackets:,} tags", _REMEDY)
    longest = longest_tag(text)
    if longest > MAX_TAG:
        raise ArticleError(name, f"a tag of the page has {longest:,} characters of attribute names", _REMEDY)


def longest_tag(text: str) -> int:
    """Characters of the longest tag without its quoted values, outside scripts, styles and comments.

    >>> longest_tag('<p class="a>b">x</p>'), longest_tag("<script>if (a<b) long()</script>")
    (9, 7)
    """
    longest = position = 0
    unclosed: set[str] = set()
    while (position := text.find("<", position)) >= 0:
        tag = _TAG.match(text, position)
        end = tag.end() if tag else position + 1
        if tag and end - position > longest:
            longest = max(longest, len(_QUOTED.sub("=", tag.group())))
        if raw := _RAW.match(text, position):
            closing = "-->" if raw.group(1) == "!--" else f"</{raw.group(1).lower()}"
            # An end that was looked for once and not found is not looked for again: that keeps this linear.
            closed = None if closing in unclosed else _find(text, closing, raw.end())
            if closed is None:
                unclosed.add(closing)
            end = max(end, raw.end(), closed or end)
        position = end
    return longest


def is_cut_off(text: str) -> bool:
    """Whether a page ends within a tag, a word or its article, without closing its body or document.

    >>> is_cut_off("<html><body><p>It rai"), is_cut_off("<html><body><p>It rained</body></html>")
    (True, False)
    """
    page = text.lower()
    if "</html" in page or "</body" in page or not ("<html" in page or "<body" in page):
        return False
    unclosed = any(page.count(f"<{tag}") > page.count(f"</{tag}") for tag in ("article", "main", "script"))
    return unclosed or not page.rstrip().endswith(">")


def _find(text: str, closing: str, start: int) -> int | None:
    found = re.compile(closing, re.IGNORECASE).search(text, start)
    return found.start() if found else None
