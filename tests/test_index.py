"""The index in memory: what a question is asked of, article by article and passage by passage."""

from __future__ import annotations

from datetime import UTC, date, datetime

from retrieval import Article, PassageIndex
from retrieval.index import Weighing


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
