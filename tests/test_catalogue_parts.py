"""What an index on disk reads of its library and keeps: each article once, and no more than is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy
import pytest

from retrieval import Article, PassageIndex
from retrieval.archive.lexicon import Lexicon, make_lexicon
from retrieval.catalogue import entering, listing, opened
from retrieval.catalogue import index as catalogue_index
from retrieval.catalogue.entering import digest_of, make_entry
from retrieval.catalogue.index import ArchiveIndex
from retrieval.catalogue.listing import Listing
from retrieval.catalogue.opened import ReadArticle, WordedArticle, Words
from retrieval.index import Weighing
from retrieval.models import Span
from retrieval.sentences import Sentence
from tests.catalogue_data import index_articles

NAMES = ["Oslo", "Rome", "Paris", "Bonn", "Kyiv"]
NEWS = [
    Article(id=name, text=f"Owls hoot in {name}. They fly.\n\nOwls of {name} sleep by day.", title=name)
    for name in NAMES
]


class _Held(dict[str, Article]):
    """What a library holds, and which ids it was asked for."""

    def __init__(self, articles: Sequence[Article]) -> None:
        super().__init__((article.id, article) for article in articles)
        self.asked: list[list[str]] = []

    def read(self, ids: Sequence[str]) -> dict[str, Article]:
        self.asked.append(list(ids))
        return {id: self[id] for id in ids if id in self}


@pytest.fixture
def held() -> _Held:
    return _Held(NEWS)


@pytest.fixture
def index(held: _Held, tmp_path: Path) -> ArchiveIndex:
    return ArchiveIndex(index_articles(NEWS, tmp_path).archive, held.read)


# A list of articles


def _listing(held: _Held, *names: str) -> Listing:
    numbers = numpy.array([NAMES.index(name) for name in names])

    def read(places: Sequence[int]) -> list[Article]:
        found = held.read([NAMES[place] for place in places])
        return list(found.values())

    return Listing(numbers, read, lambda id: NAMES.index(id) if id in NAMES else None)


def test_of_a_list_only_what_is_looked_at_is_read(held: _Held, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "_AT_ONCE", 2)
    articles = _listing(held, "Kyiv", "Oslo", "Bonn", "Rome", "Paris")
    assert len(articles) == 5
    assert held.asked == []
    assert [articles[0].id, articles[4].id, articles[-1].id] == ["Kyiv", "Paris", "Paris"]
    assert [article.id for article in articles[1:3]] == ["Oslo", "Bonn"]
    held.asked.clear()
    assert [article.id for article in articles] == ["Kyiv", "Oslo", "Bonn", "Rome", "Paris"]
    assert held.asked == [["Kyiv", "Oslo"], ["Bonn", "Rome"], ["Paris"]]


def test_what_is_gone_meanwhile_is_left_out_of_a_list(held: _Held) -> None:
    articles = _listing(held, "Kyiv", "Oslo")
    del held["Kyiv"]
    assert [article.id for article in articles] == ["Oslo"]
    with pytest.raises(IndexError):
        articles[0]


def test_the_place_of_an_article_in_a_list_is_found_without_reading_any(held: _Held) -> None:
    articles = _listing(held, "Kyiv", "Oslo", "Bonn")
    assert [articles.index(NEWS[NAMES.index(name)]) for name in ("Kyiv", "Oslo", "Bonn")] == [0, 1, 2]
    for other in (NEWS[1], Article(id="none", text="Owls."), "Oslo"):
        with pytest.raises(ValueError, match=r"Rome|none|Oslo"):
            articles.index(other)
    assert held.asked == []


# An open article


def _told(sentences: Sequence[Sentence]) -> list[tuple[object, ...]]:
    return [
        (one.number, one.passage, one.span, one.size, one.words, one.marks, one.text) for one in sentences
    ]


def test_a_sentence_is_the_same_from_the_text_from_the_index_and_in_memory(index: ArchiveIndex) -> None:
    memory = PassageIndex(NEWS)
    for number, article in enumerate(NEWS):
        first = memory.starts[number]
        record = index.archive.record_of(number)
        assert record is not None
        words = Words(index.archive.words)
        from_index = WordedArticle(article, first, index.archive.spans_in(number), record, words)
        from_text = ReadArticle(article, first)
        expected = _told(memory.sentences_of(number))
        assert _told(from_index.sentences) == _told(from_text.sentences) == expected
        assert _told(index.sentences_of(number)) == expected
        for place in (first, first + 1):
            passage = memory.passages[place]
            assert from_index.passage(place) == from_text.passage(place) == index.passage(place) == passage
            assert from_index.passage(place) is from_index.passage(place)
        # The marks may be asked for before the words.
        assert [one.marks for one in ReadArticle(article, first).sentences] == [one[5] for one in expected]


def test_a_passage_that_is_none_of_the_article_as_it_is_now_is_not_shown(index: ArchiveIndex) -> None:
    record = index.archive.record_of(0)
    assert record is not None
    article = WordedArticle(NEWS[0], 0, [(0, 10_000)], record, Words(index.archive.words))
    with pytest.raises(IndexError):
        article.passage(0)


def test_a_word_is_looked_up_once_until_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened, "_MOST_WORDS", 2)
    lexicon = make_lexicon(["fly", "hoot", "owl"])
    asked: list[int] = []

    class _Counting:
        def word(self, number: int) -> str:
            asked.append(number)
            return lexicon.word(number)

    words = Words(cast(Lexicon, _Counting()))
    assert [words[number] for number in (0, 1, 0, 1)] == ["fly", "hoot", "fly", "hoot"]
    assert asked == [0, 1]
    assert [words[2], words[0]] == ["owl", "fly"]
    assert asked == [0, 1, 2, 0]


# What is read and kept


def test_what_is_asked_about_again_is_not_read_again(index: ArchiveIndex, held: _Held) -> None:
    first = index.search("owls", 9)
    assert len(held.asked) == 1
    assert sorted(held.asked[0]) == sorted(NAMES)
    assert index.search("owls", 9) == first
    assert index.passage(0) == first[0].passage
    assert len(held.asked) == 1
    index.forget()
    assert index.search("owls", 9) == first
    assert len(held.asked) == 2


def test_of_many_articles_those_asked_about_last_are_kept(
    index: ArchiveIndex, held: _Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue_index, "MOST_KEPT", 2)

    def ask(name: str) -> bool:
        """Whether the article had to be read."""
        held.asked.clear()
        assert [hit.passage.article.id for hit in index.search(name, 1)] == [name]
        return bool(held.asked)

    asked = ["Oslo", "Rome", "Oslo", "Paris", "Oslo", "Rome", "Rome", "Paris", "Rome"]
    assert [ask(name) for name in asked] == [True, True, False, True, False, True, False, True, False]


def test_a_search_gives_five_hits_unless_told_otherwise(index: ArchiveIndex) -> None:
    assert len(index.search("owls")) == 5
    assert len(index.search("owls", 9)) == 9
    assert index.search("zebra") == ()
    assert [match.of(NEWS[0].text) for match in index.search("do owls hoot in Oslo?", 1)[0].matches] == [
        *("Owls", "hoot", "Oslo")
    ]


def test_an_article_that_came_since_the_last_merge_is_quoted_only_as_it_was_entered(
    index: ArchiveIndex, held: _Held
) -> None:
    new = Article(id="Riga", text="Owls hoot in Riga.\n\nThey sleep.", title="Riga")
    held["Riga"] = new
    index.archive.apply([], [make_entry(new)], 1)
    assert [hit.passage.article for hit in index.search("Riga", 9)] == [new]
    (number,) = (number for number in index.archive.live_articles if index.archive.id_of(number) == "Riga")
    assert [one.text for one in index.sentences_of(number)] == ["Owls hoot in Riga.", "They sleep."]
    bare = make_entry(replace(new, id="Bern", text="Owls hoot in Bern."))._replace(wording=None)
    held["Bern"] = replace(new, id="Bern", text="Owls hoot in Bern.")
    index.archive.apply([], [bare], 2)
    assert [hit.passage.text for hit in index.search("Bern", 9)] == ["Owls hoot in Bern."]
    held["Bern"] = replace(new, id="Bern", text="Owls hoot in Bern, too.")
    index.forget()
    assert index.search("Bern", 9) == ()


def test_how_recent_an_article_is_is_told_only_where_a_day_is_given(index: ArchiveIndex) -> None:
    found = index.contenders(["oslo", "owl"], 1, Weighing(1.0, 1.0), None)
    assert [(number, standing.recent) for number, standing in found.items()] == [(0, None)]


def test_an_article_that_an_index_does_not_know_is_not_looked_for(index: ArchiveIndex, held: _Held) -> None:
    assert index.find("Riga") is None
    assert held.asked == []
    assert index.find("Oslo") == NEWS[0]


def test_a_misspelled_word_is_read_as_one_that_some_passage_has(tmp_path: Path) -> None:
    texts = ["Penguins swim.", "The presidency ends.", "A pinguin flies.", "Presidents go."]
    held = _Held([Article(id=f"{number}", text=text) for number, text in enumerate(texts, 1)])
    index = ArchiveIndex(index_articles(held.values(), tmp_path).archive, held.read)
    assert (index.knows("penguin"), index.knows("zebra")) == (True, False)
    assert index.spell("pengiun") == ("penguin",)
    assert index.spell("pinguinn") == ("pinguin",)
    assert index.spell("presidanta") == ("presid",)
    assert index.spell("zebra") == index.spell("owl") == ()
    index.archive.apply(["1", "2", "4"], [make_entry(Article(id="5", text="Governments fall."))], 1)
    assert index.knows("penguin") is False
    assert index.spell("pengiun") == ()
    assert index.spell("presidanta") == ()
    assert index.spell("governance") == ("govern",)


def test_another_text_or_language_of_an_article_has_another_digest() -> None:
    digests = {
        digest_of(article)
        for article in (
            NEWS[0],
            NEWS[1],
            replace(NEWS[0], language="en"),
            replace(NEWS[0], language="es"),
            replace(NEWS[0], text=f"{NEWS[0].text}\ud800"),
        )
    }
    assert len(digests) == 5
    assert all(0 <= digest < 1 << 64 for digest in digests)
    assert max(digests) >= 1 << 56


def test_an_index_made_with_another_version_of_a_library_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> str:
        entering.identity.cache_clear()
        return entering.identity().analysis

    analyses = [told()]
    for changed in ("sentencex", "PyStemmer"):
        with monkeypatch.context() as patched:
            versions = {"sentencex": "1", "PyStemmer": "1", changed: "2"}
            patched.setattr(entering, "version", versions.__getitem__)
            analyses.append(told())
    assert told() == analyses[0]
    assert len(set(analyses)) == 3


def test_the_spans_of_an_entry_are_those_of_its_passages() -> None:
    entry = make_entry(NEWS[0])
    assert [Span(*span).of(NEWS[0].text) for span in entry.spans] == NEWS[0].text.split("\n\n")
    assert (entry.title, entry.language) == ("oslo", "en")
