"""Puts a backup in the place of what is kept: verified first, what was there moved aside, never half.

The files are unpacked beside the others under a name that says they are complete; a restore that was
interrupted from then on is finished by the next start.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 - it is called so in zlib's own documentation

from bot.errors import BotError
from bot.storage.backup import FORMAT, MANIFEST, digest
from bot.storage.database import NewerFileError
from bot.storage.datafolder import INDEX_FOLDER, KEPT, LIBRARY_FILE, SIDE_FILES
from bot.storage.wholeness import damage_in
from retrieval import LibraryError, alone_with, sync_file, sync_folder

_READY, _UNFINISHED = ".restore-ready", ".restore-part"
_ASIDE = "before-restore-"
_DAMAGED = ("it is cut off, changed or no backup of Verbatim", "Name another backup.")
_UNREADABLE = (
    *(BadZipFile, ZlibError, EOFError, KeyError, TypeError, ValueError, AttributeError),
    RuntimeError,  # "is encrypted": one turned bit says so
)
_NEWER = ("it was made by a newer version of Verbatim", "Update Verbatim.")


def restore(file: Path, folder: Path) -> tuple[list[str], Path | None]:
    """Put what `file` holds into `folder`, which the caller has locked; what came, and where any old is.

    Raises BotError, and then nothing was changed.
    """
    finish_restoring(folder)
    place = folder / _UNFINISHED
    shutil.rmtree(place, ignore_errors=True)
    try:
        place.mkdir(mode=0o700)
        names = _unpack(file, place)
        _refuse_unusable(file, place)
        _sync(place)
        place.rename(folder / _READY)
        sync_folder(folder)
    except OSError as error:
        remedy = "Free some space and let this user read the backup and write the folder."
        raise BotError(file, f"it cannot be restored ({error.strerror})", remedy) from None
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return names, finish_restoring(folder)


def finish_restoring(folder: Path) -> Path | None:
    """Exchange what is kept for what was unpacked, where something was; where the old files are, if any.

    Raises BotError, and can be called again.
    """
    ready = folder / _READY
    if not ready.exists():
        return None
    try:
        with alone_with(folder / LIBRARY_FILE):  # who has the old one open would go on writing to it
            return _exchange(folder, ready)
    except OSError as error:
        problem = f"the restore cannot be finished ({error.strerror})"
        remedy = "Let this user write there, and start the bot or the restore again: it goes on."
        raise BotError(folder, problem, remedy) from None


def _exchange(folder: Path, ready: Path) -> Path | None:
    manifest = json.loads((ready / MANIFEST).read_bytes())
    new: list[str] = list(manifest["files"])
    aside = folder / str(manifest["aside"])
    aside.mkdir(mode=0o700, exist_ok=True)
    with suppress(FileNotFoundError):  # an index of the old articles is not one of the new
        (folder / INDEX_FOLDER).rename(aside / INDEX_FOLDER)
    # What was exchanged before an interruption stays.
    waiting = [name for name in KEPT if name not in new or (ready / name).exists()]
    for name in waiting:
        for suffix in (*SIDE_FILES, ""):  # the new file must never meet the old one's log
            with suppress(FileNotFoundError):
                (folder / f"{name}{suffix}").rename(aside / f"{name}{suffix}")
    sync_folder(aside)  # the old file must be safe under its new name before another has the old name
    sync_folder(folder)
    for name in waiting:
        if name in new:
            (ready / name).rename(folder / name)
    sync_folder(folder)
    done = folder / _UNFINISHED
    shutil.rmtree(done, ignore_errors=True)
    ready.rename(done)
    shutil.rmtree(done)
    with suppress(OSError):  # only an empty one goes: nothing was there before
        aside.rmdir()
    return aside if aside.exists() else None


def _free_name(folder: Path) -> str:
    """A name for the folder of what was there."""
    stamp = f"{_ASIDE}{datetime.now(UTC):%Y%m%d-%H%M%S}"
    number = sum(path.name.startswith(stamp) for path in folder.iterdir())
    return f"{stamp}-{number}" if number else stamp


def _unpack(file: Path, place: Path) -> list[str]:
    """Unpack what the manifest names, each file compared with its checksum."""
    try:
        with ZipFile(file) as archive:
            manifest = _read_manifest(file, archive)
            for name, told in manifest["files"].items():
                with archive.open(name) as packed, (place / name).open("xb") as out:
                    os.fchmod(out.fileno(), 0o600)
                    shutil.copyfileobj(packed, out, 1024 * 1024)
                if digest(place / name) != told["sha256"]:
                    raise BotError(file, f"{name} in it is damaged", "Name another backup.")
            # The name is kept with the rest: a second try after an interruption must use the same.
            (place / MANIFEST).write_text(json.dumps(manifest | {"aside": _free_name(place.parent)}))
    except FileNotFoundError:
        raise BotError(file, "there is no such file", "Name a file that verbatim backup wrote.") from None
    except OSError as error:
        if error.errno is not None:
            raise
        raise BotError(file, *_DAMAGED) from None  # what bz2 cannot decode it calls an OSError
    except _unreadable():
        raise BotError(file, *_DAMAGED) from None
    return list(manifest["files"])


def _unreadable() -> tuple[type[Exception], ...]:
    with suppress(ImportError):  # some Pythons are built without it; zipfile then raises a RuntimeError
        from lzma import LZMAError

        return (*_UNREADABLE, LZMAError)
    return _UNREADABLE


def _read_manifest(file: Path, archive: ZipFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    if manifest["verbatim_backup"] > FORMAT:
        raise BotError(file, *_NEWER)
    if not manifest["files"] or not set(manifest["files"]) <= set(KEPT):
        raise BotError(file, *_DAMAGED)
    return manifest


def _refuse_unusable(file: Path, place: Path) -> None:
    """Open everything as the bot will: a newer version's or a damaged file is refused now."""
    for name in KEPT:
        try:
            damage = damage_in(place / name) if (place / name).exists() else ""
        except NewerFileError:
            raise BotError(file, *_NEWER) from None
        except LibraryError as error:
            problem = f"the library in it cannot be used ({error.problem})"
            raise BotError(file, problem, error.remedy) from None
        if damage:
            raise BotError(file, f"{name} in it is damaged ({damage})", "Name another backup.")


def _sync(place: Path) -> None:
    for path in place.iterdir():
        if path.name.endswith(SIDE_FILES):
            path.unlink()  # of looking into them; they are empty
            continue
        sync_file(path)
    sync_folder(place)
