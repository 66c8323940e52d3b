"""Files and folders: what is read, what is left alone, and how each failure is told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from retrieval.articles import read_articles, stream_articles
from retrieval.articles.files import (
    MAX_FILE_BYTES,
    article_files,
    check_size,
    is_folder,
    list_files,
    open_file,
    read_bytes,
    show,
)
from retrieval.errors import ArticleError, NoArticles
from tests.articles_data import FEED, FIRST, PAGE, SECOND


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b.txt").write_text(SECOND, encoding="utf-8")
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / ".hidden.txt").write_bytes(b"\x00")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "c.xml").write_bytes(FEED)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "d.txt").write_bytes(b"\x00")
    return tmp_path


def test_a_folder_is_read_in_order_of_names_and_what_is_hidden_is_left_alone(folder: Path) -> None:
    titles = [article.title for article in read_articles(folder)]
    assert titles == ["Rain in Rome for three days", None, "Rain & snow in Rome"]


def test_a_broken_file_is_named_and_hides_no_other(folder: Path) -> None:
    (folder / "aa.txt").write_bytes(b"\x00")
    with pytest.raises(ArticleError, match=r"aa\.txt: it is not a text file"):
        read_articles(folder)
    failures: list[ArticleError] = []
    assert len(read_articles(folder, failures)) == 3
    assert [Path(str(failure.thing)).name for failure in failures] == ["aa.txt", "c.xml, entry 2"]


def test_an_empty_folder_and_a_missing_one_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(NoArticles, match="no articles"):
        read_articles(tmp_path)
    with pytest.raises(ArticleError, match="no such file or folder"):
        read_articles(tmp_path / "missing")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs FIFOs")
def test_a_fifo_is_never_opened(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    for path in (folder, folder / "pipe.txt"):
        with pytest.raises(ArticleError, match=r"pipe.txt: it is not a regular file"):
            read_articles(path)


def test_links_are_never_followed(folder: Path) -> None:
    (folder / "link.txt").symlink_to(folder / "b.txt")
    (folder / "round").symlink_to(folder)
    failures: list[ArticleError] = []
    assert len(read_articles(folder, failures)) == 3
    assert sum("it is a link" in str(failure) for failure in failures) == 2
    with pytest.raises(ArticleError, match="it is a link"):
        read_articles(folder / "link.txt")


def test_a_file_of_30_megabytes_is_refused_unread(tmp_path: Path) -> None:
    big = tmp_path / "big.txt"
    with big.open("wb") as file:
        file.truncate(30_000_000)
    with pytest.raises(ArticleError, match="it is 30 MB, more than 20"):
        read_articles(big)
    assert MAX_FILE_BYTES == 20_000_000


def test_a_long_jsonl_file_is_read_line_by_line(tmp_path: Path) -> None:
    lines = tmp_path / "many.jsonl"
    lines.write_text('{"text": "It rained."}\n{"text": "It snowed."}\n{broken', encoding="utf-8")
    stream = stream_articles(lines)
    assert [next(stream).text, next(stream).text] == ["It rained.", "It snowed."]
    with pytest.raises(ArticleError, match="line 3"):
        next(stream)


def test_a_name_of_300_characters_and_one_in_bad_utf8_are_told_in_a_printable_line(tmp_path: Path) -> None:
    with pytest.raises(ArticleError) as error:
        read_articles(tmp_path / ("x" * 300))
    assert len(str(error.value)) < 300
    bad = os.fsencode(tmp_path) + b"/\xff\xfe\n.txt"
    try:
        Path(os.fsdecode(bad)).write_bytes(b"\x00")
    except OSError:
        pytest.skip("this file system takes no such name")
    with pytest.raises(ArticleError) as error:
        read_articles(tmp_path)
    assert str(error.value).isprintable()


def test_a_good_file_of_a_bad_name_is_read(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_text(FIRST, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes no such name")
    assert read_articles(tmp_path)[0].text == FIRST


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FIRST, encoding="utf-8")
    (tmp_path / "a.txt").chmod(0)
    with pytest.raises(ArticleError, match="may not be read"):
        read_articles(tmp_path)


def test_a_name_is_shown_whole_up_to_160_characters_and_else_its_first_100_and_last_50() -> None:
    letters = "".join(chr(ord("a") + number % 26) for number in range(161))
    assert show(letters[:160]) == letters[:160]
    assert show(letters) == f"{letters[:100]}…{letters[-50:]}"
    assert show("a\nb\x1b\ud800") == "a\ufffdb\ufffd?"


def test_what_may_be_read_is_20_megabytes_to_the_byte(tmp_path: Path) -> None:
    check_size("a.txt", MAX_FILE_BYTES)
    with pytest.raises(ArticleError) as error:
        check_size("a.txt", MAX_FILE_BYTES + 1)
    assert (
        error.value.args
        == ArticleError(
            "a.txt", "it is 20 MB, more than 20", "Split it, or give the articles as .jsonl, one a line."
        ).args
    )
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(MAX_FILE_BYTES)
    assert len(read_bytes(tmp_path / "big.txt")) == MAX_FILE_BYTES
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(ArticleError, match="it is 20 MB"):
        read_bytes(tmp_path / "big.txt")


def test_a_folder_is_told_from_a_file_and_from_what_no_file_system_takes(folder: Path) -> None:
    assert is_folder(folder)
    assert not is_folder(folder / "b.txt")
    assert not is_folder(folder / "missing")
    assert not is_folder(Path("a\x00b"))
    assert not is_folder(Path("x" * 10_000))


def test_the_files_of_a_path_are_all_below_it_by_name_without_hidden_ones_and_links_are_told(
    folder: Path,
) -> None:
    (folder / "inner" / "deeper").mkdir()
    (folder / "inner" / "deeper" / "a.txt").touch()
    (folder / "inner" / ".x").touch()
    (folder / "round").symlink_to(folder)
    names = ["a.html", "b.txt", "inner/c.xml", "inner/deeper/a.txt", "round"]
    assert [path.relative_to(folder).as_posix() for path in article_files(folder)] == names
    assert list(article_files(folder / "b.txt")) == [folder / "b.txt"]
    with pytest.raises(ArticleError, match="missing: there is no such file or folder"):
        list(list_files(folder / "missing"))
    with pytest.raises(ArticleError, match=r"b\.txt: it cannot be opened \(not a directory\)"):
        list(list_files(folder / "b.txt"))


@pytest.mark.parametrize(
    ("name", "problem", "remedy"),
    [
        ("link.txt", "it is a link", "Give the file that it points to."),
        ("missing.txt", "there is no such file or folder", "Check the spelling."),
        ("inner", "it is not a regular file", "Give a text, a page, a feed or a PDF."),
        ("b.txt/x", "it cannot be opened (not a directory)", "Check the path."),
        ("a\x00b", "it cannot be opened (no file has such a name)", "Check the path."),
    ],
)
def test_what_cannot_be_opened_is_told_with_what_to_do(
    folder: Path, name: str, problem: str, remedy: str
) -> None:
    (folder / "link.txt").symlink_to(folder / "b.txt")
    with pytest.raises(ArticleError) as error:
        open_file(folder / name)
    assert str(error.value) == str(ArticleError(show(folder / name), problem, remedy))


def test_a_file_that_becomes_a_link_after_it_was_looked_at_is_not_followed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "link.txt").symlink_to(folder / "b.txt")
    monkeypatch.setattr(os.path, "islink", lambda path: False)
    with pytest.raises(
        ArticleError, match=r"link\.txt: it cannot be opened \(too many levels of symbolic links"
    ):
        open_file(folder / "link.txt")


def test_a_file_that_grows_after_it_was_looked_at_is_read_no_further_than_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.touch()
    small = path.stat()
    monkeypatch.setattr(os, "fstat", lambda descriptor: small)
    for size in (MAX_FILE_BYTES, MAX_FILE_BYTES + 1):
        os.truncate(path, size)
        if size == MAX_FILE_BYTES:
            assert len(read_bytes(path)) == size
        else:
            with pytest.raises(ArticleError, match="it is 20 MB, more than 20"):
                read_bytes(path)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file whose reading fails")
def test_a_file_whose_reading_fails_is_told() -> None:
    with pytest.raises(ArticleError, match=r"mem: it cannot be opened \(input/output error\)"):
        read_bytes(Path("/proc/self/mem"))


def test_what_may_not_be_opened_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, flags: int) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ArticleError, match=r"b\.txt: it may not be read\. Change its permissions\."):
        open_file(folder / "b.txt")


def test_no_file_stays_open_where_opening_is_refused(folder: Path) -> None:
    with open_file(folder / "b.txt") as file:
        lowest = file.fileno()
    with pytest.raises(ArticleError, match="not a regular file"):
        open_file(folder / "inner")
    with open_file(folder / "b.txt") as again:
        assert again.fileno() == lowest
        assert again.read().decode() == SECOND
