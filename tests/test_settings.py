"""The settings, as an operator writes them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.configuration.environment import forms, read_settings
from bot.configuration.settings import Settings
from bot.configuration.unknown import unknown_settings
from bot.errors import SettingsError
from tests.front_ends import ROOT

TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings._fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_the_example_file_names_exactly_the_settings() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = re.findall(r"^#? ?([A-Z_]+)=", example, re.MULTILINE)
    assert sorted(named) == sorted(name.upper() for name in Settings._fields)


def test_every_setting_is_read_and_checked() -> None:
    assert list(forms()) == list(Settings._fields)


def test_the_example_file_can_be_used_as_it_is() -> None:
    settings = read_settings({}, ROOT / ".env.example")
    assert settings.verbatim_articles == Path("seeds")


def test_the_file_is_read_and_the_environment_comes_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env = tmp_path / ".env"
    env.write_text(f"TELEGRAM_BOT_TOKEN={TOKEN}\nVERBATIM_ARTICLES=news\nSOMETHING_ELSE=1\n")
    monkeypatch.setenv("VERBATIM_ARTICLES", "archive")
    settings = read_settings(env_file=env)
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == TOKEN
    assert settings.verbatim_articles == Path("archive")


def test_an_empty_value_is_no_value(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VERBATIM_ARTICLES", "")
    assert read_settings(env_file=tmp_path / ".env").verbatim_articles == Path("seeds")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_BASE_URL", "ftp://x"),
        ("TELEGRAM_BASE_URL", "https://api.example/bot/"),
        ("TELEGRAM_BASE_FILE_URL", "x"),
        ("TELEGRAM_BASE_URL", "http://[::1/bot"),
        ("TELEGRAM_BASE_FILE_URL", "http://127.0.0.1:x/file/bot"),
        ("VERBATIM_OPENSEARCH", "https://one:9200, http://[::1"),
        ("VERBATIM_OPENSEARCH", "https://one:port"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_but_not_shown(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    with pytest.raises(SettingsError) as caught:
        read_settings(env_file=tmp_path / ".env")
    assert name in str(caught.value)
    assert TOKEN not in str(caught.value)


def test_the_token_is_never_in_a_repr() -> None:
    assert TOKEN not in repr(Settings(telegram_bot_token=SecretStr(TOKEN)))


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"A=\xff\xfe")
    with pytest.raises(SettingsError, match=re.escape(".env")):
        read_settings({}, tmp_path / ".env")


def test_a_name_in_the_file_that_is_no_setting_is_told_and_a_comment_is_not(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text("TELEGRAM_TOKEN=1:x\n# VERBATIM_DATTA=x\nexport verbatim_dat=x\nOWL=1\nVERBATIM_PORT=1\n")
    told = [f"{error.thing}: {error.remedy}" for error in unknown_settings({"VERBATIM_DATA": "x"}, env)]
    assert told == [
        "TELEGRAM_TOKEN: Did you mean TELEGRAM_BOT_TOKEN?",
        "VERBATIM_PORT: .env.example names them all.",
        "verbatim_dat: Did you mean VERBATIM_DATA?",
    ]
    env.write_bytes(b"VERBATIM_\xff=1\n")
    assert not list(unknown_settings({}, env))
