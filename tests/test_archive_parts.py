"""The parts of an index each by itself: its log, its words, where passages stand, what has gone."""

from __future__ import annotations

import os
import struct
from math import isnan, nan
from pathlib import Path
from zlib import crc32

import numpy
import pytest

from retrieval.archive import lexicon
from retrieval.archive.errors import DamagedIndexError, IndexFileError
from retrieval.archive.lexicon import make_lexicon, pack, unpack
from retrieval.archive.log import Change, append, empty_end, read_log, start_log
from retrieval.archive.places import Entry, Holdings, Place, make_places
from retrieval.archive.tail import Tail
from retrieval.archive.wording import Wording, Wordings, join_records, make_record
from retrieval.models import Span

WORDING = Wording(2**63 + 7, [[(0, 4, 1), (5, 9, 2)], [(11, 15, 1)]], [b"\x01", b"\x02\x03", b"\x00"])
OWLS = Entry("owls", [(0, 9), (11, 15)], ["owl hoot night", "dog"], "owls", 7.5, "es", WORDING)
CATS = Entry("cats", [(0, 4)], ["cat"])
FIRST = Change((), (OWLS,), 1)
SECOND = Change(("owls",), (CATS,), 2)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log"
    start_log(path)
    return path


def test_what_is_appended_is_read_with_where_it_ends_and_from_there_on(log: Path) -> None:
    assert list(read_log(log)) == []
    assert empty_end() == log.stat().st_size
    middle = append(log, empty_end(), FIRST)
    end = append(log, middle, SECOND)
    assert end == log.stat().st_size
    (first, first_end), (second, second_end) = read_log(log)
    assert (first_end, second_end) == (middle, end)
    assert (second.removed, second.mark) == (("owls",), 2)
    assert isnan(second.added[0].day)
    assert second.added[0]._replace(day=0.0) == Entry("cats", [(0, 4)], ["cat"], "", 0.0)
    (owls,) = first.added
    assert owls._replace(wording=None) == OWLS._replace(wording=None)
    assert owls.wording is not None
    assert owls.wording.digest == WORDING.digest
    assert [[tuple(one) for one in passage] for passage in owls.wording.sentences] == WORDING.sentences
    assert owls.wording.marks == WORDING.marks
    assert [change.mark for change, _ in read_log(log, middle)] == [2]
    assert list(read_log(log, end)) == []


def test_a_record_that_was_not_finished_is_written_over(log: Path) -> None:
    middle = append(log, empty_end(), FIRST)
    for left in (b"\x01", b"\x00" * 4, b"\x00" * 400, struct.pack("<II", 9, 9)):
        with log.open("ab") as file:
            file.write(left)
        assert [change.mark for change, _ in read_log(log)] == [1]
        assert append(log, middle, SECOND) == log.stat().st_size
        assert [change.mark for change, _ in read_log(log)] == [1, 2]
        with log.open("r+b") as file:
            file.truncate(log.stat().st_size - 1)
        assert [change.mark for change, _ in read_log(log)] == [1]
        with log.open("r+b") as file:
            file.truncate(middle)


@pytest.mark.parametrize("at", [0, 4, 8, 12])
def test_a_record_with_a_changed_byte_is_damage_and_says_where(log: Path, at: int) -> None:
    append(log, empty_end(), FIRST)
    data = bytearray(log.read_bytes())
    data[empty_end() + at] ^= 1
    log.write_bytes(data)
    with pytest.raises(DamagedIndexError, match=f"the record at byte {empty_end()} is not as it was written"):
        list(read_log(log))


def test_a_log_that_is_none_missing_or_shorter_than_it_was_is_damage(log: Path, tmp_path: Path) -> None:
    append(log, empty_end(), FIRST)
    with pytest.raises(DamagedIndexError, match="has become shorter"):
        list(read_log(log, log.stat().st_size + 1))
    log.write_bytes(b"x" + log.read_bytes())
    with pytest.raises(DamagedIndexError, match="no log of this version"):
        list(read_log(log))
    with pytest.raises(DamagedIndexError, match="cannot be read"):
        list(read_log(tmp_path / "missing"))


def test_a_change_is_on_the_disk_whole_before_it_is_acknowledged(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda file: synced.append(os.fstat(file).st_size))
    assert append(log, empty_end(), FIRST) == log.stat().st_size
    assert synced == [log.stat().st_size]


