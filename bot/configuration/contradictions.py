"""Settings that are each well written and cannot be meant together."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.configuration.loopback import is_here
from bot.configuration.settings import Settings
from bot.errors import SettingsError


def contradictions(settings: Settings) -> Iterator[SettingsError]:
    """Every contradiction, each with the setting to change first.

    >>> [str(error) for error in contradictions(Settings())]
    []
    """
    usual, base, files = Settings(), settings.telegram_base_url, settings.telegram_base_file_url
    if (base == usual.telegram_base_url) != (files == usual.telegram_base_file_url):
        lonely = "TELEGRAM_BASE_FILE_URL" if files == usual.telegram_base_file_url else "TELEGRAM_BASE_URL"
        problem = "is still Telegram's own while the other address names another server"
        yield SettingsError(lonely, problem, "Set both, or neither.")
    address = urlsplit(base)
    host = address.hostname or ""
    if address.scheme == "http" and ("." in host or ":" in host) and not is_here(host):
        problem = "sends the token unencrypted to another machine"
        yield SettingsError("TELEGRAM_BASE_URL", problem, "Use https, or a server on 127.0.0.1.")
    data, articles = settings.data_folder.resolve(), settings.verbatim_articles.resolve()
    if data == articles or articles in data.parents:
        problem = (
            f"lies in the articles folder {settings.verbatim_articles}, where files are read as articles"
        )
        yield SettingsError("VERBATIM_DATA", problem, "Name a folder outside of it.")


def refuse_contradictions(settings: Settings) -> None:
    """Raise the first contradiction, if there is one."""
    for error in contradictions(settings):
        raise error
