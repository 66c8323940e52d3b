"""What a question asks for of which an article has nothing, sign by sign."""

from __future__ import annotations

from typing import Any

from retrieval.evidence import lacking
from retrieval.evidence.lacking import is_spelled_out, lacks_what_is_asked, with_names_of
from retrieval.evidence.question import Word, read_question
from retrieval.evidence.unmentioned import unmentioned_names, without_shown
from retrieval.models import Article
from tests.evidence_data import ask

NEWS: dict[str, Any] = {"outlet": "AP"}


_LOWER: list[tuple[str, str, list[str]]] = [
    ("where was ann lee", "They saw Ann Lee.", ["ann", "lee"]),
    ("Where was ann lee", "They saw Ann Lee.", []),  # whoever writes capitals writes them in names
    ("where was ann lee", "They saw ann lee.", []),
    ("where was ann lee", "1 1. 2 2. 3 3. 4 4. They saw Ann Lee.", ["ann", "lee"]),
    ("where was ann lee", "1 1. 2 2. 3 3. 4 4. 5 5. They saw Ann Lee.", []),  # no more than five
]


def test_words_of_a_question_all_in_lower_case_are_names_where_the_best_sentences_write_them_so() -> None:
    for question, text, names in _LOWER:
        asked = ask(text, question)
        asked.evidence.sort(key=lambda each: each.sentence.number)
        found = with_names_of(asked.question, asked.evidence)
        assert [word.written for word in found.words if word.name] == names


_ONLY_NAMES: list[tuple[str, str, dict[str, Any], bool]] = [
    ("Where was Ann Lee born?", "They saw Ann fly.", NEWS, True),
    ("Where was Ann Lee born?", "They saw Ann born.", NEWS, False),
    ("Where was Ann Lee born?", "They saw Ann (1913–1960) fly.", NEWS, False),  # told in other words
    ("Where was Ann Lee born?", "They saw Ann fly. She was born in Rome.", NEWS, False),
    ("Where was Ann Lee born?", "They saw Ann fly. It rained. It rained. A dog was born.", NEWS, False),
    ("Where was Ann Lee?", "They saw Ann fly.", NEWS, False),  # nothing telling is asked
    ("Where was Ann Lee born?", "They saw Ann Lee fly.", NEWS, True),  # one name of two words
    ("Where was Ann Lee born?", "They saw Ann Lee fly.", {}, False),  # is enough outside of news
    ("Where was Ann Lee born?", "They saw Ann fly.", {}, True),
    ("Did Ann marry Bo?", "They saw Ann and Bo fly.", NEWS, False),  # two names tell enough
    ("Did Ann marry Bo?", "They saw Ann fly. It rained. They saw Bo.", NEWS, True),  # in one sentence
    ("What did Ann say?", "They saw Bo fly.", NEWS, True),
    ("What did Ann say?", "They saw Ann fly.", NEWS, False),
    ("What did Ann say?", "They saw Bo fly. It rained. It rained. Ann came.", NEWS, False),
    ("What did the mayor of Brel say?", "They saw the mayor fly.", NEWS, False),
    ("What did Ann say?", "They saw Anna fly.", NEWS, True),
    ("Who is Ann?", "They saw Bo fly.", NEWS, False),  # nobody's words are asked for
    ("What did the American say?", "They saw America fly.", NEWS, False),  # another form of the speaker
]


def test_an_article_that_has_but_the_name_of_a_question_tells_nothing_that_is_asked_of_it() -> None:
    assert [
        (question, text, about)
        for question, text, about, lacks in _ONLY_NAMES
        for asked in [ask(text, question, **about)]
        if lacking._holds_only_its_name(asked.question, asked.evidence[0], asked.held) is not lacks
    ] == []


BRIDGE = "The bridge in Brel was closed. It was old. Trees fell. Ann Lee baked bread. Owls came."


