"""What a user or operator can do wrong at the front door, each error naming the thing and the remedy."""

from __future__ import annotations


class BotError(Exception):
    """Any failure of this package that a person can mend.

    Shaped like RetrievalError, and apart from it: code that skips an unreadable article must not skip a wrong
    setting, and only these words may be logged, as they quote nobody.
    """

    def __init__(self, thing: object, problem: str, remedy: str) -> None:
        super().__init__(thing, problem, remedy)
        self.thing = thing
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.thing}: {self.problem}. {self.remedy}"


class SettingsError(BotError):
    """A setting that is missing or cannot be used."""
