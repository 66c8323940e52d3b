"""An index's folders on the disk: arrays that are whole or named as damaged; which generation is the one."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zlib import crc32

import numpy
import pytest
from numpy.typing import NDArray

from retrieval.archive import DamagedIndexError, IndexBusyError, IndexFileError, files, generations
from retrieval.archive.files import ArrayFolder, map_arrays, read_arrays
from retrieval.archive.generations import current, locked, publish

NUMBERS = numpy.arange(6, dtype=numpy.uint16).reshape(2, 3)
ARRAYS: dict[str, NDArray[Any]] = {
    "numbers": NUMBERS,
    "none": numpy.zeros((0, 2), dtype=numpy.float64),
    "one": numpy.array([7.5]),
}


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A folder of arrays that is finished."""
    folder = ArrayFolder(tmp_path / "deep" / "arrays")
    folder.store(ARRAYS)
    folder.finish({"mark": 3})
    return folder.folder


@pytest.mark.parametrize("reserves", [True, False])
def test_an_array_is_zeroed_filled_as_a_file_and_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reserves: bool
) -> None:
    if not reserves:
        monkeypatch.delattr(os, "posix_fallocate", raising=False)
    folder = ArrayFolder(tmp_path)
    for name, shape in (("a", (3, 2)), ("none", (0, 4))):
        array = folder.allocate(name, "i4", shape)
        assert (array.tolist(), array.dtype) == (numpy.zeros(shape).tolist(), numpy.dtype("i4"))
        assert (tmp_path / f"{name}.bin").stat().st_size == 4 * numpy.prod(shape)
    folder.allocate("a", "i4", (3, 2))[1, 1] = 9
    folder.finish({})
    facts, arrays = read_arrays(tmp_path)
    assert (facts, arrays["a"].tolist(), arrays["none"].shape) == ({}, [[0, 0], [0, 9], [0, 0]], (0, 4))


def test_what_is_stored_is_read_with_its_types_and_facts(whole: Path) -> None:
    facts, arrays = read_arrays(whole)
    assert facts == {"mark": 3}
    for name, array in ARRAYS.items():
        assert (arrays[name].tolist(), arrays[name].dtype) == (array.tolist(), array.dtype)
        assert type(arrays[name]) is numpy.ndarray
        assert not arrays[name].flags.writeable or not array.size
    one, numbers = map_arrays(whole, "one", "numbers")
    assert (one.tolist(), numbers.tolist()) == ([7.5], NUMBERS.tolist())
    assert map_arrays(whole) == []


def test_a_folder_that_was_not_finished_is_not_there(tmp_path: Path) -> None:
    ArrayFolder(tmp_path).store(ARRAYS)
    with pytest.raises(DamagedIndexError, match="the manifest cannot be read"):
        read_arrays(tmp_path)


