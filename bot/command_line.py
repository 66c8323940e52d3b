"""The command line: settings to library to index to responder to front end."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from typing import NoReturn

from bot import __version__
from bot.configuration.environment import read_settings
from bot.errors import BotError
from bot.terminal.completion import complete_if_asked
from bot.terminal.streams import open_streams
from retrieval import RetrievalError

COMMANDS = (
    "ask", "check", "articles", "evaluate", "init", "serve",
    "doctor", "backup", "restore", "health", "completion",
)  # fmt: skip
ERROR = 2
_ONE_TEXT = {"ask", "check"}
"""Commands that take one text, which a shell cuts at its spaces."""


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit status: 0 found, 1 nothing found, 2 an error."""
    arguments = sys.argv[1:] if arguments is None else arguments
    open_streams()
    try:
        parser = _parser(arguments)
        complete_if_asked(parser)
        parsed = parser.parse_args(arguments)
        command = parsed.run or import_module("bot.commands.talk").run
        status = int(command(parsed, read_settings()))
        sys.stdout.flush()
        return status
    except (BotError, RetrievalError) as error:
        print(f"verbatim: {' '.join(str(error).split())}", file=sys.stderr)
        return ERROR
    except BrokenPipeError:
        _let_go_of_output()  # the reader left; so do we
        return 0
    except OSError as error:
        print(f"verbatim: {error.strerror or error}. Free some space, or write elsewhere.", file=sys.stderr)
        _let_go_of_output()
        return ERROR


def _let_go_of_output() -> None:
    """What could not be written is not tried again when the process ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Parser(argparse.ArgumentParser):
    """One whose errors say where to read on; those of the commands are of this kind too."""

    def error(self, message: str) -> NoReturn:
        if _cut_at_spaces(message):
            message += ". Put the words in quotation marks"
        self.exit(ERROR, f"{self.prog}: {message}. See: {self.prog} --help\n")


def _cut_at_spaces(message: str) -> bool:
    """Whether an error is about words of a text that should have been given as one."""
    words = message.removeprefix("unrecognized arguments: ")
    return set(sys.argv[1:2]) <= _ONE_TEXT and words != message and " -" not in f" {words}"


def _parser(arguments: list[str]) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="verbatim",
        description="Answers questions only in the articles' own words. Alone: a conversation.",
        epilog='example: verbatim ask "What did Sheinbaum tell Trump?"',
    )
    parser.add_argument("--version", action="version", version=f"verbatim {__version__}")
    parser.set_defaults(run=None)
    # Named here, the program's name is not asked of a formatter, which would load four archive formats.
    commands = parser.add_subparsers(prog="verbatim", metavar="COMMAND", title="commands")
    # Importing only the command that is named keeps a first answer quick.
    for name in COMMANDS if not set(arguments[:1]) & set(COMMANDS) else arguments[:1]:
        import_module(f"bot.commands.{name}").add_parser(commands)
    return parser
