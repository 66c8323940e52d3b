"""Quotation marks: the spans of a text between them, whatever their style, and dialogue after dashes.

A text is read paragraph by paragraph, so that a lost mark costs one paragraph at most.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from retrieval.data import read_words
from retrieval.models import Span
from retrieval.passages import split_paragraphs, trim

# An opening mark and what may close it. A mark that both opens and closes (“ after „, » in German,
# ” in Swedish, straight marks) is told apart by the characters around it.
_CLOSERS = {
    "“": "”", "„": "“”", "‟": "”", "”": "”", "«": "»", "»": "«", "‹": "›", "›": "‹", "「": "」", "『": "』",
    "｢": "｣", "〝": "〞〟", "＂": "＂", '"': '"', "‘": "’", "‚": "‘’", "'": "'",
}  # fmt: skip
_OPENERS = {
    closer: tuple(mark for mark, closers in _CLOSERS.items() if closer in closers)
    for closer in "”“»«›‹」』｣〞〟＂\"’‘'"
} | {"''": ("``", "''")}
_ONE_WAY = frozenset("„‟«‹「『｢〝") | {"``"}
MARK = re.compile(r"``|''|[“”„‟«»‹›「」『』｢｣〝〞〟＂\"‘’‚']")
_BEFORE_OPENING = frozenset("([{<—–―-/¿¡=>|")
_AFTER_CLOSING = frozenset(")]},;:")
_DASH = re.compile(r"[—–―]")
_DASH_START = re.compile(r"[—–―]\s?(?=[^\W_]|[¿¡«“\"'‘…])")


class _Open(NamedTuple):
    mark: str
    start: int


def quoted_spans(text: str) -> list[Span]:
    """The spans of `text` between quotation marks, without the marks, in order; a quotation
    inside another follows it. One of several paragraphs gives a span for each paragraph.

    >>> text = "“It’s ‘fine’,” she said.\\n«No», dijo. 5\\" pipe"
    >>> [span.of(text) for span in quoted_spans(text)]
    ['It’s ‘fine’,', 'fine', 'No']
    """
    return [span for span, _ in find_quoted(text, split_paragraphs(text))]


def find_quoted(text: str, paragraphs: Sequence[Span]) -> list[tuple[Span, bool]]:
    """Quoted spans, each with whether it goes on in the next paragraph."""
    found: list[tuple[Span, bool]] = []
    carried: str | None = None
    for paragraph, following in pairwise([*paragraphs, None]):
        if paragraph is None:
            break
        closed, opened = _scan(text, paragraph, carried)
        going_on = _going_on(text, closed, opened, following)
        carried = going_on.mark if going_on else None
        if going_on:
            found.append((trim(text, Span(going_on.start, paragraph.end)), True))
        found.extend((span, False) for span in closed)
    found.extend((span, False) for span in _dashed(text, paragraphs, found))
    said = {span: more for span, more in found if any(c.isalnum() for c in span.of(text))}
    return sorted(said.items(), key=lambda item: (item[0].start, -item[0].end))


def _going_on(text: str, closed: list[Span], opened: list[_Open], following: Span | None) -> _Open | None:
    """The quotation that the next paragraph takes up again by repeating its opening mark."""
    if following is None:
        return None
    first = text[following.start]
    for mark, start in opened:
        repeated = text.startswith(mark, following.start) or (mark == "«" and first == "»")
        if repeated and not any(span.start > start and text[span.start - 1] == mark for span in closed):
            return _Open(mark, start)
    return None


def _scan(text: str, paragraph: Span, carried: str | None) -> tuple[list[Span], list[_Open]]:
    """Closed quotations of one paragraph, and the marks left open at its end."""
    marks = list(MARK.finditer(text, paragraph.start, paragraph.end))
    firm = _firm_close_follows(text, marks)
    closed: list[Span] = []
    stack: list[_Open] = []
    depth: Counter[str] = Counter()
    for match, firm_follows in zip(marks, firm, strict=True):
        mark = match.group()
        before, after = _around(text, match, paragraph)
        inner = bool(stack) and stack[-1].start == match.start()
        opening = _looks_opening(before, after, inner)
        if carried == "«" and mark == "»" and match.start() == paragraph.start:
            mark = "«"
        closes = _closed_by(mark, before, after, opening, depth, firm_follows)
        if closes:
            while (top := stack.pop()).mark != closes:
                depth[top.mark] -= 1
            depth[closes] -= 1
            closed.append(trim(text, Span(top.start, match.start())))
        elif _opens(mark, text, match, before, opening):
            if depth[mark] and mark in (
                "'",
                '"',
                "''",
            ):  # a straight mark cannot nest in itself: the first was stray
                while (top := stack.pop()).mark != mark:
                    depth[top.mark] -= 1
                depth[mark] -= 1
            stack.append(_Open(mark, match.end()))
            depth[mark] += 1
    return closed, stack


def _around(text: str, match: re.Match[str], paragraph: Span) -> tuple[str, str]:
    before = text[match.start() - 1] if match.start() > paragraph.start else " "
    after = text[match.end()] if match.end() < paragraph.end else " "
    return before, after


def _looks_opening(before: str, after: str, inner: bool) -> bool:
    free = before.isspace() or before in _BEFORE_OPENING or inner
    return free and not after.isspace() and after not in _AFTER_CLOSING


def _closed_by(
    mark: str, before: str, after: str, opening: bool, depth: Counter[str], firm_follows: bool
) -> str | None:
    """The open mark that `mark` closes here, if it closes one."""
    if mark in "’'‘" and (after.isalnum() or before.isspace() or (_is_weak(before, after) and firm_follows)):
        return None
    for opener in _OPENERS.get(mark, ""):
        if not depth[opener]:
            continue
        if opener == mark and before in "([{":
            return None
        if opener != mark or not opening or before in "—–―-…":
            return opener
    if mark in '"”' and not opening and not before.isdigit():  # “mixed" marks
        return next((opener for opener in '“"' if depth[opener]), None)
    return "“" if mark == "“" and depth["“"] and not opening and not before.isspace() else None


def _opens(mark: str, text: str, match: re.Match[str], before: str, opening: bool) -> bool:
    if mark in _ONE_WAY:
        return True
    if mark in ("“", "‘", "‚"):
        return not (before.isalnum() or (mark == "‘" and _not_opening().match(text, match.end())))
    if mark in ("»", "›", "”", '"', "＂", "''"):
        return opening
    return mark == "'" and opening and not _not_opening().match(text, match.end())


def _is_weak(before: str, after: str) -> bool:
    """Whether a single mark may be an apostrophe at a word's end: boys’ club, goin’ home."""
    return before in "snSN" and after.isspace()


