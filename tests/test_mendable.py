"""A file that can be mended: by what its damage shows, and what is where at each step of an exchange."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from retrieval.library.mendable import PAGE, MendableFile


@pytest.fixture
def file(tmp_path: Path) -> MendableFile:
    return MendableFile(tmp_path / "owls.db")


def _names(file: MendableFile) -> dict[str, bytes]:
    return {path.name.removeprefix("owls.db"): path.read_bytes() for path in file.path.parent.iterdir()}


def test_an_emptied_file_is_one_that_is_there_with_nothing_in_it_nor_in_its_log(file: MendableFile) -> None:
    assert (file.is_emptied, file.has_log) == (False, False)
    file.path.write_bytes(b"")
    assert (file.is_emptied, file.has_log) == (True, False)
    file.log.write_bytes(b"")
    assert (file.is_emptied, file.has_log) == (True, False)
    file.log.write_bytes(b"x")
    assert (file.is_emptied, file.has_log) == (False, True)
    file.log.unlink()
    file.path.write_bytes(b"x")
    assert file.is_emptied is False


@pytest.mark.parametrize(
    ("head", "damaged"),
    [
        (bytes(18) + b"\x01\x01", False),
        (bytes(18) + b"\x02\x02", False),
        (bytes(18) + b"\x01\x02", True),
        (bytes(18) + b"\x02\x01", True),
        (bytes(18) + b"\x00\x00", True),
        (bytes(18) + b"\x02\x02" + bytes(100), False),
        (bytes(18) + b"\x03\x03" + b"\x02\x02" * 50, True),
        (bytes(18) + b"\x03", False),  # too short for any header
        (b"", False),
        (None, False),
    ],
)
def test_a_header_is_damaged_that_says_what_none_of_ours_does(
    file: MendableFile, head: bytes | None, damaged: bool
) -> None:
    if head is not None:
        file.path.write_bytes(head)
    assert file.has_damaged_header is damaged


def test_the_damaged_file_goes_to_the_first_name_that_is_free(file: MendableFile) -> None:
    assert file.free_name().name == "owls.db.damaged-1"
    for number in (1, 2, 4):
        file.path.with_name(f"owls.db.damaged-{number}").touch()
    file.path.write_bytes(b"old")
    assert file.set_aside().name == "owls.db.damaged-3"
    assert file.free_name().name == "owls.db.damaged-5"
    assert not file.path.exists()


def test_an_exchange_moves_the_old_file_and_its_log_aside_and_throws_away_what_goes_with_it(
    file: MendableFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[str, bool]] = []

    def fsync(descriptor: int) -> None:
        name = Path(f"/proc/self/fd/{descriptor}").readlink().name
        synced.append((name, file.mended.exists()))

    monkeypatch.setattr(os, "fsync", fsync)
    for suffix in ("", "-wal", "-shm", ".new"):
        Path(f"{file.path}{suffix}").write_bytes(suffix.encode() or b"old")
    aside = file.exchange(file.path.with_name("owls.db.new"))
    assert aside.name == "owls.db.damaged-1"
    assert _names(file) == {"": b".new", ".damaged-1": b"old", ".damaged-1-wal": b"-wal"}
    folder = file.path.parent.name
    assert synced == [("owls.db.new", False), (folder, True), (folder, False)], "each step is on the disk"


def test_the_log_that_was_kept_is_the_one_that_goes_with_the_damaged_file(file: MendableFile) -> None:
    for path in (file.path, file.log, file.kept_log, file.mended):
        path.write_bytes(path.name.encode())
    file.finish_exchange()
    assert _names(file) == {
        "": b"owls.db.mended",
        ".damaged-1": b"owls.db",
        ".damaged-1-wal": b"owls.db.log-kept",
    }


def test_without_a_mended_file_nothing_is_moved(file: MendableFile) -> None:
    for path in (file.path, file.log, file.kept_log):
        path.write_bytes(path.name.encode())
    before = _names(file)
    assert file.finish_exchange().name == "owls.db.damaged-1"
    assert _names(file) == before


def test_a_mended_file_takes_a_place_where_nothing_is(file: MendableFile) -> None:
    file.mended.write_bytes(b"mended")
    file.finish_exchange()
    assert _names(file) == {"": b"mended"}


def test_a_copy_has_the_log_with_it_and_the_kept_one_where_there_is_one(file: MendableFile) -> None:
    copies = file.path.parent / "copies"
    copies.mkdir()
    assert file.copy_to(copies / "none") == copies / "none"
    assert not list(copies.iterdir())
    file.path.write_bytes(b"owls")
    file.log.write_bytes(b"log")
    file.copy_to(copies / "plain")
    file.copy_with_whole_log(copies / "whole")
    file.kept_log.write_bytes(b"kept")
    assert file.copy_with_whole_log(copies / "kept") == copies / "kept"
    assert {path.name: path.read_bytes() for path in copies.iterdir()} == {
        **{"plain": b"owls", "plain-wal": b"log", "whole": b"owls", "whole-wal": b"log"},
        **{"kept": b"owls", "kept-wal": b"kept"},
    }


@pytest.mark.parametrize("length", [PAGE, 100])
def test_a_beginning_is_lent_with_the_files_own_size_and_no_free_pages(
    file: MendableFile, length: int
) -> None:
    fresh, copy = (file.path.with_name(name) for name in ("fresh", "copy"))
    fresh.write_bytes(b"f" * 3 * PAGE)
    file.path.write_bytes(b"o" * (5 * PAGE + 7))
    assert file.copy_with_beginning_of(fresh, copy, length) == copy
    made = copy.read_bytes()
    assert made[:28] == b"f" * 28
    assert made[28:40] == (5).to_bytes(4, "big") + bytes(8)
    assert made[40:] == b"f" * (length - 40) + b"o" * (5 * PAGE + 7 - length)
