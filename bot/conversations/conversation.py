"""Whose turn it is: a chat, how it is spoken to, and which articles it asks."""

from __future__ import annotations

from typing import NamedTuple

from bot.words.phrases import Language


class Conversation(NamedTuple):
    """A chat's key and the language it is spoken to in.

    `topic` tells the topics of a group apart where turns follow each other. In a group the bot is
    brief. `focus` is the id of the only article to answer from.
    """

    key: str
    language: Language = Language.ENGLISH
    topic: int = 0
    in_group: bool = False
    focus: str | None = None
