"""The system calls of a program that change files, in their order, as strace saw them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.front_ends import ROOT

_CALLS = (
    "openat,write,pwrite64,lseek,ftruncate,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,mkdir,"
    "mkdirat,rmdir,close"
)
_LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)")
_FD = re.compile(r"^(\d+)<([^>]*)>")
_AT = re.compile(r'AT_FDCWD(?:<[^>]*>)?, "((?:\\x[0-9a-f]{2})*)"')
_TEXTS = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


class Change(NamedTuple):
    """A change. `kind`: create, write, cut, sync, rename, remove, folder; or say, with its number in `at`."""

    kind: str
    path: str = ""
    at: int = 0
    data: bytes = b""
    to: str = ""


def record(name: str, folder: Path, log: Path) -> list[Change]:
    """Run a save in `folder` under strace; what it did there, with what it said in between."""
    command = ["strace", "-f", "-y", "-xx", "-s", "99999999", "-e", f"trace={_CALLS}", "-o", str(log)]
    program = [sys.executable, "-m", "tests.drills.storage.saves", name, str(folder)]
    subprocess.run([*command, *program], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return list(_Reader(folder).read(log))


class _Reader:
    """Turns strace's lines into changes; write() goes where the descriptor stands."""

    def __init__(self, folder: Path) -> None:
        self._folder = f"{folder}/"
        self._positions: dict[int, int] = {}

    def read(self, log: Path) -> Iterator[Change]:
        """The changes below the folder from the beginning of the save on."""
        begun = False
        with log.open() as lines:
            for line in lines:
                found = _LINE.match(line)
                if found is None or int(found[3]) < 0:
                    continue
                call, arguments, result = found[1], found[2], int(found[3])
                for change in self._changes(call, arguments, result):
                    begun = begun or change.kind == "begin"
                    if begun and change.kind != "begin":
                        yield change

    def _changes(self, call: str, arguments: str, result: int) -> Iterator[Change]:
        if call in ("write", "pwrite64", "ftruncate", "fsync", "fdatasync", "lseek"):
            yield from self._of_descriptor(call, arguments, result)
        elif call == "openat":
            yield from self._opened(arguments, result)
        elif call.startswith(("rename", "unlink", "mkdir", "rmdir")):
            yield from self._of_names(call, [_text(one) for one in _TEXTS.findall(arguments)])

    def _of_descriptor(self, call: str, arguments: str, result: int) -> Iterator[Change]:
        found = _FD.match(arguments)
        assert found is not None, arguments[:80]
        descriptor, path = int(found[1]), _unescape(found[2])
        if call == "write" and descriptor == 1:
            yield _said(_text(_TEXTS.findall(arguments)[0]))
            return
        if call == "lseek":
            self._positions[descriptor] = result
            return
        if call in ("fsync", "fdatasync"):
            yield from self._below(Change("sync", path))
        elif call == "ftruncate":
            yield from self._below(Change("cut", path, int(arguments.rpartition(",")[2])))
        else:
            data = bytes.fromhex(_TEXTS.findall(arguments)[0].replace("\\x", ""))[:result]
            at = (
                int(arguments.rpartition(",")[2])
                if call == "pwrite64"
                else self._positions.get(descriptor, 0)
            )
            if call == "write":
                self._positions[descriptor] = at + result
            yield from self._below(Change("write", path, at, data))

    def _opened(self, arguments: str, result: int) -> Iterator[Change]:
        found = _AT.search(arguments)
        if found is None:
            return
        path = _text(found[1])
        self._positions[result] = 0
        if "O_CREAT" in arguments:
            yield from self._below(Change("create", path))
        if "O_TRUNC" in arguments:
            yield from self._below(Change("cut", path, 0))

    def _of_names(self, call: str, names: list[str]) -> Iterator[Change]:
        if call.startswith("rename"):
            yield from self._below(Change("rename", names[0], to=names[1]))
        elif call.startswith("mkdir"):
            yield from self._below(Change("folder", names[0]))
        else:
            yield from self._below(Change("remove", names[0]))

    def _below(self, change: Change) -> Iterator[Change]:
        if f"{change.path}/".startswith(self._folder) and not change.path.endswith("-shm"):
            yield change


def _said(line: str) -> Change:
    number = re.search(r'"said": (\d+)', line)
    return Change("say", at=int(number[1])) if number else Change("begin" if "begin" in line else "say", at=0)


def _text(escaped: str) -> str:
    return os.fsdecode(bytes.fromhex(escaped.replace("\\x", "")))


def _unescape(path: str) -> str:
    return _text(path) if path.startswith("\\x") else path
