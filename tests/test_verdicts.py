"""What must stand together for a question to be answered, and how well an article must do in a library."""

from __future__ import annotations

import pytest

from retrieval.evidence.held import Held
from retrieval.evidence.question import Question, read_question
from retrieval.evidence.selection import find_evidence
from retrieval.evidence.verdicts import Signs, judge, read_signs
from retrieval.index import PassageIndex, Standing
from retrieval.models import Article, Verdict

WORDS = [
    first + last for first in ("zor", "qui", "plim", "drax") for last in ("bo", "ka", "mu", "tex", "nil")
]
"""Words of no news, and so each as telling as the others."""


def _question(count: int) -> Question:
    return read_question(f"Was it {' '.join(WORDS[:count])}?")


def _verdict(count: int, *told: int) -> Verdict:
    """Of a question of `count` words, where the first of them stand in so many of the article's sentences,
    two other sentences apart."""
    rest = iter(WORDS)
    sentences = [" ".join(next(rest) for _ in range(many)).capitalize() + " came." for many in told]
    text = " It rained. It hailed. ".join(sentences)
    return _judge(f"What {' '.join(WORDS[:count])}?", text)


def _judge(question: str, text: str) -> Verdict:
    index = PassageIndex([Article(id="1", text=text)])
    return judge(find_evidence(question, index), index)


@pytest.mark.parametrize(
    ("count", "told", "verdict"),
    [
        (9, (4,), Verdict.ANSWERED),
        (9, (3,), Verdict.CLOSEST),
        (16, (7,), Verdict.CLOSEST),
        (16, (8,), Verdict.ANSWERED),
        # two thirds of it within one window
        (9, (3, 3), Verdict.ANSWERED),
        (9, (3, 2), Verdict.CLOSEST),
        (12, (4, 4, 4), Verdict.ANSWERED),
        (12, (3, 3, 3, 3), Verdict.ANSWERED),
        (12, (2, 2, 2, 2, 2, 2), Verdict.ANSWERED),
        (12, (1, 1, 1, 1, 1, 1), Verdict.CLOSEST),
    ],
)
def test_a_question_is_answered_where_enough_of_it_stands_together(
    count: int, told: tuple[int, ...], verdict: Verdict
) -> None:
    assert _verdict(count, *told) is verdict


def test_where_no_word_of_a_question_stands_anywhere_there_is_nothing() -> None:
    assert _judge("What is a zorbo?", "It rained. It hailed.") is Verdict.NOTHING
    assert _judge("What is a zorbo?", "It rained. A zorbo came.") is not Verdict.NOTHING


def _signs(count: int, *sentences: tuple[float, ...], near: tuple[float, ...] = ()) -> Signs:
    most = tuple(map(max, *sentences)) if len(sentences) > 1 else sentences[0]
    beside = PassageIndex([Article(id="1", text="Rangers rescued the quika.")]).sentences_of(0)
    held = Held(sentences, sentences[0], sentences[0], near or (0.0,) * count, most, beside)
    return read_signs(_question(count), held)


@pytest.mark.parametrize(
    ("sentences", "window"),
    [
        ([(1, 0, 0, 0)], 0.25),
        ([(1, 0, 0, 0), (0, 1, 0, 0)], 0.5),
        ([(1, 0, 0, 0), (0, 0, 0, 0), (0, 1, 0, 0)], 0.5),
        ([(1, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0), (0, 1, 0, 0)], 0.25),
        ([(0, 0, 0, 0), (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0)], 0.75),
        ([(1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)], 0.75),
        ([(0.4, 0, 0, 0), (0.8, 0, 0, 0)], 0.2),
    ],
)
def test_what_three_sentences_have_together_is_what_the_best_of_them_have_of_each_word(
    sentences: list[tuple[float, ...]], window: float
) -> None:
    assert _signs(4, *sentences).window == pytest.approx(window)


@pytest.mark.parametrize(
    ("word", "near", "share"),
    [
        ("save", 0.0, 0.4),  # "rescued" is told beside the best sentence
        ("save", 0.8, 0.8),
        ("eat", 0.0, 0.0),
    ],
)
def test_a_word_that_is_told_in_other_words_counts_a_little(word: str, near: float, share: float) -> None:
    beside = PassageIndex([Article(id="1", text="Rangers rescued the owl.")]).sentences_of(0)
    question = read_question(f"Who did {word}?")
    signs = read_signs(question, Held(((0.0,),), (0.0,), (0.0,), (near,), (0.0,), beside))
    assert signs == pytest.approx((share, share))


def test_a_rare_word_counts_for_more_than_one_of_every_day() -> None:
    question = read_question("Who said zorbo?")
    rare, common = (Held((own,), own, own, (0.0, 0.0), own, ()) for own in ((0.0, 1.0), (1.0, 0.0)))
    assert read_signs(question, rare).article > 0.9 > 0.1 > read_signs(question, common).article


def _library(size: int) -> PassageIndex:
    text = "Zorbo and quibo came. It rained. It hailed. Drax went."
    others = (Article(id=str(number), text=f"Geese number {number} came.") for number in range(1, size))
    return PassageIndex([Article(id="0", text=text), *others])


LARGE = _library(200)


def _stands(question: str, index: PassageIndex, standing: Standing) -> bool:
    """Whether a question is answered by an article that stands so in its library."""
    found = find_evidence(question, index)._replace(standing=standing)
    return judge(found, index) is Verdict.ANSWERED


@pytest.mark.parametrize(
    ("other", "too_little", "enough"),
    [
        # where the time of asking is not known
        ("quibo", (0.0, 0.70, None), (0.0, 0.72, None)),
        ("quibo", (0.85, 0.40, None), (0.88, 0.40, None)),
        # where the article is old
        ("quibo", (0.0, 0.80, 0.04), (0.0, 0.84, 0.04)),
        ("quibo", (0.88, 0.50, 0.04), (0.92, 0.50, 0.04)),
        # where it is recent
        ("quibo", (0.45, 1.0, 0.05), (0.47, 1.0, 0.05)),
        ("quibo", (0.45, 1.0, 0.05), (0.45, 1.0, 0.0499)),
        ("quibo", (0.0, 0.32, 1.0), (0.0, 0.34, 1.0)),
        # where half of the question stands elsewhere in it
        ("drax", (0.0, 0.84, None), (0.0, 0.86, None)),
    ],
)
def test_in_a_large_library_an_article_must_do_well_in_its_orders(
    other: str, too_little: tuple[float, float, float | None], enough: tuple[float, float, float | None]
) -> None:
    question = f"What about Zorbo and {other}?"
    assert not _stands(question, LARGE, Standing(*too_little))
    assert _stands(question, LARGE, Standing(*enough))


def test_in_a_small_library_the_orders_do_not_matter() -> None:
    assert _stands("What about Zorbo and quibo?", _library(199), Standing(0.0, 0.0, None))
