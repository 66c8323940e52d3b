"""The index in memory: what a question is asked of, article by article and passage by passage."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime

import pytest

from retrieval import Article, PassageIndex
from retrieval.index import Weighing, content_tokens, find_matches
from retrieval.models import Span


def test_the_newest_article_comes_first_and_one_without_a_date_last() -> None:
    undated = Article(id="1", text="Owls hoot.")
    early = Article(id="2", text="Owls sleep.", published=date(2026, 11, 30))
    later = Article(id="3", text="Owls fly.", published=datetime(2026, 12, 1, 8, tzinfo=UTC))
    index = PassageIndex([undated, early, later])
    assert list(index.newest) == [later, early, undated]
    assert list(index.ids()) == ["1", "2", "3"]
    assert index.find("2") is early
    assert index.find("4") is None


def test_contenders_are_the_best_by_passage_article_and_day_together() -> None:
    old = Article(
        id="1", text="Owls hoot.\n\nOwls fly.", title="Owls", published=date(2026, 1, 1), language="en"
    )
    new = Article(id="2", text="Owls swim.\n\nPenguins swim.", published=date(2026, 11, 28), language="en")
    index = PassageIndex([old, new])
    by_words = index.contenders(["owl", "hoot"], 1, Weighing(1.0, 0.0), None)
    assert [index.passages[number].text for number in by_words] == ["Owls hoot."]
    assert next(iter(by_words.values())).recent is None
    by_day = index.contenders(["owl", "hoot"], 1, Weighing(0.0, 9.0), date(2026, 11, 28))
    assert [index.passages[number].text for number in by_day] == ["Owls swim."]
    assert next(iter(by_day.values())).recent == 1.0


def test_a_contender_has_a_word_of_the_question_even_where_fewer_are_wanted_than_there_are() -> None:
    index = PassageIndex([Article(id="1", text="Owls hoot.\n\nPenguins swim.")])
    assert list(index.contenders(["owl"], 5, Weighing(1.0, 1.0), None)) == [0]
    assert index.contenders(["zebra"], 5, Weighing(1.0, 1.0), None) == {}


MIXED = [
    Article(id="1", text="Owls hoot. Owls fly.\n\nLarks sing.", title="Owls", language="en"),
    Article(id="2", text="", language="en"),
    Article(id="3", text="Las lechuzas cantan.\n\nThe owl sleeps.", title="Lechuzas", language="es"),
]


def test_every_passage_belongs_to_its_article_and_every_sentence_to_its_passage() -> None:
    index = PassageIndex(MIXED)
    assert [passage.article.id for passage in index.passages] == ["1", "1", "3", "3"]
    assert [index.articles[index.article_of(number)].id for number in range(4)] == ["1", "1", "3", "3"]
    told = [(sentence.text, sentence.passage, sentence.number) for sentence in index.sentences_of(0)]
    assert told == [("Owls hoot.", 0, 0), ("Owls fly.", 0, 1), ("Larks sing.", 1, 2)]
    assert index.sentences_of(1) == ()
    assert [(one.text, one.passage, one.number) for one in index.sentences_of(2)] == [
        ("Las lechuzas cantan.", 2, 0),
        ("The owl sleeps.", 3, 1),
    ]
    assert [one.words for one in index.sentences_of(0)] == [["owl", "hoot"], ["owl", "fli"], ["lark", "sing"]]


def test_sentences_are_kept_for_the_next_question_but_not_of_every_article(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("retrieval.index.MOST_KEPT", 2)
    index = PassageIndex(MIXED)
    first = index.sentences_of(0)
    index.sentences_of(2)
    assert index.sentences_of(0) is first
    index.sentences_of(1)
    assert index.sentences_of(0) is not first
    assert index.sentences_of(0)[0].text == "Owls hoot."


def test_a_question_is_read_as_each_language_of_the_articles_would_and_each_term_once() -> None:
    assert PassageIndex(MIXED).languages == ("en", "es")
    assert PassageIndex(MIXED).query_terms("Which owls and lechuzas sing?") == [
        *("owl", "lechuza", "sing"),  # as in English
        *("owls", "lechuz"),
    ]
    assert PassageIndex([]).query_terms("Do the owls hoot?") == ["owl", "hoot"]


def test_hits_are_the_best_passages_with_where_their_words_stand() -> None:
    index = PassageIndex(MIXED)
    hits = index.search("Do owls fly?")
    assert [hit.passage.text for hit in hits] == ["Owls hoot. Owls fly.", "The owl sleeps."]
    assert hits[0].score > hits[1].score > 0
    assert [match.of(MIXED[0].text) for match in hits[0].matches] == ["Owls", "Owls", "fly"]
    assert [hit.passage.text for hit in index.search("owl", 1)] == ["Owls hoot. Owls fly."]
    many = PassageIndex([Article(id="1", text="\n\n".join(f"Owls hoot {n} times." for n in range(9)))])
    assert len(many.search("owls")) == 5
    assert many.search("zebra") == ()


def test_words_are_known_weighed_and_spelled_by_the_passages_alone() -> None:
    index = PassageIndex([Article(id="1", text="Owls hoot.\n\nOwls and penguins fly.", title="Zebras")])
    assert (index.knows("owl"), index.knows("zebra")) == (True, False)
    assert index.idf("owl") == pytest.approx(math.log(3 / 2))
    assert index.idf("zebra") == 0.0
    assert index.spell("pengiun") == ("penguin",)


def test_the_title_of_an_article_counts_for_all_of_its_passages() -> None:
    titled = Article(id="1", text="They hoot.\n\nThey fly.", title="Owls")
    index = PassageIndex([titled, Article(id="2", text="Owls hoot.\n\nThey fly.")])
    found = index.contenders(["owl", "fly"], 9, Weighing(1.0, 0.0), None)
    assert set(found) == {2}, "a word of a title alone makes no passage one to contend"
    found = index.contenders(["owl", "they"], 9, Weighing(1.0, 0.0), None)
    assert sorted(found) == [0, 1, 2, 3]
    assert found[0].article == found[1].article > 0
    assert found[2].article == found[3].article > 0
    assert [found[number].passage for number in (0, 1)] == [found[0].passage, found[0].passage]


def test_matches_stand_inside_the_span_to_both_of_its_ends() -> None:
    (passage,) = PassageIndex([Article(id="1", text="Owls hoot at owls.", language="en")]).passages
    text = passage.article.text

    def found(start: int, end: int) -> list[int]:
        return [match.start for match in find_matches(passage, Span(start, end), ["owl", "at"])]

    assert found(0, len(text)) == [0, 10, 13]
    assert found(0, 4) == [0]
    assert found(0, 17) == [0, 10, 13]
    assert found(0, 16) == [0, 10]
    assert found(1, 17) == [10, 13]
    assert found(13, 17) == [13]
    assert [find_matches(passage, Span(13, 17), ["owl"])[0].of(text)] == ["owls"]


def test_a_word_that_could_be_found_is_every_one_but_a_stop_word() -> None:
    assert [token.term for token in content_tokens("What did the owls say to the US?")] == [
        "owl",
        "say",
        "u.s",
    ]
    assert [token.term for token in content_tokens("¿Qué dicen las lechuzas?", "es")] == ["dic", "lechuz"]
