"""Whether the kind of answer that is asked for stands there: a number, a time, a name, somebody's age."""

from __future__ import annotations

from retrieval.evidence.kind import lacks_its_kind
from tests.evidence_data import ask


def _lacks(text: str, question: str, best: int = 0) -> bool:
    asked = ask(text, question, best)
    return lacks_its_kind(asked.question, asked.evidence[0], asked.held)


_NUMBERS: list[tuple[str, str, bool]] = [
    ("How many owls came?", "Nine owls came.", False),
    ("How many owls came?", "9 owls came.", False),
    ("How many owls came?", "A dozen owls came.", False),
    ("How many owls came?", "Owls came.", True),
    ("How many owls came?", "Owls came in 1911.", True),  # a year counts nothing
    ("How many owls came?", "Owls came in 1799.", True),
    ("How many owls came?", "Owls came in 1811.", True),
    ("How many owls came?", "Owls came in 2011.", True),
    ("How many owls came?", "1611 owls came.", False),
    ("How many owls came?", "19115 owls came.", False),
    ("How many owls came?", "191 owls came.", False),
    ("How many owls came?", "Owls came on bus No. 9.", True),  # nor does a number of a thing,
    ("How many owls came?", "Owls came on bus No.9.", True),
    ("How many owls came?", "Ann Lee, 58, saw owls.", True),  # nor an age
    ("How many owls came?", "All the owls came.", False),
    ("How many owls came?", "All of the owls came.", False),
    ("How many owls came?", "All the grey owls came.", False),
    ("How many owls came?", "All the big grey owls came.", True),
    ("How many owls came?", "They all came.", False),  # "came" is a word of the question, too
    ("How many owls came?", "All owls came. It rained.", False),
    ("How many owls came?", "Owls came by. All mice fled.", True),
    ("What was the score?", "Brel won 3-1.", False),
    ("What was the score?", "Brel won 3 – 1.", False),
    ("What was the score?", "Brel won 3:1.", False),
    ("What was the score?", "Brel won 3 to 1.", False),
    ("What was the score?", "Brel won 101 to 99.", False),
    ("What was the score?", "Brel won 3.", True),
    ("What was the score?", "Brel won 3 of 1.", True),
    ("What was the score?", "Brel won 1911-1912.", True),
    ("What score did it get, what percentage?", "It got 30 percent.", False),
    ("What percentage came?", "9 owls came.", False),
    ("What is the price?", "It is 9 miles away.", True),
    ("What is the price?", "It is 9 dollars.", False),
    ("How much did it cost?", "It was $9.", False),
    ("How far is it?", "It is 9 miles away.", False),
    ("How far is it?", "It was $9.", True),
    ("How long did it take?", "It took 9 hours.", False),
    ("How long did it take?", "It took until May.", False),
    ("How long did it take?", "It took 9 owls.", True),
    ("What was the temperature?", "It was 9 degrees.", False),
    ("What was the temperature?", "It was 9.", True),
]


def test_a_number_is_one_in_the_unit_that_is_asked_for_and_no_year_age_or_name() -> None:
    assert [
        (question, text) for question, text, lacks in _NUMBERS if _lacks(text, question) is not lacks
    ] == []


_TIMES: list[tuple[str, str, bool]] = [
    ("When did owls come?", "Owls came on Monday.", False),
    ("When did owls come?", "Owls came in May.", False),
    ("When did owls come?", "Owls came in 1911.", False),
    ("When did owls come?", "Owls came in the 1990s.", False),
    ("When did owls come?", "Owls came at night.", False),
    ("When did owls come?", "Owls came when it rained.", False),
    ("When did owls come?", "Owls came whenever it rained.", False),
    ("When did owls come?", "Owls came while it rained.", False),
    ("When did owls come?", "Owls came as it rained.", False),
    ("When did owls come?", "Owls came once it rained.", False),
    ("When did owls come?", "Owls came cuando it rained.", False),
    ("When did owls come?", "Owls came mientras it rained.", False),
    ("When did owls come?", "Owls came if it rained.", True),
    ("When did owls come?", "Owls came to Brel.", True),
    ("When did owls come?", "Owls came in 872.", False),
    ("When did owls come?", "Owls came AD 872.", False),
    ("When did owls come?", "Owls came to 872.", False),
    ("When did owls come?", "Owls came in 87 BC.", False),
    ("When did owls come?", "Owls came to 87 CE.", False),
    ("When did owls come?", "Owls came with 872.", True),
    ("When did owls come?", "Owls came in 87.", True),
    ("When did owls come?", "Owls came with their first year.", False),
    ("When did owls come?", "Owls came with their 7th century.", False),
    ("When did owls come?", "Owls came with their seventh mouse.", True),
    ("What month did owls come?", "Owls came at night.", True),  # a date is more than a time
    ("What month did owls come?", "Owls came when it rained.", True),
    ("What month did owls come?", "Owls came in May.", False),
    ("What year did owls come?", "Owls came in 1911.", False),
    ("What year did owls come?", "Owls came in 872.", False),
    ("What year did owls come?", "Owls came with their fourth year.", False),
    ("What day did owls come?", "Owls came in the sun.", True),  # "Sun" is no day
    ("What time did owls come?", "Owls came at night.", False),
]


