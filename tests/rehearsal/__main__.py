"""Rehearses the deployment as root: `python -m tests.rehearsal ROOT WORK`.

ROOT is a clean Debian, made by: debootstrap --variant=minbase
--include=ca-certificates,python3,python3-venv,systemd,systemd-sysv,dbus bookworm ROOT
WORK is an empty folder with room for three copies of it.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import signal
import time
from pathlib import Path

from tests.botapi import BotApi
from tests.front_ends import SEEDS
from tests.rehearsal.image import Stage, build, stop
from tests.rehearsal.unit import OPERATING, rehearse_unit

PATIENCE = 300.0
QUESTION = "How does the Northern Command combat fentanyl trafficking?"


def main() -> None:
    """Build the image, serve from it, then run the unit; say what came of each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("root", type=Path)
    parser.add_argument("work", type=Path)
    chosen = parser.parse_args()
    stage = build(chosen.root.resolve(), chosen.work.resolve())
    shutil.copytree(SEEDS, stage.inside("/articles"), dirs_exist_ok=True)
    asyncio.run(_serve_from(stage))
    asyncio.run(rehearse_unit(chosen.root.resolve(), stage, chosen.work.resolve() / "unit", QUESTION))


async def _serve_from(stage: Stage) -> None:
    async with BotApi() as api:
        process = stage.start(
            stage.last["ENTRYPOINT"] + stage.last["CMD"], api.environment | {"VERBATIM_DATA": "/data"}
        )
        try:
            reply = await api.user("Ana").private_chat().ask(QUESTION, timeout=PATIENCE)
        except AssertionError:
            stop(process, signal.SIGKILL)
            print((await asyncio.to_thread(process.communicate))[0])
            raise
        print(f"image: answered: {reply.text.splitlines()[-1]}")
        health = await asyncio.to_thread(stage.start(stage.last["HEALTHCHECK"], {}).communicate)
        print(f"image: health check said: {health[0].strip()[:200]}")
        said = await asyncio.to_thread(stage.start(_beside_the_container(), {}).communicate)
        print(f"image: beside it: {said[0].strip()}")
        began = time.monotonic()
        status = await asyncio.to_thread(stop, process)
        print(f"image: SIGTERM: status {status} after {time.monotonic() - began:.1f} s")


def _beside_the_container() -> list[str]:
    """What docs/operating.md has Compose execute beside a running bot."""
    found = re.search(r"`docker .+ exec -T verbatim (.+) > (.+)`", OPERATING.read_text(encoding="utf-8"))
    assert found
    return ["sh", "-c", f"{found[1]} | wc -c"]


if __name__ == "__main__":
    main()
