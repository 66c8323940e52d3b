"""What a question asks for, question by question: its words, its kind, whose statements it wants."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from retrieval.evidence.question import Question, _find_kind, plain, read_question
from retrieval.tokens import terms

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "asked.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["question"])
def test_a_question_is_read_as_what_it_asks_for(case: dict[str, Any]) -> None:
    asked = read_question(case["question"], ("en", "es"))
    words = asked.words
    assert [word.written for word in words] == case["words"]
    assert (asked.kind, asked.noun) == (case["kind"], case.get("noun", ""))
    assert [word.written for word in words if word.name] == case.get("names", [])
    assert [word.written for word in words if not word.asking] == case.get("before", [])
    assert [word.written for word in words if word.topic] == case.get("topic", case["words"])
    assert (sorted(asked.speakers), asked.verb) == (case.get("speakers", []), case.get("verb", ""))
    assert asked.exchange == case.get("exchange", False)
    assert [list(run) for run in asked.names] == case.get("runs", [])
    assert (asked.is_dated, asked.is_bare) == (case.get("dated", False), case.get("bare", False))
    assert sorted(asked.units)[:3] == case.get("units", [])


def test_a_question_is_read_by_its_first_60_words_and_4000_characters_and_no_word_is_cut() -> None:
    many = [f"word{number:03}x" for number in range(61)]
    assert [word.written for word in read_question(" ".join(many)).words] == many[:60]
    assert [word.written for word in read_question(f"{'the ' * 999}owls").words] == ["owls"]
    assert read_question(f"{'the ' * 999}owlsy").words == ()
    assert len(read_question("x" * 4001).words[0].written) == 4000


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Jonh left", {"john"}),
        ("jhon left", {"john"}),
        ("johm left", set()),
        ("jon left", set()),
        ("j0nh left", set()),
        (f"{'a' * 17}bca left", {"a" * 17 + "cba"}),
        (f"{'a' * 18}bca left", set()),
    ],
)
def test_two_letters_that_changed_places_are_changed_back_in_words_of_4_to_20(
    question: str, meant: set[str]
) -> None:
    known = {"john", "noj", "a" * 17 + "cba", "a" * 18 + "cba"}
    first = read_question(question, known=known.__contains__, speller=lambda word: ()).words[0]
    assert {term for term, _ in first.similar} & known == meant


def test_a_word_that_is_not_known_is_spelled_as_one_that_is_unless_everybody_knows_it() -> None:
    def speller(word: str) -> tuple[str, ...]:
        return {"shienbaum": ("sheinbaum", "the"), "lost": ("cost",)}.get(word, ())

    asked = read_question("Who lost Shienbaum?", known=lambda word: False, speller=speller)
    assert {word.written: dict(word.similar).get("sheinbaum") for word in asked.words}["Shienbaum"] == 0.8
    assert "cost" not in dict(asked.words[0].similar)
    assert "the" not in dict(asked.words[1].similar)
    asked = read_question("Who lost Shienbaum?", known=lambda word: True, speller=speller)
    assert "sheinbaum" not in dict(asked.words[1].similar)
    asked = read_question(
        "they niñas", ("en", "es"), known={"nin"}.__contains__, speller=lambda word: ("owl",)
    )
    assert asked.words[0].similar == ()  # it is known in one of the languages


def test_the_members_of_what_is_asked_for_are_words_it_does_not_name() -> None:
    members = read_question("Which country, France or Chile, won?").members
    assert set(terms("germany spain")) <= members
    assert not members & set(terms("france chile"))
    assert read_question("Which dog won?").members == frozenset()


_KINDS: list[tuple[str, str, str]] = [
    ("Ann asked how many won?", "number", ""),
    ("What led to it?", "reason", ""),
    ("The name of the dog is what?", "name", ""),
    ("Could it rain?", "whether", ""),
    ("The year it could rain?", "", ""),
    ("When it rained, what city fell?", "place", "city"),
    ("When it rained, which city fell?", "place", "city"),
    ("When it rained, who fell?", "person", ""),
    ("When it rained, how old was he?", "number", ""),
    ("Where it rained, how long did it last?", "number", ""),
    ("When it rained, did it fall on what?", "time", ""),
    ("When it rained, whose dog fell?", "time", ""),
    ("After it rained, when did it fall?", "time", ""),
    ("After it rained, what city fell?", "place", "city"),
    ("Dogs who bark are called what?", "", ""),
    ("People who left which city?", "place", "city"),
    ("¿Cuál país ganó?", "place", "pais"),
    ("¿Cuáles países ganaron?", "", ""),
    ("¿Cuáles lugares ganaron?", "", ""),
    ("¿Qué ciudad ganó?", "place", "ciudad"),
    ("It has rained since", "time", ""),
    ("It has rained until", "time", ""),
    ("The book was written by", "name", ""),
    ("The film is called", "name", ""),
    ("Since it rained", "", ""),
    ("What is the population?", "number", "population"),
    ("What was the population?", "number", "population"),
    ("What are the prices?", "number", "price"),
    ("What were the prices?", "number", "price"),
    ("What is the exact price of it?", "number", "price"),
    ("What is the very exact price of it?", "", ""),
    ("What is the team of it?", "name", "team"),
    ("What is the year of it?", "time", "year"),
    ("What is the city of it?", "", ""),
    ("What dogs are prices?", "", ""),
    ("Which of the cities won?", "place", "city"),
    ("Which type of city won?", "place", "city"),
    ("Which good of city won?", "", ""),
    ("Which kind in city won?", "", ""),
    ("Which team did the senator meet?", "name", "team"),
    ("Which did the senator meet?", "", ""),
    ("Which senator blamed the team?", "person", "senator"),
    ("Which animal blamed the team?", "", "animal"),
    ("Which 23 year champion won?", "person", "champion"),
    ("Which 23 city won?", "place", "city"),
    ("Which 5 year plan failed?", "", ""),
    ("Which year was 1911?", "time", "year"),
    ("Which big year champion won?", "person", "champion"),
    ("Which city's senator won?", "person", "senator"),
    ("Which city's dogs won?", "", ""),
    ("Which a b c d e f city won?", "place", "city"),
    ("Which a b c d e f g city won?", "", ""),
    ("Which part won?", "", ""),
    ("Which parties won?", "name", "party"),
    ("Which count won?", "", ""),
    ("What movies won?", "name", "movie"),
    ("?", "", ""),
    ("", "", ""),
    (f"{'x' * 296} who won?", "person", ""),
    (f"{'x' * 297} who won?", "", ""),  # no longer read
]


def test_the_kind_of_answer_is_told_by_the_word_that_asks_and_its_noun() -> None:
    assert [question for question, kind, noun in _KINDS if _find_kind(plain(question)) != (kind, noun)] == []


def _statement(asked: Question) -> tuple[str, bool]:
    """What a question for somebody's words is about, and whether they were said to somebody."""
    assert asked.kind == "saying"
    return " ".join(word.written for word in asked.words if word.topic), asked.exchange


