"""The words that names are made of: how each stands among its neighbours, and which stand together."""

from __future__ import annotations

import pytest

from retrieval.words.names import find_names
from retrieval.words.namewords import find_runs, key_of, listed, phrases, split_words

PREFIXES = "el as ash an ar ad az ul ed es"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("U.S. troops", "U.S. troops"),
        ("a U.S.A man", "a U.S. A man"),
        ("Mr. Qala, Mrs. Qolo", "Mr. Qala Mrs. Qolo"),
        ("met Mr.Qala", "met Mr Qala"),
        ("an OSt. Qala", "an OSt Qala"),
        ("J. Qala and B.Qolo", "J. Qala and B Qolo"),
        ("Jean-Luc O’Neil AT&T Ann‑Lena", "Jean-Luc O’Neil AT&T Ann‑Lena"),
        ("COVID-19 in 2020 G20", "COVID-19 in G20"),
        ("Qala-era Qala-Jong", "Qala Qala-Jong"),
        ("Qala’s owls’ Owls’", "Qala owls Owls"),
        ("snake_case", "snake case"),
    ],
)
def test_a_word_is_an_acronym_a_title_an_initial_or_letters_with_what_joins_them(
    text: str, words: str
) -> None:
    found = split_words(text)
    assert [word.text for word in found] == words.split()
    assert all(word.span.of(text) == word.text for word in found)


def _those(text: str, flag: str) -> list[str]:
    return [word.text for word in split_words(text) if getattr(word, flag)]


STANDING: list[tuple[str, str, str]] = [
    ("Qala met qolo, Éva ÉVA", "capital", "Qala Éva ÉVA"),
    ("al-Qala al-qala Al-qala AL-QALA", "capital", "al-Qala Al-qala AL-QALA"),
    *((f"x {start}-Qala", "capital", f"{start}-Qala") for start in PREFIXES.split()),
    ("l'Aquila d’Orsay x'Qala bl'Qala iPhone", "capital", "l'Aquila d’Orsay"),
    ("Qala met. Qolo left", "begins", "Qala Qolo"),
    *((f"Qala met{mark} Qolo left", "begins", "Qala Qolo") for mark in '.!?…:;\n“"«»¿¡•—–*'),
    *((f"Qala met{mark} Qolo left", "begins", "Qala") for mark in (",", " ", "/", "(", "-", "”", "")),
    ("We met J.\nQala", "begins", "We"),
    ("We met Dr.\nQala", "begins", "We Qala"),
    ("Qala Qolo\u00a0Qilo Zala & Zolo  Zulo-Zalo\nZila &  Zola", "joined", "Qolo Qilo Zala Zolo"),
    ("Qala’s Qolo-era Qilo-man qulo’s", "closed", "Qala Qolo"),
    (" Qala", "joined", "Qala"),
    ("Qala said Qolo SAID qulo left", "speaks", "Qala Qolo"),
    ("so Qala said", "speaks", "Qala"),
    ("Qala said Qolo, dijo Qilo", "spoke", "Qolo Qilo"),
    ("said Qala", "spoke", "Qala"),
    ("the Qala a Qolo an Qilo The Zala that Zulo", "after_article", "Qala Qolo Qilo Zala"),
]


def test_a_word_knows_how_it_stands() -> None:
    found = [(text, flag, " ".join(_those(text, flag))) for text, flag, _ in STANDING]
    assert found == STANDING


RUNS: list[tuple[str, list[str]]] = [
    ("we met Ana Qala and Ivo", ["Ana Qala", "Ivo"]),
    ("Ana, Ivo (Qala) Qolo\nQilo", ["Ana", "Ivo", "Qala", "Qolo", "Qilo"]),
    ("Ana’s Qala", ["Ana", "Qala"]),
    ("Ana de la Qala", ["Ana de la Qala"]),
    ("Ana van Qala von Qolo", ["Ana van Qala von Qolo"]),
    ("Bank of the West", ["Bank of the West"]),
    ("Bank of the old West", ["Bank", "West"]),
    ("Ana of, the Qala", ["Ana", "Qala"]),
    ("Ana of the, Qala", ["Ana", "Qala"]),
    ("Ana of the", ["Ana"]),
    ("Ana of", ["Ana"]),
    ("Ana for Qala", ["Ana", "Qala"]),
    ("Center for Qala", ["Center for Qala"]),
    ("Qala Center for the Qolo", ["Qala Center for the Qolo"]),
    ("Bank for Qala and the Center for Qolo", ["Bank", "Qala", "Center for Qolo"]),
    ("Office of Qala and Qolo", ["Office of Qala and Qolo"]),
    (" ".join("ABCDEFGHIJKLM").replace(" ", "x ") + "x", ["Ax Bx Cx Dx Ex Fx Gx Hx Ix Jx Kx Lx", "Mx"]),
    ("nobody was there", []),
    ("", []),
]


