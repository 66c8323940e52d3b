"""Which words of a lexicon are near another one: by beginning, end, length and letters."""

from __future__ import annotations

import random

import numpy
import pytest

from retrieval.archive.lexicon import make_lexicon
from retrieval.archive.spelling import LexiconSpeller

NEAR_OWLS = {
    "owls": 0, "owl": 1, "wolf": 1, "howls": 1, "bowls": 1, "ownls": 1, "wools": 1, "owlet": 2, "ows": 1,
    "owning": 3, "owlsss": 2, "ow": 2, "vowels": None, "fowl": None, "wl": None, "aowl": None, "slow": None,
}  # fmt: skip
"""From how many slips on each is near; one that neither begins nor ends alike never is."""


@pytest.mark.parametrize("most", [1, 2, 3])
def test_words_are_near_that_begin_or_end_alike_and_differ_by_few_letters(most: int) -> None:
    found = LexiconSpeller(make_lexicon(NEAR_OWLS)).near("owls", most)
    assert list(found) == [word for word, least in NEAR_OWLS.items() if least is not None and least <= most]


def test_any_word_is_near_exactly_those_that_the_letters_say() -> None:
    chance = random.Random(1)
    words = list(
        dict.fromkeys("".join(chance.choices("abcdefg", k=chance.randrange(2, 8))) for _ in range(900))
    )
    speller = LexiconSpeller(make_lexicon(words))
    for word in words[::9]:
        for most in (1, 2):
            assert list(speller.near(word, most)) == [
                other
                for other in words
                if (other[:2] in (word[:2], word[1::-1]) or other[-3:] == word[-3:])
                and abs(len(other) - len(word)) <= most
                and len({*other} ^ {*word}) <= 2 * most
            ]
        assert list(speller.beginning(word)) == [other for other in words if other[:2] == word[:2]]


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("éclair", ["éclair", "éclairs", "éclat", "laclair"]),
        ("東京都", ["東京都", "東京", "京東都"]),
        ("naïve", ["naïve", "nave", "naive"]),
    ],
)
def test_letters_of_several_bytes_count_once(word: str, near: list[str]) -> None:
    words = [
        *("éclair", "éclairs", "éclat", "école", "laclair", "東京都", "東京", "京東都"),
        "naïve",
        "nave",
        "naive",
    ]
    assert set(LexiconSpeller(make_lexicon(words)).near(word, 2)) == set(near)


def test_words_that_begin_with_a_letter_of_several_bytes_are_found_by_it() -> None:
    speller = LexiconSpeller(make_lexicon(["été", "étage", "eté", "tée"]))
    assert list(speller.beginning("ét")) == ["été", "étage"]
    assert list(speller.near("tété", 2)) == ["été", "étage", "eté", "tée"]


def test_in_a_lexicon_of_no_words_none_is_near() -> None:
    speller = LexiconSpeller(make_lexicon([]))
    assert list(speller.near("owls", 2)) == list(speller.beginning("owls")) == []


def test_a_word_as_long_as_a_paragraph_has_its_whole_length() -> None:
    words = ["ow" + "l" * 254, "ow" + "l" * 510]
    for word in words:
        assert list(LexiconSpeller(make_lexicon(words)).near(word[:-1], 1)) == [word]
    assert LexiconSpeller(make_lexicon(words))._lengths.dtype == numpy.uint16
