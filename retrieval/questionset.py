"""Question sets: folders of articles.jsonl and questions.jsonl to measure answers by.

A line of articles.jsonl has `id`, `text` and, where known, `title`, `date`, `url`, `authors`,
`source`, `language`, and `attributions`: who said what, `source` and `content`, each a list of spans.
A line of questions.jsonl has `id`, `question`, `article_id`, `gold` (spans of the article's text, any
of which is right), and optionally `answerable` and `date`, when it was asked. Questions of
unanswerable.jsonl need no article.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from retrieval.errors import QuestionSetError
from retrieval.models import Article, Span

ARTICLES, QUESTIONS, UNANSWERABLE = "articles.jsonl", "questions.jsonl", "unanswerable.jsonl"

_Kind = TypeVar("_Kind", bound=BaseModel)

_REMEDY = "Every line is one JSON object; see `verbatim evaluate --help` for its fields."


def _as_date(value: Any) -> Any:
    """2024-05-01, 2024/05/01 or a longer moment as a date; an empty text as none."""
    return (value.replace("/", "-")[:10] or None) if isinstance(value, str) else value


Day = Annotated[date | None, BeforeValidator(_as_date)]


class AskedQuestion(BaseModel):
    """One question of a set; `gold` is empty where the articles do not answer it."""

    model_config = ConfigDict(frozen=True)

    id: str
    question: str
    article_id: str | None = None
    gold: tuple[Span, ...] = ()
    answerable: bool = True
    date: Day = None


class Attribution(BaseModel):
    """Who said what, as a reader marked it: spans of the article's text."""

    model_config = ConfigDict(frozen=True)

    source: tuple[Span, ...]
    content: tuple[Span, ...]


class _Line(BaseModel):
    """An article as it is written in a set."""

    id: str
    text: str
    title: str | None = None
    date: Day = None
    url: str | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    attributions: tuple[Attribution, ...] = ()


class QuestionSet(BaseModel):
    """Articles and the questions asked of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    articles: tuple[Article, ...]
    questions: tuple[AskedQuestion, ...]
    attributions: dict[str, tuple[Attribution, ...]] = {}


def read_question_set(folder: Path) -> QuestionSet:
    """The set in `folder`. Raises QuestionSetError that names the file and the line.

    >>> read_question_set(Path("nowhere"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    retrieval.errors.QuestionSetError: ...
    """
    lines = tuple(_read(folder / ARTICLES, _Line))
    articles = tuple(_to_article(line) for line in lines)
    asked = _read_questions(folder)
    if not articles:
        raise QuestionSetError(folder / ARTICLES, "is empty", _REMEDY)
    _check(folder, articles, asked)
    marked = {line.id: line.attributions for line in lines if line.attributions}
    return QuestionSet(name=folder.name, articles=articles, questions=tuple(asked), attributions=marked)


def read_questions(folder: Path) -> QuestionSet:
    """Only the questions in `folder`, for articles that are held elsewhere. Raises QuestionSetError."""
    return QuestionSet(name=folder.name, articles=(), questions=tuple(_read_questions(folder)))


def _read_questions(folder: Path) -> list[AskedQuestion]:
    asked = list(_read(folder / QUESTIONS, AskedQuestion))
    if (folder / UNANSWERABLE).exists():
        unanswerable = _read(folder / UNANSWERABLE, AskedQuestion)
        asked += [question.model_copy(update={"answerable": False, "gold": ()}) for question in unanswerable]
    if not asked:
        raise QuestionSetError(folder / QUESTIONS, "is empty", _REMEDY)
    return asked


def _check(folder: Path, articles: tuple[Article, ...], asked: list[AskedQuestion]) -> None:
    lengths = {article.id: len(article.text) for article in articles}
    if len(lengths) < len(articles):
        raise QuestionSetError(folder / ARTICLES, "has an id twice", "Give every article an id of its own.")
    for question in asked:
        where = f"{folder / QUESTIONS}, question {question.id}"
        if not question.question.strip():
            raise QuestionSetError(where, "asks nothing", "Write a question or leave the line out.")
        if not question.answerable:
            continue
        if question.article_id not in lengths:
            remedy = f"Add the article to {ARTICLES} or mark the question answerable: false."
            raise QuestionSetError(where, f"has no article {question.article_id!r}", remedy)
        length = lengths[question.article_id]
        if not question.gold or not all(0 <= start < end <= length for start, end in question.gold):
            remedy = "Give gold as [[start, end]], code points of the article's text."
            raise QuestionSetError(where, "has no gold span inside its article", remedy)


def _to_article(line: _Line) -> Article:
    return Article(
        id=line.id,
        text=line.text,
        title=line.title or None,
        outlet=line.source,
        authors=line.authors,
        published=line.date,
        url=line.url,
        language=line.language,
    )


def _read(path: Path, kind: type[_Kind]) -> Iterator[_Kind]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # U+2028 may stand in a text
    except (FileNotFoundError, NotADirectoryError) as error:
        here = path.parent.is_dir()
        problem = f"there is no {path.name} in it" if here else "there is no such folder"
        remedy = f"A set is a folder with {ARTICLES} and {QUESTIONS}; see `verbatim evaluate --help`."
        raise QuestionSetError(path.parent, problem, remedy) from error
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionSetError(path, "cannot be read as UTF-8 text", _REMEDY) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield kind.model_validate(json.loads(line))
        except (ValidationError, ValueError, RecursionError) as error:
            raise QuestionSetError(f"{path}, line {number}", _problem(error), _REMEDY) from error


def _problem(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "the line"
        return f"{field}: {first['msg'].lower()}"
    return "is not JSON"
