"""Names in the environment or `.env` that look like settings and are none, such as a setting misspelt."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from bot.configuration.env_file import names_in
from bot.configuration.environment import ENV_FILE
from bot.configuration.settings import Settings
from bot.errors import SettingsError

_OURS = "VERBATIM_"
_ALIKE = 0.8
"""Of difflib's ratio: TELEGRAM_TOKEN is .875 like TELEGRAM_BOT_TOKEN, TELEGRAM_CHAT_ID like nothing."""


def unknown_settings(
    environment: Mapping[str, str] = os.environ, env_file: Path = ENV_FILE
) -> Iterator[SettingsError]:
    """Each such name with the setting that may be meant; a file that cannot be read names none.

    >>> print(*unknown_settings({"VERBATIM_ASKER": "12", "TELEGRAM_CHAT_ID": "3"}, Path("none")))
    VERBATIM_ASKER: is no setting and changes nothing. Did you mean VERBATIM_ASKERS?
    """
    settings = [name.upper() for name in Settings._fields]
    for name in sorted({*environment, *_names_of(env_file)}):
        like = get_close_matches(name.upper(), settings, n=1, cutoff=_ALIKE)
        if name.upper() not in settings and (like or name.upper().startswith(_OURS)):
            remedy = f"Did you mean {like[0]}?" if like else ".env.example names them all."
            yield SettingsError(name, "is no setting and changes nothing", remedy)


def _names_of(env_file: Path) -> tuple[str, ...]:
    try:
        return names_in(env_file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return ()