_STATEMENTS: list[tuple[str, str, bool]] = [
    ("And what did Lee say about owls?", "owls", False),
    ("So what did Lee say about owls?", "owls", False),
    ("But what did Lee say about owls?", "owls", False),
    ("How does Lee reply?", "", True),
    ("What do Lee and Bo say?", "", False),
    ("What have Lee and Bo said?", "", False),
    ("What had Lee said?", "", False),
    ("What bad news did Lee tell Bo about owls?", "owls", True),
    ("What did Lee answer Bo?", "", True),
    ("What did Lee reply?", "", True),
    ("How did Lee react?", "", True),
    ("What did Lee say to Bo?", "", True),
    ("What has Lee said to Bo?", "", True),
    ("What did Lee say of owls?", "", False),
    ("What did Lee state to Bo?", "", False),
    ("What did Lee say regarding owls?", "owls", False),
    ("What did Lee say concerning owls?", "owls", False),
    ("What did Lee say over owls?", "owls", False),
    ("What did Lee say after owls left?", "owls left", False),
    ("What did Lee say before owls left?", "owls left", False),
    ("What did Lee say when owls left?", "owls left", False),
    ("What did Lee think of owls?", "think owls", False),
    ("What did Lee in Brel by the old mill say about owls?", "owls", False),
]


def test_a_question_for_words_is_about_what_follows_and_tells_whether_they_were_said_to_somebody() -> None:
    assert [
        question
        for question, topic, exchange in _STATEMENTS
        for asked in [read_question(question)]
        if (*_statement(asked), "lee" in asked.speakers) != (topic, exchange, True)
    ] == []


_SPANISH: list[tuple[str, str, bool]] = [
    ("Qué dijo Lee sobre owls?", "owls", False),
    ("Cómo respondió Lee?", "", True),
    ("Qué contestó Lee cuando owls?", "owls", True),
    ("Cómo responde Lee acerca owls?", "owls", True),
    ("Qué dijo a Bo Lee?", "", True),
    ("Qué dice a Bo Lee?", "", True),
    ("Qué dijo Lee?", "", False),
]


def test_a_spanish_question_for_words_is_read_so_too() -> None:
    assert [
        question
        for question, topic, exchange in _SPANISH
        if _statement(read_question(question)) != (topic, exchange)
    ] == []


_NO_STATEMENTS = [
    "What three bad news did Lee say?",
    "Yes and what did Lee say?",
    "What will Lee say?",
    "What did Lee in Brel by the very old mill say about owls?",
    "What did Lee do?",
    "Why did Lee say it?",
    "What did the say?",
]


def test_a_question_for_other_things_asks_for_no_statement_of_lee() -> None:
    assert [text for text in _NO_STATEMENTS if "lee" in read_question(text).speakers] == []


