"""Which sentences are weighed for a question, and in which order those of a library come."""

from __future__ import annotations

from datetime import date, timedelta
from math import log
from pathlib import Path

import pytest

from retrieval.answering import answer
from retrieval.evidence.question import read_question
from retrieval.evidence.scores import Candidates
from retrieval.evidence.selection import find_evidence, sentence_idf
from retrieval.index import PassageIndex, Weighing
from retrieval.models import Article, Verdict
from tests.catalogue_data import index_articles

TODAY = date(2026, 11, 28)
OSLO = Article(id="oslo", text="Owls hoot at night in Oslo. Geese swim.")
ROME = Article(id="rome", text="The baker of Rome bakes bread. Geese swim.")


def _texts(question: str, *articles: Article, now: date | None = None) -> list[str]:
    return [one.sentence.text for one in find_evidence(question, PassageIndex(articles), now=now).evidence]


def test_all_sentences_of_an_only_article_are_weighed() -> None:
    assert _texts("Do owls hoot?", OSLO) == ["Owls hoot at night in Oslo.", "Geese swim."]
    assert find_evidence("Do owls hoot?", PassageIndex([OSLO])).standing is None


@pytest.mark.parametrize(("sentences", "are_all"), [(400, True), (401, False)])
def test_of_an_article_of_very_many_sentences_only_the_best_passages_are_weighed(
    sentences: int, are_all: bool
) -> None:
    text = "Owls hoot.\n\n" + "\n\n".join(["Geese swim."] * (sentences - 1))
    found = find_evidence("Do owls hoot?", PassageIndex([Article(id="1", text=text)]))
    assert len(found.evidence) == (sentences if are_all else 1)
    assert (found.standing is None) is are_all


def test_of_a_library_the_sentences_of_passages_that_have_one_of_the_words_are_weighed() -> None:
    other = Article(id="bergen", text="It rains in Bergen. Owls sleep.\n\nGeese swim in Bergen.")
    assert set(_texts("Do owls hoot?", OSLO, ROME, other)) == {
        *("Owls hoot at night in Oslo.", "Geese swim.", "It rains in Bergen.", "Owls sleep."),
    }


def test_of_very_many_passages_those_with_most_of_the_words_are_weighed() -> None:
    few = [Article(id=f"few{number}", text=f"Owls sleep in barn {number}.") for number in range(30)]
    many = [Article(id=f"many{number}", text=f"Owls hoot in barn {number}.") for number in range(20)]
    found = _texts("Do owls hoot?", *few, *many)
    assert len(found) == 28
    assert {text for text in found if "hoot" in text} == {article.text for article in many}


@pytest.mark.parametrize("question", ["Do cats bark?", "What is it?"])
def test_nothing_is_weighed_where_a_library_has_none_of_the_words(question: str) -> None:
    found = find_evidence(question, PassageIndex([OSLO, ROME]))
    assert (found.evidence, found.standing) == ((), None)


def test_nothing_is_weighed_where_no_article_has_a_text() -> None:
    assert _texts("Do owls hoot?") == []
    assert _texts("Do owls hoot?", Article(id="1", text=" ")) == []
    assert _texts("What is it?", OSLO) == []


def test_the_only_article_is_found_where_others_before_it_are_gone(tmp_path: Path) -> None:
    index = index_articles([ROME, OSLO], tmp_path)
    answer("Who bakes bread in Rome?", index)
    index.archive.apply([ROME.id], [], mark=1)
    found = answer("Do owls hoot at night?", index)
    assert found.verdict is Verdict.ANSWERED
    assert [citation.article for citation in found.citations] == [OSLO]


def _behind(question: str, *articles: Article, now: date | None = None) -> list[dict[str, float]]:
    """What each sentence is behind the foremost in the orders of the library, the best sentence first."""
    orders = ("passage", "article", "recent")
    found = find_evidence(question, PassageIndex(articles), now=now).evidence
    return [{name: amount for name, amount in one.reasons if name in orders} for one in found]


def test_the_foremost_passage_of_the_foremost_article_loses_nothing() -> None:
    best, other = _behind("Do owls hoot?", OSLO, Article(id="2", text="Owls sleep in the barn."))[::2]
    assert best == {}
    assert set(other) == {"passage", "article"}
    assert all(amount < 0 for amount in other.values())


def test_each_order_counts_by_its_own_share_of_the_whole() -> None:
    index = PassageIndex([OSLO, Article(id="2", text="Owls sleep in the barn.", published=TODAY), ROME])
    found = find_evidence("Do owls hoot?", index, now=TODAY)
    standings = index.contenders(["owl", "hoot"], 9, Weighing(1.0, 1.0), TODAY)
    first, second = standings[0], standings[1]
    for one in found.evidence:
        own = dict(one.reasons)
        standing = standings[one.sentence.passage]
        assert own.get("passage", 0) == pytest.approx(
            1.0 * (standing.passage - max(first.passage, second.passage))
        )
        assert own.get("article", 0) == pytest.approx(
            3.5 * (standing.article - max(first.article, second.article))
        )
        assert own.get("recent", 0) == pytest.approx(3.0 * ((standing.recent or 0) - 1))
        assert one.total == pytest.approx(sum(own.values()))