_PREDICATES: list[tuple[str, int, bool]] = [
    ("Is the bridge closed?", 0, False),
    ("Is the bridge safe?", 0, True),
    ("Is the bridge safe now that it is closed?", 0, False),  # the last word tells
    ("Is the bridge closed and safe?", 0, True),
    ("Is the wooden bridge closed and safe?", 0, False),  # of four, one may be missing
    ("Is the wooden bridge safe?", 0, True),
    ("Did bread fall on the bridge?", 0, False),
    ("Is the bridge baked?", 0, False),  # told somewhere
    ("Is the bridge shut?", 0, False),  # told in other words
    ("Is it in Orm?", 0, False),  # a name tells nothing here
    ("It is wooden. Is it closed?", 0, False),  # told before, not asked
    ("It is closed. Is it wooden?", 0, True),
    ("When was the bridge closed?", 0, False),
    ("When was the bridge painted?", 0, True),
    ("When was the bridge painted?", 4, True),
    ("When was the bridge closed?", 3, True),  # nothing of it stands near
    ("When did the bread smell?", 4, True),
    ("When was the time?", 0, False),  # the kind itself is no sign
    ("How many bridges closed?", 0, False),
    ("How many bridges closed?", 3, True),
    ("How many bridges were painted?", 0, False),  # one of the words is near
    ("How many were painted?", 0, True),
    ("How many were shut and painted?", 0, False),  # one of them in other words
    ("Who painted?", 0, False),
    ("What burned?", 0, False),
    ("Why did it burn?", 0, False),
    ("What did Ann burn?", 0, False),
]


def test_what_is_asked_of_a_thing_is_its_last_telling_word() -> None:
    assert [
        (question, best)
        for question, best, lacks in _PREDICATES
        for asked in [ask(BRIDGE, question, best)]
        if lacking._lacks_its_predicate(asked.question, asked.evidence[0], asked.held) is not lacks
    ] == []


def test_a_number_in_its_unit_is_told_of_what_was_named_before() -> None:
    for text, lacks in (("It weighed 9 pounds. Owls came.", False), ("It had 9 arms. Owls came.", True)):
        asked = ask(text, "How heavy was the octopus?")
        assert lacking._lacks_its_predicate(asked.question, asked.evidence[0], asked.held) is lacks


_MISSED: list[tuple[str, bool]] = [
    ("Who went to Canada?", False),
    ("Who went to Norway?", True),
    ("Who went to Norway or stayed in Canada?", True),
    ("Who went with Maria Canada?", False),  # half of a name
    ("Who went with Bo Ek?", False),
    ("Who went with Ann Ek?", False),
    ("Who went with Mia Falk?", False),  # "Mia" is too short for it to be sure
    ("Who went with Maria Falk?", True),
    ("Who saw Norwegian ferries?", False),  # ferries first
    ("Who saw the Falk?", True),
    ("Did Falk go?", True),  # the last word of the name is followed by what asks
    ("Did Falk sail?", True),  # a yes/no word before it
    ("did Falk sail?", True),
    ("Could Falk sail?", True),
    ("Why Falk sailed?", False),
    ("Falk came. Who was it?", False),
    ("They met Falk. Who was it?", False),  # not asked
    ("Who was on TV?", False),
    ("Who was at the BBC?", False),
    ("Who went in June?", False),
]


def test_a_name_that_is_asked_of_and_stands_nowhere_is_missed() -> None:
    assert [
        question
        for question, lacks in _MISSED
        for asked in [ask("Some people from Canada went with Bo. They were seen.", question)]
        if lacking._lacks_a_name(asked.question, asked.held) is not lacks
    ] == []


_FOUND: list[tuple[str, list[str], tuple[str, int] | None]] = [
    ("Did Ann Lee win?", ["Ann", "Lee"], ("Did", 11)),
    ("Did Ann-Lee win?", ["Ann", "Lee"], ("Did", 11)),
    ("Did Ann de Lee win?", ["Ann", "Lee"], ("Did", 14)),
    ("Did Ann van de Lee win?", ["Ann", "Lee"], None),
    ("Did “Ann” win?", ["Ann"], ("Did", 8)),
    ("Did Ann win, or Ann Lee?", ["Ann", "Lee"], ("or", 23)),
    ("Did Ann Ann Lee win?", ["Ann", "Lee"], ("Did", 15)),
    ("Did Ann Lee Ek win?", ["Ann", "Lee", "Ek"], ("Did", 14)),
    ("Did Lee win?", ["Ann"], None),
    ("Ann Lee won.", ["Ann"], None),  # nothing before it
    ("Did AnnLee win?", ["Ann", "Lee"], None),
    ("Was it Ann A. Annan?", ["Ann", "An"], ("it", 16)),
    ("Was it Ann An An?", ["Ann", "An"], ("it", 16)),
    ("Was it J.R (Ek)?", ["J.R", "Ek"], ("it", 14)),
]


