"""What a sentence holds that may be the answer: names, places, numbers, times, each where it is asked."""

from __future__ import annotations

from math import log

from retrieval.evidence.holding import (
    Votes,
    answer_values,
    calendar_words,
    has_pronoun,
    is_numeral,
    is_plural_pronoun,
    is_year,
    names_in,
    tells_age,
    tells_time,
)
from retrieval.evidence.question import read_question
from tests.evidence_data import sentences_of


def _values(
    text: str, asked: str, *, room: float = 1.0, title: str = "", near: tuple[float, ...] = (), at: int = 0
) -> dict[str, float]:
    """The values of sentence `at` that are not 0; each sentence stands `near` the words, 1.0 if not told."""
    question, sentences = read_question(asked), sentences_of(text)
    votes = Votes(question, sentences, near or [1.0] * len(sentences))
    found = answer_values(question, sentences[at], votes, room, frozenset(title.split()))
    return {name: round(float(value), 4) for name, value in found if value}


def test_names_are_counted_where_a_person_is_asked_for() -> None:
    assert _values("They met Ann Lee.", "Who owned owls?") == {
        "holds_any_name": 1,
        "holds_a_name": 1,
        "holds_names": round(log(3), 4),
        "name_beside_the_words": 0.01,
        "holds_a_full_name": 1,
        "holds_a_person": 1,
        "names_near_the_words": 1,
    }
    assert _values("They met Lee.", "Who owned owls?", room=0.5) == {
        "holds_any_name": 1,
        "holds_a_name": 0.5,
        "holds_names": round(0.5 * log(2), 4),
        "name_beside_the_words": 0.01,
        "names_near_the_words": 0.5,
    }
    assert _values("They met owls.", "Who owned mice?") == {}


_KINDS: list[tuple[str, set[str]]] = [
    ("Who met owls?", {"holds_any_name", "holds_a_person", "holds_a_name_of_the_title"}),
    ("Which team met owls?", {"holds_any_name", "holds_a_name_of_the_title", "holds_a_title_in_quotes"}),
    ("Where did owls meet?", {"holds_any_name", "holds_a_name_of_the_title"}),
    ("What did owls meet?", {"holds_new_names", "words_near_the_words", "holds_a_title_in_quotes"}),
    ("Why did owls meet?", {"holds_new_names", "holds_a_reason", "holds_a_plain_reason"}),
    ("When did owls meet?", {"holds_a_time"}),
    ("How many owls met?", {"holds_a_number", "numbers_near_the_words", "number_beside_the_words"}),
    ("Did owls meet?", set()),
]


def test_each_kind_of_question_looks_for_its_own() -> None:
    assert [
        question
        for question, names in _KINDS
        for found in [_values("In May 9 owls met Ann Lee because of “The Barn”.", question, title="ann")]
        if {name for name in found if name in _LOOKED_FOR} != names
    ] == []


_LOOKED_FOR = {
    "holds_any_name", "holds_a_person", "holds_a_name_of_the_title", "holds_a_title_in_quotes",
    "holds_new_names", "words_near_the_words", "holds_a_reason", "holds_a_plain_reason", "holds_a_time",
    "holds_a_number", "numbers_near_the_words", "number_beside_the_words",
}  # fmt: skip


def test_names_near_the_words_tell_where_a_name_may_be_the_answer() -> None:
    questions = [
        "Who ran?",
        "Where did it run?",
        "Which team ran?",
        "What ran?",
        "Why did it run?",
        "When did it?",
    ]
    found = [asked for asked in questions if "names_near_the_words" in _values("They met Ann Lee.", asked)]
    assert found == questions[:4]


_NEAR: list[tuple[str, float]] = [
    ("Lee met owls.", 0),  # a first word may be no name
    ("They saw Lee owned.", 1),
    ("They saw Lee with owls.", 0.5),
    ("They owned much and saw Lee with owls.", 0.5),  # the nearest counts
    ("Owls flew to old Lee.", 0.25),
    ("They met Ann Lee.", 0.01),  # none of the words is there
    ("They met mice.", 0),
]


def test_a_name_tells_the_more_the_nearer_it_stands_to_the_words() -> None:
    assert [
        text
        for text, value in _NEAR
        if _values(text, "Who owned owls?").get("name_beside_the_words", 0) != value
    ] == []


_PERSONS: list[tuple[str, float, float]] = [
    ("They met Ann Lee.", 1, 1),
    ("They met Karl Lee.", 1, 1),
    ("They met Brel Town.", 1, 0),  # nobody's given name
    ("They met Lee Ann and Orm Lee.", 1, 1),
    ("They met Ann.", 0, 0),
    ("They met Bo Ek.", 0, 0),  # the question has him
    ("They met Bo Lee.", 0, 0),
    ("They met Bo Ek and Ann Lee.", 1, 1),
    ("They met Orm Ann.", 1, 0),
]


