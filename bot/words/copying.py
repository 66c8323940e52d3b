"""A citation as plain words that a reader takes elsewhere: the sentence and where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from bot.words.attribution import plain_parts, where
from bot.words.phrases import Language
from retrieval import Citation

MOST_COPIED = 256
"""Telegram copies no more than this; counted in UTF-16 units, the stricter way."""


def citation_text(citation: Citation, language: Language) -> str | None:
    """The fullest form that fits, None where none does.

    The sentence is whole or not there at all: cut short it could say the opposite. Without it,
    what is left says where it stands.
    """
    return next((text for text in _forms(citation, language) if text and _fits(text)), None)


def _forms(citation: Citation, language: Language) -> Iterator[str]:
    """From the fullest to the shortest."""
    sentence = " ".join(citation.answer.of(citation.article.text).split()) if citation.answer else ""
    parts = list(plain_parts(citation.article, language))
    place = where(language, (citation.passage.paragraph,) * 2, citation.passage.paragraphs)
    address = citation.article.url or ""
    for said in [f"“{sentence}”", ""] if sentence else [""]:
        for told in ([*parts, place], parts, parts[:1]):
            for ending in (address, ""):
                yield _join(said, " · ".join(told), ending)
        yield said


def _join(said: str, told: str, address: str) -> str:
    line = f"{said} — {told}" if said else told
    return f"{line}\n{address}" if address else line


def _fits(text: str) -> bool:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2 <= MOST_COPIED
