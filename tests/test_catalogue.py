"""The index on disk answers as the one in memory does, to the last bit, and quotes only what stands there."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import Article, PassageIndex, answer
from retrieval.answering import answer_found, explain
from retrieval.archive import Archive, joining, merge
from retrieval.archive.lexicon import make_lexicon
from retrieval.archive.spelling import LexiconSpeller
from retrieval.catalogue.entering import identity, make_entry
from retrieval.catalogue.index import ArchiveIndex
from retrieval.checking.searching import articles_to_check
from retrieval.index import Index, Weighing
from retrieval.words.variants import Speller, forms, most_slips, nearest, within
from tests.catalogue_data import TODAY, WORDS, index_articles, make_news


@pytest.fixture(scope="module")
def news() -> list[Article]:
    chance = random.Random(1)
    return [make_news(chance, f"n{number}") for number in range(400)]


@pytest.fixture(scope="module")
def memory(news: list[Article]) -> PassageIndex:
    return PassageIndex(news)


@pytest.fixture(scope="module")
def disk(news: list[Article], tmp_path_factory: pytest.TempPathFactory) -> ArchiveIndex:
    return index_articles(news, tmp_path_factory.mktemp("index"))


def _questions(count: int) -> Iterator[str]:
    chance = random.Random(2)
    for _ in range(count):
        words = chance.choices([*WORDS, "Shienbaum", "presidant", "zebra", "the"], k=chance.randrange(1, 6))
        yield f"What did {' '.join(words)}?"


def test_every_answer_is_the_same_with_and_without_a_day(memory: PassageIndex, disk: ArchiveIndex) -> None:
    told = 0
    for question in _questions(80):
        for now in (None, TODAY):
            first, second = (answer(question, index, 9, now=now) for index in (memory, disk))
            assert first == second
            told += bool(first.citations)
    assert told > 60


@pytest.mark.parametrize(("depth", "looked_up"), [(8, 20_000), (8, 0), (60, 20_000)])
def test_the_best_by_both_orders_are_found_wherever_pruning_stops(
    memory: PassageIndex,
    disk: ArchiveIndex,
    monkeypatch: pytest.MonkeyPatch,
    depth: int,
    looked_up: int,
) -> None:
    monkeypatch.setattr(joining, "DEPTH", depth)
    monkeypatch.setattr(joining, "MOST_LOOKED_UP", looked_up)
    for question in _questions(40):
        wanted = [term for term in memory.query_terms(question) if memory.knows(term)]
        for limit in (1, 5, 40):
            for weighing in (Weighing(0.0, 0.0), Weighing(1.5, 1.5), Weighing(0.2, 9.0)):
                found = disk.contenders(wanted, limit, weighing, TODAY)
                assert found == memory.contenders(wanted, limit, weighing, TODAY)


def test_what_else_is_asked_of_an_index_is_the_same(memory: PassageIndex, disk: ArchiveIndex) -> None:
    assert list(disk.articles) == list(memory.articles)
    assert list(disk.newest) == list(memory.newest)
    assert list(disk.newest[3:9]) == list(memory.newest[3:9])
    assert [disk.newest.index(article) for article in memory.newest] == list(range(len(memory.newest)))
    assert list(disk.ids()) == list(memory.ids())
    assert disk.languages == memory.languages
    assert len(disk.passages) == len(memory.passages)
    assert list(disk.passages) == list(memory.passages)
    assert disk.find("n7") == memory.find("n7")
    assert disk.find("none") is None
    for question in _questions(30):
        assert disk.search(question, 7) == memory.search(question, 7)
        assert disk.query_terms(question) == memory.query_terms(question)
    for term in ("shienbaum", "presidanta", "presid", "owll", "trunp", "ooslo", "the"):
        assert disk.knows(term) == memory.knows(term)
        assert disk.spell(term) == memory.spell(term)


_SPELLED = st.text("abcdeé東ж", min_size=1, max_size=10)


@given(words=st.lists(_SPELLED, max_size=60, unique=True), word=_SPELLED)
def test_a_misspelled_word_is_read_as_the_same_words(words: list[str], word: str) -> None:
    speller, most = LexiconSpeller(make_lexicon(words)), most_slips(word)
    found = nearest(within(word, set(speller.near(word, most)), most)) if most else ()
    if most and not found:
        found = forms(word, set(speller.beginning(word)))
    assert found == Speller(words).candidates(word)


def _reader(held: dict[str, Article]):  # type: ignore[no-untyped-def]
    def read(ids: Sequence[str]) -> dict[str, Article]:
        return {id: held[id] for id in ids if id in held}

    return read


def test_an_article_that_is_gone_from_the_library_is_not_quoted(tmp_path: Path) -> None:
    held = {id: Article(id=id, text=f"Owls hoot in {id}.\n\nOwls sleep.") for id in ("Oslo", "Rome")}
    index = ArchiveIndex(index_articles(held.values(), tmp_path).archive, _reader(held))
    del held["Oslo"]
    assert {citation.article.id for citation in answer("Do owls hoot?", index).citations} == {"Rome"}
    assert [hit.passage.article.id for hit in index.search("owls hoot", 9)] == ["Rome", "Rome"]
    assert index.find("Oslo") is None
    assert [article.id for article in index.articles] == ["Rome"]
    assert index.sentences_of(0) == ()
    with pytest.raises(IndexError):
        index.passages[0]


def test_an_article_that_is_not_as_it_was_entered_is_not_quoted(tmp_path: Path) -> None:
    held = {id: Article(id=id, text=f"Owls hoot in {id}.\n\nOwls sleep.") for id in ("Oslo", "Rome")}
    index = ArchiveIndex(index_articles(held.values(), tmp_path).archive, _reader(held))
    held["Oslo"] = Article(id="Oslo", text="In Oslo owls hoot at night.\n\nOwls sleep.")
    assert {citation.article.id for citation in answer("Do owls hoot?", index).citations} == {"Rome"}


def test_articles_that_come_and_go_while_an_index_is_open_keep_their_numbers(tmp_path: Path) -> None:
    chance = random.Random(5)
    held = {f"n{number}": make_news(chance, f"n{number}") for number in range(60)}
    index = ArchiveIndex(index_articles(held.values(), tmp_path).archive, _reader(held))
    for number in range(60, 80):
        added, gone = make_news(chance, f"n{number}"), chance.choice(list(held))
        del held[gone]
        held[added.id] = added
        index.archive.apply([gone], [make_entry(added)], mark=number)
        memory: Index = PassageIndex(held.values())
        for question in _questions(5):
            assert answer(question, index, 9, now=TODAY) == answer(question, memory, 9, now=TODAY)
        assert list(index.newest) == list(memory.newest)
        assert index.spell("shienbaum") == memory.spell("shienbaum")


def test_an_index_that_another_program_merged_is_asked_by_its_new_numbers(tmp_path: Path) -> None:
    chance = random.Random(6)
    held = {f"n{number}": make_news(chance, f"n{number}") for number in range(60)}
    index = ArchiveIndex(index_articles(held.values(), tmp_path).archive, _reader(held))
    questions = list(_questions(8))
    for question in questions:
        answer(question, index, 9, now=TODAY)
    for number in range(20):
        del held[f"n{number}"]
    Archive(tmp_path, identity()).apply([f"n{number}" for number in range(20)], [], mark=1)
    merge(tmp_path, identity())
    added = held["n60"] = make_news(chance, "n60")
    index.archive.apply([], [make_entry(added)], mark=2)
    memory = PassageIndex(held.values())
    for question in questions:
        assert answer(question, index, 9, now=TODAY) == answer(question, memory, 9, now=TODAY)


def test_what_goes_while_a_question_is_answered_does_not_break_the_answer(tmp_path: Path) -> None:
    held = {id: Article(id=id, text=f"Owls hoot in {id}.\n\nOwls sleep.") for id in ("Oslo", "Rome")}
    index = ArchiveIndex(index_articles(held.values(), tmp_path).archive, _reader(held))
    found = explain("Do owls hoot in Oslo?", index)
    del held["Oslo"]
    index.forget()
    told = answer_found("Do owls hoot in Oslo?", found, index, 3)
    assert told.citations[0].quotation == "Owls hoot in Oslo."
    assert {citation.article.id for citation in answer("Do owls hoot?", index).citations} == {"Rome"}


def test_a_sentence_is_looked_for_where_its_words_are_in_a_library_too_large_to_read(
    disk: ArchiveIndex, news: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.checking.searching.MOST_READ", 10)
    for article in news[::40]:
        sentence = article.text.split("\n\n")[-1]
        assert article in articles_to_check(sentence, disk)
