"""The settings, from the environment or a `.env` file; `.env.example` names them all."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from bot.errors import SettingsError

ENV_FILE = Path(".env")
_ID = re.compile(r"[1-9][0-9]{0,15}")


def split_ids(value: Any) -> Any:
    """The numbers in a list separated by commas or spaces; anything else is left to be refused.

    >>> sorted(split_ids("12, 7 5"))
    [5, 7, 12]
    """
    if not isinstance(value, str):
        return value
    written = value.replace(",", " ").split()
    if not all(_ID.fullmatch(one) for one in written):
        raise ValueError("numeric user ids, separated by commas or spaces")
    return frozenset(int(one) for one in written)


UserIds = Annotated[frozenset[int], BeforeValidator(split_ids)]


class Settings(BaseModel):
    """What an operator can change. Each field is the environment variable of that name in capitals."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    telegram_bot_token: SecretStr | None = Field(None, description="The bot's token, from @BotFather.")
    telegram_base_url: str = Field(
        "https://api.telegram.org/bot", pattern=r"^https?://\S+/bot$", description="Where the Bot API is."
    )
    telegram_base_file_url: str = Field(
        "https://api.telegram.org/file/bot",
        pattern=r"^https?://\S+/file/bot$",
        description="Where its files are.",
    )
    verbatim_articles: Path = Field(Path("seeds"), description="The folder with the articles.")
    verbatim_data: Path | None = Field(
        None, description="The folder for what must survive a restart; by default the user's data folder."
    )
    verbatim_contact: str | None = Field(
        None,
        pattern=r"^[\x21-\x7e]+$",
        description="An e-mail address or page told to the sites that articles are fetched from.",
    )
    verbatim_adders: UserIds = Field(
        frozenset(), description="Numeric ids of the users who may add and remove articles; none by default."
    )
    verbatim_askers: UserIds = Field(
        frozenset(), description="Numeric ids of the users who may ask; everybody where none is named."
    )

    @property
    def data_folder(self) -> Path:
        """Where the chat store and the library are."""
        if self.verbatim_data is not None:
            return self.verbatim_data
        from platformdirs import user_data_path

        return user_data_path("verbatim")


def read_settings(environment: Mapping[str, str] = os.environ, env_file: Path = ENV_FILE) -> Settings:
    """The settings that are set, the environment before the file. Raises SettingsError."""
    names = {name.upper() for name in Settings.model_fields}
    if not env_file.exists() and not names.intersection(name.upper() for name in environment):
        return Settings()  # and pydantic-settings, 0.15 s to import, is not needed
    return _read_with_pydantic_settings(env_file)


def _read_with_pydantic_settings(env_file: Path) -> Settings:
    from pydantic_settings import BaseSettings, SettingsConfigDict

    class FromEnvironment(Settings, BaseSettings):
        model_config = SettingsConfigDict(
            env_file=env_file,
            extra="ignore",
            env_ignore_empty=True,
            enable_decoding=False,  # a list of ids is written as people write one, not as JSON
            hide_input_in_errors=True,
            frozen=True,
        )

    try:
        return Settings.model_validate(FromEnvironment().model_dump())
    except ValidationError as error:
        name = str(error.errors(include_input=False)[0]["loc"][0]).upper()
        raise SettingsError(
            name, "has a value that cannot be used", "See .env.example for its form."
        ) from None
    except UnicodeDecodeError:
        raise SettingsError(env_file, "is not UTF-8 text", "Save it as UTF-8.") from None
