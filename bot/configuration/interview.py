"""Asks an operator for settings, one line each: at a terminal again until it fits, through a pipe once."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from typing import TextIO, TypeVar

from bot.errors import BotError, SettingsError

_T = TypeVar("_T")


class Interview:
    """Questions on `out`, answers from `lines`."""

    def __init__(self, lines: TextIO, out: TextIO) -> None:
        self._lines = lines
        self._out = out
        self._typed = lines.isatty()

    def ask(self, question: str, check: Callable[[str], _T], *, secret: bool = False) -> _T:
        """What `check` makes of the answer; at a terminal what it refuses is asked again.

        Raises BotError: what `check` raised, or that the lines ended.
        """
        while True:
            try:
                return check(self._line(question, secret))
            except BotError as error:
                if not self._typed:
                    raise
                self.tell(f"{error.problem}. {error.remedy}")

    def tell(self, words: str) -> None:
        """A line that asks nothing."""
        self._out.write(f"{words}\n")
        self._out.flush()

    def _line(self, question: str, secret: bool) -> str:
        if self._typed and secret:
            return getpass.getpass(f"{question} ").strip()
        self._out.write(f"{question} ")
        self._out.flush()
        line = self._lines.readline()
        if not line:
            raise SettingsError("standard input", "ended before every question was answered", _AGAIN)
        if not self._typed:
            self._out.write("\n")  # nobody pressed Enter there
        return line.strip()


_AGAIN = "Run verbatim init at a terminal, or send one line for each question."


def terminal_interview() -> Interview:
    """One on standard input and output."""
    return Interview(sys.stdin, sys.stdout)