def test_where_the_disk_does_not_take_a_change_the_log_stays_as_it_was(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    end = append(log, empty_end(), FIRST)
    before = log.read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(IndexFileError, match=r"log: cannot be written \(No space left on device\)"):
        append(log, end, SECOND)
    assert log.read_bytes() == before
    with pytest.raises(IndexFileError, match="cannot be written"):
        append(tmp_path / "missing", end, SECOND)


def test_records_of_another_log_go_on_in_a_new_one(log: Path, tmp_path: Path) -> None:
    append(log, empty_end(), FIRST)
    start_log(tmp_path / "new", log.read_bytes()[empty_end() :])
    assert [change.mark for change, _ in read_log(tmp_path / "new")] == [1]
    assert crc32((tmp_path / "new").read_bytes()) == crc32(log.read_bytes())


@pytest.mark.parametrize("words", [[], ["owl"], ["owl", "café", "", "東京", "a\ud800"], ["b", "a", "c"]])
def test_words_are_numbered_in_their_order_and_found_by_themselves_alone(words: list[str]) -> None:
    made = make_lexicon(words)
    assert [made.find(word) for word in words] == list(range(len(words)))
    assert [made.word(number) for number in range(len(words))] == words
    assert list(made.words()) == unpack(*pack(words)) == words
    assert made.find("missing") is None
    assert sorted(made.hashes.tolist()) == made.hashes.tolist()


def test_words_whose_hashes_are_the_same_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "_digest", lambda word: bytes(7) + word[:1])
    words = ["b", "ab", "c", "a", "abc"]
    made = make_lexicon(words)
    assert [made.find(word) for word in words] == list(range(5))
    assert [made.find(word) for word in ("A", "ac", "bb", "d", "cc")] == [None] * 5


def test_a_passage_is_found_by_its_number_in_a_segment_and_in_the_tail() -> None:
    places = make_places(
        Holdings(
            ["owls", "cats", "none"], numpy.array([2, 1, 0]), numpy.array([[0, 9], [11, 15], [0, 4]]),
            numpy.array([7.5, nan, nan]), numpy.array([1, 0, 0], dtype=numpy.uint8), ["en", "es"],
        )
    )  # fmt: skip
    tail = Tail()
    for entry in (OWLS, CATS):
        tail.add(entry)
    expected = [Place("owls", Span(0, 9), 0), Place("owls", Span(11, 15), 1), Place("cats", Span(0, 4), 0)]
    for number, place in enumerate(expected):
        assert places.place(number) == tail.place(number) == place
        assert places.article_of(number) == tail.article_of(number) == (number == 2)
    assert [places.passages_of(article) for article in range(3)] == [range(2), range(2, 3), range(3, 3)]
    assert (len(tail), tail.find("owls"), tail.find("cats"), tail.find("none")) == (2, 0, 1, None)
    assert tail.remove("owls")
    assert not tail.remove("owls")
    assert [held.article for held in tail.live()] == ["cats"]
    assert (len(tail), tail.held(0).passages, tail.held(1).passages) == (2, range(2), range(2, 3))
    tail.add(OWLS)
    assert [held.article for held in tail.live()] == ["cats", "owls"]
    assert OWLS.whole == ["owls", "owl", "hoot", "night", "dog"]


class _Stored:
    def __init__(self, data: numpy.ndarray) -> None:
        self.data = data

    def read(self, start: int, end: int) -> numpy.ndarray:
        return self.data[start:end]


def test_a_wording_is_read_as_it_was_entered_and_one_that_never_came_as_none() -> None:
    words = numpy.array([5, 0, 9, 2**29], dtype=numpy.uint32)
    records = [
        make_record(WORDING, words),
        make_record(None, words),
        make_record(WORDING, words[::-1].copy()),
    ]
    data, lengths = join_records(records)
    firsts = numpy.concatenate([[0], numpy.cumsum(lengths)])
    wordings = Wordings(_Stored(data), firsts)  # type: ignore[arg-type]
    read = wordings.read(0, 2)
    assert read is not None
    assert (read.digest, read.counts) == (WORDING.digest, [2, 1])
    assert read.sentences == [(0, 4, 1), (5, 9, 2), (11, 15, 1)]
    assert (read.words.tolist(), read.marks) == (words.tolist(), b"\x01\x02\x03\x00")
    assert wordings.read(1, 2) is None
    last = wordings.read(2, 2)
    assert last is not None
    assert last.words.tolist() == words.tolist()[::-1]
    for alive, kept in (([True, False, True], [0, 2]), ([True] * 3, [0, 1, 2]), ([False] * 3, [])):
        copied = numpy.concatenate([*wordings.copy(numpy.array(alive)), data[:0]])
        assert copied.tolist() == join_records([records[number] for number in kept])[0].tolist()
    assert join_records([])[0].tolist() == []
