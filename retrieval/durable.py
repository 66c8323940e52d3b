"""What must outlast a crash: files written whole or not at all, and names that last."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def write_durably(path: Path, data: Iterable[bytes], part: Path | None = None) -> None:
    """Write a file so that under its name there is the old content or the new, whatever happens.

    It is written as `part` first, which is gone again when this raises OSError.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_durably(Path(folder, "owls"), [b"They ", b"hoot."])
    ...     [(file.name, file.read_bytes()) for file in Path(folder).iterdir()]
    [('owls', b'They hoot.')]
    """
    part = part or path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            file.writelines(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Bring a file's content to the disk.

    >>> from tempfile import NamedTemporaryFile
    >>> with NamedTemporaryFile() as file:
    ...     sync_file(Path(file.name))
    """
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make names made, moved and removed in a folder last.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     sync_folder(Path(folder))
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:  # Windows opens no folders
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
