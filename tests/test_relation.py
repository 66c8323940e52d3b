"""Whether what a question asks of a thing is told of it: the words that ask, and where they stand."""

from __future__ import annotations

from retrieval.evidence.question import read_question
from retrieval.evidence.relation import (
    asked_words,
    lacks_a_name_beside,
    lacks_anybody,
    lacks_its_figure,
    lacks_its_relation,
)
from tests.evidence_data import ask

_ASKED: list[tuple[str, list[str]]] = [
    ("Who built the bridge?", ["built", "bridge"]),
    ("Who built the bridge in Brel?", ["built", "bridge"]),  # no name says what is asked
    ("Who are the 40 bakers?", ["bakers"]),  # nor a number
    ("Who said so about the bridge?", ["bridge"]),  # nor what news says every day
    ("Who owned the ferry at the time?", ["owned", "ferry", "time"]),
    ("Where is the harbour located?", ["harbour"]),  # nor what only carries a question
    ("Which city burned?", ["burned"]),  # nor the noun of what is wanted,
    ("Which cities burned in the city?", ["burned"]),
    ("In which former city did it burn?", ["burn"]),
    ("What liquid froze?", ["froze"]),  # be it no kind that is known,
    ("what liquid froze?", ["froze"]),
    ("Which liquid froze?", ["froze"]),
    ("It was which liquid?", []),
    ("¿Qué líquido helado?", ["helado"]),
    ("¿qué líquido helado?", ["helado"]),
    ("¿Cuál líquido helado?", ["helado"]),
    ("¿cuáles líquidos helados?", ["helados"]),
    ("Who drank the liquid?", ["drank", "liquid"]),
    ("Who was the mayor of that city?", ["mayor", "city"]),
    ("Who is the CEO of Brel?", ["CEO"]),  # what is written in capitals may be no name
    ("Who is the Ceo of Brel?", []),
    ("Who joined the EU?", ["joined"]),
]


def test_what_is_asked_is_said_by_words_that_are_no_names_no_numbers_and_not_the_kind() -> None:
    assert [
        question
        for question, words in _ASKED
        if [word.written for word in asked_words(read_question(question))] != words
    ] == []


BRIDGE = (
    "Brel opened an old bridge. The mayor of Brel came. Bo Ek sold bread there. It rained. Nobody painted "
    "boats."
)


_RELATIONS: list[tuple[str, int, bool]] = [
    ("Who opened the bridge?", 0, False),
    ("Who painted the bridge?", 0, True),
    ("Who opened the bridge?", 1, False),  # beside the best sentence is near enough,
    ("Who opened the bridge?", 3, True),  # elsewhere is not
    ("Who painted the bridge?", 3, True),
    ("Who painted boats?", 3, False),
    ("Where was the bridge painted?", 0, True),
    ("When was the bridge painted?", 0, True),
    ("How many bridges were painted?", 0, True),
    ("Why was the bridge painted?", 0, True),
    ("Which team painted the bridge?", 0, True),
    ("Was the bridge painted?", 0, True),
    ("What painted the bridge?", 0, False),  # "what" may be told in any words
    ("How did painters paint?", 0, False),
    ("Who painted the wooden Brel bridge?", 0, False),  # three words ask: one may be spared
    ("Who painted Ann Lee Brel?", 0, True),  # four words in all
    ("Who painted Ann Lee's bridge in Brel?", 0, False),  # five
    ("Did Brel close the bridge?", 0, False),  # the opposite settles whether,
    ("Who closed the bridge?", 0, True),  # and nothing else
    ("Who is Bo Ek?", 0, False),
]


def test_each_word_of_a_short_question_is_told_beside_the_best_sentence_or_its_relation_is_not() -> None:
    assert [
        (question, best)
        for question, best, lacks in _RELATIONS
        for asked in [ask(BRIDGE, question, best)]
        if lacks_its_relation(asked.question, asked.held) is not lacks
    ] == []


FIGURES = "The road is 70 miles long. It rained. Trees fell. Bus 12 came in 1911."


_FIGURES: list[tuple[str, int, bool]] = [
    ("Who took bus 12?", 3, False),
    ("Who took bus 13?", 3, True),
    ("Who took bus 12?", 0, True),
    ("Who took the first city bus 13?", 3, False),  # of a long question a figure may be missing
    ("Who took city bus 13?", 3, True),
    ("Who came in 1912?", 3, False),  # the article's own year
    ("Who came in 191?", 3, True),
    ("Bus 13 was late. Who took it?", 3, False),  # told before, not asked
    ("Who took bus B13?", 3, False),
]


def test_a_figure_of_a_short_question_stands_beside_the_best_sentence() -> None:
    assert [
        (question, best)
        for question, best, lacks in _FIGURES
        for asked in [ask(FIGURES, question, best)]
        if lacks_its_figure(asked.question, asked.held) is not lacks
    ] == []


