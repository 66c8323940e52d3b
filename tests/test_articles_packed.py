"""Archives: what is read out of a .zip and a .gz, and where each of their limits stands."""

from __future__ import annotations

import gzip
from random import Random
from zipfile import ZIP_STORED

import pytest

from retrieval.articles import packed, parse_article
from retrieval.errors import ArticleError
from tests.articles_data import FEED, FIRST, PAGE, SECOND, make_pdf, make_zip

PAGE_END = "e bridge."
A_BOMB, NO_TEXT = "it would unpack to more", "it is not a text file"


def _problem(data: bytes, name: str) -> str:
    with pytest.raises(ArticleError) as error:
        parse_article(data, name)
    return str(error.value)


def _padded(archive: bytes, length: int) -> bytes:
    """The same zip or gzip file, with as many bytes behind it as make it so long."""
    more = length - len(archive)
    if archive.startswith(b"PK"):  # the last two bytes tell the length of a comment
        return archive[:-2] + more.to_bytes(2, "little") + bytes(more)
    return archive + bytes(more)


@pytest.mark.parametrize(
    ("size", "packed_size", "problem"),
    [
        (1_000_000, None, NO_TEXT),
        (1_000_001, None, A_BOMB),
        (2_000_000, 20_000, NO_TEXT),
        (2_000_000, 19_999, A_BOMB),
    ],
)
def test_what_unpacks_to_a_hundred_times_its_size_is_a_bomb_from_a_megabyte_on(
    size: int, packed_size: int | None, problem: str
) -> None:
    for data, name in ((make_zip({"a": bytes(size)}), "a.zip"), (gzip.compress(bytes(size)), "a.gz")):
        assert problem in _problem(_padded(data, packed_size or len(data)), name)


@pytest.mark.parametrize(("size", "problem"), [(20_000_000, NO_TEXT), (20_000_001, A_BOMB)])
def test_a_gzip_file_holds_no_more_than_a_file_may(size: int, problem: str) -> None:
    assert problem in _problem(_padded(gzip.compress(bytes(size)), 300_000), "a.gz")


@pytest.mark.parametrize(("size", "problem"), [(20_000_000, NO_TEXT), (20_000_001, "more than 20")])
def test_a_file_in_a_zip_is_no_longer_than_a_file_may_be(size: int, problem: str) -> None:
    several = make_zip({"a": bytes(size), "b": Random(1).randbytes(230_000)})
    assert problem in _problem(several, "a.zip")


@pytest.mark.parametrize(("size", "is_bomb"), [(200_000_000, False), (200_000_001, True)])
def test_a_zip_says_of_no_more_than_200_megabytes_that_they_are_in_it(size: int, is_bomb: bool) -> None:
    data = bytearray(_stored(2_100_000))
    central = data.index(b"PK\x01\x02")
    data[central + 24 : central + 28] = size.to_bytes(4, "little")
    assert (A_BOMB in _problem(bytes(data), "a.zip")) is is_bomb
    assert A_BOMB not in _problem(_stored(2_100_000), "a.zip")


def _stored(size: int) -> bytes:
    return make_zip({"a": bytes(size)}, compression=ZIP_STORED)


def test_a_zip_holds_ten_thousand_files_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MAX_MEMBERS", 3)
    files = {name: FIRST.encode() for name in "abc"}
    assert len(parse_article(make_zip(files), "a.zip")) == 3
    assert "it: the archive holds 4 files" in _problem(make_zip({**files, "d/": b""}), "it")


@pytest.mark.parametrize("name", ["../a", "a/../b", "a\\..\\b", "..", "/a", "\\a", "c:a", "c:\\a"])
def test_a_file_that_wants_to_stand_outside_is_refused(name: str) -> None:
    assert "wants to stand outside" in _problem(make_zip({"a": FIRST.encode(), name: b""}), "a.zip")


@pytest.mark.parametrize("name", ["a..b", "a/b/c", "a\\b", "day: a"])
def test_a_file_in_a_folder_or_of_an_odd_name_is_read(name: str) -> None:
    (article,) = parse_article(make_zip({name: FIRST.encode()}), "a.zip")
    assert article.text == FIRST


def test_folders_hidden_files_and_the_notes_of_a_mac_are_left_out() -> None:
    files = {"a/": b"", ".b": b"\0", "a/.c": b"\0", ".d/e": b"\0", "__MACOSX/f": b"\0", "a/__MACOSX/g": b"\0"}
    assert parse_article(make_zip(files), "a.zip") == ()
    (article,) = parse_article(make_zip({**files, "h__MACOSX": FIRST.encode()}), "a.zip")
    assert article.text == FIRST


@pytest.mark.parametrize("name", ["a.zip", "a.GZ", "a.tar", "a.tgz", "a.7z", "a.rar"])
def test_what_is_called_an_archive_within_an_archive_is_not_read(name: str) -> None:
    assert "it is an archive within an archive" in _problem(make_zip({name: FIRST.encode()}), "z.zip")


@pytest.mark.parametrize("before", [b"", b" ", b"\n\t"])
def test_an_archive_within_an_archive_is_known_by_its_bytes_behind_blanks_too(before: bytes) -> None:
    for inner in (gzip.compress(b"a"), make_zip({}), make_zip({"a": FIRST.encode()})):
        for outer, name in (
            (make_zip({"a": before + inner}), "a.zip"),
            (gzip.compress(before + inner), "a.gz"),
        ):
            assert "it is an archive within an archive" in _problem(outer, name)


def test_a_text_that_begins_as_an_archive_is_called_is_a_text() -> None:
    for outer, name in (
        (make_zip({"a": f"PK {FIRST}".encode()}), "a.zip"),
        (gzip.compress(f"PK {FIRST}".encode()), "a.gz"),
    ):
        assert [article.text for article in parse_article(outer, name)] == [f"PK {FIRST}"]


def test_a_file_in_an_archive_is_told_by_both_names_and_a_gzip_file_by_its_own() -> None:
    assert _problem(make_zip({"in\n/b.txt": b"\0"}), "a.zip").startswith("a.zip/in\ufffd/b.txt: ")
    assert _problem(gzip.compress(b"\0"), "a.txt.gz").startswith("a.txt: ")
    failures: list[ArticleError] = []
    feed = FEED.replace(b"https://paper.example/2", b"https://paper.example/3")
    assert len(parse_article(gzip.compress(feed), "a.xml.gz", failures=failures)) == len(failures) == 1
    assert len(parse_article(make_zip({"a.xml": feed}), "a.zip", failures=failures)) == 1
    assert [str(failure).partition(":")[0] for failure in failures] == [
        "a.xml, entry 2",
        "a.zip/a.xml, entry 2",
    ]


def test_pages_and_pdf_files_in_an_archive_are_read_by_their_names() -> None:
    files = {"b.pdf": make_pdf([[[FIRST[:90]]]]), "a.html": PAGE, "c.md": f"*{SECOND}*".encode()}
    texts = [article.text for article in parse_article(make_zip(files), "a.zip")]
    assert [text[-9:] for text in texts] == [PAGE_END, FIRST[:90].strip()[-9:], SECOND[-9:]]


def test_a_damaged_file_in_a_zip_is_told_as_a_damaged_archive() -> None:
    whole = make_zip({"a.txt": FIRST.encode()}, compression=ZIP_STORED)
    damaged = whole.replace(b"President", b"Presidemt")
    assert "the archive is damaged (Bad CRC-32" in _problem(damaged, "a.zip")
    failures: list[ArticleError] = []
    with pytest.raises(ArticleError, match="the archive is damaged"):
        parse_article(damaged, "a.zip", failures=failures)
