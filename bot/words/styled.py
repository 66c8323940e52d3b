"""A text that is to be shown, with its styles as spans; front ends turn these into what they have.

No markup is ever composed, so there is nothing to escape and nothing to unbalance, and the text is
the same through every front end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from retrieval import Span


class Kind(StrEnum):
    """What a style means; how it looks is the front end's business."""

    STRONG = "strong"
    MATCH = "match"
    QUOTATION = "quotation"
    FOLDED = "folded quotation"
    ASIDE = "aside"
    """What only belongs where it can be folded away: a neighbour of a quotation, with its lead."""
    LINK = "link"
    DATE = "date"


class Style(NamedTuple):
    """A span of the text and what it is; `target` holds a link's address or a date's Unix time."""

    kind: Kind
    start: int
    end: int
    target: str = ""


class StyledText(NamedTuple):
    """Text and styles, spans in code points, sorted by start and the longer first."""

    text: str
    styles: tuple[Style, ...] = ()


class Draft:
    """A styled text being written, piece by piece.

    >>> Draft().add("See ").add("here", Kind.STRONG).done()
    StyledText(text='See here', styles=(Style(kind=<Kind.STRONG: 'strong'>, start=4, end=8, target=''),))
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._styles: list[Style] = []
        self._length = 0

    def add(self, text: str, kind: Kind | None = None, target: str = "") -> Draft:
        """Append `text`, styled as one `kind` if given."""
        if kind is not None and text:
            self._styles.append(Style(kind, self._length, self._length + len(text), target))
        self._pieces.append(text)
        self._length += len(text)
        return self

    def add_slice(self, text: str, span: Span, parts: Iterable[tuple[Kind, Span]], kind: Kind) -> Draft:
        """Append the characters of `text` in `span` as one `kind`, with `parts` of it styled too."""
        moved = self._length - span.start
        for part, (start, end) in parts:
            start, end = max(start, span.start), min(end, span.end)
            if start < end:
                self._styles.append(Style(part, start + moved, end + moved))
        return self.add(span.of(text), kind)

    def add_styled(self, styled: StyledText) -> Draft:
        """Append a styled text as it is."""
        for kind, start, end, target in styled.styles:
            self._styles.append(Style(kind, start + self._length, end + self._length, target))
        return self.add(styled.text)

    def add_aside(self, lead: str, quoted: str) -> Draft:
        """Append words of an article that a reader may unfold, and what leads to them."""
        start = self._length
        self.add(lead).add(quoted, Kind.FOLDED)
        self._styles.append(Style(Kind.ASIDE, start, self._length))
        return self

    def add_lines(self, lines: Sequence[str]) -> Draft:
        """Append each line below what stands."""
        for line in lines:
            self.add(f"\n{line}" if self._length else line)
        return self

    def done(self) -> StyledText:
        """What was written."""
        ordered = sorted(self._styles, key=lambda style: (style.start, -style.end))
        return StyledText(text="".join(self._pieces), styles=tuple(ordered))


def without_asides(styled: StyledText) -> StyledText:
    """The text for a front end that cannot fold anything away.

    >>> draft = Draft().add("Owls hoot.", Kind.QUOTATION).add_aside("\\nAfter it:\\n", "They fly.")
    >>> without_asides(draft.add(" End.", Kind.STRONG).done()).text
    'Owls hoot. End.'
    """
    asides = [style for style in styled.styles if style.kind is Kind.ASIDE]
    draft, done = Draft(), 0
    for start, end in [*((aside.start, aside.end) for aside in asides), (len(styled.text), 0)]:
        kept = [style for style in styled.styles if done <= style.start and style.end <= start]
        moved = (style._replace(start=style.start - done, end=style.end - done) for style in kept)
        draft.add_styled(StyledText(styled.text[done:start], tuple(moved)))
        done = end
    return draft.done()


def to_plain(styled: StyledText) -> str:
    r"""The text for a pipe or a screen without colours: quoted lines begin with "> ", the answering
    sentence stands between ** and **, an address follows its link.

    >>> draft = Draft().add("Nothing said: ").add("yes", Kind.STRONG)
    >>> to_plain(draft.add("\n").add("one\ntwo", Kind.QUOTATION).done())
    'Nothing said: **yes**\n> one\n> two'
    """
    inserts: list[tuple[int, int, str]] = []  # position, closing marks before opening ones, mark
    for style in styled.styles:
        if style.kind is Kind.STRONG:
            inserts += [(style.start, 1, "**"), (style.end, 0, "**")]
        elif style.kind is Kind.LINK and style.target not in styled.text[style.start : style.end]:
            inserts.append((style.end, 0, f" <{style.target}>"))
        elif style.kind in (Kind.QUOTATION, Kind.FOLDED):
            inserts += [(position, 0, "> ") for position in _line_starts(styled.text, style)]
    pieces: list[str] = []
    done = 0
    for position, _, mark in sorted(inserts, key=lambda insert: insert[:2]):
        pieces += [styled.text[done:position], mark]
        done = position
    return "".join([*pieces, styled.text[done:]])


def _line_starts(text: str, style: Style) -> list[int]:
    starts = [style.start]
    while (line_end := text.find("\n", starts[-1], style.end)) != -1:
        starts.append(line_end + 1)
    return starts
