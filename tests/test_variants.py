"""Words that may stand for others: misspelled ones, forms, peoples, synonyms; and how passages are cut."""

from __future__ import annotations

import pytest

from retrieval.models import Article, Span
from retrieval.passages import passage_at, split_paragraphs, split_passages, split_sentences
from retrieval.words.variants import (
    DEMONYM,
    IRREGULAR,
    SPELLING,
    SYNONYM,
    Speller,
    count_slips,
    forms,
    is_spelled,
    most_slips,
    nearest,
    related,
    within,
)


@pytest.mark.parametrize(
    ("word", "most"),
    [("trum", 0), ("trump", 1), ("trumpet", 1), ("trumpets", 2), ("g20sx", 0), ("don't", 0)],
)
def test_one_letter_may_be_wrong_from_five_on_and_two_from_eight_on(word: str, most: int) -> None:
    assert most_slips(word) == most
    assert is_spelled(word) is (most > 0)


SLIPS: list[tuple[str, str, int]] = [
    ("trump", "trump", 0),
    ("trump", "trum", 1),
    ("trum", "trump", 1),
    ("trump", "tromp", 1),
    ("trump", "rtump", 1),
    ("trump", "trupm", 1),
    ("trump", "rtupm", 2),
    ("trump", "tru", 2),
    ("trump", "tulip", 3),
    ("trump", "xyzab", 3),
    ("t", "trump", 3),
    ("ab", "ba", 1),
    ("abc", "ca", 3),
]


def test_slips_are_letters_left_out_added_changed_or_swapped() -> None:
    assert [(word, other, count_slips(word, other, 2)) for word, other, _ in SLIPS] == SLIPS
    assert [(word, other, count_slips(other, word, 2)) for word, other, _ in SLIPS] == SLIPS


def test_within_so_many_slips_are_words_of_letters_only() -> None:
    others = ["trumps", "tramp", "trumpet", "tulip", "trum", "tru1p", "rtump"]
    assert sorted(within("trump", others, 1)) == [(1, "rtump"), (1, "tramp"), (1, "trumps")]
    assert sorted(within("trump", others, 2)) == [(1, "rtump"), (1, "tramp"), (1, "trumps"), (2, "trumpet")]
    assert nearest([]) == ()


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("shienbaum", ("sheinbaum",)),
        ("hseinbaum", ("sheinbaum",)),
        ("sheinbuam", ("sheinbaum",)),
        ("xheinbaum", ("sheinbaum",)),
        ("sheinbaxm", ("sheinbaum",)),
        ("sheinbaxx", ("sheinbaum",)),
        ("presidenta", ("president", "presidents")),
        ("presid", ("president", "presidents")),
        ("presi", ()),
        ("trumq", ("trump",)),
        ("tulip", ()),
        ("the", ()),
    ],
)
def test_a_misspelled_word_is_the_nearest_one_else_those_it_is_a_form_of(
    word: str, found: tuple[str, ...]
) -> None:
    assert Speller(["sheinbaum", "trump", "president", "presidents", "tru"]).candidates(word) == found


@pytest.mark.parametrize(
    ("word", "other", "alike"),
    [
        ("presid", "president", True),
        ("presid", "presidency", True),
        ("presid", "presidential", False),
        ("presib", "president", False),
        ("presi", "presid", False),
    ],
)
def test_words_are_forms_of_one_that_share_six_letters_and_most_of_their_length(
    word: str, other: str, alike: bool
) -> None:
    assert forms(word, [other]) == ((other,) if alike else ())


def test_what_may_stand_for_a_word_is_worth_less_than_the_word() -> None:
    assert all(0 < worth < 1 for worth in (SPELLING, DEMONYM, SYNONYM, IRREGULAR))


def test_peoples_synonyms_and_irregular_forms_are_worth_less_than_the_word() -> None:
    assert dict(related("mexican")) == {"mexico": 0.8}
    assert dict(related("drawn")) == {"draw": 0.9, "drew": 0.9}
    assert dict(related("drawn", "xx")) == {}
    assert list(related("owl")) == []
    assert 0.4 in dict(related("troop")).values()
    several = dict(related("declin"))
    assert {"reduc", "refus"} < set(several)
    assert "declin" not in several


def _passages(text: str, longest: int) -> list[str]:
    return [passage.text for passage in split_passages(Article(id="1", text=text), longest)]


@pytest.mark.parametrize(
    ("text", "longest", "passages"),
    [
        ("Owls hoot. Dogs bark.", 21, ["Owls hoot. Dogs bark."]),
        ("Owls hoot. Dogs bark.", 20, ["Owls hoot.", "Dogs bark."]),
        ("Owls hoot.\n\nDogs bark.", 100, ["Owls hoot.", "Dogs bark."]),
        ("Owls hoot.\nDogs bark.", 100, ["Owls hoot.", "Dogs bark."]),
        ("aaaa bbbb cccc", 9, ["aaaa", "bbbb cccc"]),
        ("aaaabbbbcccc", 5, ["aaaab", "bbbcc", "cc"]),
        ("aa aaaaaaaa", 8, ["aa aaaaa", "aaa"]),
        ("a aaaa\tbb", 8, ["a aaaa", "bb"]),
        ("  \n \n ", 8, []),
    ],
)
def test_passages_hold_whole_sentences_and_a_longer_one_is_cut_at_a_space_of_its_second_half(
    text: str, longest: int, passages: list[str]
) -> None:
    assert _passages(text, longest) == passages


def _paragraphs(text: str) -> list[str]:
    return [span.of(text) for span in split_paragraphs(text)]


@pytest.mark.parametrize(
    ("widths", "wrapped"),
    [
        ([45, 10], True),
        ([44, 10], False),
        ([100, 10], True),
        ([101, 10], False),
        ([50, 40, 10], True),
        ([60, 36, 10], True),
        ([60, 35, 10], False),
        ([60, 100], True),
        ([60, 101], False),
        ([60], True),
    ],
)
def test_lines_are_one_paragraph_where_they_were_wrapped_by_hand(widths: list[int], wrapped: bool) -> None:
    text = "\n".join("x" * width for width in widths)
    assert len(_paragraphs(text)) == (1 if wrapped else len(widths))
    assert _paragraphs(f"One.\n \n\n{text}\n\nTwo. ")[1:-1] == _paragraphs(text)


def test_a_passage_says_its_paragraph_and_is_found_by_its_span() -> None:
    article = Article(id="1", text="Owls hoot. Dogs bark.\n\nCats purr.\nCows moo.")
    passages = split_passages(article)
    assert [(one.paragraph, one.paragraphs) for one in passages] == [(1, 3), (2, 3), (3, 3)]
    assert [passage_at(article, one.span) for one in passages] == list(passages)
    assert passage_at(article, Span(0, 10)) is None
    assert passage_at(Article(id="2", text="  x"), Span(0, 1)) is None


def test_a_paragraph_of_more_than_ten_thousand_characters_is_cut_at_a_space_for_the_splitter() -> None:
    text = ("x" * 9_000 + " ") + "y" * 9_000
    sentences = [span.of(text) for span in split_sentences(text, Span(0, len(text)), longest=20_000)]
    assert [len(sentence) for sentence in sentences] == [9_000, 9_000]
    text = "z" * 10_000
    assert [span.of(text) for span in split_sentences(text, Span(0, 10_000), longest=20_000)] == [text]
    text = "z" * 10_001
    spans = split_sentences(text, Span(0, 10_001), longest=20_000)
    assert [span.end - span.start for span in spans] == [10_000, 1]