def test_a_time_is_a_date_an_early_year_a_place_in_a_course_or_what_happened_then() -> None:
    assert [(question, text) for question, text, lacks in _TIMES if _lacks(text, question) is not lacks] == []


NAME = "What is the name of the baker?"


_NAMES: list[tuple[str, str, bool]] = [
    (NAME, "The baker, Bo Ek, came.", False),
    (NAME, "It was Ek the baker.", False),
    (NAME, "The baker smiled at Bo Ek.", True),
    (NAME, "The baker smiled and met a firm called Brel.", False),
    (NAME, "The baker smiled and met a firm of Brel.", True),
    (NAME, "The baker has a firm called after him.", True),
    (NAME, "The Brel baker smiled.", True),  # says whose baker it is
    (NAME, "The White House baker smiled.", True),
    (NAME, "In Brel, baker after baker smiled.", False),
    ("What is the name of the bakery?", "The Brel bakery was shut.", False),
    ("What is the name of Bo Ek's bakery?", "The bakery of Ek was shut.", True),  # no new name
    ("What is the name of Bo's bakery?", "They saw Bo Ek smile.", True),  # beside no word for it
    ("What is Bo Ek called by his mother?", "It rained.", False),  # asks no name
    ("Which team came?", "It rained.", False),
]


def test_a_name_is_a_new_one_beside_what_it_is_asked_of_or_given_as_one() -> None:
    assert [(question, text) for question, text, lacks in _NAMES if _lacks(text, question) is not lacks] == []


_BESIDE: list[tuple[str, str, int, bool]] = [
    # all that is asked is told beside the best sentence: the number may stand in the next
    ("How many owls came?", "Owls came by. They were 9.", 0, False),
    ("How many owls came?", "They were 9. Owls came by.", 1, False),
    ("How many owls came?", "They were 9. It rained. Owls came by.", 2, True),
    ("How many owls drowned?", "Owls came by. They were 9.", 0, True),
    ("How many owls came?", "It rained by. They were 9.", 0, True),
    ("How many owls came?", "Owls came by. They were grey.", 0, True),
    ("How many are there?", "It rained. They were 9.", 0, True),  # nothing is asked of anything
    ("When did owls come?", "Owls came by. It was May.", 0, False),
    ("When did owls come?", "Owls came in May. It rained.", 0, False),
]


def test_the_kind_may_stand_beside_the_best_sentence_where_all_that_is_asked_is_told() -> None:
    assert [
        (question, text, best)
        for question, text, best, lacks in _BESIDE
        if _lacks(text, question, best) is not lacks
    ] == []


_AGES: list[tuple[str, str, int, bool]] = [
    ("How old is Ann Lee?", "Ann Lee, 58, came.", 0, False),
    ("How old is Ann Lee?", "Ann Lee came. She is 58 years old.", 1, False),
    ("How old is Ann Lee?", "Ann Lee came. It rained. She is 58 years old.", 2, True),
    ("How old is Bo Ek?", "Ann Lee, 58, came.", 0, True),
    ("How old is Bo Lee?", "Ann Lee, 58, came.", 0, False),
    ("How old is the baker?", "The baker is 58 years old.", 0, False),
    ("How old is the baker?", "The nurse is 58 years old.", 0, True),
    ("How old is she?", "The nurse is 58 years old.", 0, False),
    ("How old is Ann Lee's baker?", "Ann Lee, 58, came.", 0, False),  # by her name
    ("How old is Ann Lee?", "Ann Lee took an old road 9 miles long.", 0, True),
    ("How many bakers came?", "9 nurses came.", 0, False),  # of numbers nobody is asked
]


def test_an_age_is_told_of_whom_it_is_asked() -> None:
    assert [
        (question, text, best)
        for question, text, best, lacks in _AGES
        if _lacks(text, question, best) is not lacks
    ] == []


_LEADING: list[tuple[str, bool]] = [
    ("How many owls came?", True),
    ("Who says how many owls came?", False),  # asks for somebody first
    ("What number of owls came and who saw it?", True),  # a noun tells the kind
    ("When did owls come?", True),
    ("When owls come, why do mice hide?", False),
    ("How and when did owls come?", True),
    ("Where and when did owls come?", False),
    ("When and where do how many owls come?", True),
    ("¿Cuándo y dónde vinieron?", False),
    ("¿Cuándo vinieron?", True),
    ("¿Cuántos vinieron?", True),
    ("¿Cuántos vinieron y quién?", False),
    ("¿Cuántos vinieron y por qué?", False),
    ("¿Cuántos vinieron y cómo?", False),
    ("¿Cuántos vinieron y dónde?", True),
    ("¿Cuántos vinieron y cuándo?", True),
    ("How many owls came, and whom did they see?", False),
    ("How many owls came and what?", True),
    ("How many owls came to which?", True),
    ("¿Cuántos vinieron y qué?", True),
    ("When owls came, to what?", True),
    ("When owls came, to which?", True),
    ("When did they come, and who?", False),
    ("¿Cuándo vinieron y qué?", True),
    ("How many owls came, and why?", False),
    ("Was there an owl?", False),
    ("Who came?", False),
    ("Where did owls go?", False),
]


def test_a_number_or_a_time_is_missed_only_where_it_is_what_is_asked() -> None:
    assert [
        question for question, lacks in _LEADING if _lacks("Owls fled to Brel.", question) is not lacks
    ] == []
