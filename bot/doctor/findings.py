"""What was found about one thing: well, worth a look, or wrong, with the remedy and perhaps a repair."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from bot.errors import BotError
from retrieval import RetrievalError


class State(StrEnum):
    """How a thing is."""

    WELL = "ok"
    LOOK = "look"
    WRONG = "WRONG"


class Finding(NamedTuple):
    """One thing and how it is. `repair` mends it and says what it did."""

    thing: str
    state: State
    told: str
    remedy: str = ""
    repair: Callable[[], str] | None = None


def well(thing: str, told: str) -> Finding:
    """Nothing to do."""
    return Finding(thing, State.WELL, told)


def look(thing: str, told: str, remedy: str, repair: Callable[[], str] | None = None) -> Finding:
    """Nothing that keeps the bot from its work, but something to know."""
    return Finding(thing, State.LOOK, told, remedy, repair)


def wrong(thing: str, told: str, remedy: str, repair: Callable[[], str] | None = None) -> Finding:
    """Something that must be mended."""
    return Finding(thing, State.WRONG, told, remedy, repair)


def of_error(thing: str, error: BotError | RetrievalError) -> Finding:
    """An error as a finding, with its own remedy."""
    named = "" if str(error.thing) == thing else f"{error.thing} "
    return wrong(thing, f"{named}{error.problem}", error.remedy)
