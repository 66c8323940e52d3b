"""Opening files and folders safely: no links, no pipes, nothing hidden, nothing too big."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from retrieval.errors import ArticleError

MAX_FILE_BYTES = 20_000_000
"""Telegram hands a bot no larger file either."""

_FLAGS = ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY")
"""Of these each that the system has. A file may become a link after it was looked at, and opening a FIFO
would wait for a writer."""


def is_folder(path: Path) -> bool:
    """Whether there is a folder of this name; a name that no file system takes is none."""
    return os.path.isdir(path)  # noqa: PTH112 - unlike Path.is_dir it bears any name


def article_files(path: Path) -> Iterator[Path]:
    """The files that `path` stands for: itself, or everything below it. Raises ArticleError.

    >>> [path.name for path in article_files(Path("owls.txt"))]
    ['owls.txt']
    """
    return list_files(path) if is_folder(path) else iter((path,))


def list_files(folder: Path) -> Iterator[Path]:
    """Everything below a folder that is neither hidden nor a folder, sorted by name; links are not followed.

    Raises ArticleError for a folder that cannot be listed.
    """
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise _cannot(folder, error) from None
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from list_files(Path(entry.path))
        else:
            yield Path(entry.path)


def open_file(path: Path) -> BinaryIO:
    """A regular file, open for reading. Raises ArticleError for a link, a pipe, a device, a missing file."""
    if os.path.islink(path):  # noqa: PTH114 - unlike Path.is_symlink it bears any name
        raise ArticleError(show(path), "it is a link", "Give the file that it points to.")
    try:
        descriptor = os.open(path, sum(getattr(os, name, 0) for name in _FLAGS))
    except (OSError, ValueError) as error:
        raise _cannot(path, error) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ArticleError(show(path), "it is not a regular file", "Give a text, a page, a feed or a PDF.")
    return os.fdopen(descriptor, "rb")


def read_bytes(path: Path) -> bytes:
    """A file's bytes. Raises ArticleError as `open_file` does, and for a file that is too big.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "owls.txt"
    ...     _ = path.write_bytes(b"Owls hoot.")
    ...     read_bytes(path)
    b'Owls hoot.'
    """
    with open_file(path) as file:
        try:
            check_size(show(path), os.fstat(file.fileno()).st_size)
            data = file.read(MAX_FILE_BYTES + 1)
        except OSError as error:
            raise _cannot(path, error) from None
    check_size(show(path), len(data))  # it may have grown since
    return data


def check_size(name: str, size: int) -> None:
    """Raises ArticleError for more than `MAX_FILE_BYTES`."""
    if size > MAX_FILE_BYTES:
        problem = f"it is {size / 1e6:,.0f} MB, more than {MAX_FILE_BYTES / 1e6:,.0f}"
        raise ArticleError(name, problem, "Split it, or give the articles as .jsonl, one a line.")


def show(path: Path | str) -> str:
    """A path as it can be printed: bad UTF-8 and controls replaced, long names shortened in the middle.

    >>> show("news/" + "x" * 300 + ".txt")[-12:]
    'xxxxxxxx.txt'
    """
    text = str(path).encode("utf-8", "replace").decode()
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return text if len(text) <= 160 else f"{text[:100]}…{text[-50:]}"


def _cannot(path: Path, error: Exception) -> ArticleError:
    if isinstance(error, FileNotFoundError):
        return ArticleError(show(path), "there is no such file or folder", "Check the spelling.")
    if isinstance(error, PermissionError):
        return ArticleError(show(path), "it may not be read", "Change its permissions.")
    problem = (
        error.strerror.lower() if isinstance(error, OSError) and error.strerror else "no file has such a name"
    )
    return ArticleError(show(path), f"it cannot be opened ({problem})", "Check the path.")