def _dated(id: str, days: int) -> Article:
    return Article(id=id, text=f"Owls hoot in {id}.", published=TODAY - timedelta(days=days))


def test_recent_articles_come_first_where_the_day_is_known_and_no_date_is_asked_for() -> None:
    old, new = _dated("Oslo", 300), _dated("Rome", 1)
    assert _texts("Where do owls hoot?", old, new) == [old.text, new.text]
    assert _texts("Where do owls hoot?", old, new, now=TODAY) == [new.text, old.text]
    assert _texts("Where do owls hoot in March 2026?", old, new, now=TODAY) == [old.text, new.text]
    assert (
        find_evidence("Do owls hoot in March 2026?", PassageIndex([old, new]), now=TODAY).standing is not None
    )


def test_the_standing_that_is_told_is_that_of_the_best_sentence() -> None:
    index = PassageIndex([Article(id="1", text="Owls sleep in the barn."), OSLO])
    found = find_evidence("Do owls hoot?", index)
    assert found.evidence[0].sentence.article is OSLO
    assert found.standing == index.contenders(["owl", "hoot"], 9, Weighing(1.5, 1.5), None)[1]


def test_a_misspelled_word_stands_for_the_one_that_is_most_likely_meant() -> None:
    sheets = Article(id="1", text="Sheinbaum spoke. Geese swim.")
    assert _texts("Who is Shienbaum?", sheets, OSLO)[0] == "Sheinbaum spoke."


def _idf(question: str, *texts: str) -> list[float]:
    sentences = PassageIndex([Article(id="1", text=" ".join(texts))]).sentences_of(0)
    return sentence_idf(read_question(question), [Candidates(sentences, [])])


def test_a_word_weighs_the_more_the_fewer_sentences_of_an_article_have_it() -> None:
    texts = ("Owls hoot.", "Owls sleep.", "Geese swim.")
    assert _idf("Do owls hoot?", *texts) == pytest.approx([log(4 / 2), log(4 / 1)])
    assert _idf("Do owls bark?", *texts) == pytest.approx([log(4 / 2), 0])


def test_a_word_that_no_sentence_has_weighs_as_what_is_like_it() -> None:
    texts = ("A Mexican sang.", "A Mexican left.", "Geese swim.")
    assert _idf("Who left Mexico?", *texts) == pytest.approx([log(4 / 1), log(4 / 2)])
    assert _idf("Who left Mexico?", *texts, "Mexico won.") == pytest.approx([log(5 / 1), log(5 / 1)])


def test_articles_of_another_language_are_asked_in_its_stems() -> None:
    buho = Article(id="1", text="Los perros corrieron. Llovió mucho en la ciudad.", language="es")
    found = find_evidence("¿Qué perro corría?", PassageIndex([buho]))
    assert [word.terms for word in found.question.words] == [("perr",), ("corr",)]


def test_a_word_that_no_article_of_a_library_has_takes_nothing_from_the_others() -> None:
    index = PassageIndex([OSLO, ROME])
    one, two = (find_evidence(question, index).evidence[0] for question in ("Do owls?", "Do owls bark?"))
    assert one.sentence is two.sentence
    assert dict(one.reasons)["words"] == dict(two.reasons)["words"]


FULL = [
    Article(id=f"full{number}", text=f"Owls hoot in barn {number}.", published=TODAY) for number in range(27)
]
BOTH, ONE = "Owls hoot.", "Owls sleep here.\n\nIt did hoot."


def _last_chosen(both: Article, one: Article, now: date | None = None) -> set[str]:
    """Whether, beside as many passages as are looked at but one, that which has both of a question's words
    is looked at or one of an article that has them in two."""
    found = find_evidence("Do owls hoot?", PassageIndex([*FULL, both, one]), now=now).evidence
    return {each.sentence.article.id for each in found} & {"both", "one"}


@pytest.mark.parametrize(("others", "chosen"), [(2, "both"), (3, "one")])
def test_an_article_that_tells_much_else_must_have_more_in_a_passage(others: int, chosen: str) -> None:
    other = "\n\nGeese swim in the cold lake by the mill." * others
    assert _last_chosen(Article(id="both", text=BOTH + other), Article(id="one", text=ONE)) == {chosen}


@pytest.mark.parametrize(("days", "chosen"), [(7, "one"), (11, "both")])
def test_a_passage_of_an_old_article_must_have_more(days: int, chosen: str) -> None:
    old = Article(id="both", text=BOTH, published=TODAY - timedelta(days=900))
    new = Article(id="one", text=ONE, published=TODAY - timedelta(days=days))
    assert _last_chosen(old, new, TODAY) == {chosen}
