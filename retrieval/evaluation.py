"""Question sets in, figures out: how often the right sentence comes first, and how honest a no is.

In `article` mode a question is asked of its own article, in `library` mode of all articles of its
set at once. A sentence is right if it overlaps one of the question's gold spans.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from itertools import compress, groupby
from math import sqrt
from pathlib import Path
from random import Random

from pydantic import BaseModel, ConfigDict

from retrieval.answering import MOST_CITATIONS, answer_found, explain
from retrieval.evidence.verdicts import judge
from retrieval.index import Index, PassageIndex
from retrieval.models import Answer, Article, Span, Verdict
from retrieval.questionset import AskedQuestion, QuestionSet, read_question_set, read_questions
from retrieval.quotes import find_quotations
from retrieval.sentences import Sentence

SHOWN = (300, 600, 1_200)
"""Characters of quotations, in the order they are shown, within which an answer is looked for."""

_RESAMPLES = 1_000
_SEED = 20_260_101


class Mode(StrEnum):
    """Of what a question is asked: its own article, or all of them."""

    ARTICLE = "article"
    LIBRARY = "library"


class Metric(BaseModel):
    """A share (or, for mrr, a mean of 1 / rank) over `n` questions, with its 95 % interval; all 0 to 1."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    value: float
    low: float
    high: float
    n: int


