"""One process for each data folder and each bot."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.storage.locks import lock_bot, lock_folder
from tests.botapi import BotApi
from tests.front_ends import ROOT, run_verbatim, served

TOKEN = "5550000001:" + "A" * 35


def test_a_folder_is_held_once_and_the_refusal_names_the_process(tmp_path: Path) -> None:
    with lock_folder(tmp_path):
        with (
            pytest.raises(SettingsError, match=r"process \d+\) already uses") as refusal,
            lock_folder(tmp_path),
        ):
            pass
        assert str(tmp_path) in str(refusal.value)
    with lock_folder(tmp_path):
        pass


def test_a_bot_is_held_once_whatever_its_token_but_each_bot_api_for_itself(tmp_path: Path) -> None:
    renewed = TOKEN.replace("A", "B")
    with lock_bot(tmp_path, TOKEN, "https://a/bot"):
        with (
            pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN"),
            lock_bot(tmp_path, renewed, "https://a/bot"),
        ):
            pass
        with lock_bot(tmp_path, TOKEN, "https://b/bot"), lock_bot(tmp_path, "6" + TOKEN, "https://a/bot"):
            pass
    assert TOKEN not in "".join(str(file) + file.read_text() for file in tmp_path.iterdir())


def test_a_killed_process_leaves_no_lock_behind(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from bot.storage.locks import lock_folder\n"
        "with lock_folder(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(SettingsError), lock_folder(tmp_path):
            pass
        holder.kill()
        holder.wait()
        with lock_folder(tmp_path):
            pass


async def test_a_second_process_is_refused_with_one_line(tmp_path: Path) -> None:
    async with BotApi() as api, served(api, tmp_path / "first"):
        await api.until(lambda: api.world.queue.polled, "the first to poll")
        both = await asyncio.gather(
            *(
                run_verbatim("serve", env={**api.environment, "VERBATIM_DATA": str(tmp_path / folder)})
                for folder in ("first", "second")
            )
        )
    for (status, _, err), setting in zip(both, ("VERBATIM_DATA", "TELEGRAM_BOT_TOKEN"), strict=True):
        assert (status, err.count("\n")) == (2, 1)
        assert err.startswith(f"verbatim: {setting}: another verbatim serve")
