"""What was shown last in each conversation, so that "more", "back" or a number can be typed for a press."""

from __future__ import annotations

import threading

from bot.conversations.conversation import Conversation
from bot.conversations.replies import Press, Reply

STEPS = {"more": "no_more", "context": "no_context", "back": "no_back"}
"""The buttons that lead from one view to the next, and what is said where there is none."""

MOST_KEPT = 1_000
"""Conversations, those silent for longest forgotten first; of the others the store has the last answer."""


class LastShown:
    """The last reply of each conversation from which something leads on, and the last with numbers to
    press: those stay good while what they led to is read. Lost with the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shown: dict[tuple[str, int], tuple[Reply | None, Reply | None]] = {}

    def note(self, conversation: Conversation, reply: Reply) -> None:
        """Remember `reply`, unless nothing could be continued from it."""
        steps = bool(reply.answer_id) or any(press.name in STEPS for press in reply.presses)
        numbers = any(press.name.isdecimal() for press in reply.presses)
        if not steps and not numbers:
            return
        key = (conversation.key, conversation.topic)
        with self._lock:
            _, numbered = self._shown.pop(key, (None, None))
            self._shown[key] = (reply, reply if numbers else numbered)
            if len(self._shown) > MOST_KEPT:
                del self._shown[next(iter(self._shown))]

    def find(self, conversation: Conversation) -> Reply | None:
        """What was shown last there."""
        return self._shown.get((conversation.key, conversation.topic), (None, None))[0]

    def numbered(self, conversation: Conversation) -> Reply | None:
        """What was shown last there with numbers to press."""
        return self._shown.get((conversation.key, conversation.topic), (None, None))[1]

    def forget(self, key: str) -> None:
        """Drop what was shown in every topic of a conversation."""
        with self._lock:
            for topic in [one for one in self._shown if one[0] == key]:
                del self._shown[topic]


def button_named(reply: Reply, name: str) -> Press | None:
    """The button of a reply that is called so where one types."""
    return next((press for press in reply.presses if press.name == name), None)
