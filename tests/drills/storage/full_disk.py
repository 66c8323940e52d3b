"""A full disk, real and small: room grows in steps of 4 kB, and each save is done whole or not at all.

The disk is a tmpfs in a mount namespace of its own (`unshare -rm`), so no rights are needed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path

from retrieval import Library
from tests.drills.storage.saves import CLEAN, SAVES, judge
from tests.front_ends import ROOT

STEP = 4096
_SIZE = 8 * 1024 * 1024


def fill_disk(name: str, folder: Path, pages: range) -> Counter[str]:
    """Try a save with so many free pages; counts how it ended, and what was wrong afterwards."""
    numbers = [str(pages.start), str(pages.stop), str(pages.step)]
    program = [sys.executable, "-m", "tests.drills.storage.full_disk", name, str(folder), *numbers]
    done = subprocess.run(["unshare", "-rm", *program], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return Counter(json.loads(done.stdout))


def is_possible() -> bool:
    """Whether this system lets a user have a mount namespace."""
    command = ["unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", "/tmp"]
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


def _try(name: str, disk: Path, free_pages: int) -> str:
    """How a save ends on a disk with so many pages free, or what is wrong afterwards."""
    save, folder = SAVES[name], disk / "work"
    folder.mkdir()
    save.prepare(folder)
    said = 0

    def say(number: int) -> None:
        nonlocal said
        said = number

    ballast = disk / "ballast"
    with _opened(folder / "library.sqlite") as library:
        before = list(library.articles()) if library else []
        _fill(ballast, free_pages)
        try:
            save.run(folder, say)
            end = "done"
        except CLEAN as error:
            end = "refused" if "space" in str(error) or "full" in str(error) else f"refused: {error}"
        except Exception as error:
            end = f"WRONG: crashed, {type(error).__name__}: {error}"
        if library and list(library.articles())[: len(before)] != before:
            end = "WRONG: no answers while the disk is full"
    ballast.unlink()
    if problem := judge(save, folder, said):
        end = f"WRONG: {problem}"
    shutil.rmtree(folder)
    return end


class _opened:  # noqa: N801 - reads as a function
    """A library that is open while the disk is full, as the running bot's is."""

    def __init__(self, path: Path) -> None:
        self._library = Library(path) if path.exists() else None

    def __enter__(self) -> Library | None:
        return self._library

    def __exit__(self, *_: object) -> None:
        if self._library:
            self._library.close()


def _fill(ballast: Path, free_pages: int) -> None:
    with ballast.open("wb", buffering=0) as file:
        with suppress(OSError):
            while file.write(bytes(STEP)):
                pass
        file.truncate(max(0, os.fstat(file.fileno()).st_size - free_pages * STEP))


def main() -> None:
    """In the namespace: mount the disk and try each step; prints the counts as JSON."""
    name, folder, pages = sys.argv[1], Path(sys.argv[2]), range(*map(int, sys.argv[3:]))
    options = ["-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", str(folder)]
    subprocess.run(["mount", *options], check=True)
    counts = Counter(_try(name, folder, step) for step in pages)
    print(json.dumps(counts))


if __name__ == "__main__":
    main()
