"""What an article has of a question's words: near its best sentence, in other words, or anywhere."""

from __future__ import annotations

from retrieval.evidence.held import is_telling, is_told, most_of, tells
from retrieval.evidence.question import Word, read_question
from tests.evidence_data import ask, sentences_of


def _word(written: str) -> Word:
    (word,) = read_question(f"they {written}").words
    return word


OWLS = "Owls came. Mice ran. He ate them. Owls slept. Mice hid. Cats sat."


Shares = tuple[float, ...]
_NEAR: list[tuple[int, Shares, Shares, Shares, str]] = [
    (0, (1, 0, 0), (1, 0, 0), (1, 1, 0), "Owls came. Mice ran."),
    (1, (0, 1, 0), (1, 0, 0), (1, 1, 0), "Owls came. Mice ran. He ate them."),
    (2, (0, 0, 0), (0, 1, 0), (1, 1, 0), "Owls came. Mice ran. He ate them. Owls slept."),
    (4, (0, 1, 0), (1, 0, 0), (1, 1, 1), "Owls slept. Mice hid. Cats sat."),
    (5, (0, 0, 1), (0, 1, 0), (0, 1, 1), "Mice hid. Cats sat."),
]


def test_words_are_looked_for_beside_the_best_sentence_and_one_further_back_of_a_pronoun() -> None:
    for best, has, before, near, beside in _NEAR:
        held = ask(OWLS, "owls mice cats", best).held
        assert (held.best, held.before, held.near, held.article) == (has, before, near, (1, 1, 1))
        assert " ".join(sentence.text for sentence in held.beside) == beside
        assert held.sentences[2:4] == ((0, 0, 0), (1, 0, 0))


def test_the_sentence_before_one_with_a_pronoun_is_not_before_the_article() -> None:
    assert [one.text for one in ask("He ran. Owls came. Mice hid.", "owls").held.beside] == [
        "He ran.",
        "Owls came.",
    ]
    assert len(ask("Owls came. He ran. Mice hid. Cats sat.", "owls", 1).held.beside) == 3


def test_the_most_of_no_words_is_nothing() -> None:
    assert most_of([()]) == ()
    assert most_of([(0.3, 0.0), (0.2, 0.4), (0.0, 0.1)]) == (0.3, 0.4)


_FORMS: list[tuple[str, str, float]] = [
    ("draw", "Owls draw mice.", 1),
    ("draw", "Owls drew mice.", 0.9),
    ("draw", "Owls ate mice.", 0),
    ("founded", "They founded Brel.", 1),
    ("founded", "They Founded Brel.", 1),
    ("founded", "The founder left Brel.", 1),
    ("founded", "The founders left Brel.", 1),
    ("founded", "They are founding Brel.", 1),
    ("founded", "Its foundation was in Brel.", 1),
    ("founded", "They found Brel.", 0),
    ("founded", "They find Brel.", 0),
    ("founded", "They dumbfounded Brel.", 0),
    ("founded", "Its foundations hold.", 0),
    ("found", "They founded Brel.", 1),  # its stem is all there is to go by
    ("wounded", "They were wounded.", 1),
    ("painted", "They paint Brel.", 1),  # of no other verb
]


def test_a_sentence_has_a_word_in_its_own_forms_and_less_of_it_in_irregular_ones() -> None:
    assert [
        (word, text) for word, text, share in _FORMS if ask(text, f"they {word}").held.best != (share,)
    ] == []


def test_a_word_tells_by_being_missing_that_is_rare_in_news_and_no_name() -> None:
    words = ["owls", "time", "said", "happened", "telling", "Brel"]
    assert [word for word in words if is_telling(_word(word))] == ["owls", "time"]


_TOLD: list[tuple[str, str, bool]] = [
    ("owls", "An owl came.", True),
    ("owls", "A mouse came. An owl came.", True),
    ("owls", "A mouse came.", False),
    ("bought", "She purchased it.", True),
    ("bought", "It rained. She purchased it.", True),
    ("die", "She met George Bush.", False),  # a name tells no death
    ("die", "It was its demise.", True),
    ("accepted", "She refused it.", False),
    ("born", "Ann Lee (1913–1960) wrote.", True),
    ("birth", "Ann Lee (1913–1960) wrote.", True),
    ("die", "Ann Lee (1913–1960) wrote.", True),
    ("death", "Ann Lee (1913–1960) wrote.", True),
    ("die", "It rained. Ann Lee (1913–1960) wrote.", True),
    ("jailed", "Ann Lee (1913–1960) wrote.", False),
    ("born", "Ann Lee (born 1950) wrote.", True),
    ("birth", "Ann Lee (b. 1950) wrote.", True),
    ("born", "Ann Lee (b. 1950) wrote.", True),
    ("die", "Ann Lee (b. 1950) wrote.", False),
    ("death", "Ann Lee (b. 1950) wrote.", False),
    ("death", "Ann Lee (born 1950) wrote.", False),
    ("born", "Ann Lee (b. in Rome) wrote.", False),  # no year
    ("born", "Ann Lee (of 1950) wrote.", False),
    ("born", "Ann Lee (Dorn, b. 1950) wrote.", False),
    ("born", "An owl (1913–1960) came.", False),  # behind no name
    ("born", "Ann Lee (1913–1927) wrote.", False),  # 14 years are no life, 15 may be
    ("born", "Ann Lee (1913–1928) wrote.", True),
    ("born", "Ann Lee (1813–1933) wrote.", True),  # 120 may be, 121 are none
    ("born", "Ann Lee (1813–1934) wrote.", False),
    ("born", "Ann Lee (1913-1960) wrote.", True),
    ("born", "Ann Lee (1913—1960) wrote.", True),
    ("born", "Ann Lee (1913, 1960) wrote.", False),
    ("born", "Ann Lee (7 May 1913 – 4 June 1920, again 1960) wrote.", True),
    ("born", "Ann Lee (1913–60) wrote.", False),
    ("born", "Ann Lee (19135–19605) wrote.", False),
    ("born", "Brel (1) and Ann Lee (1913–1960) wrote.", True),
    ("born", "Ann Lee (of Dorn) and Bo Ek (1913–1960) wrote.", True),
]


def test_a_thing_is_told_in_the_word_in_others_or_by_the_years_of_a_life() -> None:
    assert [
        (word, text) for word, text, told in _TOLD if is_told(_word(word), sentences_of(text)) is not told
    ] == []


def test_whether_a_thing_is_so_is_told_by_its_opposite_too() -> None:
    for text, told in (("She refused it.", True), ("She ate it.", False)):
        assert is_told(_word("accepted"), sentences_of(text), either_way=True) is told
        assert not is_told(_word("accepted"), sentences_of(text))


_TERMS: list[tuple[str, str, bool]] = [
    ("owls", "owl", True),
    ("drew", "draw", True),
    ("drew", "drawn", True),
    ("bought", "purchas", True),
    ("accepted", "refus", False),
    ("owls", "mous", False),
    ("drew", "mous", False),
]


def test_a_term_tells_a_word_that_is_it_a_form_of_it_or_tells_the_same() -> None:
    assert [(word, term) for word, term, told in _TERMS if tells(_word(word), term) is not told] == []


def test_a_term_tells_a_word_that_tells_the_same_in_one_of_the_languages() -> None:
    (word,) = read_question("they purchase", ("en", "es")).words
    assert word.terms == ("purchas", "purch")
    assert tells(word, "bought")
    assert tells(word, "purch")