def test_a_name_is_found_where_it_is_written_with_one_word_at_most_between_two() -> None:
    assert [(text, name) for text, name, found in _FOUND if lacking._find_name(text, name) != found] == []


_WHOLE: list[tuple[str, list[str], bool, bool]] = [
    ("Who went to Canada?", ["Canada"], True, True),
    ("Who went to Canada?", ["Canada"], False, False),
    ("Who went to Canada with it?", ["Canada"], True, True),
    ("Who met Canada geese?", ["Canada"], True, False),
    ("Has Canada geese?", ["Canada"], True, True),
    ("HAS Canada geese?", ["Canada"], True, True),
    ("Who went to Canada, eh?", ["Canada"], True, True),
    ("Who went to May?", ["May"], True, False),
    ("Who met Maria June?", ["Maria", "June"], True, False),
    ("Canada won?", ["Canada"], True, False),
]


def test_a_name_would_be_spelled_out_that_nothing_follows_which_it_belongs_to() -> None:
    for text, name, asking, told in _WHOLE:
        words = [Word(each, (each.lower(),), (), True, asking) for each in name]
        assert lacking._is_one_told(text, words) is told


_SPELLED: list[tuple[str, bool]] = [
    ("Canada", True),
    ("Cuba", True),
    ("Bob", False),
    ("USA", False),
    ("NATO", False),
    ("McLee", False),
    ("TVone", False),
    ("June", False),
    ("Monday", False),
    ("Sunday", False),
]


def test_a_name_of_four_letters_that_is_no_month_or_day_is_spelled_out() -> None:
    assert [
        written
        for written, spelled_out in _SPELLED
        for word in read_question(f"they {written}").words
        if is_spelled_out(word) is not spelled_out
    ] == []


_SAID: list[tuple[str, str, bool]] = [
    ("What did Ann say?", "Ann said no.", False),
    ("What did Ann say?", "“No,” was the word of Ann.", False),
    ("What did Ann say?", "Ann came.", True),
    ("What do they say?", "Ann came.", False),  # whoever it is
    ("Who is Ann?", "Ann came.", False),
]


def test_words_of_somebody_are_missed_where_nobody_says_anything() -> None:
    assert [
        (question, text)
        for question, text, lacks in _SAID
        for asked in [ask(text, question)]
        if lacking._lacks_a_statement(asked.question, asked.evidence[0].sentence) is not lacks
    ] == []


_STATEMENTS: list[tuple[str, str, bool]] = [
    ("What did Ann say about owls?", "Ann said owls came.", False),
    ("What did Ann say about owls?", "Ann said it rained.", True),
    ("What did Ann say about owls?", "Ann said it rained. Owls came.", False),
    ("What did Ann say about owls and mice?", "Ann said it rained. Owls came.", False),
    ("What did Ann say about owls and mice?", "Ann said it rained.", True),
    ("What did Ann announce?", "Ann announced it.", False),
    ("What did Ann announce?", "Ann said it rained.", True),
    ("What did Ann say?", "It rained.", False),
    ("What did Ann say about Ann?", "It rained.", False),
    ("What did Ann say to Bo?", "Ann said it rained.", True),  # to somebody else
    ("What did Ann say to Bo?", "Ann said it rained. Bo came.", False),
    ("What did Ann say to reporters?", "Ann said it rained.", False),
    ("What did Ann say to Bo about owls?", "Ann said owls came.", True),
    ("What did Ann say to Bo about owls?", "Ann said it rained. Bo came.", True),
    ("What did Ann say to Bo about owls?", "Ann said owls came to Bo.", False),
    ("What did Ann say about Bo?", "Ann said it rained.", True),
    ("What did Ann say about Bo and owls?", "Ann said owls came.", False),
    ("Who saw Bo?", "Ann said it rained.", False),
]


def test_a_statement_is_told_to_whom_and_of_what_it_is_asked() -> None:
    assert [
        (question, text)
        for question, text, lacks in _STATEMENTS
        for asked in [ask(text, question)]
        if lacking._lacks_its_topic(asked.question, asked.evidence) is not lacks
    ] == []


