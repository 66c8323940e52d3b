"""What stands in a watched folder, seen without opening anything, and the one way a file in it is read."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".tmp", ".swp", "~")


class Sight(NamedTuple):
    """How a file looks from outside."""

    path: str
    size: int
    modified: int
    changed: int
    inode: int

    @property
    def look(self) -> str:
        """All of it as text: as long as it stays the same, so do the file's bytes."""
        return f"{self.size}:{self.modified}:{self.changed}:{self.inode}"

    @property
    def body(self) -> str:
        """What a renamed file keeps (on many file systems renaming moves the time of change)."""
        return body_of(self.look)


class Survey(NamedTuple):
    """The files of one folder and its sub-folders, and the places that could not be looked into, with why."""

    files: dict[str, Sight]
    blocked: dict[str, str]
    identity: str | None


class Seen(NamedTuple):
    """All that stands in the watched folders; of what lies under `blocked` nothing is known just now."""

    files: dict[str, Sight]
    blocked: dict[str, str]
    watched: tuple[str, ...]
    identities: dict[str, str]

    def is_gone(self, path: str) -> bool:
        """Whether a file that was known is certainly not there any more."""
        watched = any(_is_under(path, folder) for folder in self.watched)
        return watched and not self.may_stand(path)

    def may_stand(self, path: str) -> bool:
        """Whether a file is there, or is where nobody can look just now."""
        return path in self.files or any(_is_under(path, place) for place in self.blocked)


def survey_all(folders: Sequence[Path], known: Collection[str], identities: Mapping[str, str]) -> Seen:
    """Survey each folder. One that has become an empty mount point counts as gone, not as emptied.

    `known` are the files seen before, `identities` which folder it was that stood at each path.
    """
    seen = Seen({}, {}, tuple(absolute(folder) for folder in folders), {})
    for path in seen.watched:
        found = survey(Path(path))
        another = found.identity is not None and identities.get(path) not in (None, found.identity)
        if another and not found.files and any(_is_under(file, path) for file in known):
            found = Survey({}, {path: "another folder stands in its place, and it is empty"}, None)
        seen.files.update(found.files)
        seen.blocked.update(found.blocked)
        if found.identity is not None and path not in found.blocked:
            seen.identities[path] = found.identity
    return seen


def survey(folder: Path) -> Survey:
    """Look through a folder. Links, pipes, devices and hidden or unfinished files are passed over."""
    found = Survey({}, {}, _identity(folder))
    top = absolute(folder)
    waiting = [top]
    while waiting:
        place = waiting.pop()
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    _note(entry, found.files, waiting)
        except OSError as error:
            if isinstance(error, FileNotFoundError) and place != top:
                continue  # a sub-folder that went away between two glances
            found.blocked[place] = f"the folder cannot be read ({error.strerror})"
    return found


def absolute(folder: Path) -> str:
    """The path a folder is known by. Links in it stay: what they lead to may change."""
    return os.path.abspath(folder)  # noqa: PTH100 - resolve() would follow them


def body_of(look: str) -> str:
    """The part of a look that renaming keeps.

    >>> body_of("10:5:6:7")
    '10:5:7'
    """
    size, modified, _, inode = look.split(":")
    return f"{size}:{modified}:{inode}"


def read_steadily(sight: Sight) -> bytes | None:
    """The bytes of a file, or None where it is not, or not any longer, the file that was seen."""
    # NOFOLLOW and NONBLOCK: between the look and now it may have become a link or a pipe.
    descriptor = os.open(sight.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or _sight(sight.path, status) != sight:
            return None
        data = file.read(sight.size + 1)
        return data if _sight(sight.path, os.fstat(descriptor)) == sight and len(data) == sight.size else None


def _note(entry: os.DirEntry[str], files: dict[str, Sight], waiting: list[str]) -> None:
    if entry.name.startswith(".") or entry.name.lower().endswith(_UNFINISHED):
        return
    try:
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return
    if stat.S_ISDIR(status.st_mode):
        waiting.append(entry.path)
    elif stat.S_ISREG(status.st_mode):
        files[entry.path] = _sight(entry.path, status)


def _sight(path: str, status: os.stat_result) -> Sight:
    return Sight(path, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def _is_under(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _identity(folder: Path) -> str | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return f"{status.st_dev}:{status.st_ino}"
