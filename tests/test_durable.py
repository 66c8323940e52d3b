"""What must outlast a crash: what is brought to the disk, and before what."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from retrieval.durable import sync_file, sync_folder, write_durably


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[str, bytes | None, bytes | None]]:
    """What is brought to the disk, with what it holds then, and what stands under the name `owls` then."""
    told: list[tuple[str, bytes | None, bytes | None]] = []
    owls = tmp_path / "owls"

    def fsync(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        content = path.read_bytes() if path.is_file() else None
        told.append((path.name, content, owls.read_bytes() if owls.exists() else None))

    monkeypatch.setattr(os, "fsync", fsync)
    return told


def test_the_content_is_on_the_disk_before_its_name_and_the_name_before_anybody_is_told(
    tmp_path: Path, synced: list[tuple[str, bytes | None, bytes | None]]
) -> None:
    write_durably(tmp_path / "owls", [b"They ", b"hoot."])
    assert synced == [("owls.part", b"They hoot.", None), (tmp_path.name, None, b"They hoot.")]
    write_durably(tmp_path / "owls", [b"They fly."], tmp_path / "other")
    assert synced[2:] == [("other", b"They fly.", b"They hoot."), (tmp_path.name, None, b"They fly.")]
    sync_file(tmp_path / "owls")
    assert synced[4:] == [("owls", b"They fly.", b"They fly.")]


def test_a_file_that_cannot_take_its_place_leaves_the_old_one_and_no_part(tmp_path: Path) -> None:
    (tmp_path / "owls").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_durably(tmp_path / "owls", [b"They hoot."])
    assert [path.name for path in tmp_path.iterdir()] == ["owls"]
    with pytest.raises(FileNotFoundError):
        write_durably(tmp_path / "no" / "owls", [b"They hoot."])


def test_a_folder_that_is_brought_to_the_disk_is_let_go_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = list(Path("/proc/self/fd").iterdir())
    sync_folder(tmp_path)
    assert list(Path("/proc/self/fd").iterdir()) == before
    with pytest.raises(FileNotFoundError):
        sync_folder(tmp_path / "no")

    def refuse(folder: Path, flags: int) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "open", refuse)
    sync_folder(tmp_path)
