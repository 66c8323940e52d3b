"""Arrays in a folder with a manifest of their types, sizes and checksums; written once, then only mapped.

A folder is whole or named as damaged: every file is checked in size and CRC-32 when it is opened,
and the manifest against a checksum of its own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy
from numpy.typing import NDArray

from retrieval.archive.errors import REBUILD, DamagedIndexError, IndexFileError
from retrieval.durable import sync_file, write_durably

FORMAT = 4
_MANIFEST = "manifest.json"
_PIECE = 1 << 20


class ArrayFolder:
    """A folder that is being written: allocate, fill, then `finish`.

    It keeps no array itself: one that nobody holds any more takes no memory.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._listed: dict[str, tuple[str, tuple[int, ...]]] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def allocate(self, name: str, dtype: Any, shape: tuple[int, ...]) -> NDArray[Any]:
        """A zeroed array that is a file. Raises IndexFileError when the disk has no room for it."""
        path, size = self._path(name), int(numpy.prod(shape)) * numpy.dtype(dtype).itemsize
        try:
            with path.open("wb") as file:
                # Without room reserved, a full disk would end the program by a signal while filling.
                if size and hasattr(os, "posix_fallocate"):
                    os.posix_fallocate(file.fileno(), 0, size)
                elif size:
                    file.write(bytes(size))
        except OSError as error:
            raise unwritable(path, error) from error
        array: NDArray[Any] = (
            numpy.memmap(path, dtype, "r+", shape=shape) if size else numpy.zeros(shape, dtype)
        )
        self._listed[name] = array.dtype.str, shape
        return array

    def store(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Write arrays that are already full."""
        for name, array in arrays.items():
            self.allocate(name, array.dtype, array.shape)[...] = array

    def finish(self, facts: Mapping[str, Any]) -> None:
        """Bring everything to the disk and write the manifest, which makes the folder whole."""
        listed = {
            name: {"type": dtype, "shape": shape, "crc": _checksum(self._path(name))}
            for name, (dtype, shape) in self._listed.items()
        }
        body = json.dumps({"format": FORMAT, "facts": facts, "arrays": listed}, sort_keys=True)
        write_file(self.folder / _MANIFEST, f"{crc32(body.encode()):08x}\n{body}\n".encode())
        for name in self._listed:
            sync_file(self._path(name))

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.bin"


def read_arrays(folder: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """The facts and the mapped arrays of a folder. Raises DamagedIndexError if any part was changed."""
    manifest = _read_manifest(folder / _MANIFEST)
    for name, entry in manifest["arrays"].items():
        path, dtype, shape = folder / f"{name}.bin", numpy.dtype(entry["type"]), tuple(entry["shape"])
        try:
            right = path.stat().st_size == int(numpy.prod(shape)) * dtype.itemsize
            if not right or _checksum(path) != entry["crc"]:
                raise DamagedIndexError(path, "the file is not as it was written", REBUILD)
        except OSError as error:
            raise DamagedIndexError(path, f"cannot be read ({error.strerror})", REBUILD) from error
    return manifest["facts"], _map(folder, manifest["arrays"])


def map_arrays(folder: Path, *names: str) -> list[NDArray[Any]]:
    """Some arrays of a folder that `read_arrays` has found whole; they take memory while they are held."""
    listed = _read_manifest(folder / _MANIFEST)["arrays"]
    found = _map(folder, {name: listed[name] for name in names})
    return [found[name] for name in names]


def _map(folder: Path, listed: Mapping[str, Any]) -> dict[str, NDArray[Any]]:
    arrays = {}
    for name, entry in listed.items():
        path, dtype, shape = folder / f"{name}.bin", numpy.dtype(entry["type"]), tuple(entry["shape"])
        empty = not path.stat().st_size
        array = numpy.zeros(shape, dtype) if empty else numpy.memmap(path, dtype, "r", shape=shape)
        # A plain array over the same memory: numpy.memmap makes every slice ten times slower.
        arrays[name] = numpy.asarray(array)
    return arrays


def write_file(path: Path, data: bytes) -> None:
    """Write a file durably. Raises IndexFileError when the disk does not take it."""
    try:
        write_durably(path, [data])
    except OSError as error:
        raise unwritable(path, error) from error


def unwritable(path: Path, error: OSError) -> IndexFileError:
    """What to say when the disk does not take something."""
    return IndexFileError(
        path, f"cannot be written ({error.strerror})", "Free some space or look at the disk."
    )


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        checksum, _, body = path.read_text(encoding="utf-8").partition("\n")
        if f"{crc32(body.removesuffix(chr(10)).encode()):08x}" != checksum:
            raise DamagedIndexError(path, "the manifest is not as it was written", REBUILD)
        manifest: dict[str, Any] = json.loads(body)
    except (OSError, ValueError) as error:
        raise DamagedIndexError(path, f"the manifest cannot be read ({error})", REBUILD) from error
    if manifest["format"] != FORMAT:
        raise DamagedIndexError(path, f"is of format {manifest['format']}, not {FORMAT}", REBUILD)
    return manifest


def _checksum(path: Path) -> int:
    checksum = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            checksum = crc32(piece, checksum)
    return checksum
