"""Runs the unit file under a systemd of its own, in a container that shares this machine's network."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
from pathlib import Path

from tests.botapi import BotApi
from tests.front_ends import ROOT, SEEDS
from tests.rehearsal.image import Stage

UNIT = ROOT / "deploy" / "verbatim.service"
OPERATING = ROOT / "docs" / "operating.md"


async def rehearse_unit(clean: Path, image: Stage, root: Path, question: str) -> None:
    """Boot a copy of `clean` with the unit and the image's programs in it, and ask a question."""
    await asyncio.to_thread(subprocess.run, ["cp", "-a", "--reflink=auto", str(clean), str(root)], check=True)
    shutil.copytree(image.inside("/opt/verbatim"), root / "opt/verbatim", symlinks=True)
    shutil.copytree(SEEDS, root / "srv/articles")
    (root / "var/log/journal").mkdir(parents=True, exist_ok=True)
    async with BotApi() as api:
        _install(root, api.environment)
        boot = ["systemd-nspawn", "-D", str(root), "--register=no", "--keep-unit", "--boot"]
        with (root.parent / "boot.log").open("wb") as log:
            machine = await asyncio.create_subprocess_exec(*boot, stdout=log, stderr=log)
        try:
            reply = await api.user("Ana").private_chat().ask(question, timeout=300)
            print(f"unit: answered: {reply.text.splitlines()[-1]}")
            print(f"unit: beside it: {await asyncio.to_thread(_beside_the_unit, machine.pid)}")
        finally:
            machine.terminate()
            await machine.wait()
            print(_journal(root))


def _install(root: Path, settings: dict[str, str]) -> None:
    place = root / "etc/systemd/system"
    shutil.copy2(UNIT, place)
    (place / "multi-user.target.wants").mkdir(exist_ok=True)
    (place / "multi-user.target.wants/verbatim.service").symlink_to("/etc/systemd/system/verbatim.service")
    (root / "etc/verbatim").mkdir()
    lines = [f"{name}={value}" for name, value in (settings | {"VERBATIM_ARTICLES": "/srv/articles"}).items()]
    (root / "etc/verbatim/.env").write_text("\n".join(lines) + "\n")


def _beside_the_unit(container: int) -> str:
    """What the line for systemd in docs/operating.md prints, run inside the container."""
    found = re.search(r"^```sh\n(systemd-run .+?)^```$", OPERATING.read_text(encoding="utf-8"), re.M | re.S)
    assert found
    first = Path(f"/proc/{container}/task/{container}/children").read_text().split()[0]
    command = ["nsenter", "--target", first, "--all", "sh", "-c", found[1]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"status {done.returncode}: {done.stdout.strip()} {done.stderr.strip()}"


def _journal(root: Path) -> str:
    command = ["journalctl", "-D", str(root / "var/log/journal"), "-u", "verbatim", "--no-pager", "-o", "cat"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
