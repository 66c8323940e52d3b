"""The table of questions on the seed article: each finds the sentence an editor would quote, or none."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter

from retrieval.answering import answer
from retrieval.articles import read_articles
from retrieval.index import PassageIndex
from retrieval.models import Verdict
from retrieval.passages import split_paragraphs

HERE = Path(__file__).parent
SEED = HERE.parent / "seeds" / "ap-sheinbaum-trump-troops.txt"
MOST_KNOWN_MISSES = 1


def _several(value: Any) -> Any:
    """The table writes nothing as null, one as itself and several as a list."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else (value,)


class Question(BaseModel):
    """One entry of the table; any of its sentences, in any of its paragraphs, is right."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    question: str
    kind: str
    paragraph: Annotated[tuple[int, ...], BeforeValidator(_several)]
    sentence: Annotated[tuple[str, ...], BeforeValidator(_several)]
    verdict: Literal["answered", "not answered"]
    known_miss: str | None = None


QUESTIONS = TypeAdapter(list[Question]).validate_json((HERE / "questions.json").read_bytes())
ANSWERABLE = [entry for entry in QUESTIONS if entry.verdict == "answered"]
UNANSWERABLE = [entry for entry in QUESTIONS if entry.verdict == "not answered"]


@pytest.fixture(scope="module")
def index() -> PassageIndex:
    return PassageIndex(read_articles(SEED))


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(
            entry,
            id=entry.question,
            marks=[pytest.mark.xfail(strict=True, reason=entry.known_miss)] if entry.known_miss else [],
        )
        for entry in QUESTIONS
    ],
)
def test_question_gets_the_sentence_an_editor_would_quote(entry: Question, index: PassageIndex) -> None:
    found = answer(entry.question, index)
    if entry.verdict == "not answered":
        assert found.verdict != Verdict.ANSWERED
        return
    assert found.citations, "nothing is cited"
    best = found.citations[0]
    assert best.answer is not None, "no sentence is marked as the answer"
    assert best.answer.of(best.article.text) in entry.sentence
    assert best.passage.paragraph in entry.paragraph
    assert found.verdict == Verdict.ANSWERED


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert len(QUESTIONS) >= 40
    assert len(UNANSWERABLE) >= 10
    assert len({entry.question for entry in QUESTIONS}) == len(QUESTIONS), "a question stands there twice"


def test_every_expected_sentence_stands_in_its_expected_paragraph(index: PassageIndex) -> None:
    (article,) = index.articles
    paragraphs = [span.of(article.text) for span in split_paragraphs(article.text)]
    for entry in ANSWERABLE:
        standing = {
            (number, sentence)
            for number in entry.paragraph
            for sentence in entry.sentence
            if sentence in paragraphs[number - 1]
        }
        assert standing, entry.question
        assert {number for number, _ in standing} == set(entry.paragraph), entry.question
        assert {sentence for _, sentence in standing} == set(entry.sentence), entry.question


def test_what_is_not_answered_expects_no_sentence() -> None:
    assert not [entry.question for entry in UNANSWERABLE if entry.paragraph or entry.sentence]


def test_known_misses_stay_few() -> None:
    assert len([entry for entry in QUESTIONS if entry.known_miss]) <= MOST_KNOWN_MISSES