def _rewrite(change: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(change(path.read_bytes()))


DAMAGES: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "a byte is another": ("numbers.bin", _rewrite(lambda data: b"\x09" + data[1:]), "not as it was written"),
    "the end is missing": ("numbers.bin", _rewrite(lambda data: data[:-1]), "not as it was written"),
    "it has become longer": ("numbers.bin", _rewrite(lambda data: data + b"\0"), "not as it was written"),
    "it is empty": ("one.bin", _rewrite(lambda _: b""), "not as it was written"),
    "it was empty": ("none.bin", _rewrite(lambda _: b"\0"), "not as it was written"),
    "it is gone": ("one.bin", lambda path: path.unlink(), r"cannot be read \(No such file or directory\)"),
    "no manifest": ("manifest.json", lambda path: path.unlink(), "the manifest cannot be read"),
    "another fact": (
        "manifest.json",
        _rewrite(lambda data: data.replace(b"3", b"4")),
        "is not as it was",
    ),
    "no text": ("manifest.json", _rewrite(lambda data: data + b"\xff"), "the manifest cannot be read"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_folder_that_was_changed_is_named(whole: Path, damage: str) -> None:
    name, change, problem = DAMAGES[damage]
    change(whole / name)
    with pytest.raises(DamagedIndexError, match=problem) as raised:
        read_arrays(whole)
    assert name in str(raised.value)


def test_a_folder_that_was_written_in_this_format_is_still_read(tmp_path: Path) -> None:
    (tmp_path / "numbers.bin").write_bytes(bytes([1, 0, 2, 0]))
    listed = {"numbers": {"type": "<u2", "shape": [2], "crc": crc32(bytes([1, 0, 2, 0]))}}
    text = json.dumps({"format": 4, "facts": {"mark": 3}, "arrays": listed})
    (tmp_path / "manifest.json").write_text(f"{crc32(text.encode()):08x}\n{text}\n", encoding="utf-8")
    facts, arrays = read_arrays(tmp_path)
    assert (facts, arrays["numbers"].tolist()) == ({"mark": 3}, [1, 2])


def test_a_folder_of_another_format_is_refused(whole: Path) -> None:
    manifest = whole / "manifest.json"
    body = json.loads(manifest.read_text(encoding="utf-8").partition("\n")[2])
    text = json.dumps({**body, "format": files.FORMAT + 1})
    manifest.write_text(f"{crc32(text.encode()):08x}\n{text}\n", encoding="utf-8")
    with pytest.raises(DamagedIndexError, match=f"is of format {files.FORMAT + 1}, not {files.FORMAT}"):
        read_arrays(whole)


def test_a_file_is_checked_to_its_end_however_long(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_PIECE", 5)
    assert read_arrays(whole)[0] == {"mark": 3}
    _rewrite(lambda data: data[:-1] + b"\xff")(whole / "numbers.bin")
    with pytest.raises(DamagedIndexError, match="not as it was written"):
        read_arrays(whole)


def test_a_place_that_takes_no_file_is_named(tmp_path: Path) -> None:
    folder = ArrayFolder(tmp_path / "arrays")
    folder.folder.rmdir()
    with pytest.raises(IndexFileError, match=r"a\.bin: cannot be written \(No such file or directory\)"):
        folder.allocate("a", "u1", (1,))
    with pytest.raises(IndexFileError, match=r"manifest\.json: cannot be written"):
        folder.finish({})


def test_when_a_folder_is_finished_and_published_all_of_it_is_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced, sync = set[int](), os.fsync

    def record(file: int) -> None:
        synced.add(os.fstat(file).st_ino)
        sync(file)

    monkeypatch.setattr(os, "fsync", record)
    folder = ArrayFolder(tmp_path / "building")
    folder.store(ARRAYS)
    folder.finish({})
    assert {path.stat().st_ino for path in (folder.folder, *folder.folder.iterdir())} <= synced
    assert tmp_path.stat().st_ino not in synced
    monkeypatch.setattr("retrieval.archive.generations.write_file", lambda *_: synced.add(0))
    publish(tmp_path, folder.folder)
    assert tmp_path.stat().st_ino in synced
    assert 0 in synced


def _finished(folder: Path) -> Path:
    path = folder / "building"
    path.mkdir(parents=True)
    (path / "whole").touch()
    return path


def test_what_is_finished_gets_the_next_number_and_those_before_it_go(tmp_path: Path) -> None:
    assert current(tmp_path) is None
    for number in range(1, 12):
        publish(tmp_path, _finished(tmp_path))
        generation = current(tmp_path)
        assert generation == tmp_path / f"generation-{number}"
        assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == [f"generation-{number}"]
        assert (generation / "whole").exists()
    (tmp_path / "generation-old").mkdir()
    (tmp_path / "generation-30").mkdir()
    publish(tmp_path, _finished(tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current", "generation-31"]


@pytest.mark.parametrize(
    "pointer",
    [
        "",
        "generation-1",
        "generation-1 00000000",
        f"elsewhere {crc32(b'elsewhere'):08x}",
        "génération-1 00000000",
    ],
)
def test_a_pointer_that_is_not_as_it_was_written_is_named(tmp_path: Path, pointer: str) -> None:
    publish(tmp_path, _finished(tmp_path))
    (tmp_path / "current").write_text(pointer, encoding="utf-8")
    with pytest.raises(DamagedIndexError, match="the pointer is not as it was written"):
        current(tmp_path)


def test_a_pointer_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "current").mkdir()
    with pytest.raises(DamagedIndexError, match=r"current: cannot be read \(Is a directory\)"):
        current(tmp_path)


def test_a_lock_keeps_others_out_until_it_is_given_back(tmp_path: Path) -> None:
    folder, entered = tmp_path / "index", threading.Event()

    def wait() -> None:
        with locked(folder, "writing", wait=True):
            entered.set()

    with locked(folder, "writing", wait=True):
        with (
            pytest.raises(IndexBusyError, match=r"another program holds writing\.lock"),
            locked(folder, "writing", wait=False),
        ):
            pytest.fail("two at once")
        with locked(folder, "building", wait=False):
            waiting = threading.Thread(target=wait)
            waiting.start()
            assert not entered.wait(0.05)
    waiting.join(60)
    assert entered.is_set()
    with locked(folder, "writing", wait=False):
        assert (folder / "writing.lock").exists()


def test_on_windows_nobody_is_kept_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generations, "os", SimpleNamespace(name="nt"))
    with locked(tmp_path, "writing", wait=False), locked(tmp_path, "writing", wait=False):
        assert (tmp_path / "writing.lock").exists()


@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="reserves no room")
def test_a_disk_without_room_is_named_before_anything_is_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: int, _start: int, size: int) -> None:
        raise OSError(28, f"No space left for {size}")

    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(IndexFileError, match=r"cannot be written \(No space left for 24\)"):
        ArrayFolder(tmp_path).allocate("a", "i4", (3, 2))
