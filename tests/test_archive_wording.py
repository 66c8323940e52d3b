"""How articles are worded is the same in the index as in their texts, wherever they have come to lie."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable
from pathlib import Path

import pytest

from retrieval import Article, PassageIndex
from retrieval.archive import Archive, DamagedIndexError, merge
from retrieval.archive.stored import Stored
from retrieval.catalogue.entering import digest_of, identity, make_entry
from retrieval.catalogue.index import ArchiveIndex
from retrieval.catalogue.opened import WordedArticle, Words
from retrieval.index import Index
from retrieval.models import Span
from tests.catalogue_data import index_articles, make_news

ODD = (
    "“Café owls,” said Ann Lee of the U.S. in 1,000 words. “No,” he said.\n\n"
    "東京で。 One-word.\n\n¡Sí, señor!"
)


def _news(first: int, last: int) -> dict[str, Article]:
    chance = random.Random(first)
    made = [make_news(chance, f"n{number}") for number in range(first, last)]
    made.append(Article(id=f"odd {first}", text=ODD, language="en"))
    made.append(Article(id=f"none {first}", text="\n\n", title="Only a title"))
    return {article.id: article for article in made}


def _sentences(index: Index, ids: Iterable[str]) -> dict[str, list[tuple[object, ...]]]:
    """Everything of every sentence, by article; passages counted within the article."""
    numbers = {id: number for number, id in enumerate(ids)}
    found: dict[str, list[tuple[object, ...]]] = {}
    for id, number in numbers.items():
        sentences = index.sentences_of(_number(index, id, number))
        first = sentences[0].passage if sentences else 0
        found[id] = [
            (one.span, one.words, one.marks, one.number, one.passage - first, one.size, one.names, one.text)
            for one in sentences
        ]
    return found


def _number(index: Index, id: str, otherwise: int) -> int:
    return index.archive.number_of(id) or 0 if isinstance(index, ArchiveIndex) else otherwise


def test_sentences_are_the_same_built_added_and_merged(tmp_path: Path) -> None:
    held = _news(0, 40)
    index = index_articles(list(held.values()), tmp_path)
    reading = ArchiveIndex(index.archive, lambda ids: {id: held[id] for id in ids if id in held})
    assert _sentences(reading, held) == _sentences(PassageIndex(held.values()), held)
    assert any(index.archive.record_of(number) for number in range(len(held)))

    added, gone = _news(40, 60), list(held)[3:30:4]
    for id in gone:
        del held[id]
    held |= added
    index.archive.apply(gone, map(make_entry, added.values()), mark=1)
    assert _sentences(reading, held) == _sentences(PassageIndex(held.values()), held)
    assert index.archive.record_of(index.archive.number_of("n45") or 0) is None

    merge(tmp_path, identity())
    assert index.archive.refresh()
    reading.forget()
    assert _sentences(reading, held) == _sentences(PassageIndex(held.values()), held)
    again = Archive(tmp_path, identity())
    assert all(again.record_of(again.number_of(id) or 0) is not None for id in held)


def test_words_of_another_generation_are_not_taken_for_those_of_this_one(tmp_path: Path) -> None:
    held = {"a": Article(id="a", text="Owls hoot."), "b": Article(id="b", text="Zebras run far away.")}
    index = ArchiveIndex(
        index_articles(held.values(), tmp_path).archive, lambda ids: {i: held[i] for i in ids}
    )
    assert [one.words for one in index.sentences_of(0)] == [["owl", "hoot"]]
    index.archive.apply(["a"], [make_entry(Article(id="c", text="Newts swim."))], mark=1)
    held["c"] = Article(id="c", text="Newts swim.")
    merge(tmp_path, identity())
    index.archive.refresh()
    index.forget()
    found = index.sentences_of(index.archive.number_of("c") or 0)
    assert [one.words for one in found] == [["newt", "swim"]]


def test_an_articles_digest_tells_its_text_and_its_language() -> None:
    article = Article(id="1", text="Owls hoot.")
    assert digest_of(article) == digest_of(Article(id="2", text="Owls hoot.", title="Owls"))
    others = [Article(id="1", text="Owls hoot!"), Article(id="1", text="Owls hoot.", language="es")]
    assert digest_of(article) not in map(digest_of, others)


def test_a_passage_that_the_text_does_not_have_is_not_shown(tmp_path: Path) -> None:
    article = Article(id="a", text="Owls hoot.\n\nOwls sleep.")
    archive = index_articles([article], tmp_path).archive
    record = archive.record_of(0)
    assert record is not None
    opened = WordedArticle(article, 0, [(0, 10), (13, 23)], record, Words(archive.words))
    assert opened.passage(0).span == Span(0, 10)
    with pytest.raises(IndexError):
        opened.passage(1)


def test_a_file_that_is_shorter_than_it_was_is_named_when_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "numbers"
    file.write_bytes(bytes(range(40)))
    stored = Stored(file)
    assert stored.read(1, 3).tolist() == [0x07060504, 0x0B0A0908]
    assert stored.read(4, 4).tolist() == []
    os.truncate(file, 20)
    with pytest.raises(DamagedIndexError, match="not as it was written"):
        stored.read(4, 9)
    with pytest.raises(DamagedIndexError, match="cannot be read"):
        Stored(tmp_path / "none")
    with pytest.raises(DamagedIndexError, match=r"cannot be read \(Is a directory\)"):
        Stored(tmp_path).read(0, 1)


def test_a_file_of_numbers_is_closed_when_nobody_reads_it_any_more(tmp_path: Path) -> None:
    file = tmp_path / "numbers"
    file.write_bytes(bytes(8))
    stored = Stored(file)
    handle = stored._file
    os.fstat(handle)
    del stored
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(handle)
