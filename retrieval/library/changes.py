"""What a look at the watched folders found: files added, changed, removed, failed, read in part, waiting."""

from __future__ import annotations

from typing import NamedTuple


class Failure(NamedTuple):
    """A file or folder that could not be read, and why; a file is `set_aside` after three looks."""

    path: str
    reason: str
    looks: int = 1
    set_aside: bool = False


class Changes(NamedTuple):
    """What a refresh found, by the paths of the files; `waiting` are those still being written.

    `partly` are files that were added or changed though some of their articles could not be read.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    failed: tuple[Failure, ...] = ()
    waiting: tuple[str, ...] = ()
    partly: tuple[Failure, ...] = ()

    def then(self, later: Changes) -> Changes:
        """Both together, as if they had been one."""
        return Changes(
            added=self.added + later.added,
            changed=self.changed + later.changed,
            removed=self.removed + later.removed,
            renamed=self.renamed + later.renamed,
            failed=_each_once(self.failed + later.failed),
            waiting=later.waiting,
            partly=_each_once(self.partly + later.partly),
        )


def _each_once(failures: tuple[Failure, ...]) -> tuple[Failure, ...]:
    return tuple({failure.path: failure for failure in failures}.values())