def test_capitalised_words_stand_together_with_the_small_ones_that_hold_them() -> None:
    found = [
        (text, [" ".join(word.text for word in run) for run in find_runs(split_words(text))])
        for text, _ in RUNS
    ]
    assert found == RUNS


def test_an_organisation_is_joined_by_more_small_words_and_a_person_after_it_is_not() -> None:
    assert "for" in phrases("inside_organisations") - phrases("inside")
    runs = find_runs(split_words("the Committee for Qala met, Ana for Qolo"))
    assert [" ".join(word.text for word in run) for run in runs] == ["Committee for Qala", "Ana", "Qolo"]


def test_a_word_is_looked_up_small_and_without_accents_and_possessive() -> None:
    assert [key_of(word) for word in ("Doña", "QALA’s", "Łódź", "owls'")] == ["dona", "qala", "lodz", "owls"]
    assert {"dona", "principe"} < listed("titles")


PEOPLE: list[tuple[str, str, str]] = [
    ("We met Ana Ruiz Monday.", "Ana Ruiz", "Ana Ruiz"),
    ("We saw Ana Monday Ruiz.", "Ana, Ruiz", ""),
    ("We saw Theresa May in Rome.", "Theresa May, Rome", "Theresa May"),
    ("We saw Qala May in Rome.", "Qala, Rome", ""),
    ("We met Pope Francis May 13 in Rome.", "Pope Francis, Rome", "Pope Francis"),
    ("King Charles May 6 was in Rome.", "King Charles, Rome", "King Charles"),
    ("We saw Theresa May, 13 of us.", "Theresa May", "Theresa May"),
    ("We saw Qala June in Rome.", "Qala June, Rome", ""),
    ("We left in May. The June report came.", "June", ""),
    ("We met Secretary of State Qala Qolo.", "Qala Qolo", "Qala Qolo"),
    ("We met Secretary of State Qala Qolo Qilo.", "State Qala Qolo Qilo", ""),
    ("We met Minister of State Qala Marco Rubio.", "Marco Rubio", "Marco Rubio"),
    ("We met Minister of State Qala.", "State Qala", ""),
    ("We met President of Marco Rubio.", "Marco Rubio", "Marco Rubio"),
    ("We met the Justice Department and Justice Qala.", "Justice Department, Qala", "Qala"),
    ("We met former Deputy Attorney General Qala.", "Qala", "Qala"),
    ("We met Qala Foreign Prime Minister Qolo.", "Qala, Qolo", "Qolo"),
    ("We met French President Qala.", "Qala", "Qala"),
    ("We met French Ana Ruiz.", "Ana Ruiz", "Ana Ruiz"),
    ("We met French Qala Ruiz.", "French Qala Ruiz", ""),
    ("We met Chancellor French.", "French", "French"),
    ("We met King Qala and King Qolo Ek.", "King Qala, Qolo Ek", "King Qala, Qolo Ek"),
    ("We met Ana Sr. Ek and Qala Sr. Qolo.", "Ana Sr. Ek, Qala, Qolo", "Ana Sr. Ek, Qolo"),
    ("Later Ana said so, said Ana.", "Ana, Ana", "Ana"),
    ("Later Qala said so.", "Qala", ""),
    ("We met Senator Qala. We saw Qala.", "Qala, Qala", "Qala"),
    ("“No,” said Qala Ek.", "Qala Ek", "Qala Ek"),
    ("“No,” said North Ek.", "North Ek", ""),
    ("“No,” said French Ek.", "French Ek", ""),
    ("“No,” said Qala Ek House.", "Qala Ek House", ""),
    ("“No,” said Qala of Ek.", "Qala of Ek", ""),
    ("We met Qala B. Ek and Qala St. Ek.", "Qala B. Ek, Qala St. Ek", "Qala B. Ek"),
    ("We met Qala B. Ek Qolo and Qala Bo Ek.", "Qala B. Ek Qolo, Qala Bo Ek", ""),
]


def test_a_person_is_told_by_a_title_a_given_name_an_initial_or_a_verb_of_saying() -> None:
    assert [(text, *_names_and_people(text)) for text, *_ in PEOPLE] == PEOPLE


def _names_and_people(text: str) -> tuple[str, str]:
    found = find_names(text)
    people = [name for name in found if name.person]
    return ", ".join(name.written for name in found), ", ".join(name.written for name in people)