def test_a_speaker_is_known_by_the_name_and_by_what_it_may_be_a_misspelling_of() -> None:
    asked = read_question("What did Obana say?", known=lambda word: False, speller=lambda word: ("obama",))
    assert asked.speakers == {"obana", "obama"}
    assert read_question("What did the American say?").speakers == {"american", "america", "u.s"}
    assert read_question("What did the old mayor say?").speakers == {"old", "mayor"}  # no "elder"


_BEFORE: list[tuple[str, list[str]]] = [
    ("It rained. Who won?", ["rained"]),
    ("It rained! Who won?", ["rained"]),
    ("Rain? Who won?", ["Rain"]),
    ("It rained.” Who won?", ["rained"]),
    ("It rained.') Who won?", ["rained"]),
    ("It rained. “Who won?", ["rained"]),
    ("It rained. ¿Who won?", ["rained"]),
    ("It rained\nwho won?", ["rained"]),
    ("It rained. who won?", []),
    ("It rained.Who won?", []),
    ("Did J. Lee win?", []),
    ("Did J. rain. Who won?", ["J", "rain"]),
    ("It rained. Who won.", []),  # asks nothing
    ("It rained. Owls won?", ["rained"]),
    ("It rained. Who won?\nIt was Ann.", ["rained"]),
    ("Owls fell. Owls won?", ["fell"]),
    ("It rained. Snow fell. Who won? It was Ann. Yes.", ["rained", "Snow", "fell"]),
]


def test_what_stands_before_the_sentence_that_asks_is_told() -> None:
    assert [
        text
        for text, before in _BEFORE
        if [word.written for word in read_question(text).words if not word.asking] != before
    ] == []


def test_a_word_that_is_said_before_and_asked_again_is_asked() -> None:
    rained, won = read_question("Rain fell. Who won in the rain?").words[::2]
    assert (rained.written, rained.asking, won.asking) == ("Rain", True, True)
    assert not read_question("It rained. Rain fell. Who won?").words[0].asking


_NAMES: list[tuple[str, list[str]]] = [
    ("“Ann won?", []),  # a first word is written with a capital anyway,
    ("It rained. Ann won?", []),  # that of the sentence that asks, too
    ("It rained. Did Ann win?", ["Ann"]),
    ("Ann rained. Did it?", []),
    ("Is Ann’s dog here?", ["Ann’s"]),
]


def test_a_name_is_written_with_a_capital_within_a_sentence() -> None:
    assert [
        question
        for question, names in _NAMES
        if [word.written for word in read_question(question).words if word.name] != names
    ] == []


_RUNS: list[tuple[str, tuple[tuple[int, ...], ...]]] = [
    ("Is Ann-Lee here?", ((0, 1),)),
    ("Is Ann, Lee here?", ((0,), (1,))),
    ("Is Ann of Lee here?", ((0,), (1,))),
    ("Is Ann good to Lee?", ((0,), (2,))),
    ("Is Ann’s Lee here?", ((0,), (1,))),
    ("Is Ann Lee Ek here?", ((0, 1, 2),)),
    ("Is AnnLee, Ann, Lee Ek here?", ((0,), (1,), (2, 3))),
    ("Is a good Ann Lee here?", ((1, 2),)),
    ("Is it?", ()),
]


def test_names_that_stand_side_by_side_are_one() -> None:
    assert [question for question, runs in _RUNS if read_question(question).names != runs] == []


def test_up_to_three_keywords_are_no_question() -> None:
    texts = ["", "a", "owls", "owls mice cats", "owls mice cats dogs", "the owls"]
    assert [text for text in texts if read_question(text).is_bare] == ["owls", "owls mice cats"]


def test_words_have_their_terms_in_every_language_once_and_so_have_units_and_members() -> None:
    asked = read_question("How old are niñas cities?", ("en", "es"))
    assert [word.terms for word in asked.words] == [("old",), ("nina", "nin"), ("citi",)]
    assert asked.terms == {"old", "nina", "nin", "citi"}
    assert {"year", "anos"} <= asked.units
    assert {"mexico", "mexic"} <= read_question("Which country is it?", ("en", "es")).members
    assert "mexic" not in read_question("Which country is it?").members


def test_other_words_are_looked_up_for_the_term_of_each_language() -> None:
    (word,) = read_question("they mexicans", ("es", "en")).words
    assert word.terms == ("mexicans", "mexican")
    assert dict(word.similar) == {"mexico": 0.8}
    (word,) = read_question("they drew", ("en", "es", "fr")).words
    assert "draw" in dict(word.similar)


def test_a_question_for_no_statement_is_about_all_its_words_and_has_no_speaker() -> None:
    asked = read_question("Who won the cup?")
    assert all(word.topic for word in asked.words)
    assert (asked.speakers, asked.verb, asked.exchange) == (frozenset(), "", False)


def test_a_question_is_in_english_where_nothing_else_is_said() -> None:
    assert [word.terms for word in read_question("Who painted cities?").words] == [("paint",), ("citi",)]
