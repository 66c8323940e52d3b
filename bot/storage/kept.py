"""What is kept behind buttons and for a chat, as values: an answer, a menu, what a chat has chosen."""

from __future__ import annotations

from typing import NamedTuple

from retrieval import Answer


class Kept(NamedTuple):
    """An answer as it is kept for its buttons: its id, what introduces it, and the page shown last."""

    id: str
    answer: Answer
    intro: str = ""
    page: int = 0


class Menu(NamedTuple):
    """What buttons other than an answer's lead on from: a list, a confirmation, a choice of languages."""

    id: str
    kind: str
    subject: str = ""


class Preferences(NamedTuple):
    """What a chat has chosen: the language it is spoken to in, and the only article to answer from."""

    language: str | None = None
    focus: str | None = None
