"""What is around the bot: its settings, its folders, the room on the disk, the time, another process."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from bot.configuration.contradictions import contradictions
from bot.configuration.environment import ENV_FILE
from bot.configuration.settings import Settings
from bot.configuration.unknown import unknown_settings
from bot.doctor.findings import Finding, look, of_error, well, wrong
from bot.errors import SettingsError
from bot.storage.datafolder import PRIVATE, make_data_folder
from bot.storage.locks import lock_folder

LEAST_FREE = 200 * 1024**2
"""Bytes: room for a library to be mended and for the log of a busy day."""
_DAY = 86_400


def examine_settings(settings: Settings) -> Iterator[Finding]:
    """Do the settings agree, and is there a token."""
    found = [of_error(str(error.thing), error) for error in contradictions(settings)]
    yield from found or [well("settings", "they agree with each other")]
    if ENV_FILE.exists() and ENV_FILE.stat().st_mode & 0o077:
        yield look("settings", "others may read .env, and the token in it", "chmod 600 .env")
    for error in unknown_settings():
        yield look("settings", f"{error.thing} {error.problem}", error.remedy)
    if not settings.verbatim_adders:
        told = "VERBATIM_ADDERS names nobody: articles come only from the folder and the command line"
        yield look("editors", told, "Put the editors' numeric user ids there, if there are to be any.")


def examine_articles_folder(settings: Settings) -> Iterator[Finding]:
    """Is the watched folder there, and can it be read."""
    folder = settings.verbatim_articles
    try:
        count = sum(1 for _ in folder.iterdir()) if folder.is_dir() else int(folder.exists())
    except OSError as error:
        remedy = f"Let this user read it: chmod u+rx {folder}"
        yield wrong("articles folder", f"{folder} cannot be read ({error.strerror})", remedy)
        return
    if not folder.exists():
        remedy = "Make it, or name another in VERBATIM_ARTICLES."
        yield wrong("articles folder", f"{folder} is not there", remedy)
    else:
        yield well("articles folder", f"{folder}, {count} {'entry' if count == 1 else 'entries'}")


def examine_data_folder(settings: Settings) -> Iterator[Finding]:
    """Can the data folder be written, is there room, is it private, and who uses it."""
    try:
        folder = make_data_folder(settings)
        _write_in(folder)
    except SettingsError as error:
        yield of_error("data folder", error)
        return
    free = shutil.disk_usage(folder).free
    told = f"{folder}, {free // 1024**2:,} MB free"
    if free < LEAST_FREE:
        yield wrong("data folder", told, f"Free some space: at least {LEAST_FREE // 1024**2} MB are needed.")
    else:
        yield well("data folder", told)
    yield from _examine_privacy(folder)
    yield from _examine_time(folder)
    yield _examine_use(folder)


def _write_in(folder: Path) -> None:
    probe = folder / f".doctor-{os.getpid()}"
    try:
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        problem = f"{folder} cannot be written ({error.strerror})"
        raise SettingsError("VERBATIM_DATA", problem, "Let this user write there, or name another.") from None


def _examine_privacy(folder: Path) -> Iterator[Finding]:
    files = [file for name in PRIVATE if (file := folder / name).exists()]
    open_files = [file for file in files if file.stat().st_mode & 0o077]
    if not open_files:
        return

    def close() -> str:
        for file in open_files:
            file.chmod(0o600)
        return "only this user may read them now"

    names = ", ".join(file.name for file in open_files)
    remedy = f"chmod 600 {' '.join(map(str, open_files))}"
    yield wrong("privacy", f"others may read {names}", remedy, close)


def _examine_time(folder: Path) -> Iterator[Finding]:
    """Files from the future tell of a clock that was or is wrong."""
    times = [file.stat().st_mtime for file in folder.iterdir() if file.is_file()]
    ahead = max(times, default=0.0) - time.time()
    if ahead > _DAY:
        told = f"a file of the data folder is {ahead / _DAY:.0f} days from now"
        yield wrong("clock", told, "Set this computer's clock right: timedatectl set-ntp true")


def _examine_use(folder: Path) -> Finding:
    try:
        with lock_folder(folder):
            return well("process", "no verbatim serve uses the data folder just now")
    except SettingsError as error:
        if error.thing != "VERBATIM_DATA":  # it is not held by another: its lock cannot be written
            return of_error("data folder", error)
        return well("process", error.problem)
