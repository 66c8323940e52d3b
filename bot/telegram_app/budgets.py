"""How much one person or group may ask, so that nobody takes the bot from the others."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from telegram import Bot, Chat, Message, MessageEntity, Update

from bot.storage.inbox import Task
from bot.telegram_app.addressing import addressed_text

PERSON_SECONDS = 10.0
GROUP_SECONDS = 60.0
MOST_OTHERS = 20
"""Presses and inline queries, one a keystroke, come quicker than questions; more in 10 s do nothing."""
_MOST_KNOWN = 10_000


class Limits(NamedTuple):
    """What an operator may change; 0 is no limit."""

    per_person: int = 5
    """Questions in 10 s. A sixth gets a notice, and then nothing does until the person pauses."""
    per_group: int = 15
    """Questions in a minute: Telegram lets a bot write 20 messages a minute to a group."""
    send_rate: int = 25
    """Messages a second over all, also per chat and group what Telegram takes."""
    stale_after: float = 600.0
    """Seconds after which a question is too old to be answered without being asked again."""


UNLIMITED = Limits(0, 0, 0)


class Flood:
    """Counts what one source sends in a window of time, what was refused included."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._recent: dict[int, deque[float]] = {}

    def judge(self, source: int, at: float) -> Task:
        """ANSWER within the budget, SLOW_DOWN for the first beyond it, NOTHING for more until it ebbs."""
        if not self._most:
            return Task.ANSWER
        recent = self._recent.pop(source, None) or deque(maxlen=self._most + 2)
        self._recent[source] = recent  # last in the dict: the first is the one that was silent for longest
        while recent and recent[0] <= at - self._seconds:
            recent.popleft()
        recent.append(at)
        if len(self._recent) > _MOST_KNOWN:
            del self._recent[next(iter(self._recent))]
        over = len(recent) - self._most
        return Task.ANSWER if over <= 0 else Task.SLOW_DOWN if over == 1 else Task.NOTHING


class Budgets:
    """Judges updates as they come in, by the time at which they were written."""

    def __init__(self, limits: Limits) -> None:
        self._people = Flood(limits.per_person, PERSON_SECONDS)
        self._groups = Flood(limits.per_group, GROUP_SECONDS)
        self._others = Flood(MOST_OTHERS if limits.per_person else 0, PERSON_SECONDS)

    def judge(self, update: Update, bot: Bot, now: float) -> Task:
        """What is to be done about `update`."""
        person, chat = update.effective_user, update.effective_chat
        message = written_message(update)
        if message is None and person is not None:
            return Task.ANSWER if self._others.judge(person.id, now) is Task.ANSWER else Task.NOTHING
        if message is None or chat is None or not speaks_to_bot(message, bot):
            return Task.ANSWER
        at = (message.edit_date or message.date).timestamp()
        own = self._people.judge(person.id, at) if person is not None else Task.ANSWER
        if own is not Task.ANSWER or chat.type == "private":
            return own
        return self._groups.judge(chat.id, at)


def pause_in(chat: Chat | None) -> int:
    """Seconds without a question after which whoever asked too much in `chat` is answered again."""
    return round(PERSON_SECONDS if chat is None or chat.type == Chat.PRIVATE else GROUP_SECONDS)


def written_message(update: Update) -> Message | None:
    """The message, new or edited, that somebody wrote; None for all other kinds of update."""
    return update.message or update.edited_message


def speaks_to_bot(message: Message, bot: Bot) -> bool:
    """Whether somebody waits for a reply to it."""
    if message.chat.type == "private":
        return True
    if addressed_text(message, bot) is not None:
        return True
    commands = message.parse_entities([MessageEntity.BOT_COMMAND])
    return any(entity.offset == 0 and _is_ours(text, bot) for entity, text in commands.items())


def _is_ours(command: str, bot: Bot) -> bool:
    _, _, name = command.partition("@")
    return not name or name.casefold() == bot.username.casefold()
