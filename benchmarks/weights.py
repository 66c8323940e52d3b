"""Fits `NEWS` and `OTHER` of `retrieval.evidence.weights` and prints what the fit reaches on unseen articles.

    python -m benchmarks.weights /path/to/data/news /path/to/data/multi_sentence … --limit 1500

The model is linear and its reasons are those of `--explain`: the sentences of an article compete
(softmax), and the likelihood that one of the right ones wins, and that one wins once the two best wrong
ones are set aside, is made as large as it can be. Articles
are split into five parts by a hash of their id; each part is asked with weights fitted to the other
four. Needs the extra "benchmarks" (numpy alone). The weights printed last are fitted to everything.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from retrieval.evaluation import Mode, is_right, sample
from retrieval.evidence.holding import names_in
from retrieval.evidence.question import read_question
from retrieval.evidence.scores import Candidates
from retrieval.evidence.selection import sentence_idf
from retrieval.evidence.weighing import read_values, tell_once
from retrieval.evidence.weights import NEWS, OTHER, Weights, is_news
from retrieval.index import PassageIndex
from retrieval.questionset import AskedQuestion, read_question_set

PARTS = 5
FIELDS = [name for name in Weights._fields if name != "says_so"]
SCALE = 0.8
"""What `asked_words` is to weigh, so that sums compare with those of a library's own orders."""

RIDGE, STEPS, RATE = 0.01, 300, 0.05
OWN_RIDGE = 0.05
"""How strongly the weights of news, and those of everything else, are held to what is best for both."""

NEWS_WORTH, OTHERS_WORTH = 1.0, 0.4
"""What a question counts in the fit to both: there are seven times as many others."""

AGAIN = 10
"""Steps after which the two best wrong sentences of each question are looked for again."""

Array = NDArray[numpy.float64]
Bools = NDArray[numpy.bool_]
Ints = NDArray[numpy.int64]


class Asked(NamedTuple):
    """A question's sentences: their values, which are right, and their new names."""

    set_name: str
    news: bool
    part: int
    values: Array
    right: NDArray[numpy.bool_]
    names: list[frozenset[str]]


class Fitted(NamedTuple):
    """Weights in the order of FIELDS."""

    news: Array
    other: Array


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the sets, fit and ask part by part, print the table and the weights."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--limit", type=int, default=1_500)
    options = parser.parse_args(arguments)
    asked = [one for folder in options.folders for one in _read(folder, options.limit)]
    names = list(dict.fromkeys(one.set_name for one in asked))
    held_out = [fit_both([one for one in asked if one.part != part]) for part in range(PARTS)]
    shipped = Fitted(_array(NEWS), _array(OTHER))
    print(f"{'hit@1 / hit@3':16}" + "".join(f"{title:>20}" for title in ("shipped", "held out")))
    for name in names:
        those = [one for one in asked if one.set_name == name]
        rows = [_hits(those, each) for each in ([shipped] * PARTS, held_out)]
        print(f"{name:16}" + "".join(f"{first:>13.1f} / {third:.1f}" for first, third in rows))
    fitted = fit_both(asked)
    print("FITTED = {")
    for name, news, other in zip(FIELDS, fitted.news, fitted.other, strict=True):
        print(f'    "{name}": ({round(float(news), 2) + 0.0}, {round(float(other), 2) + 0.0}),')
    print("}")


def _read(folder: Path, limit: int) -> Iterator[Asked]:
    asked = read_question_set(folder)
    articles = {article.id: article for article in asked.articles}
    questions = [q for q in sample(asked.questions, Mode.ARTICLE, limit) if q.answerable]
    questions.sort(key=lambda question: question.article_id or "")
    for article_id, group in groupby(questions, key=lambda question: question.article_id or ""):
        index = PassageIndex([articles[article_id]])
        part = int(hashlib.md5(article_id.encode()).hexdigest(), 16) % PARTS
        for question in group:
            yield from _values(question, index, folder.name, part)


