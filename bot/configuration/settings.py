"""The settings as values; `bot.configuration.environment` reads them, `.env.example` names them all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pydantic import SecretStr


class Settings(NamedTuple):
    """What an operator can change. Each field is the environment variable of that name in capitals."""

    telegram_bot_token: SecretStr | None = None
    telegram_base_url: str = "https://api.telegram.org/bot"
    telegram_base_file_url: str = "https://api.telegram.org/file/bot"
    verbatim_articles: Path = Path("seeds")
    verbatim_data: Path | None = None
    verbatim_contact: str | None = None
    verbatim_adders: frozenset[int] = frozenset()
    verbatim_askers: frozenset[int] = frozenset()
    verbatim_recency: bool = True
    verbatim_engine: str = "library"
    verbatim_opensearch: tuple[str, ...] = ()
    verbatim_opensearch_index: str = "verbatim"
    verbatim_opensearch_user: str | None = None
    verbatim_opensearch_password: SecretStr | None = None
    verbatim_opensearch_ca: Path | None = None

    @property
    def is_shared(self) -> bool:
        """Whether questions are searched on OpenSearch, where several bots share the articles."""
        return self.verbatim_engine == "opensearch"

    @property
    def data_folder(self) -> Path:
        """Where the chat store and the library are."""
        return self.verbatim_data if self.verbatim_data is not None else users_data_folder()


def users_data_folder() -> Path:
    """The folder that this system keeps a program's data in, for this user."""
    from platformdirs import user_data_path

    return user_data_path("verbatim")