_UNTOLD = [
    ("Where was Ann Lee's whole big family in Brel born and raised?", "They saw Ann fly."),
    ("Who painted the bridge?", "The bridge was closed. Trees fell."),
    ("Who took city bus 13?", "They took a city bus. It rained."),
    ("Was anyone hurt in the wide old red valley?", "In the wide old red valley owls were hurt."),
    ("When were wooden doors and windows of old red houses painted?", "Trees fell."),
]
_MISSING = [
    ("Who went with the old red wooden houses to Norway?", "Old red wooden houses went."),
    ("How many old red wooden houses burned?", "Old red wooden houses burned."),
    ("What did Ann say?", "Ann came. Trees fell."),
    ("What did Ann say about owls?", "“No,” said Ann. Trees fell."),
]


def _lacking_nothing(asked: list[tuple[str, str]]) -> list[str]:
    return [
        question
        for question, text in asked
        for found in [ask(text, question, **NEWS)]
        if not lacks_what_is_asked(found.question, found.evidence, found.held)
    ]


def test_what_is_not_told_of_a_thing_is_enough_for_an_answer_to_be_missing() -> None:
    assert _lacking_nothing(_UNTOLD) == []


def test_a_name_a_kind_or_a_statement_that_stands_nowhere_is_enough_for_it_too() -> None:
    assert _lacking_nothing(_MISSING) == []


def test_nothing_is_missing_where_all_is_told() -> None:
    asked = ask("On Monday the old bridge in Brel was closed.", "When was the bridge in Brel closed?", **NEWS)
    assert not lacks_what_is_asked(asked.question, asked.evidence, asked.held)


_UNMENTIONED: list[tuple[str, set[str], tuple[str, ...]]] = [
    ("Who met Maria Falk?", {"maria", "falk"}, ()),
    ("Who met Maria Falk?", {"maria"}, ("Falk",)),
    ("Who met Maria Falk?", set(), ("Maria Falk",)),
    ("Who met Maria Falk’s Canadians?", set(), ("Maria Falk", "Canadians")),
    ("Who met Maria, Falk, Bodil and Runa?", set(), ("Maria", "Falk", "Bodil")),  # no more than three
    ("Who met Maria and saw Maria?", set(), ("Maria",)),
    ("Who met Maria or her Canadians?", {"canada"}, ("Maria",)),
    ("Who met NATO in June?", set(), ()),
    (f"Who met {'M' + 'a' * 39}?", set(), ("M" + "a" * 39,)),
    (f"Who met {'M' + 'a' * 40}?", set(), ()),  # no name
    ("Who met maria?", set(), ()),
]


def test_the_names_that_no_article_has_are_said_as_they_are_written() -> None:
    assert [
        (question, known)
        for question, known, names in _UNMENTIONED
        if unmentioned_names(read_question(question), known.__contains__) != names
    ] == []


_SHOWN: list[tuple[dict[str, Any], str]] = [
    ({"text": "Owls."}, "Owls"),
    ({"text": "Owls."}, "owl"),
    ({"text": "ŁÓDŹ."}, "Lodz"),
    ({"text": "Ørsted."}, "Orsted"),
    ({"text": "Đoković."}, "Dokovic"),
    ({"text": "Sıla."}, "Sila"),
    ({"text": "Guðni."}, "Gudni"),
    ({"text": "Lodz."}, "Łódź"),
    ({"text": "-", "title": "Dorn"}, "Dorn"),
    ({"text": "-", "outlet": "Dorn"}, "Dorn"),
    ({"text": "-", "place": "Dorn"}, "Dorn"),
    ({"text": "-", "authors": ("Bo", "Dorn")}, "Dorn"),
]


def test_a_name_that_is_shown_anywhere_of_an_article_is_not_said_to_stand_nowhere() -> None:
    assert [
        about
        for about, name in _SHOWN
        for other in [Article(id="2", text="Mice.")]
        if without_shown([name, "Oslo"], [other, Article(id="1", **about)]) != ("Oslo",)
    ] == []


def test_no_name_is_looked_for_across_the_border_of_two_fields() -> None:
    assert without_shown(["Dornmice"], [Article(id="1", text="mice", title="Dorn")]) == ("Dornmice",)
    assert without_shown(["Dornmice"], [Article(id="1", text="Dorn"), Article(id="2", text="mice")])
    assert without_shown([], [Article(id="1", text="mice")]) == ()