@pytest.mark.parametrize(
    ("name", "alone", "is_person"),
    [
        ("Qala Ek", "Ek", True),
        ("Qala Ek", "Qala", False),
        ("Qala Bo Ek", "Ek", True),
        ("Qala Bo Ek", "Bo", False),
        ("Qala Bo Zul Ek", "Ek", True),
        ("Qala Bo Zul Qolo Ek", "Ek", False),
        ("North Ek", "Ek", False),
        ("Qala West", "West", True),
        ("QALA EK", "EK", False),
        ("Qala House", "House", False),
        ("Qala House Ek", "Ek", False),
        ("French Ek", "Ek", False),
        ("Qala French", "Qala", False),
        ("Qala of Ek", "Ek", True),
    ],
)
def test_who_is_also_called_by_the_last_name_alone_is_a_person(
    name: str, alone: str, is_person: bool
) -> None:
    found = find_names(f"We saw {name} there. Then we saw {alone} here.")
    assert [(one.full, one.person) for one in found] == [
        (name, is_person),
        (name if is_person else alone, is_person),
    ]
    assert not any(one.person for one in find_names(f"We saw {name} there. Then we saw the {alone} here."))


BEGINNINGS: list[tuple[str, str]] = [
    ("Qala left.", ""),
    ("Qala said so.", "Qala"),
    ("Qala’s plan failed.", "Qala"),
    ("Qala left. We saw Qala.", "Qala, Qala"),
    ("QALA left.", "QALA"),
    ("Ana left.", "Ana"),
    ("al-Qala left.", "al-Qala"),
    ("We met Qala, French and Q.", "Qala"),
    ("Owls said so. Owl’s nests fell.", "Owls, Owl"),
    ("Owls said so. Owls’s nests fell. We saw owls.", ""),
    ("Help said so. Help’s over.", ""),
    ("We saw the Owls Qala. Owls Qala left.", "Owls Qala, Owls Qala"),
    ("Owls Qala left.", "Owls Qala"),
    ("Owls Qala left. We saw owls.", "Qala"),
    ("Owls Qala left. We saw owls and Owls.", "Owls Qala, Owls"),
    ("Owls of Texas left.", "Texas"),
    ("Owls of Texas left. We saw Owls.", "Owls of Texas, Owls"),
    ("Bank of Texas left.", "Bank of Texas"),
    ("Campaign of Texas left.", "Campaign of Texas"),
    ("Ana of Texas left. We saw ana.", "Ana of Texas"),
    ("We saw Owls of Texas. We saw owls.", "Owls of Texas"),
    ("However Qala left. In The Qala we met.", "Qala, Qala"),
    ("We saw North Qala. North Qala left. New was new. New qala.", "North Qala, North Qala"),
    ("El Qala left. We saw El Qala and El.", "El Qala, El Qala"),
    ("El Qala left. Los Qala left.", "Qala, Qala"),
    ("We saw Qala The. We saw Qala Recently.", "Qala, Qala"),
    ("We saw US And A.", "US"),
    ("We saw the WHO and IT.", "WHO, IT"),
    ("North Qala left.", "North Qala"),
    ("We saw El de Qala.", "Qala"),
]


def test_a_word_that_begins_a_sentence_is_a_name_where_more_than_its_capital_says_so() -> None:
    found = [(text, ", ".join(name.written for name in find_names(text))) for text, _ in BEGINNINGS]
    assert found == BEGINNINGS


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We saw Ana Ruiz and Ivo\u00a0Ruiz.", {"Ana Ruiz": "Ana Ruiz", "Ivo\u00a0Ruiz": "Ivo Ruiz"}),
        ("We saw Ruiz. Later Dr. Ana Ruiz and Dr. Ivo Ruiz came.", {"Ruiz": "Ana Ruiz"}),
        (
            "We saw Dr. Ana Ruiz. Later Ruiz and Ana came. Dr. Bo Ruiz left.",
            {"Ruiz": "Ana Ruiz", "Ana": "Ana Ruiz"},
        ),
        ("We saw Dr. Ana Ruiz. Later Dr. Bo Ruiz and Ruiz came.", {"Ruiz": "Bo Ruiz"}),
        ("We saw Dr. Ruiz and the Ruiz House.", {"Ruiz": "Ruiz", "Ruiz House": "Ruiz House"}),
    ],
)
def test_a_single_name_is_short_for_the_person_named_last_before_it_else_first_after_it(
    text: str, names: dict[str, str]
) -> None:
    found = {name.written: name.full for name in find_names(text)}
    assert {written: found[written] for written in names} == names
