"""A real terminal for tests: it shows what a person would see, and takes what they type."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.front_ends import ROOT, environment

SIZE = struct.pack("HHHH", 40, 100, 0, 0)
"""Lines and columns."""


class Typist:
    """Somebody before a terminal in which `verbatim` runs."""

    def __init__(self, terminal: int, process: subprocess.Popen[bytes]) -> None:
        self._terminal = terminal
        self.process = process
        self.shown = b""

    def read_until(self, end: bytes) -> str:
        """What is shown until it ends with `end`."""
        while not self.shown.endswith(end):
            self.shown += os.read(self._terminal, 4096)
        return self.shown.decode()

    def read_all(self) -> str:
        """What is shown until the program ends."""
        with suppress(OSError):  # how Linux says that nobody holds the other side any more
            while more := os.read(self._terminal, 4096):
                self.shown += more
        self.process.wait()
        return self.shown.decode()

    def type(self, keys: str) -> None:
        """Press these keys."""
        os.write(self._terminal, keys.encode())


@contextmanager
def at_terminal(*arguments: str, cwd: Path = ROOT, **more: str) -> Iterator[Typist]:
    """`verbatim` with a terminal of its own; `more` are environment variables."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, SIZE)
    env = environment(PYTHONPATH=str(ROOT), TERM="xterm-256color", **more)
    with subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        stdin=theirs, stdout=theirs, stderr=theirs, cwd=cwd, env=env, start_new_session=True,
    ) as process:  # fmt: skip
        os.close(theirs)
        try:
            yield Typist(ours, process)
        finally:
            process.kill()
            os.close(ours)
