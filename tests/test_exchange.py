"""An export of a library: what is told to be one, what of it is believed, and what is taken over."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval.library import Library, LibraryError, Status
from retrieval.library.exchange import FORMAT
from tests.library_data import make_article

OLD, NEW, OTHER = make_article(1), make_article(1, 2), make_article(2)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Two articles, one of them in two versions."""
    with Library(tmp_path / "one.db") as library:
        library.add_many([OLD, NEW, OTHER], added_by="ann")
        assert library.export_articles(tmp_path / "all.jsonl") == 3
    assert {path.name for path in tmp_path.glob("*all*")} == {"all.jsonl"}
    return tmp_path / "all.jsonl"


def _imported(export: Path, library: Library) -> tuple[int, int, int]:
    counts = library.import_articles(export)
    return counts[Status.NEW], counts[Status.REPLACED], counts[Status.UNCHANGED]


def test_every_version_is_counted_as_new_and_once_there_as_unchanged(export: Path, tmp_path: Path) -> None:
    with Library(tmp_path / "other.db") as library:
        assert _imported(export, library) == (3, 0, 0)
        assert _imported(export, library) == (0, 0, 3)
        assert list(library.articles()) == [NEW, OTHER]
        assert library.get(OLD.id) == OLD


def test_an_article_that_is_there_in_another_version_is_replaced(export: Path, tmp_path: Path) -> None:
    with Library(tmp_path / "other.db") as library:
        library.add(make_article(2, 7), added_by="bob")
        assert _imported(export, library) == (2, 1, 0)
        assert list(library.articles()) == [NEW, OTHER]


def test_one_line_is_an_article_and_the_first_says_how_many_follow(export: Path) -> None:
    head, *lines = map(json.loads, export.read_text(encoding="utf-8").splitlines())
    assert head == {"verbatim_library": FORMAT, "articles": 3}
    assert [line["record"]["article"]["id"] for line in lines] == [OLD.id, NEW.id, OTHER.id]
    assert [line["replaced_by"] for line in lines] == [NEW.id, None, None]


def _head(version: int, articles: int) -> Callable[[bytes], bytes]:
    head = json.dumps({"verbatim_library": version, "articles": articles}).encode()
    return lambda whole: head + b"\n" + whole.split(b"\n", 1)[1]


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        (lambda whole: whole, None),
        (lambda whole: whole.rstrip(b"\n"), None),
        (_head(FORMAT, 3), None),
        (_head(FORMAT - 1, 3), None),
        (_head(FORMAT + 1, 3), "newer version of Verbatim"),
        (_head(FORMAT, 2), "cut off, changed or no export"),
        (_head(FORMAT, 4), "cut off, changed or no export"),
        (lambda whole: whole.replace(b'"replaced_by":"', b'"replaced_by":"0', 1), "cut off, changed"),
        (lambda whole: whole.replace(b'"added_by":"ann"', b'"added_by":"bob"', 1), "cut off, changed"),
        (lambda whole: whole.replace(b'"checksum":', b'"sum":', 1), "cut off, changed or no export"),
        (lambda whole: whole.replace(b'"record":{', b'"record":5,"x":{', 1), "cut off, changed"),
        (lambda whole: whole.replace(b'"articles":3', b'"articles":"3"', 1), "cut off, changed"),
        (lambda whole: whole.replace(b'"verbatim_library":1', b'"verbatim_library":"1"', 1), "cut off"),
    ],
)
def test_an_export_is_taken_over_as_it_was_written_or_not_at_all(
    export: Path, tmp_path: Path, change: Callable[[bytes], bytes], refused: str | None
) -> None:
    export.write_bytes(change(export.read_bytes()))
    with Library(tmp_path / "other.db") as library:
        if refused is None:
            assert _imported(export, library) == (3, 0, 0)
            return
        with pytest.raises(LibraryError, match=refused):
            library.import_articles(export)
        assert library.count == 0


def test_an_export_is_known_by_its_beginning_and_nothing_else_is_opened(export: Path, tmp_path: Path) -> None:
    whole = export.read_bytes()
    link, pipe, cut, other = (tmp_path / name for name in ("link", "pipe", "cut", "other"))
    link.symlink_to(export)
    no, long = tmp_path / "no", tmp_path / ("x" * 300)
    os.mkfifo(pipe)  # to open it would wait for ever
    cut.write_bytes(whole[:30])
    other.write_bytes(b" " + whole)
    assert [Library.is_export(file) for file in (export, cut)] == [True, True]
    assert [Library.is_export(file) for file in (link, pipe, other, tmp_path, no, long)] == [False] * 6


def test_an_export_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with Library(tmp_path / "one.db") as library, pytest.raises(LibraryError, match="cannot be written"):
        library.export_articles(tmp_path / "folder")
    assert not list(tmp_path.glob("*.part"))