def test_a_person_has_a_given_name_and_another_that_the_question_has_not() -> None:
    assert [
        text
        for text, full, person in _PERSONS
        for found in [_values(text, "Who met Bo Ek?")]
        if (found.get("holds_a_full_name", 0), found.get("holds_a_person", 0)) != (full, person)
    ] == []


_PLACES: list[tuple[str, float, float]] = [
    ("Owls flew in Brel.", 1, 0),
    ("Owls flew at Brel.", 1, 0),
    ("Owls flew from Brel.", 1, 0),
    ("Owls flew near Brel.", 1, 0),
    ("Owls flew outside Brel.", 1, 0),
    ("Owls flew en Brel.", 1, 0),
    ("Owls flew cerca Brel.", 1, 0),
    ("Owls flew desde Brel.", 1, 0),
    ("Owls flew with Brel.", 0, 0),
    ("Owls flew in barns.", 0, 0),
    ("In Brel owls flew.", 1, 0),
    ("Owls flew from Chile.", 1, 1),
    ("Owls love Chile.", 0, 1),
    ("Owls love Alabama.", 0, 1),
    ("Owls love Europe.", 0, 1),
    ("Owls love Peru.", 0, 0),  # the question has it
    ("Owls love Cricket.", 0, 0),
]


def test_a_place_is_a_name_behind_in_or_near_or_a_country_a_state_or_a_continent() -> None:
    assert [
        text
        for text, place, known in _PLACES
        for found in [_values(text, "Where in Peru did mice run?")]
        if (found.get("holds_a_place", 0), found.get("holds_a_known_place", 0)) != (place, known)
    ] == []


def test_of_a_country_that_is_asked_for_only_its_members_tell() -> None:
    found = _values("Owls love Chile.", "Which country was it?")
    assert found["holds_one_of_its_kind"] == 1
    assert "holds_a_known_place" not in found
    assert "holds_one_of_its_kind" not in _values("Owls love Alabama.", "Which country was it?")


def test_a_title_stands_in_quotation_marks_with_a_capital() -> None:
    texts = ["They saw “Gone”.", 'They saw "Gone".', "They saw ‘Gone’.", "They saw “gone”.", "They saw Gone."]
    assert [text for text in texts if "holds_a_title_in_quotes" in _values(text, "What was it?")] == texts[:3]


def test_names_are_voted_for_by_the_square_of_how_near_their_sentences_stand() -> None:
    votes = [((1, 1, 1), (1, 0.5)), ((0, 2, 4), (0.25, 1)), ((3, 0, 1), (1, 0.1111))]
    text = "They saw Lee. They saw Lee. They saw Ek."
    for near, values in votes:
        found = [_values(text, "Who was it?", near=near, at=at)["names_near_the_words"] for at in (0, 2)]
        assert tuple(found) == values


def test_the_most_votes_are_all_there_are_however_few() -> None:
    assert _values("They saw Lee.", "Who was it?", near=(0.5,))["names_near_the_words"] == 1


def test_where_no_sentence_stands_near_the_words_no_name_is_voted_for() -> None:
    assert "names_near_the_words" not in _values("They saw Lee.", "Who was it?", near=(0.0,))


def test_the_best_of_the_names_of_a_sentence_counts() -> None:
    text = "They saw Lee and Ek. They saw Ek. They saw Bo."
    found = [_values(text, "Who was it?", at=at)["names_near_the_words"] for at in range(3)]
    assert found == [1, 1, 0.5]


def test_words_are_voted_for_that_are_new_and_long_enough_where_anything_may_be_the_answer() -> None:
    text = "Owls ate mice. Owls ate voles. The ox sat."
    assert [_values(text, "What did it?", at=at)["words_near_the_words"] for at in range(3)] == [1, 1, 0.5]
    assert _values(text, "What ate owls?")["words_near_the_words"] == 1
    assert "words_near_the_words" not in _values("Owls ate. Mice sat.", "What ate owls?")


_COUNTED: list[tuple[str, float, float]] = [
    ("They had 9 owls.", 1, 1),
    ("They had 9 grey owls.", 0.5, 1),
    ("They had 9 big grey owls.", 0.3333, 1),
    ("They had 9 very big grey owls.", 0.25, 0),
    ("Their owls were 9.", 0.5, 0),  # behind the word
    ("They had 9 mice.", 0.01, 0),
    ("They had owls.", 0.01, 0),
    ("A dozen owls sat.", 1, 1),
]


def test_a_number_tells_of_the_word_that_follows_within_three() -> None:
    assert [
        text
        for text, beside, of in _COUNTED
        for found in [_values(text, "How many owls?")]
        if (found["number_beside_the_words"], found.get("number_of_what_is_asked", 0)) != (beside, of)
    ] == []