def _values(asked: AskedQuestion, index: PassageIndex, name: str, part: int) -> Iterator[Asked]:
    question = read_question(asked.question, index.languages, index.knows, index.spell)
    if not question.words or question.kind == "saying":
        return
    sentences = index.sentences_of(0)
    candidates = [Candidates(sentences, range(len(sentences)))]
    found = list(read_values(question, candidates, sentence_idf(question, candidates)))
    values = [[float(each.get(field, 0.0)) for field in FIELDS] for _, _, each in found]
    right = numpy.array([is_right(sentence.span, asked) for sentence, _, _ in found])
    if right.any():
        names = [names_in(sentence, question.terms) for sentence, _, _ in found]
        yield Asked(name, is_news(index.articles[0]), part, numpy.array(values), right, names)


def fit_both(asked: Sequence[Asked]) -> Fitted:
    """Weights for news and for everything else, each held to what is best for both."""
    values = numpy.concatenate([one.values for one in asked])
    spread = numpy.maximum(values.std(axis=0), 1e-6)
    worth = [NEWS_WORTH if one.news else OTHERS_WORTH for one in asked]
    common = fit(asked, worth, spread, numpy.zeros(len(FIELDS)), RIDGE)
    own = []
    for news in (True, False):
        those = [one for one in asked if one.news is news]
        found = fit(those, [1.0] * len(those), spread, common, OWN_RIDGE) if those else common
        found = found * (numpy.concatenate([one.values for one in those]).any(axis=0) if those else 1.0)
        own.append(found / spread * SCALE / (found / spread)[FIELDS.index("asked_words")])
    return Fitted(*own)


def fit(asked: Sequence[Asked], worth: Sequence[float], spread: Array, start: Array, ridge: float) -> Array:
    """The weights, each times its value's spread, under which a right sentence wins most likely, and
    most likely comes among the first three (Adam on all of them at once), held to `start` by a ridge."""
    scaled = numpy.concatenate([one.values for one in asked]) / spread
    right = numpy.concatenate([one.right for one in asked])
    counts = [len(one.right) for one in asked]
    starts = numpy.concatenate([[0], numpy.cumsum(counts)[:-1]])
    owner = numpy.repeat(numpy.arange(len(asked)), counts)
    share = (numpy.array(worth) / sum(worth))[owner]
    weights = start.copy()
    mean, square = numpy.zeros(len(FIELDS)), numpy.zeros(len(FIELDS))
    rivals = numpy.ones(len(right))
    for step in range(1, STEPS + 1):
        scores = scaled @ weights
        if step > STEPS // 3 and step % AGAIN == 0:
            rivals = _without_best(scores, right, owner, starts)
        odds = numpy.exp(scores - numpy.maximum.reduceat(scores, starts)[owner])
        blame = (_blame(odds, right, owner, starts) + _blame(odds * rivals, right, owner, starts)) / 2
        slope = scaled.T @ (blame * share) + 2 * ridge * (weights - start)
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        weights -= RATE * (mean / (1 - 0.9**step)) / (numpy.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights


def _blame(odds: Array, right: Bools, owner: Ints, starts: Ints) -> Array:
    """How much each sentence's odds are too high for a right one to win."""
    all_odds, right_odds = (numpy.add.reduceat(each, starts)[owner] for each in (odds, odds * right))
    blame: Array = odds / numpy.maximum(all_odds, 1e-300) - odds * right / numpy.maximum(right_odds, 1e-300)
    return blame


def _without_best(scores: Array, right: Bools, owner: Ints, starts: Ints) -> Array:
    """0 for the two best wrong sentences of each question, which may stand before the right one, else 1."""
    order = numpy.lexsort((-scores, right, owner))  # the wrong ones first, best first
    kept = numpy.ones(len(scores))
    for place in (0, 1):
        at = order[numpy.minimum(starts + place, len(scores) - 1)]
        mine = (owner[at] == numpy.arange(len(starts))) & ~right[at]
        kept[at[mine]] = 0.0
    return kept


def _hits(asked: Sequence[Asked], fitted: Sequence[Fitted]) -> tuple[float, float]:
    first = third = 0
    for one in asked:
        weights = fitted[one.part].news if one.news else fitted[one.part].other
        order = tell_once([float(total) for total in one.values @ weights], one.names)
        first += bool(one.right[order[0]])
        third += bool(one.right[order[:3]].any())
    return 100 * first / len(asked), 100 * third / len(asked)


def _array(weights: Weights) -> Array:
    return numpy.array([getattr(weights, field) for field in FIELDS])


if __name__ == "__main__":
    main()