class Report(BaseModel):
    """What a set showed; `n` counts the questions asked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    mode: Mode
    n: int
    metrics: tuple[Metric, ...]

    def to_json(self) -> dict[str, object]:
        """`{"metrics": {name: value}, "n": ...}` with intervals and counts beside it."""
        return {
            "name": self.name,
            "mode": self.mode.value,
            "n": self.n,
            "metrics": {metric.name: round(metric.value, 4) for metric in self.metrics},
            "intervals": {
                metric.name: [round(metric.low, 4), round(metric.high, 4)] for metric in self.metrics
            },
            "counts": {metric.name: metric.n for metric in self.metrics},
        }


def evaluate(
    asked: Path | QuestionSet,
    *,
    mode: Mode | str = Mode.ARTICLE,
    limit: int | None = None,
    recency: bool = True,
    progress: Callable[[int, int], None] | None = None,
    index: Index | None = None,
) -> Report:
    """The figures of a set, read from its folder where that is given, over at most `limit` questions
    drawn the same way each time.

    `progress` is told how many questions are done and how many there are. `index`, where given, is asked
    (in library mode) instead of the set's own articles. Raises QuestionSetError.

    Each figure of the report is a share from 0 to 1, with its 95 % interval and its number of questions.

    >>> from retrieval.models import Article, Span
    >>> asked = AskedQuestion(id="q", question="When do owls hoot?", article_id="1", gold=(Span(15, 34),))
    >>> owls = Article(id="1", text="Penguins swim. Owls hoot at night.")
    >>> report = evaluate(QuestionSet(name="owls", articles=(owls,), questions=(asked,)))
    >>> report.n, report.metrics[0].value
    (1, 1.0)
    """
    if not isinstance(asked, QuestionSet):
        asked = read_question_set(asked) if index is None else read_questions(asked)
    mode = Mode(mode) if index is None else Mode.LIBRARY
    questions = sample(asked.questions, mode, limit)
    figures: dict[str, list[float]] = {}
    for done, values in enumerate(_measure_all(asked, questions, mode, recency, index), start=1):
        for name, value in values.items():
            figures.setdefault(name, []).append(value)
        if progress:
            progress(done, len(questions))
    named = [float(right) for article in asked.articles for right in _named_right(article, asked)]
    if named:
        figures["speaker precision"] = named
    metrics = tuple(measure(name, values) for name, values in figures.items())
    return Report(name=asked.name, mode=mode, n=len(questions), metrics=metrics)


def sample(questions: Sequence[AskedQuestion], mode: Mode, limit: int | None = None) -> list[AskedQuestion]:
    """At most `limit` of the questions that can be asked in a mode, the same ones each time."""
    possible = [q for q in questions if mode is Mode.LIBRARY or q.article_id is not None]
    if limit is None or limit >= len(possible):
        return possible
    return Random(_SEED).sample(possible, limit)  # noqa: S311 - not a secret


def measure(name: str, values: list[float]) -> Metric:
    """The mean of `values` with its 95 % interval: Wilson's for shares, the bootstrap's for other means.

    >>> metric = measure("hit@1", [1.0] * 8 + [0.0] * 2)
    >>> metric.value, round(metric.low, 2), round(metric.high, 2)
    (0.8, 0.49, 0.94)
    """
    mean = sum(values) / len(values)
    low, high = _wilson(mean, len(values)) if set(values) <= {0.0, 1.0} else _bootstrap(values)
    return Metric(name=name, value=mean, low=low, high=high, n=len(values))


def is_right(span: Span, question: AskedQuestion) -> bool:
    """Whether a sentence holds or overlaps one of the gold spans."""
    return any(start < span.end and end > span.start for start, end in question.gold)


def _measure_all(
    asked: QuestionSet,
    questions: list[AskedQuestion],
    mode: Mode,
    recency: bool,
    held: Index | None,
) -> Iterator[dict[str, float]]:
    if mode is Mode.LIBRARY:
        index = held if held is not None else PassageIndex(asked.articles)
        for question in questions:
            yield _measure(question, index, question.date if recency else None)
        return
    articles = {article.id: article for article in asked.articles}
    others = _others(asked.articles)
    by_article = sorted(questions, key=lambda question: str(question.article_id))
    for article_id, group in groupby(by_article, key=lambda question: question.article_id):
        if article_id not in articles:
            continue
        index = PassageIndex([articles[article_id]])
        other = PassageIndex([others[article_id]]) if article_id in others else None
        for question in group:
            yield _measure(question, index, None) | _refusal_elsewhere(question, other)


def _measure(question: AskedQuestion, index: Index, now: date | None) -> dict[str, float]:
    found = explain(question.question, index, now=now)
    answer = answer_found(question.question, found, index, MOST_CITATIONS)
    answered = float(answer.verdict is Verdict.ANSWERED)
    if not question.answerable:
        return {"refused": 1 - answered}
    sentences = [evidence.sentence for evidence in found.evidence]
    right = [s.article.id == question.article_id and is_right(s.span, question) for s in sentences]
    rank = right.index(True) + 1 if True in right else None
    values = {
        "hit@1": float(rank == 1),
        "hit@3": float(rank is not None and rank <= 3),
        "mrr": 1 / rank if rank else 0.0,
    }
    if len(index.articles) > 1:
        values |= _measure_passages(question, sentences, right)
    values |= {f"shown@{most}": float(_is_shown(answer, question, most)) for most in SHOWN}
    return values | {"kept": answered}


def _measure_passages(
    question: AskedQuestion, sentences: list[Sentence], right: list[bool]
) -> dict[str, float]:
    passages = list(dict.fromkeys(sentence.passage for sentence in sentences))
    holding = {sentence.passage for sentence in compress(sentences, right)}
    values = {"article@1": float(bool(sentences) and sentences[0].article.id == question.article_id)}
    for most in (1, 3, 10):
        values[f"passage@{most}"] = float(any(passage in holding for passage in passages[:most]))
    return values


def _is_shown(answer: Answer, question: AskedQuestion, most: int) -> bool:
    """Whether a gold span stands, whole, in the first `most` characters of the quotations."""
    shown = 0
    for citation in answer.citations:
        start, end = citation.span
        visible = Span(start, min(end, start + most - shown))
        right = citation.article.id == question.article_id
        if right and any(visible.contains(gold) for gold in question.gold):
            return True
        shown += end - start
    return False


def _refusal_elsewhere(question: AskedQuestion, other: Index | None) -> dict[str, float]:
    """Whether the question is refused by an article on another subject."""
    if other is None or not question.answerable:
        return {}
    verdict = judge(explain(question.question, other), other)
    return {"refused elsewhere": float(verdict is not Verdict.ANSWERED)}


def _named_right(article: Article, asked: QuestionSet) -> Iterator[bool]:
    """For each quotation whose speaker is named, whether readers marked one of that name for it."""
    attributions = asked.attributions.get(article.id)
    for quotation in find_quotations(article) if attributions else ():
        if quotation.speaker is not None:
            yield any(
                quotation.span.overlaps(content) and quotation.speaker.overlaps(source)
                for each in attributions or ()
                for content in each.content
                for source in each.source
            )


def _others(articles: Iterable[Article]) -> dict[str, Article]:
    """For each article one of another subject: the one half the set away, as neighbours are often alike."""
    ordered = sorted(articles, key=lambda article: article.id)
    half = len(ordered) // 2
    return {article.id: ordered[at - half] for at, article in enumerate(ordered)} if half else {}


def _wilson(mean: float, n: int) -> tuple[float, float]:
    z = 1.96
    centre = (mean + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(mean * (1 - mean) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def _bootstrap(values: list[float]) -> tuple[float, float]:
    random = Random(_SEED)  # noqa: S311 - the same interval every time
    means = sorted(sum(random.choices(values, k=len(values))) / len(values) for _ in range(_RESAMPLES))
    return means[int(0.025 * _RESAMPLES)], means[int(0.975 * _RESAMPLES) - 1]
