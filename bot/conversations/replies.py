"""What the bot replies with: a styled text, and the buttons under it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from bot.words.phrases import Language, phrase
from bot.words.styled import StyledText
from retrieval import Verdict


class Action(StrEnum):
    """What a press asks for, of a stored answer (the first six) or of a stored menu."""

    MORE = "more"
    CONTEXT = "context"
    BACK = "back"
    HELPFUL = "helpful"
    UNHELPFUL = "unhelpful"
    EDITORS = "editors"
    TURN = "turn"
    ARTICLE = "article"
    FOCUS = "focus"
    LANGUAGE = "language"
    FORGET = "forget"
    ASK = "ask"


class Choice(NamedTuple):
    """What a press carries: what to do, the id of the stored answer or menu, and which part of it."""

    action: Action
    subject: str
    argument: str


class Press(NamedTuple):
    """A button that comes back to us; `name` is what it is called where one types."""

    name: str
    label: str
    choice: Choice


class Open(NamedTuple):
    """A button that opens an address."""

    label: str
    address: str


class Copy(NamedTuple):
    """A button that copies a text."""

    label: str
    text: str


class Share(NamedTuple):
    """A button that asks a question again in a chat of the reader's choice."""

    label: str
    question: str


Button = Press | Open | Copy | Share
Row = tuple[Button, ...]


class Reply(NamedTuple):
    """What to show. `verdict` is set where a question was asked, `answer_id` where its answer is kept."""

    text: StyledText
    rows: tuple[Row, ...] = ()
    verdict: Verdict | None = None
    answer_id: str | None = None

    @property
    def presses(self) -> tuple[Press, ...]:
        """The buttons that come back to us."""
        return tuple(button for row in self.rows for button in row if isinstance(button, Press))


class Pressed(NamedTuple):
    """What a press brings: another view in place of the message, words to the one who pressed, or both.

    With `anew` the reply is a message of its own, and the one pressed stays as it is.
    """

    reply: Reply | None = None
    alert: str = ""
    anew: bool = False


def say(language: Language, name: str, **gaps: object) -> Reply:
    """A phrase as it stands, and no buttons."""
    return Reply(StyledText(phrase(language, name, **gaps)))


def press_button(language: Language, name: str, action: Action, subject: str, argument: object) -> Press:
    """A button with the label `button_<name>`."""
    return Press(name, phrase(language, f"button_{name}"), Choice(action, subject, str(argument)))
