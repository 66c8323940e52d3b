"""What an article lacks is not told as answered, and what it has is found: one made-up article, asked."""

from __future__ import annotations

import pytest

from retrieval.answering import answer
from retrieval.articles import read_articles
from retrieval.evidence.question import read_question
from retrieval.index import PassageIndex
from retrieval.models import Article, Verdict

TEXT = """BREL (AP) — The old bridge over the Orm was closed on Monday after cracks were found in its \
arches. Ann Lee, 58, the mayor of Brel, said engineers would look at it for some time.

“Nobody will cross it before we know more,” Lee said. Traffic was sent over the ferry because the next \
bridge is 40 miles away. Shops in the old town lost customers, the owners said.

Bo Ek, a 34-year-old baker, said he sold half of his bread. The bridge was built in 1911 by the engineer \
Karl Beljah. Some 9,000 cars a day had crossed it. In May, the football club of Brel won the final against \
Dorn when Mia Falk scored twice. Canadian engineers are expected to help."""


@pytest.fixture(scope="module")
def index() -> PassageIndex:
    return PassageIndex([Article(id="brel", text=TEXT, title="Brel closes its bridge", outlet="AP")])


@pytest.mark.parametrize(
    "question",
    [
        "Is the bridge safe?",
        "Has the mayor resigned?",
        "Did Lee resign?",
        "What was the final score?",
        "When will the bridge reopen?",
        "Who won the election?",
        "Who sold bread to Denmark?",
        "Why did Macron close the bridge?",
        "Where was Ann Lee born?",
        "Why did Karl Beljah resign?",
        "Who is Ann Lee's husband?",
        "where was ann lee born",
        "who is karl beljah's wife",
        "Was anybody hurt?",
    ],
)
def test_what_is_asked_and_stands_nowhere_is_not_answered(question: str, index: PassageIndex) -> None:
    assert answer(question, index).verdict is not Verdict.ANSWERED


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Was the bridge closed?", "was closed on Monday"),
        ("When was the bridge built?", "in 1911"),
        ("Who won the final?", "Mia Falk scored twice"),
        ("Who sold bread?", "Bo Ek"),
        ("How many cars crossed the bridge?", "Some 9,000 cars"),
        ("How old is Ann Lee?", "Ann Lee, 58"),
        ("How old is the mayor?", "Ann Lee, 58"),
        ("How old is Bo Ek?", "a 34-year-old baker"),
        ("Who is Lee?", "the mayor of Brel"),
        ("Who is Falk?", "Mia Falk"),
        ("Why was traffic sent over the ferry?", "because the next bridge is 40 miles away"),
        ("Who will help from Canada?", "Canadian engineers"),
        ("What did Karl Beljah build?", "Karl Beljah"),
        ("Did anybody win the final?", "won the final"),
    ],
)
def test_what_stands_there_is_answered_by_the_sentence_that_has_it(
    question: str, words: str, index: PassageIndex
) -> None:
    found = answer(question, index)
    assert found.verdict is Verdict.ANSWERED
    assert found.citations[0].answer is not None
    assert words in found.citations[0].answer.of(TEXT)


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("Which owners of shops lost customers and cattle?", Verdict.ANSWERED),
        ("Which bakery lost customers?", Verdict.ANSWERED),
        ("Which shops burned down?", Verdict.CLOSEST),
        ("Which cracks frightened the drivers?", Verdict.CLOSEST),
    ],
)
def test_under_half_of_what_a_question_says_is_not_enough_to_answer_it(
    question: str, verdict: Verdict, index: PassageIndex
) -> None:
    assert answer(question, index).verdict is verdict


@pytest.mark.parametrize("at", range(len("Beljah") - 1))
def test_a_name_with_two_neighbouring_letters_swapped_is_found(at: int, index: PassageIndex) -> None:
    name = "beljah"
    swapped = (name[:at] + name[at + 1] + name[at] + name[at + 2 :]).capitalize()
    found = answer(f"What did {swapped} build?", index)
    assert found.citations[0].answer is not None
    assert "Karl Beljah" in found.citations[0].answer.of(TEXT)


def test_a_short_name_with_two_letters_swapped_is_found(index: PassageIndex) -> None:
    found = answer("Who is Flak?", index)
    assert found.citations[0].answer is not None
    assert "Mia Falk" in found.citations[0].answer.of(TEXT)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Which 23-time champion retired?", "person"),
        ("Which state senator resigned?", "person"),
        ("What kind of animal escaped?", ""),
        ("Which of these countries won?", "place"),
        ("The court ruled on which subject this week?", ""),
        ("Campaigners who stormed the hall held a sign saying what?", ""),
        ("The volcano erupted for the first time since:", "time"),
        ("How soon will it open?", "time"),
    ],
)
def test_the_kind_of_answer_is_told_by_the_noun_that_is_asked_for(question: str, kind: str) -> None:
    assert read_question(question).kind == kind


def test_one_of_the_kind_that_is_asked_for_is_the_answer() -> None:
    text = "The zoo of Brel was shut on Monday. Keepers looked for it all day. A lynx was seen on the roof."
    index = PassageIndex([Article(id="zoo", text=text, outlet="AP")])
    best = answer("Which animal was seen?", index).citations[0]
    assert best.answer is not None
    assert "lynx" in best.answer.of(text)


@pytest.mark.parametrize("speaker", ["Sheinbaum", "Claudia Sheinbaum"])
@pytest.mark.parametrize("other", ["Trump", "Donald Trump", "President Trump"])
def test_a_full_name_asks_for_the_same_words_as_the_surname(speaker: str, other: str) -> None:
    index = PassageIndex(read_articles("seeds"))
    best = answer(f"What did {speaker} tell {other}?", index).citations[0]
    assert best.answer is not None
    assert "“No, President Trump." in best.answer.of(best.article.text)


def test_a_heading_that_says_the_question_again_does_not_come_first() -> None:
    text = "Owls breed in the valley.\n\nWhy they came back\n\nVoles live there since grass is left uncut."
    index = PassageIndex([Article(id="owls", text=text, title="Birds", outlet="AP")])
    best = answer("Why did the owls come back?", index).citations[0]
    assert best.answer is not None
    assert best.answer.of(text) != "Why they came back"
