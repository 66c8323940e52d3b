"""`verbatim init` as an operator meets it: through a pipe, at a terminal, with and without Telegram."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.configuration.env_file import quoted, write_env
from bot.configuration.environment import read_settings
from tests.botapi import BotApi
from tests.front_ends import run_verbatim
from tests.terminal import at_terminal

UNREACHABLE = {"TELEGRAM_BASE_URL": "http://127.0.0.1:9/bot"}
TOKEN = "123456789:" + "A" * 35


async def test_three_lines_through_a_pipe_make_a_file_that_only_its_owner_can_read(tmp_path: Path) -> None:
    async with BotApi() as api:
        status, out, err = await run_verbatim(
            "init", stdin=f"{api.token}\nmy news\n7, 5\n", cwd=tmp_path, env=_only_address(api)
        )
    assert (status, err) == (0, "")
    assert f"@{api.username}" in out
    assert out.endswith("Next: verbatim serve\n")
    settings = read_settings({}, tmp_path / ".env")
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == api.token
    assert settings.verbatim_articles == tmp_path / "my news"
    assert settings.verbatim_adders == {5, 7}
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    assert (tmp_path / "my news").is_dir()


async def test_empty_lines_are_enough_to_ask_at_the_terminal(tmp_path: Path) -> None:
    status, out, _ = await run_verbatim("init", stdin="\n\n\n", cwd=tmp_path)
    assert status == 0
    assert out.endswith("Next: verbatim\n")


async def test_what_is_written_serves_from_any_folder(tmp_path: Path) -> None:
    for name in ("etc", "var"):
        (tmp_path / name).mkdir()
    assert (await run_verbatim("init", stdin="\nnews\n\n", cwd=tmp_path / "etc"))[0] == 0
    (tmp_path / "etc/news/owls.txt").write_text("Owls hoot at night in the old mill of Ashford.\n")
    articles = str(read_settings({}, tmp_path / "etc/.env").verbatim_articles)
    env = {"VERBATIM_ARTICLES": articles, "VERBATIM_DATA": str(tmp_path / "var")}
    status, out, _ = await run_verbatim("ask", "When do owls hoot?", cwd=tmp_path / "var", env=env)
    assert (status, "at night" in out) == (0, True)


async def test_without_telegram_the_form_of_the_token_is_checked_all_the_same(tmp_path: Path) -> None:
    status, out, _ = await run_verbatim("init", stdin=f"{TOKEN}\n\n\n", cwd=tmp_path, env=UNREACHABLE)
    assert status == 0
    assert "cannot be reached" in out
    assert TOKEN not in out


async def test_a_wrong_line_through_a_pipe_ends_it_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    for stdin, named in [
        ("12345:short\n", "@BotFather"),
        ("\n/dev/null/x\n", "Name another folder"),
        ("\nnews\nAna\n", "numeric Telegram ids"),
        ("\nnews\n", "ended before every question"),
    ]:
        status, _, err = await run_verbatim("init", stdin=stdin, cwd=tmp_path)
        assert (status, err.count("\n")) == (2, 1)
        assert named in err
        assert not (tmp_path / ".env").exists()


async def test_a_token_that_telegram_refuses_is_not_written(tmp_path: Path) -> None:
    async with BotApi() as api:
        status, out, err = await run_verbatim(
            "init", stdin=f"{TOKEN}\n", cwd=tmp_path, env=_only_address(api)
        )
    assert status == 2
    assert "not accepted by Telegram" in err
    assert TOKEN not in out + err
    assert not (tmp_path / ".env").exists()


async def test_a_file_that_is_there_stays_unless_the_answer_is_yes(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text("# ours\nVERBATIM_CONTACT=desk@example.org\nVERBATIM_ADDERS=9\n")
    for no in ("\n", "no\n", "what\n"):
        status, out, _ = await run_verbatim("init", stdin=no, cwd=tmp_path)
        assert status == 1
        assert "left as it was" in out
        assert env.read_text().startswith("# ours\nVERBATIM_CONTACT=desk@example.org\nVERBATIM_ADDERS=9\n")
    status, _, _ = await run_verbatim("init", stdin="yes\n\nnews\n\n", cwd=tmp_path)
    assert status == 0
    lines = env.read_text().splitlines()
    assert lines[:3] == ["# ours", "VERBATIM_CONTACT=desk@example.org", "VERBATIM_ADDERS=9"]
    assert f"VERBATIM_ARTICLES={quoted(str(tmp_path / 'news'))}" in lines
    assert stat.S_IMODE(env.stat().st_mode) == 0o600


async def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env.new").mkdir()
    status, _, err = await run_verbatim("init", stdin="\nnews\n\n", cwd=tmp_path)
    assert status == 2
    assert err.startswith("verbatim: .env: cannot be written")


def test_at_a_terminal_what_does_not_fit_is_asked_again_and_the_token_is_not_shown(tmp_path: Path) -> None:
    out = _type(tmp_path, "12345:short", TOKEN, "", "Ana", "5")
    assert "does not look like a token" in out
    assert "numeric Telegram ids" in out
    assert TOKEN not in out
    assert read_settings({}, tmp_path / ".env").verbatim_adders == {5}


async def test_it_speaks_spanish_where_the_terminal_does(tmp_path: Path) -> None:
    _, out, _ = await run_verbatim("init", stdin="\n\n\n", cwd=tmp_path, env={"LC_ALL": "es_MX.UTF-8"})
    assert "La carpeta de los artículos" in out


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1).map(str.strip))
def test_any_name_of_a_folder_is_read_back_as_it_was_written(name: str) -> None:
    if not name or "$" in name or name != str(Path(name)):
        return  # python-dotenv fills in ${VARIABLES}, and a path is kept as Path writes it
    file = Path(os.environ.get("TMPDIR", "/tmp")) / f"verbatim-env-{os.getpid()}"
    write_env(file, {"VERBATIM_ARTICLES": name})
    try:
        assert str(read_settings({}, file).verbatim_articles) == name
    finally:
        file.unlink()


def _only_address(api: BotApi) -> dict[str, str]:
    return {"TELEGRAM_BASE_URL": api.base_url}


def _type(folder: Path, *lines: str) -> str:
    """What a terminal shows to somebody who types these lines, each when it is asked for."""
    with at_terminal("init", cwd=folder, **UNREACHABLE) as typist:
        for line in lines:
            typist.read_until(b": ")
            typist.type(f"{line}\n")
            typist.shown += b"|"  # what ended with a colon before does not count again
        return typist.read_all()
