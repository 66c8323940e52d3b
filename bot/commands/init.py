"""`verbatim init`: asks for what is needed, checks it, and writes `.env`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bot.configuration.env_file import write_env
from bot.configuration.environment import ENV_FILE, split_ids
from bot.configuration.interview import Interview, terminal_interview
from bot.configuration.settings import Settings
from bot.configuration.token import read_token
from bot.errors import BotError, SettingsError
from bot.terminal.console import terminal_language
from bot.words.phrases import phrase
from retrieval import ArticleError, article_files

_YES = ("y", "yes", "s", "si", "sí")


def add_parser(commands: Any) -> None:
    """Add `init` to the command line."""
    parser = commands.add_parser(
        "init",
        help="ask for the settings and write .env",
        description="Asks for the token, the articles folder and who may add articles, checks each, and "
        "writes them to .env here, readable by you alone. An empty line keeps what is in [brackets].",
        epilog="example: verbatim init",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Ask, check and write; returns 0 if it was written, 1 if the file there was to stay."""
    interview = terminal_interview()
    if ENV_FILE.exists() and not interview.ask(_say("init_replace", file=ENV_FILE), _is_yes):
        interview.tell(_say("init_spared", file=ENV_FILE))
        return 1
    token = _ask_token(interview, settings)
    articles = _ask_articles(interview, settings)
    adders = interview.ask(
        _say("init_adders", default=_written(settings.verbatim_adders) or _say("init_nobody")),
        lambda line: _checked_ids(line) if line else _written(settings.verbatim_adders),
    )
    values = {"TELEGRAM_BOT_TOKEN": token, "VERBATIM_ARTICLES": str(articles), "VERBATIM_ADDERS": adders}
    write_env(ENV_FILE, values)
    interview.tell(_say("init_written", file=ENV_FILE))
    interview.tell(_say("init_next_serve" if token else "init_next_ask"))
    return 0


def _ask_token(interview: Interview, settings: Settings) -> str:
    held = settings.telegram_bot_token.get_secret_value() if settings.telegram_bot_token else ""

    def check(line: str) -> str:
        token = line or held
        if not token:
            return ""
        interview.tell(_asked_telegram(token, settings))
        return token

    default = _say("init_kept" if held else "init_none")
    return interview.ask(_say("init_token", default=default), check, secret=True)


def _asked_telegram(token: str, settings: Settings) -> str:
    """What Telegram says of the token, in a sentence. Raises SettingsError for one that is none."""
    from pydantic import SecretStr

    from bot.telegram_app.reaching import reach

    asked = settings._replace(telegram_bot_token=SecretStr(token))
    read_token(asked)
    try:
        return _say("init_name", username=reach(asked, token).name)
    except SettingsError:
        raise
    except BotError:
        return _say("init_unreachable")


def _ask_articles(interview: Interview, settings: Settings) -> Path:
    def check(line: str) -> Path:
        # Absolute: whoever serves with this file may do so from another folder, as the systemd unit does.
        folder = (Path(line).expanduser() if line else settings.verbatim_articles).absolute()
        try:
            if not folder.exists():
                folder.mkdir(parents=True)
            count = sum(1 for _ in article_files(folder))
        except (OSError, ValueError) as error:
            problem = f"{folder} cannot be made ({getattr(error, 'strerror', None) or error})"
            raise SettingsError("VERBATIM_ARTICLES", problem, "Name another folder.") from None
        except ArticleError as error:
            raise SettingsError("VERBATIM_ARTICLES", f"{folder}: {error.problem}", error.remedy) from None
        interview.tell(_say("init_files", folder=folder, count=count))
        return folder

    return interview.ask(_say("init_articles", default=settings.verbatim_articles), check)


def _checked_ids(line: str) -> str:
    try:
        return _written(split_ids(line))
    except ValueError:
        problem = "these are not numeric Telegram ids"
        raise SettingsError(
            "VERBATIM_ADDERS", problem, "Write them like this: 123456789, 987654321"
        ) from None


def _written(ids: frozenset[int]) -> str:
    return ",".join(map(str, sorted(ids)))


def _is_yes(line: str) -> bool:
    return line.lower() in _YES


def _say(name: str, **gaps: object) -> str:
    return phrase(terminal_language(), name, **gaps)