def test_numbers_are_voted_for_and_the_question_s_own_are_none() -> None:
    text = "It was 9. It was 9. It was 7. It was 5."
    found = [_values(text, "How many of 5?", at=at).get("numbers_near_the_words", 0) for at in range(4)]
    assert found == [1, 1, 0.5, 0]
    assert "holds_a_number" not in _values(text, "How many of 5?", at=3)


_UNITS: list[tuple[str, str, float]] = [
    ("How far was it?", "It was 9 miles.", 1),
    ("How far was it?", "It was 9 owls.", 0),
    ("How old is the bridge?", "It is 9 years old.", 1),
    ("How old is the bridge?", "It is an old bridge.", 0),
    ("How old is the bridge?", "It lasted years.", 0),
    ("How old is she?", "Ann Lee, 58, came.", 1),
]


def test_a_unit_is_what_the_number_would_be_counted_in() -> None:
    assert [
        (question, text)
        for question, text, unit in _UNITS
        if _values(text, question).get("holds_the_unit", 0) != unit
    ] == []


_AGES: list[tuple[str, bool]] = [
    ("Ann Lee, 58, came.", True),
    ("It was Ann Lee, 58.", True),
    ("It was Ann Lee, 5.", True),
    ("It was Ann Lee, 105.", True),
    ("It was in Brel, 1911.", False),
    ("It was in Brel, 58 of them.", False),
    ("A 58-year-old baker came.", True),
    ("She is 58 years old.", True),
    ("He is 9 months old.", True),
    ("He is 9 miles old.", False),
    ("She was aged 58.", True),
    ("She came at age 58.", True),
    ("At the age of 58 she came.", True),
    ("The page of 58.", False),
    ("Tiene 58 años.", True),
    ("Tiene unos años.", False),
]


def test_an_age_is_told_by_commas_years_old_or_aged() -> None:
    assert [text for text, age in _AGES if tells_age(sentences_of(text)[0]) is not age] == []


_TIMES: list[tuple[str, bool]] = [
    ("It came on Monday.", True),
    ("It came in 1911.", True),
    ("It came in the 1990s.", True),
    ("It came with 191.", False),
    ("It came with 19115.", False),
    ("It came by bus.", False),
    ("It came at night.", True),
]


def test_a_time_is_told_by_a_word_for_one_or_a_year() -> None:
    assert [
        text
        for text, time in _TIMES
        if tells_time(sentences_of(text)[0]) is not time
        or ("holds_a_time" in _values(text, "When was it?")) is not time
    ] == []


_REASONS: list[tuple[str, float, float]] = [
    ("It came because of it.", 1, 1),
    ("It came due to it.", 1, 1),
    ("It sparked it.", 1, 0),
    ("It came in 1911.", 0, 0),  # a year is no reason
    ("It came.", 0, 0),
]


def test_a_reason_is_told_by_a_word_for_one() -> None:
    assert [
        text
        for text, reason, plain in _REASONS
        for found in [_values(text, "Why was it?")]
        if (found.get("holds_a_reason", 0), found.get("holds_a_plain_reason", 0)) != (reason, plain)
    ] == []


def test_a_year_has_four_digits_and_a_decade_an_s() -> None:
    terms = ["1911", "1990s", "191", "19111", "1911th", "191s", "owls"]
    assert [term for term in terms if is_year(term)] == ["1911", "1990s"]


def test_a_numeral_begins_with_a_digit_or_is_a_word_for_a_number() -> None:
    assert [term for term in ("9", "9th", "dozen", "owl", "b9") if is_numeral(term)] == ["9", "9th", "dozen"]


_PRONOUNS: list[tuple[str, bool]] = [
    ("He came.", True),
    ("Last night in the big old barn she came.", True),  # the eighth word
    ("Last night in the big old red barn she came.", False),
    ("Owls came.", False),
]


def test_a_pronoun_stands_for_somebody_named_before_where_it_begins_a_sentence() -> None:
    assert [text for text, pronoun in _PRONOUNS if has_pronoun(sentences_of(text)[0]) is not pronoun] == []


def test_they_may_be_several_or_one_and_he_is_one() -> None:
    assert [is_plural_pronoun(word) for word in ("they", "he", "owl")] == [True, False, False]


def test_the_names_of_a_sentence_are_no_times_and_not_the_question_s() -> None:
    (sentence,) = sentences_of("On Monday in May they saw Ann Lee and Bo.")
    assert names_in(sentence, frozenset(["bo"])) == {"ann", "lee"}


def test_months_and_days_are_in_the_calendar_and_the_sun_is_not() -> None:
    assert {"monday", "may", "sept", "enero", "yesterday"} <= calendar_words()
    assert "sun" not in calendar_words()
