"""What many tests start from: the seed articles indexed, and a bot polling our Bot API server."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from pydantic import SecretStr

from bot.configuration.settings import Settings
from bot.conversations.responder import Responder
from bot.storage.store import Store
from bot.telegram_app.application import build
from retrieval import Article, Index, PassageIndex, read_articles
from tests.botapi import BotApi, Chat, validate_requests
from tests.front_ends import SEEDS, home
from tests.opensearch.fixture import archive, cluster, nodes, pytest_runtest_teardown
from tests.polling import polling

if TYPE_CHECKING:
    from xdist.remote import Producer
    from xdist.scheduler import LoadScopeScheduling

__all__ = ["archive", "cluster", "nodes", "pytest_runtest_teardown"]

settings.register_profile(
    "ci", max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.register_profile("full", max_examples=20_000, deadline=None)
settings.load_profile("ci")


def pytest_configure() -> None:
    """Started in the background, a shell has us ignore Ctrl-C, and the programs under test would, too."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_unconfigure() -> None:
    """A worker of pytest-xdist ends without a chance to clear up."""
    home().cleanup()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling | None:
    """With `--dist loadgroup`, a costly fixture is made by one worker, for all who share it."""
    from tests.scheduling import Together

    return Together(config, log) if config.getoption("dist") == "loadgroup" else None


@pytest.fixture(scope="session")
def seed_index() -> PassageIndex:
    return PassageIndex(read_articles(SEEDS))


class FixedCollection:
    """An index that stays as it is."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def index(self) -> Index:
        return self._index

    def article(self, article_id: str) -> Article | None:
        return self._index.find(article_id)


@asynccontextmanager
async def polling_bot(api: BotApi, articles: PassageIndex | Iterable[Article]) -> AsyncIterator[Store]:
    """The bot on these articles, run by the real python-telegram-bot in this process."""
    index = articles if isinstance(articles, PassageIndex) else PassageIndex(articles)
    store = Store()
    bot_settings = Settings(
        telegram_bot_token=SecretStr(api.token),
        telegram_base_url=api.base_url,
        telegram_base_file_url=api.base_file_url,
    )
    application = build(bot_settings, api.token, Responder(FixedCollection(index), store), store)
    with closing(store):
        async with polling(application):
            yield store


@pytest.fixture
async def server(
    request: pytest.FixtureRequest, seed_index: PassageIndex
) -> AsyncIterator[tuple[BotApi, Store]]:
    """Our Bot API server, and the store of the bot that polls it: on the `ARTICLES` of a test's module, where
    it has some, or on the seed article. What the bot sent, aiogram takes too."""
    async with (
        BotApi() as running,
        polling_bot(running, getattr(request.module, "ARTICLES", seed_index)) as store,
    ):
        yield running, store
    validate_requests(running.requests)


@pytest.fixture
def api(server: tuple[BotApi, Store]) -> BotApi:
    """The server alone."""
    return server[0]


@pytest.fixture
def store(server: tuple[BotApi, Store]) -> Store:
    """The bot's store alone."""
    return server[1]


@pytest.fixture
def chat(api: BotApi) -> Chat:
    """Ana's private chat with the bot."""
    return api.user("Ana").private_chat()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for articles."""
    path = tmp_path / "articles"
    path.mkdir()
    return path
