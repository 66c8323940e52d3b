"""Reads the settings from the environment or a `.env` file, and says which one cannot be used."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

from bot.configuration.settings import Settings
from bot.errors import SettingsError

if TYPE_CHECKING:
    from pydantic_settings import BaseSettings

ENV_FILE = Path(".env")
_ID = r"[1-9][0-9]{0,15}"
_ADDRESS = r"https?://[^\s/@]+/?"


def read_settings(environment: Mapping[str, str] = os.environ, env_file: Path = ENV_FILE) -> Settings:
    """The settings that are set, the environment before the file. Raises SettingsError."""
    names = {name.upper() for name in Settings._fields}
    if not env_file.exists() and not names.intersection(name.upper() for name in environment):
        return Settings()  # and pydantic-settings, 0.15 s to import, is not needed
    return _read_with_pydantic_settings(env_file)


def split_ids(value: Any) -> Any:
    """The numbers in a list separated by commas or spaces; anything else is left to be refused.

    >>> sorted(split_ids("12, 7 5"))
    [5, 7, 12]
    """
    if not isinstance(value, str):
        return value
    written = value.replace(",", " ").split()
    if not all(re.fullmatch(_ID, one) for one in written):
        raise ValueError("numeric user ids, separated by commas or spaces")
    return frozenset(int(one) for one in written)


def split_addresses(value: Any) -> Any:
    """The addresses in a list separated by commas or spaces; anything else is left to be refused.

    >>> split_addresses("https://one:9200, https://two:9200")
    ('https://one:9200', 'https://two:9200')
    """
    if not isinstance(value, str):
        return value
    written = tuple(value.replace(",", " ").split())
    if not all(re.fullmatch(_ADDRESS, one) for one in written):
        raise ValueError("http or https addresses without a user, separated by commas or spaces")
    return tuple(map(can_be_taken_apart, written))


def can_be_taken_apart(address: str) -> str:
    """The address as it is. Raises ValueError for one whose host or port is none.

    >>> can_be_taken_apart("http://[::1]:8081/bot")
    'http://[::1]:8081/bot'
    >>> can_be_taken_apart("http://[::1/bot")
    Traceback (most recent call last):
    ValueError: Invalid IPv6 URL
    """
    urlsplit(address).port  # noqa: B018 - raises
    return address


def forms() -> dict[str, Any]:
    """What each setting must look like, by its name."""
    from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

    apart = AfterValidator(can_be_taken_apart)
    ids = Annotated[frozenset[int], BeforeValidator(split_ids)]
    return {
        "telegram_bot_token": SecretStr | None,
        "telegram_base_url": Annotated[str, Field(pattern=r"^https?://\S+/bot$"), apart],
        "telegram_base_file_url": Annotated[str, Field(pattern=r"^https?://\S+/file/bot$"), apart],
        "verbatim_articles": Path,
        "verbatim_data": Path | None,
        "verbatim_contact": Annotated[str, Field(pattern=r"^[\x21-\x7e]+$")] | None,
        "verbatim_adders": ids,
        "verbatim_askers": ids,
        "verbatim_recency": bool,
        "verbatim_engine": Literal["library", "opensearch"],
        "verbatim_opensearch": Annotated[tuple[str, ...], BeforeValidator(split_addresses)],
        "verbatim_opensearch_index": Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,99}$")],
        "verbatim_opensearch_user": str | None,
        "verbatim_opensearch_password": SecretStr | None,
        "verbatim_opensearch_ca": Path | None,
    }


_FORMS = {
    "TELEGRAM_BASE_URL": "Write it like this: https://api.telegram.org/bot",
    "TELEGRAM_BASE_FILE_URL": "Write it like this: https://api.telegram.org/file/bot",
    "VERBATIM_CONTACT": "Write an e-mail address or a page's address, without spaces.",
    "VERBATIM_ADDERS": "Write numeric Telegram ids with commas: 123456789, 987654321",
    "VERBATIM_ASKERS": "Write numeric Telegram ids with commas: 123456789, 987654321",
    "VERBATIM_RECENCY": "Write yes or no.",
    "VERBATIM_ENGINE": 'Write "library" or "opensearch".',
    "VERBATIM_OPENSEARCH": "Write addresses with commas: https://one.example.org:9200",
    "VERBATIM_OPENSEARCH_INDEX": "Write small letters, figures, dots, - and _, a letter or figure first.",
}
"""What a value must look like, told to whoever wrote another."""


def _read_with_pydantic_settings(env_file: Path) -> Settings:
    from pydantic import ValidationError

    try:
        return Settings(**_reader(env_file)().model_dump())
    except ValidationError as error:
        name = str(error.errors(include_input=False)[0]["loc"][0]).upper()
        remedy = _FORMS.get(name, "See .env.example for its form.")
        raise SettingsError(name, "has a value that cannot be used", remedy) from None
    except UnicodeDecodeError:
        raise SettingsError(env_file, "is not UTF-8 text", "Save it as UTF-8.") from None


def _reader(env_file: Path) -> type[BaseSettings]:
    """The fields of `Settings` with their defaults, as pydantic-settings reads and checks them."""
    from pydantic_settings import BaseSettings, SettingsConfigDict

    checked = forms()
    model_config = SettingsConfigDict(
        env_file=env_file,
        extra="ignore",
        env_ignore_empty=True,
        enable_decoding=False,  # a list of ids is written as people write one, not as JSON
        hide_input_in_errors=True,
    )
    values = {name: getattr(Settings(), name) for name in checked}
    return type(
        "FromEnvironment",
        (BaseSettings,),
        {"__annotations__": checked, "__module__": __name__, "model_config": model_config, **values},
    )
