"""What an article lacks is not told as answered, and what it has is found: one made-up article, asked."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from bot.storage.contract import from_json, to_json
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

RARE = "qivara zumbelt krandok volpire thessin dromax ulvanor pexible grontar hafnium zirkel morvane quillon"
COMMON = (
    "year week game home world team state help school call need find look give come want know think part "
    "place high great start right turn move hold bring write night house point group money story month city "
    "people time work good open book name plan line side"
)


def _misses(*rows: tuple[str, str]) -> list[Any]:
    """Questions that are known to fail, each with its reason."""
    return [
        pytest.param(question, marks=pytest.mark.xfail(strict=True, reason=reason))
        for question, reason in rows
    ]


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
        "Who killed Ann Lee?",
        "How old is Karl Beljah?",
        # a relation that nothing tells of the thing: its words stand elsewhere, of another
        "When was the ferry built?",
        "Who built the ferry?",
        "Who designed the old town?",
        "Who won the election in Brel?",
        "Why did Dorn lose the final?",
        "How many people were injured?",
        "How much does the bread cost?",
        "Did Ann Lee build the bridge?",
        "Did Canada pay for the bridge?",
        "When was Brel founded?",
        "Was the ferry closed?",
        # a name in passing elsewhere
        "Who is the mayor of Dorn?",
        # a number in another unit, of another thing, or of nothing
        "How long is the bridge?",
        "How old is the bridge's engineer?",
        # words of somebody who says nothing
        "What did Mia Falk say?",
        "What did Karl Beljah say about the bridge?",
        *_misses(
            ("Who owns the ferry?", "the next sentence tells of owners, of shops"),
            ("Who sold the bridge?", "he sold bread; the next sentence has the bridge"),
            ("Who is the mayor of Orm?", "the river stands beside the mayor"),
            ("When did Dorn win the final?", "who won whom is word order"),
            ("How tall is the bridge?", "40 miles are a distance and a length"),
        ),
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
        ("When was the bridge shut?", "was closed on Monday"),
        ("Who is the mayor of Brel?", "the mayor of Brel"),
        ("How far away is the next bridge?", "40 miles away"),
        ("Did shops lose customers?", "lost customers"),
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


@pytest.mark.parametrize(
    ("text", "question", "is_told"),
    [
        ("Rangers found dead owls in the park. It rained for a week.", "Did anyone die?", False),
        ("Owls were hurt in the storm. Trees fell on the road.", "Was anyone hurt?", False),
        ("A driver was hurt in the storm. Trees fell on the road.", "Was anyone hurt?", True),
        ("Three people died in the storm. Trees fell.", "Did anyone die?", True),
        ("Ann Lee died in the storm. Trees fell.", "Did anybody die?", True),
    ],
)
def test_what_happened_to_people_is_told_of_people(text: str, question: str, is_told: bool) -> None:
    index = PassageIndex([Article(id="storm", text=text, title="Storm in the park", outlet="AP")])
    assert (answer(question, index).verdict is Verdict.ANSWERED) is is_told


def test_she_who_refused_did_not_accept_and_a_yes_or_no_question_gets_what_she_did() -> None:
    index = PassageIndex(read_articles(Path("seeds")))
    assert answer("When did Sheinbaum accept the troops?", index).verdict is Verdict.CLOSEST
    assert answer("Did Sheinbaum accept the troops?", index).verdict is Verdict.ANSWERED


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("The tower stands in Brel. It was finished in 1911.", "When was the tower completed?"),
        ("The tower was built by Bo Ek.", "Who constructed the tower?"),
        ("Nine guards came in. They all had swords.", "How many guards had swords?"),
        ("Brel has a system. It joined the network called HomeGroup.", "What is the name of the network?"),
        ("Bo Ek (7 November 1913 – 4 January 1960) was a baker from Brel.", "When was Bo Ek born?"),
        ("In their fourth year, students visit the wards of Brel.", "What year do students visit the wards?"),
        ("Mills came up in Brel from 872 and spread to the coast.", "When did mills come up in Brel?"),
    ],
)
def test_what_stands_beside_the_sentence_or_in_other_words_is_still_told(text: str, question: str) -> None:
    assert answer(question, PassageIndex([Article(id="1", text=text)])).verdict is Verdict.ANSWERED


@pytest.mark.parametrize(
    "question",
    [
        "What is the spokesperson's name?",
        "Who leads the Northern Command?",
        *_misses(
            ("Why was the call tense?", "that it was tense is told, and no reason that words give away"),
            ("Why did Trump call Sheinbaum?", "the call is told; what was said in it stands beside it"),
            ("Is the border secure?", "somebody works to ensure its security"),
        ),
    ],
)
def test_what_the_seed_article_does_not_tell_is_not_answered(question: str) -> None:
    index = PassageIndex(read_articles(Path("seeds")))
    assert answer(question, index).verdict is not Verdict.ANSWERED


@pytest.mark.parametrize(
    ("text", "question", "is_told"),
    [
        ("A White House spokesperson smiled.", "What is the spokesperson's name?", False),
        ("A White House spokesperson, Ann Lee, smiled.", "What is the spokesperson's name?", True),
        ("The captain smiled.", "What’s the captain’s name?", False),
        ("Captain: Bo Lind", "What’s the captain’s name?", True),
        ("The Rossi bakery was shut.", "What is the bakery's name?", True),
        ("Captain: Bo Lind", "When is Bo Lind?", False),
        ("Bo Lind sails on Monday.", "When is Bo Lind?", True),
        ("The bridge will reopen if the council pays.", "When will the bridge reopen?", False),
        ("The bridge will reopen when the council pays.", "When will the bridge reopen?", True),
        ("El puente abrirá si paga la ciudad.", "¿Cuándo abrirá el puente?", False),
        ("El puente abrirá cuando pague la ciudad.", "¿Cuándo abrirá el puente?", True),
    ],
)
def test_a_name_or_a_time_that_is_asked_for_is_answered_only_by_one(
    text: str, question: str, is_told: bool
) -> None:
    index = PassageIndex([Article(id="1", text=f"{text} It rained on the coast.", title="The coast today")])
    assert (answer(question, index).verdict is Verdict.ANSWERED) is is_told


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Who is the mayor of Glimmerton?", ("Glimmerton",)),
        ("Did Ann Trudeau resign from Tovik's council?", ("Trudeau", "Tovik")),
        ("Did Ann Lee resign?", ()),
        ("Did Canada buy the ferry?", ()),
        ("Did Beljha resign?", ()),
        ("Did the EU buy the ferry on Sunday?", ()),
    ],
)
def test_a_closest_answer_says_which_names_stand_nowhere(
    question: str, names: tuple[str, ...], index: PassageIndex
) -> None:
    found = answer(question, index)
    assert found.verdict is Verdict.CLOSEST
    assert found.unmentioned == names
    assert from_json(to_json(found), index.find) == found


def test_a_list_of_names_that_no_article_has_takes_no_longer_than_any_other_question() -> None:
    names = [word.title() for word in COMMON.split()]
    twice = " ".join(f"{name} {name}" if at % 2 else name for at, name in enumerate(names[1:]))
    index = PassageIndex([Article(id="1", text=f"It was {RARE} there.")])
    started = time.process_time()
    answer(f"Why did {RARE} {twice} of the in the {names[0]}?", index)
    assert time.process_time() - started < 1


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


@pytest.mark.parametrize("amount", ["25%", "$5 million", "€5", "10 %", "\u0e31"])
def test_a_statement_about_an_amount_can_be_asked_for(amount: str, index: PassageIndex) -> None:
    question = f"What did Lee say about the {amount} toll?"
    assert read_question(question).kind == "saying"
    assert answer(question, index).verdict is not Verdict.ANSWERED


def test_one_of_the_kind_that_is_asked_for_is_the_answer() -> None:
    text = "The zoo of Brel was shut on Monday. Keepers looked for it all day. A lynx was seen on the roof."
    index = PassageIndex([Article(id="zoo", text=text, outlet="AP")])
    best = answer("Which animal was seen?", index).citations[0]
    assert best.answer is not None
    assert "lynx" in best.answer.of(text)


@pytest.mark.parametrize("speaker", ["Sheinbaum", "Claudia Sheinbaum"])
@pytest.mark.parametrize("other", ["Trump", "Donald Trump", "President Trump"])
def test_a_full_name_asks_for_the_same_words_as_the_surname(speaker: str, other: str) -> None:
    index = PassageIndex(read_articles(Path("seeds")))
    best = answer(f"What did {speaker} tell {other}?", index).citations[0]
    assert best.answer is not None
    assert "“No, President Trump." in best.answer.of(best.article.text)


def test_a_heading_that_says_the_question_again_does_not_come_first() -> None:
    text = "Owls breed in the valley.\n\nWhy they came back\n\nVoles live there since grass is left uncut."
    index = PassageIndex([Article(id="owls", text=text, title="Birds", outlet="AP")])
    best = answer("Why did the owls come back?", index).citations[0]
    assert best.answer is not None
    assert best.answer.of(text) != "Why they came back"


@pytest.mark.parametrize(
    ("text", "question", "verdict"),
    [
        ("Ann Lee coached the Dorn team (2015–2019).", "Did Ann Lee die?", Verdict.CLOSEST),
        ("Ann Lee coached the Dorn team (2015–2019).", "When was Ann Lee born?", Verdict.CLOSEST),
        ("Ann Lee (born 7 May 1950) is a baker in Oslo.", "When did Ann Lee die?", Verdict.CLOSEST),
        (
            "Ann Lee (7 May 1850 – 3 June 1912) was a baker in Oslo.",
            "When did Ann Lee die?",
            Verdict.ANSWERED,
        ),
        ("Ann Lee is a judge in Oslo.", "Was Ann Lee convicted?", Verdict.CLOSEST),
        ("Ann Lee stopped at the shop on Monday.", "When was Ann Lee arrested?", Verdict.CLOSEST),
        ("Ann Lee passed her driving test on Monday.", "Did Ann Lee die?", Verdict.CLOSEST),
    ],
)
def test_brackets_and_paraphrases_tell_of_a_life_or_a_deed_only_where_they_do(
    text: str, question: str, verdict: Verdict
) -> None:
    article = Article(id="1", text=f"{text} The weather in Oslo stayed cold. Nobody else came.")
    assert answer(question, PassageIndex([article])).verdict is verdict


def test_brackets_without_end_cost_no_time() -> None:
    sentence = "Ann Lee (" + "1999-" * 150 + " baked bread. "
    article = Article(id="1", text=sentence * 5)
    started = time.process_time()
    answer("When was the birth and death of Ann Lee?", PassageIndex([article]))
    assert time.process_time() - started < 3  # it took 12


@pytest.mark.parametrize("question", ["Did the captain buy a Boeing?", "Is the captain from Dorn married?"])
def test_no_name_is_said_to_stand_nowhere_above_words_that_have_it(question: str) -> None:
    article = Article(
        id="1",
        text="The captain saw the Boeing737 overhead. He steered the ferry to the shore.",
        title="Captain from Dorn tells of the storm",
    )
    found = answer(question, PassageIndex([article]))
    assert found.citations
    assert found.unmentioned == ()