def _firm_close_follows(text: str, marks: list[re.Match[str]]) -> list[bool]:
    """For each mark, whether a single closing mark after punctuation comes before the next opening."""
    answers: list[bool] = []
    firm = False
    for match in reversed(marks):
        answers.append(firm)
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if match.group() in "’'" and before and before in ".,!?…;—–-" and not after.isalnum():
            firm = True
        elif match.group() in "‘'" and (not before or before.isspace()):
            firm = False
    return answers[::-1]


def _dashed(text: str, paragraphs: Sequence[Span], found: Iterable[tuple[Span, bool]]) -> list[Span]:
    """Spanish dialogue: —No lo sé —dijo Ana—. Me voy. A dash alone is also a list's bullet, so a run
    of such paragraphs counts only where one of them has a verb of saying behind a second dash."""
    spans: list[Span] = []
    run: list[Span] = []
    heard = False
    for paragraph in [*paragraphs, None]:
        start = paragraph and _DASH_START.match(text, paragraph.start, paragraph.end)
        if paragraph and start:
            pieces = _dash_pieces(text, Span(start.end(), paragraph.end))
            run += [span for span in pieces[::2] if span.start < span.end]
            heard |= any(_starts_with_saying(span.of(text)) for span in pieces[1::2])
            continue
        spans += run if heard else []
        run, heard = [], False
    return list(_apart(spans, sorted(span for span, _ in found)))


def _dash_pieces(text: str, paragraph: Span) -> list[Span]:
    cuts = [match.span() for match in _DASH.finditer(text, *paragraph) if _is_dialogue_dash(text, match)]
    starts = [paragraph.start, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), paragraph.end]
    pieces = [trim(text, Span(start, end)) for start, end in zip(starts, ends, strict=True)]
    return [_without_point(text, span) for span in pieces]


def _is_dialogue_dash(text: str, match: re.Match[str]) -> bool:
    return not (text[match.start() - 1].isalnum() and text[match.end() : match.end() + 1].isalnum())


def _without_point(text: str, span: Span) -> Span:
    """`—dijo Ana—. Me voy` puts the point that ends the sentence in front of what follows."""
    lead = len(span.of(text)) - len(span.of(text).lstrip(".,;: \u00a0"))
    return Span(span.start + lead, span.end)


def _apart(spans: Iterable[Span], others: Sequence[Span]) -> Iterator[Span]:
    """The spans that cross none of `others` (both in order)."""
    position = 0
    for span in spans:
        while position < len(others) and others[position].end <= span.start:
            position += 1
        near = others[position : position + 1]
        if not any(other.start < span.end and not span.contains(other) for other in near):
            yield span


def _starts_with_saying(words: str) -> bool:
    first = words.split(maxsplit=1)[:1]
    return bool(first) and first[0].strip(".,;:").casefold() in _verbs_of_saying()


@cache
def _verbs_of_saying() -> frozenset[str]:
    lists = read_words("saying")
    return frozenset(f"{lists['en']['finite']} {lists['es']['finite']}".split())


@cache
def _not_opening() -> re.Pattern[str]:
    """What a mark stands before for a letter left out: the ’90s, ’tis."""
    return re.compile(r"\d\ds?\b|(?:tis|twas|til|em|n|cause|bout|round|cuz)\b", re.IGNORECASE)
