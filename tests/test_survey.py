"""What stands in a watched folder is seen as it is, and read only if it is still what was seen."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from retrieval.library.survey import absolute, body_of, read_steadily, survey, survey_all


@pytest.fixture
def watched(tmp_path: Path) -> Path:
    folder = tmp_path / "watched"
    (folder / "inner" / "deeper").mkdir(parents=True)
    for name in ("a.txt", "inner/b.txt", "inner/deeper/c.txt"):
        (folder / name).write_text(name, encoding="utf-8")
    return folder


def _names(folder: Path) -> list[str]:
    return sorted(Path(path).relative_to(folder).as_posix() for path in survey(folder).files)


def test_files_of_all_sub_folders_are_seen_and_no_hidden_unfinished_or_linked_ones(watched: Path) -> None:
    for name in (".hidden", "a.part", "a.PARTIAL", "a.crdownload", "a.download", "a.tmp", "a.swp", "a~"):
        (watched / name).touch()
    (watched / ".git").mkdir()
    (watched / ".git" / "x.txt").touch()
    (watched / "link.txt").symlink_to(watched / "a.txt")
    (watched / "round").symlink_to(watched)
    os.mkfifo(watched / "pipe")
    assert _names(watched) == ["a.txt", "inner/b.txt", "inner/deeper/c.txt"]
    assert survey(watched).blocked == {}


def test_a_folder_that_is_missing_or_a_file_is_told_with_its_reason(watched: Path) -> None:
    missing = watched / "missing"
    assert survey(missing).blocked == {str(missing): "the folder cannot be read (No such file or directory)"}
    assert survey(missing).identity is None
    file = watched / "a.txt"
    assert survey(file).blocked == {str(file): "the folder cannot be read (Not a directory)"}


def test_a_look_changes_with_the_file_and_a_renamed_one_keeps_its_body(watched: Path) -> None:
    path = watched / "a.txt"
    before = survey(watched).files[str(path)]
    assert before.size == 5
    assert before.look.split(":") == [
        str(part) for part in (before.size, before.modified, before.changed, before.inode)
    ]
    assert before.body == body_of(before.look) == f"{before.size}:{before.modified}:{before.inode}"
    path.rename(watched / "z.txt")
    renamed = survey(watched).files[str(watched / "z.txt")]
    assert renamed.body == before.body
    path.write_text("other", encoding="utf-8")
    assert survey(watched).files[str(path)].body != before.body


def test_a_file_is_read_only_while_it_is_what_was_seen(watched: Path) -> None:
    path = watched / "a.txt"
    sight = survey(watched).files[str(path)]
    assert read_steadily(sight) == b"a.txt"
    assert read_steadily(sight._replace(size=4)) is None
    path.write_text("b.txt", encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert read_steadily(sight) is None
    path.unlink()
    os.mkfifo(path)
    assert read_steadily(sight) is None
    path.unlink()
    path.symlink_to(watched / "inner" / "b.txt")
    with pytest.raises(OSError, match="symbolic"):
        read_steadily(sight)


def test_all_folders_are_seen_with_who_they_are(watched: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    seen = survey_all([watched, other, tmp_path / "missing"], (), {})
    assert len(seen.files) == 3
    assert seen.watched == tuple(map(absolute, (watched, other, tmp_path / "missing")))
    assert seen.identities == {
        str(folder): f"{folder.stat().st_dev}:{folder.stat().st_ino}" for folder in (watched, other)
    }
    assert list(seen.blocked) == [str(tmp_path / "missing")]


def test_an_empty_folder_in_the_place_of_another_counts_as_gone_and_not_as_emptied(tmp_path: Path) -> None:
    folder = tmp_path / "mount"
    folder.mkdir()
    inside, path = str(folder / "a.txt"), str(folder)
    own = f"{folder.stat().st_dev}:{folder.stat().st_ino}"
    assert survey_all([folder], [inside], {path: "another"}).blocked == {
        path: "another folder stands in its place, and it is empty"
    }
    assert survey_all([folder], [inside], {path: "another"}).identities == {}
    for known, identities in (([inside], {path: own}), ([], {path: "another"}), ([inside], {})):
        assert survey_all([folder], known, identities).blocked == {}
    (folder / "b.txt").touch()
    assert survey_all([folder], [inside], {path: "another"}).blocked == {}


def test_a_folder_that_is_missing_is_told_as_missing_though_its_files_were_known(tmp_path: Path) -> None:
    folder = tmp_path / "mount"
    seen = survey_all([folder], [str(folder / "a.txt")], {str(folder): "another"})
    assert seen.blocked == {str(folder): "the folder cannot be read (No such file or directory)"}
    assert not seen.is_gone(str(folder / "a.txt"))
    assert seen.identities == {}


def test_a_file_is_gone_only_from_a_watched_folder_that_can_be_looked_into(watched: Path) -> None:
    seen = survey_all([watched, watched / "missing"], (), {})
    assert not seen.is_gone(str(watched / "a.txt"))
    assert seen.is_gone(str(watched / "x.txt"))
    assert not seen.is_gone(str(watched / "missing" / "x.txt"))
    assert not seen.is_gone(str(watched) + "-else/x.txt")
    assert seen.may_stand(str(watched / "missing"))
    assert not seen.may_stand(str(watched / "missing-else"))


def test_a_file_that_changes_while_it_is_read_is_not_taken(
    watched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = watched / "a.txt"
    sight, status = survey(watched).files[str(path)], path.stat()
    real, calls = os.fstat, list[int]()

    def stat_anew(descriptor: int) -> os.stat_result:
        calls.append(descriptor)
        if len(calls) == 2:  # between the look at its beginning and the one at its end
            os.utime(path, ns=(1, 1))
        return real(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fstat", stat_anew)
        assert read_steadily(sight) is None
    path.write_text("longer", encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(os, "fstat", lambda descriptor: status)  # a look that is late
        assert read_steadily(sight) is None


def test_a_sub_folder_that_goes_between_two_glances_is_no_fault(
    watched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.scandir

    def scandir(place: str) -> object:
        if place.endswith("inner"):
            raise FileNotFoundError(2, "No such file")
        if place.endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return real(place)

    monkeypatch.setattr(os, "scandir", scandir)
    assert survey(watched).blocked == {}
    assert _names(watched) == ["a.txt"]
    (watched / "locked").mkdir()
    told = {str(watched / "locked"): "the folder cannot be read (Permission denied)"}
    assert survey(watched).blocked == told
    assert _names(watched) == ["a.txt"]
