"""Near-duplicates: wire copies and updates are one story, articles on the same matter are not."""

from __future__ import annotations

import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answering import answer
from retrieval.duplicates import first_tellings, same_story, similar, sketch
from retrieval.index import PassageIndex
from retrieval.models import Article, Span

WORDS = [f"word{number}" for number in range(600)]


def article(id: str, *words: str) -> Article:
    return Article(id=id, text=" ".join(words))


def test_an_update_with_a_new_paragraph_is_the_same_story() -> None:
    update = [*WORDS[:300], *["quite", "new", "words"] * 20, *WORDS[300:]]
    assert same_story(article("1", *WORDS), article("2", *update))


def test_a_shortened_copy_is_the_same_story_whichever_comes_first() -> None:
    whole, short = article("1", *WORDS), article("2", *WORDS[:150])
    assert same_story(whole, short)
    assert same_story(short, whole)


def test_case_marks_and_lines_do_not_matter() -> None:
    assert same_story(article("1", *WORDS), Article(id="2", text=",\n\n".join(WORDS).upper()))


def test_a_shared_list_does_not_make_two_articles_one_story() -> None:
    nominees = WORDS[:200]
    guide = [f"guide{number}" for number in range(200)]
    winners = [f"winner{number}" for number in range(200)]
    assert not same_story(article("1", *guide, *nominees), article("2", *winners, *nominees))


def test_a_short_common_note_is_not_a_story() -> None:
    assert not same_story(article("1", *WORDS[:20]), article("2", *WORDS))


def test_copies_in_a_script_without_spaces_are_found() -> None:
    chance = random.Random(1)
    text = "".join(chr(chance.randrange(0x4E00, 0x5E00)) for _ in range(400))
    assert same_story(Article(id="1", text=text), Article(id="2", text=text[:250]))
    assert not same_story(Article(id="1", text=text), Article(id="2", text=text[::-1]))


@given(st.text(max_size=400), st.text(max_size=400))
def test_being_the_same_story_goes_both_ways(one: str, other: str) -> None:
    first, second = Article(id="1", text=one), Article(id="2", text=other)
    assert same_story(first, second) == same_story(second, first)
    assert same_story(first, first)


def _hashes(text: str) -> set[int]:
    data = sketch(text)
    return set(struct.unpack(f"<{len(data) // 4}I", data))


def test_a_sketch_is_of_every_run_of_five_words_and_of_no_shorter_one() -> None:
    for length in (4, 5, 6, 40):
        for first in range(0, 400, length):
            words = WORDS[first : first + length]
            runs = [" ".join(words[start : start + 5]) for start in range(len(words) - 4)]
            assert _hashes(" ".join(words)) == set().union(*map(_hashes, runs))
            assert len(_hashes(" ".join(words))) <= len(runs)


def test_a_quarter_of_the_runs_is_kept_and_always_the_same_quarter_as_libraries_hold_sketches() -> None:
    assert 900 < len(_hashes(" ".join(map(str, range(4004))))) < 1100
    assert sketch(" ".join(map(str, range(12)))).hex() == "941b302e4762303153c044cc3135d4f0"


def test_articles_too_short_to_compare_are_one_story_by_their_id_or_by_all_of_their_text() -> None:
    assert same_story(article("1", "Owls", "hoot."), article("2", "Owls", "hoot."))
    assert same_story(article("1", "Owls", "hoot."), article("1", "Geese", "fly."))
    assert not same_story(article("1", "Owls", "hoot."), article("2", "Geese", "fly."))


def test_a_lone_surrogate_is_a_letter_like_others() -> None:
    assert same_story(article("1", "\ud800", *WORDS), article("2", *WORDS))


@pytest.mark.parametrize(
    ("common", "first", "second", "same"),
    [
        (12, 12, 12, True),
        (11, 11, 11, False),
        (14, 20, 20, True),
        (13, 20, 20, False),
        (14, 20, 400, True),
        (14, 400, 20, True),
    ],
)
def test_one_story_is_twelve_hashes_and_seven_tenths_of_the_shorter_sketch(
    common: int, first: int, second: int, same: bool
) -> None:
    one, other = range(first), range(first - common, first - common + second)
    packed = [struct.pack(f"<{len(hashes)}I", *hashes) for hashes in (one, other)]
    assert similar(*packed) is same


def _first(*told: tuple[str, str]) -> list[bool]:
    made = [(Article(id=id, text=text), Span(0, len(text))) for id, text in told]
    return list(first_tellings(made))


def test_a_sentence_is_told_again_only_by_another_article_that_repeats_the_first() -> None:
    long, other = " ".join(WORDS), "Owls hoot."
    assert _first(("1", long), ("1", long)) == [True, True]
    assert _first(("1", long), ("2", long), ("1", long), ("3", long)) == [True, False, True, False]
    assert _first(("1", long), ("2", other), ("3", f"{long} ")) == [True, True, False]


FERRY = [
    "The ferry Aurora sank off the coast of Ostend on Monday morning after a collision with a barge.",
    "All forty passengers were saved by fishermen who had seen the lights of the vessel in the fog.",
    "The captain of the barge told the harbour police that his radar had failed an hour earlier.",
    "The minister of transport promised an inquiry whose results would be published within a year.",
]


def _telling(id: str, paragraphs: list[str]) -> Article:
    return Article(id=id, text="\n\n".join(paragraphs), title=id)


def test_a_copy_is_cited_once_and_what_only_the_update_tells_is_cited_too() -> None:
    first = _telling("first", FERRY)
    update = _telling("update", [*FERRY, "The wreck of the ferry will be raised by a crane in spring."])
    index = PassageIndex([first, update])
    saved = answer("Who saved the passengers of the ferry?", index)
    quoted = [citation.answer.of(citation.article.text) for citation in saved.citations if citation.answer]
    assert quoted[0] == FERRY[1]
    assert len(quoted) == len(set(quoted))
    raised = answer("When will the wreck be raised?", index).citations[0]
    assert raised.article.id == "update"


def test_two_outlets_that_quote_one_sentence_are_both_cited() -> None:
    said = "“The sea was calm and I saw no other ship,” the captain of the barge told reporters."
    one = _telling("one", [FERRY[0], said, FERRY[1]])
    two = _telling(
        "two", ["An inquiry into the sinking began in Bruges on Friday with a long hearing.", said]
    )
    reply = answer("What did the captain of the barge tell reporters?", PassageIndex([one, two]))
    assert {citation.article.id for citation in reply.citations[:2]} == {"one", "two"}