_PEOPLE: list[tuple[str, str, bool]] = [
    ("Five owls drowned.", "Did anyone drown?", False),
    ("The owls drowned.", "Did anyone drown?", True),
    ("The owls drowned.", "Did owls drown?", False),  # nobody is asked for
    ("The owls drowned.", "Did they drown?", False),
    ("The owls drowned.", "Did anybody drown?", True),
    ("The owls drowned.", "Has someone drowned?", True),
    ("The owls drowned.", "Has Somebody drowned?", True),
    ("The owls drowned.", "Did any people drown?", True),
    ("The owls drowned.", "Did some people drown?", True),
    ("Los búhos se fueron.", "¿Alguien drowned?", True),
    ("The owls drowned.", "Was anybody in Rome?", False),
    ("A nurse drowned.", "Did anyone drown?", False),
    ("In the flood, Lee drowned.", "Did anyone drown?", False),
    ("Lee drowned.", "Did anyone drown?", True),  # a first word may be any
    ("In 1911 owls drowned.", "Did anyone drown?", True),
    ("In 911 owls drowned.", "Did anyone drown?", False),
    ("A nurse saw how the owls drowned.", "Did anyone drown?", False),
    ("A nurse saw how the old owls drowned.", "Did anyone drown?", True),
    ("Owls drowned when rain hit a nurse.", "Did anyone drown?", False),
    ("Owls drowned when the rain hit a nurse.", "Did anyone drown?", True),
    ("It rained. A nurse drowned.", "Did anyone drown?", False),
    ("A nurse came. Owls drowned.", "Did anyone drown?", True),
    ("The owls were shot. A nurse died.", "Was anyone killed?", False),
    ("It drowned. Some nurses came.", "Was any nurse or anyone there?", True),  # a nurse is no other one
]


def test_people_are_told_of_by_a_name_a_number_or_a_word_for_them_within_five_words() -> None:
    assert [
        (text, question)
        for text, question, lacks in _PEOPLE
        for asked in [ask(text, question)]
        if lacks_anybody(asked.question, asked.held) is not lacks
    ] == []


TOWN = (
    "Brel has a mayor. It rained. Trees fell. Ann Lee of Dorn came. Snow lay. Owls slept. Mice ate. Cats ran."
)


_PASSING: list[tuple[str, int, bool]] = [
    ("Who is the mayor of Dorn?", 0, True),
    ("Who is the mayor of Dorn?", 1, True),  # two sentences on
    ("Who is the mayor of Dorn?", 2, False),  # next to it
    ("Who is the mayor of Dorn?", 3, False),
    ("Who is the mayor of Dorn?", 5, False),  # two sentences back
    ("Who is the mayor of Dorn?", 6, True),  # three
    ("Who is the mayor of Brel?", 4, False),  # the first sentence tells what it is about
    ("Who is the mayor of Orm?", 0, False),  # not in passing: nowhere
    ("Who is the mayor of big old Dorn?", 0, True),
    ("Who is the mayor of the big old red Dorn?", 0, False),  # of a long question
    ("Dorn lost. Who is the mayor?", 0, False),  # told before, not asked
    ("They met Ann Dorn. Is Ann mayor?", 0, False),  # as half of this name is
    ("Is Ann Lee the mayor?", 0, True),
    ("Is Bo Lee the mayor?", 0, True),  # a part of a name is enough to stand there
    ("Is Ann Lee of Orm?", 0, True),
    ("Is Orm of Ann Lee?", 0, True),
]


def test_a_name_in_passing_elsewhere_is_not_beside_the_best_sentence() -> None:
    assert [
        (question, best)
        for question, best, lacks in _PASSING
        for asked in [ask(TOWN, question, best)]
        if lacks_a_name_beside(asked.question, asked.evidence[0].sentence, asked.held) is not lacks
    ] == []


_TITLES: list[tuple[int, str | None, bool]] = [
    (1, None, True),
    (2, None, True),
    (3, None, False),
    (1, "Rain in Dorn", False),
    (1, "Rain", True),
]


def test_a_name_that_a_title_or_three_sentences_have_is_not_there_in_passing() -> None:
    for times, title, lacks in _TITLES:
        text = "Brel has a mayor. It rained. Trees fell. " + "They saw Dorn. " * times
        asked = ask(text, "Who is the mayor of Dorn?", title=title)
        assert lacks_a_name_beside(asked.question, asked.evidence[0].sentence, asked.held) is lacks


def test_a_name_is_looked_for_in_a_title_in_the_stems_of_its_language() -> None:
    text = "La alcaldesa vino. Llovió. Nevó. Vieron Cañadas. Fin."
    for title, lacks in (("Lluvia en Cañadas", False), (None, True)):
        asked = ask(text, "Who is the alcaldesa of Cañadas?", title=title, language="es")
        assert lacks_a_name_beside(asked.question, asked.evidence[0].sentence, asked.held) is lacks
