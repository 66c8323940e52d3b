"""Which generation of an index is current: a pointer file, folders with numbers, and locks between programs.

    index/current          the name of a folder, with a checksum
    index/generation-7/    an immutable segment and the log of what changed since
    index/building/        a generation in the making

A generation gets its name when it is whole, and the pointer is replaced in one step, so a crash at any
point leaves the old generation or the new one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from retrieval.archive.errors import REBUILD, DamagedIndexError, IndexBusyError
from retrieval.archive.files import write_file
from retrieval.durable import sync_folder

_POINTER, _PREFIX = "current", "generation-"


def current(folder: Path) -> Path | None:
    """The folder of the current generation, None where no index has ever been finished.

    Raises DamagedIndexError when the pointer is not as it was written.
    """
    try:
        data = (folder / _POINTER).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DamagedIndexError(folder / _POINTER, f"cannot be read ({error.strerror})", REBUILD) from error
    name, _, checksum = data.decode("ascii", "replace").strip().partition(" ")
    if f"{crc32(name.encode()):08x}" != checksum or not name.startswith(_PREFIX):
        raise DamagedIndexError(folder / _POINTER, "the pointer is not as it was written", REBUILD)
    return folder / name


def publish(folder: Path, finished: Path) -> None:
    """Make a finished folder the current generation, and delete the ones before it."""
    generation = folder / f"{_PREFIX}{_last_number(folder) + 1}"
    finished.rename(generation)
    sync_folder(folder)
    name = generation.name
    write_file(folder / _POINTER, f"{name} {crc32(name.encode()):08x}\n".encode())
    for other in folder.glob(f"{_PREFIX}*"):
        if other != generation:
            # Programs that have it open keep what they have mapped.
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def locked(folder: Path, name: str, *, wait: bool) -> Iterator[None]:
    """Hold a lock of this index against other programs. Raises IndexBusyError if it may not wait."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.lock"
    with path.open("a+b") as file:
        if os.name == "nt":
            yield  # one program at a time is not enforced on Windows
            return
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise IndexBusyError(
                folder, f"another program holds {path.name}", "Wait until it is done."
            ) from error
        yield  # closing the file gives the lock back


def _last_number(folder: Path) -> int:
    numbers = (path.name.removeprefix(_PREFIX) for path in folder.glob(f"{_PREFIX}*"))
    return max((int(number) for number in numbers if number.isdigit()), default=0)
