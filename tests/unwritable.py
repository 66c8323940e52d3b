"""A disk that takes nothing, with a data folder on it: real, and in a mount namespace of its own."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.front_ends import ROOT, environment

TOKEN = "123456:" + "a" * 35
READ_ONLY, FULL = 'mount -o remount,ro "$DISK"', 'head -c 99m /dev/zero > "$DISK/ballast" 2>/dev/null; true'


async def in_place(data: Path, made: str, *arguments: str, **more: str) -> tuple[int, str, str]:
    """Run the command line on a copy of `data` that is then made so: status, output, errors."""
    disk, articles = data.parent / "disk", data.parent / "articles"
    disk.mkdir(exist_ok=True)
    articles.mkdir(exist_ok=True)
    script = 'mount -t tmpfs -o size=8m tmpfs "$DISK" && cp -a "$KEPT/." "$DISK" && {} && exec {} -m bot "$@"'
    env = environment(
        DISK=str(disk), KEPT=str(data), VERBATIM_DATA=str(disk), VERBATIM_ARTICLES=str(articles),
        XDG_DATA_HOME=str(data.parent / "home"), TELEGRAM_BOT_TOKEN=TOKEN,
        **more,
    )  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        *("unshare", "-rm", "sh", "-c", script.format(made, sys.executable), "sh", *arguments),
        cwd=ROOT, env=env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        out, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    return process.returncode or 0, out.decode(), err.decode()
