"""What an answer cites: the best sentences, each once, with what is marked in them."""

from __future__ import annotations

import pytest

from retrieval.answering import answer, answer_found, explain
from retrieval.errors import EmptyQuestion
from retrieval.index import PassageIndex
from retrieval.models import Answer, Article, Verdict

FILLER = "The valley lies between two rivers that flood in spring, and the road to it is closed until summer."
OWLS = [f"Owl number {name} hoots." for name in ("two", "three", "four", "five", "six")]


def _cited(found: Answer) -> list[str]:
    return [citation.quotation for citation in found.citations]


@pytest.mark.parametrize("question", ["", " ", "\n"])
def test_a_question_must_say_something(question: str) -> None:
    with pytest.raises(EmptyQuestion):
        explain(question, PassageIndex([]))


def test_as_many_sentences_are_cited_as_are_wanted() -> None:
    index = PassageIndex([Article(id="1", text="\n\n".join(OWLS))])
    assert len(answer("Which owl hoots?", index).citations) == 3
    assert len(answer("Which owl hoots?", index, 1).citations) == 1
    assert len(answer("Which owl hoots?", index, 4).citations) == 4
    assert len(answer("Which owl hoots?", index, 9).citations) == 5


@pytest.mark.parametrize(("total", "cited"), [(0.1, 2), (0.0, 1), (-0.1, 1)])
def test_a_sentence_for_which_nothing_speaks_is_not_cited(total: float, cited: int) -> None:
    index = PassageIndex([Article(id="1", text="Owls hoot.\n\nOwls sleep.")])
    found = explain("Do owls hoot?", index)
    first, second = found.evidence
    found = found._replace(evidence=(first, second._replace(total=total)))
    assert len(answer_found("Do owls hoot?", found, index, 9).citations) == cited


def test_a_paragraph_is_quoted_again_only_for_a_sentence_that_has_a_word_of_the_question() -> None:
    where = "in the old barn of the mill behind the river of Brel."
    text = f"Owls hoot at night {where} {FILLER} Owls sleep by day, too, {where} {FILLER}"
    found = answer("When do owls hoot?", PassageIndex([Article(id="1", text=text)]), 9)
    assert [quoted.split()[:2] for quoted in _cited(found)] == [["Owls", "hoot"], ["Owls", "sleep"]]


def test_a_paragraph_without_a_word_of_the_question_may_be_cited_once() -> None:
    text = "Owls hoot at night.\n\nGeese swim by day."
    found = answer("When do owls hoot?", PassageIndex([Article(id="1", text=text, outlet="AP")]), 9)
    assert _cited(found) == ["Owls hoot at night.", "Geese swim by day."]


def test_nothing_is_quoted_twice() -> None:
    keeps = "Ann Lee keeps owls in the old barn of the mill behind the river."
    feeds = "She feeds owls with mice that her old cat brings into the kitchen."
    index = PassageIndex([Article(id="1", text=f"{FILLER} {keeps} {feeds} {FILLER}")])
    assert _cited(answer("Who feeds owls with mice?", index, 9)) == [f"{keeps} {feeds}"]
    assert _cited(answer("Who keeps owls in a barn?", index, 9)) == [keeps, feeds]


def test_the_words_of_the_question_are_marked_and_what_stands_for_them() -> None:
    text = "A Mexican baker sold bread."
    (citation,) = answer("Who sold bread in Mexico?", PassageIndex([Article(id="1", text=text)])).citations
    assert [match.of(text) for match in citation.matches] == ["Mexican", "sold", "bread"]
    assert citation.quoted is None


def test_copies_of_a_story_are_cited_once_and_one_article_that_says_a_thing_twice_twice() -> None:
    story = " ".join(f"Owl number {number} hoots in the barn of mill {number}." for number in range(9, 30))
    copies = PassageIndex([Article(id=id, text=story) for id in "12"])
    assert len({citation.article.id for citation in answer("Which owl hoots?", copies, 9).citations}) == 1
    twice = PassageIndex([Article(id="1", text=f"{story}\n\n{story}")])
    assert len(_cited(answer("Where is owl number 9?", twice, 9))) > 1


def test_names_that_stand_nowhere_are_told_only_beside_a_closest_answer() -> None:
    index = PassageIndex([Article(id="1", text="Owls hoot at night in the barn. Geese swim by day.")])
    closest = answer("When do owls hoot in Glimmerton?", index)
    assert (closest.verdict, closest.unmentioned) == (Verdict.CLOSEST, ("Glimmerton",))
    nothing = answer("Who is the mayor of Glimmerton?", index)
    assert (nothing.verdict, nothing.unmentioned, nothing.citations) == (Verdict.NOTHING, (), ())
    assert answer("When do owls hoot at night?", index).unmentioned == ()


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Fifteen lynxes were released near Orm.", "How many lynxes were released?"),
        ("Twenty people left the town.", "How many people left?"),
        ("Tres linces fueron liberados en Orm.", "¿Cuántos linces fueron liberados?"),
        ("Veinte personas dejaron la ciudad.", "¿Cuántas personas dejaron la ciudad?"),
    ],
)
def test_a_number_in_words_tells_how_many(text: str, question: str) -> None:
    language = "es" if question.startswith("¿") else "en"
    index = PassageIndex([Article(id="1", text=f"{text}\n\n{FILLER}", language=language)])
    assert answer(question, index).verdict is Verdict.ANSWERED
