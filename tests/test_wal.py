"""SQLite's log: how many frames lead to its last commit, and that a damaged one costs no other."""

from __future__ import annotations

import shutil
import sqlite3
import struct
from pathlib import Path
from typing import cast

import pytest

from retrieval.library.wal import Log, is_cut_short, mend_log, read_log

HEAD, FRAME = 32, 24 + 4096


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """A database of three commits whose program was killed: they stand in its log alone."""
    connection = sqlite3.connect(tmp_path / "open.db", isolation_level=None)
    connection.executescript(
        "PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0"
    )
    connection.execute("CREATE TABLE owls (name TEXT)")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for name in ("Ann", "Bo", "Cy"):
        connection.execute("INSERT INTO owls VALUES (?)", (name * 3000,))
    for end in ("", "-wal"):
        shutil.copy(tmp_path / f"open.db{end}", tmp_path / f"killed.db{end}")
    connection.close()
    return tmp_path / "killed.db-wal"


def _names(log: Path) -> list[str]:
    connection = sqlite3.connect(log.with_name("killed.db"))
    try:
        return [name[:2] for (name,) in connection.execute("SELECT name FROM owls ORDER BY rowid")]
    finally:
        connection.close()


def test_frames_are_counted_up_to_the_last_commit_and_a_cut_one_is_none(killed: Path) -> None:
    whole = killed.read_bytes()
    frames = (len(whole) - HEAD) // FRAME
    salts = struct.unpack(">2I", whole[16:24])
    commits = [
        at + 1 for at in range(frames) if whole[HEAD + at * FRAME + 4 : HEAD + at * FRAME + 8] != b"\0" * 4
    ]
    assert len(commits) == 3
    assert commits[-1] == frames
    assert read_log(killed) == Log(salts, frames)
    for cut in (1, 100, FRAME - 1, FRAME):
        killed.write_bytes(whole[:-cut])
        assert read_log(killed) == Log(salts, commits[-2])
    killed.write_bytes(whole + whole[HEAD : HEAD + FRAME])
    assert read_log(killed).frames == frames  # a frame behind the last commit leads nowhere
    killed.write_bytes(whole + bytes(FRAME))
    assert read_log(killed).frames == frames


def test_frames_that_lead_to_no_commit_or_have_other_salts_count_for_nothing(killed: Path) -> None:
    first = bytearray(killed.read_bytes()[: HEAD + FRAME])
    first[HEAD + 4 : HEAD + 8] = bytes(4)
    killed.write_bytes(first)
    assert read_log(killed).frames == 0
    commit = bytearray(first)
    commit[HEAD + 4 : HEAD + 8] = struct.pack(">I", 1)
    other = bytearray(commit[HEAD:])
    other[8:16] = b"others  "
    for frames, count in ((commit[HEAD:] * 2, 2), (commit[HEAD:] + other, 1), (other + commit[HEAD:], 2)):
        killed.write_bytes(first[:HEAD] + frames)
        assert read_log(killed).frames == count


@pytest.mark.parametrize("size", [0, HEAD - 1, HEAD, HEAD + FRAME - 1])
def test_a_log_without_a_whole_frame_has_none(killed: Path, size: int) -> None:
    killed.write_bytes(killed.read_bytes()[:size])
    assert read_log(killed).frames == 0
    mend_log(killed)
    assert killed.stat().st_size == size


def test_a_missing_log_has_no_frames(tmp_path: Path) -> None:
    assert read_log(tmp_path / "none") == Log((0, 0), 0)


def test_a_log_is_as_good_after_mending_as_before(killed: Path) -> None:
    whole = killed.read_bytes()
    mend_log(killed)
    mended = killed.read_bytes()
    assert len(mended) == len(whole)
    for start in range(HEAD, len(whole), FRAME):
        assert mended[start : start + 16] == whole[start : start + 16]
        assert mended[start + 24 : start + FRAME] == whole[start + 24 : start + FRAME]
    assert _names(killed) == ["An", "Bo", "Cy"]


@pytest.mark.parametrize(
    "at", [0, 8, 16, 20, 28, HEAD + 8, HEAD + 12, HEAD + 16, HEAD + FRAME + 8, HEAD + FRAME + 20]
)
def test_a_damaged_head_sum_or_salt_is_mended(killed: Path, at: int) -> None:
    data = bytearray(killed.read_bytes())
    data[at] ^= 0x10
    killed.write_bytes(data)
    mend_log(killed)
    assert _names(killed) == ["An", "Bo", "Cy"]


def test_a_damaged_page_number_costs_that_page_alone(killed: Path) -> None:
    whole = killed.read_bytes()
    for number in (0, 1 << 24):
        data = bytearray(whole)
        data[HEAD : HEAD + 4] = struct.pack(">I", number)
        killed.write_bytes(data)
        mend_log(killed)
        assert killed.stat().st_size == len(whole) - FRAME
        assert read_log(killed).frames == (len(whole) - HEAD) // FRAME - 1


def test_frames_of_an_older_log_do_not_outvote_the_head_of_the_new_one(killed: Path) -> None:
    whole = killed.read_bytes()
    old = bytearray(whole[HEAD:] * 2)
    for start in range(0, len(old), FRAME):
        old[start + 8 : start + 16] = b"oldsalts"
    new = bytearray(whole[HEAD : HEAD + FRAME])
    new[8] ^= 1
    killed.write_bytes(whole[:HEAD] + new + old)
    assert read_log(killed) == Log(struct.unpack(">2I", whole[16:24]), 0)


class _Taking:
    """A connection to whom it is told how much of a log SQLite took."""

    def __init__(self, log: Path, taken: int, salts: bytes | None = None) -> None:
        self._log, self._taken, self._salts = log, taken, salts
        self.asked: list[str] = []

    def execute(self, sql: str) -> _Taking:
        self.asked.append(sql)
        if self._salts and "checkpoint" in sql:
            data = self._log.read_bytes()
            self._log.write_bytes(
                data[:16] + self._salts + data[24:32] + data[32:40] + self._salts + data[48:]
            )
        return self

    def fetchone(self) -> tuple[int, int, int]:
        return 0, self._taken, 0


def test_a_log_is_cut_short_where_sqlite_took_less_than_was_committed(killed: Path) -> None:
    frames = read_log(killed).frames
    for taken, short in ((-1, False), (0, True), (frames - 1, True), (frames, False), (frames + 1, False)):
        connection = _Taking(killed, taken)
        assert is_cut_short(cast(sqlite3.Connection, connection), killed) is short
        assert [sql.split()[0] for sql in connection.asked] == ["BEGIN", "COMMIT", "PRAGMA"]


def test_a_log_that_another_program_began_anew_meanwhile_is_not_cut_short(killed: Path) -> None:
    begun_anew = _Taking(killed, 0, b"newsalts")
    killed.write_bytes(killed.read_bytes()[: HEAD + FRAME])
    data = bytearray(killed.read_bytes())
    data[HEAD + 4 : HEAD + 8] = struct.pack(">I", 1)
    killed.write_bytes(data)
    assert read_log(killed).frames == 1
    assert is_cut_short(cast(sqlite3.Connection, begun_anew), killed) is False
