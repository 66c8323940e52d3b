"""Quotation marks: the spans of a text between them, whatever their style, and dialogue after dashes.

A text is read paragraph by paragraph, so that a lost mark costs one paragraph at most.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from retrieval.data import read_words
from retrieval.models import Span
from retrieval.passages import split_paragraphs, trim

# What each closing mark may close, the likeliest first. A mark that both opens and closes (“ after „,
# » in German, ” in Swedish, straight marks) is told apart by the characters around it.
_OPENERS: dict[str, Sequence[str]] = {
    "”": "“„‟”", "“": "„", "»": "«", "«": "»", "›": "‹", "‹": "›", "」": "「", "』": "『", "｣": "｢",
    "〞": "〝", "〟": "〝", "＂": "＂", '"': '"', "’": "‘‚", "‘": "‚", "'": "'", "''": ("``", "''"),
}  # fmt: skip
_ONE_WAY = (*"„‟«‹「『｢〝", "``")
_STRAIGHT = ("'", '"', "''")
MARK = re.compile(r"``|''|[“”„‟«»‹›「」『』｢｣〝〞〟＂\"‘’‚']")
_BEFORE_OPENING = frozenset("([{<—–―-/¿¡=>|")
_AFTER_CLOSING = frozenset(")]},;:")
_DASH = re.compile(r"[—–―]")
_DASH_START = re.compile(r"[—–―]\s?(?=[^\W_]|[¿¡«“\"'‘…])")


class _Open(NamedTuple):
    mark: str
    start: int


class _Stack:
    """The marks that are open, and how many of each."""

    def __init__(self) -> None:
        self.opened: list[_Open] = []
        self.depth: Counter[str] = Counter()

    def open(self, mark: str, start: int) -> None:
        self.opened.append(_Open(mark, start))
        self.depth[mark] += 1

    def close(self, mark: str) -> _Open:
        """Take away the last mark of this kind, and what was opened after it."""
        while True:
            last = self.opened.pop()
            self.depth[last.mark] -= 1
            if last.mark == mark:
                return last


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
    for paragraph, following in zip(paragraphs, [*paragraphs[1:], None], strict=False):
        closed, opened = _scan(text, paragraph, carried)
        going_on = _going_on(text, closed, opened, following)
        carried = going_on.mark if going_on else None
        if going_on:
            found.append((trim(text, Span(going_on.start, paragraph.end)), True))
        found.extend((span, False) for span in closed)
    said = {span: goes_on for span, goes_on in found if _has_word(text, span)}
    said |= {span: False for span in _dashed(text, paragraphs, said) if _has_word(text, span)}
    return sorted(said.items())


def _has_word(text: str, span: Span) -> bool:
    return any(character.isalnum() for character in span.of(text))


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
    stack = _Stack()
    for match, firm_follows in zip(marks, firm, strict=True):
        mark = match.group()
        before, after = _around(text, match, paragraph)
        inner = bool(stack.opened) and stack.opened[-1].start == match.start()
        opening = _looks_opening(before, after, inner)
        if carried == "«" and mark == "»" and match.start() == paragraph.start:
            mark = "«"
        if closes := _closed_by(mark, before, after, opening, stack.depth, firm_follows):
            closed.append(trim(text, Span(stack.close(closes).start, match.start())))
        elif _opens(mark, text, match, before, opening):
            if mark in _STRAIGHT and stack.depth[mark]:  # it cannot nest in itself: the first was stray
                stack.close(mark)
            stack.open(mark, match.end())
    return closed, stack.opened


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
    for opener in _OPENERS.get(mark, ()):
        if depth[opener] and (opener != mark or not opening or before in "—–―-…"):
            return opener
    if mark in '"”' and not opening and not before.isdigit():  # “mixed" marks
        return next((opener for opener in '“"' if depth[opener]), None)
    return "“" if mark == "“" and depth["“"] and not opening and not before.isspace() else None


def _opens(mark: str, text: str, match: re.Match[str], before: str, opening: bool) -> bool:
    if mark in "'‘" and _left_out().match(text, match.end()):
        return False
    if mark in "“‘‚":
        return not before.isalnum()
    return mark in _ONE_WAY or (opening and mark not in "」』｣〞〟’")


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
        if match.group() in "’'" and before in ".,!?…;—–-" and not after.isalnum():
            firm = True
        elif match.group() in "‘'" and before.isspace():
            firm = False
    return answers[::-1]


def _dashed(text: str, paragraphs: Sequence[Span], others: Collection[Span]) -> Iterator[Span]:
    """Spanish dialogue: —No lo sé —dijo Ana—. Me voy. A dash alone is also a list's bullet, so a run
    of such paragraphs counts only where one of them has a verb of saying behind a second dash."""
    spans: list[Span] = []
    run: list[Span] = []
    heard = False
    for paragraph in [*paragraphs, None]:
        start = paragraph and _DASH_START.match(text, paragraph.start, paragraph.end)
        if paragraph and start:
            pieces = _dash_pieces(text, Span(start.end(), paragraph.end))
            run += pieces[::2]
            heard |= any(_starts_with_saying(span.of(text)) for span in pieces[1::2])
            continue
        spans += run if heard else []
        run, heard = [], False
    return _apart(spans, others)


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


def _apart(spans: Iterable[Span], others: Collection[Span]) -> Iterator[Span]:
    """The spans at whose ends all of the others have ended that begin before."""
    starts, ends = sorted(other.start for other in others), sorted(other.end for other in others)

    def none_goes_on(at: int) -> bool:
        return bisect_left(starts, at) == bisect_right(ends, at)

    return (span for span in spans if none_goes_on(span.start) and none_goes_on(span.end))


def _starts_with_saying(words: str) -> bool:
    return re.split(r"\W", words)[0].casefold() in _verbs_of_saying()


@cache
def _verbs_of_saying() -> frozenset[str]:
    lists = read_words("saying")
    return frozenset(f"{lists['en']['finite']} {lists['es']['finite']}".split())


@cache
def _left_out() -> re.Pattern[str]:
    """What a mark stands before for a letter left out: the ’90s, ’tis."""
    return re.compile(r"\d\ds?\b|(?:tis|twas|til|em|n|cause|bout|round|cuz)\b", re.IGNORECASE)
