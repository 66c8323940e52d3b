"""Questions that are offered under a reply: written out in it, with a button each that asks it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.conversations.conversation import Conversation
from bot.conversations.replies import Action, Choice, Press, Row
from bot.storage.kept import Menu
from bot.storage.store import Store
from bot.words.phrases import phrase

KIND = "questions"
"""The kind of menu that keeps them."""


def offer(store: Store, conversation: Conversation, questions: Sequence[str]) -> Row:
    """A button for each question, numbered as they are listed."""
    if not questions:
        return ()
    menu = store.keep_menu(conversation.key, KIND, json.dumps(questions, ensure_ascii=False))
    alone = phrase(conversation.language, "button_ask")
    return tuple(
        Press(str(number), str(number) if len(questions) > 1 else alone, _choice(menu, number))
        for number in range(1, len(questions) + 1)
    )


def offered(menu: Menu, argument: str) -> str | None:
    """The question that a button asks, None where that menu has no such button.

    >>> offered(Menu("x", KIND, '["Who?", "Why?"]'), "2"), offered(Menu("x", KIND, '["Who?"]'), "0")
    ('Why?', None)
    """
    if menu.kind != KIND or not (argument.isascii() and argument.isdecimal()):
        return None
    questions: list[str] = json.loads(menu.subject)
    number = int(argument[:4])
    return questions[number - 1] if 0 < number <= len(questions) else None


def _choice(menu: Menu, number: int) -> Choice:
    return Choice(Action.ASK, menu.id, str(number))
