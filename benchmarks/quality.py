"""The right sentence first, beside the usual frameworks with their defaults, on the same questions.

    python -m benchmarks.quality /path/to/data/news --mode article --limit 600
    python -m benchmarks.quality /path/to/data/news --mode library

Peers rank our sentences (article mode) or our passages (library mode); what they show is what they
rank, one after the other. "Its chunks" is a framework's whole pipeline with its defaults: its own
splitter, its own retriever, whole chunks shown; only shown@ can be told of it. Prints a table with the
difference to the best peer. `--only-ours` leaves the peers out: their figures change with them only.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from random import Random

from benchmarks.peers import Chunker, Peer, Ranking, find_peers, find_pipelines
from retrieval.errors import RetrievalError
from retrieval.evaluation import SHOWN, Mode, evaluate, is_right, sample
from retrieval.index import PassageIndex
from retrieval.models import Article, Span
from retrieval.questionset import AskedQuestion, QuestionSet, read_question_set

Figures = dict[str, float]


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the folder, run every peer and ourselves, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mode", choices=list(Mode), type=Mode, default=Mode.ARTICLE)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--misspell", action="store_true", help="misspell one name of every question")
    parser.add_argument("--only-ours", action="store_true", help="without the peers")
    parser.add_argument("--dense", action="store_true", help="MiniLM, too")
    options = parser.parse_args(arguments)
    asked = read_question_set(options.folder)
    if options.misspell:
        asked = asked.model_copy(update={"questions": tuple(map(misspell, asked.questions))})
    asked = asked.model_copy(
        update={"questions": tuple(sample(asked.questions, options.mode, options.limit))}
    )
    rows: dict[str, Figures] = {}
    if not options.only_ours:
        rows |= {name: _measure_peer(peer, asked, options.mode) for name, peer in find_peers(options.dense)}
    if not options.only_ours and options.mode is Mode.ARTICLE:
        rows |= {name: _mean(_whole(chunker, peer, asked)) for name, chunker, peer in find_pipelines()}
    ours = {"ours": evaluate(asked, mode=options.mode, recency=False)}
    if options.mode is Mode.LIBRARY:
        ours["ours, recency"] = evaluate(asked, mode=options.mode)
    figures = {name: {m.name: 100 * m.value for m in report.metrics} for name, report in ours.items()}
    _print_table(rows, figures, len(asked.questions))


def misspell(question: AskedQuestion) -> AskedQuestion:
    """The question with two letters of its longest name swapped, the same way each time.

    >>> misspell(AskedQuestion(id="1", question="What did Sheinbaum say?")).question
    'What did Sheinbuam say?'
    """
    words = question.question.split(" ")
    names = [
        at for at, word in enumerate(words) if at and word[:1].isupper() and word.isalpha() and len(word) > 4
    ]
    if not names:
        return question
    at = max(names, key=lambda number: len(words[number]))
    place = Random(question.id).randrange(2, len(words[at]) - 1)
    word = words[at]
    words[at] = word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :]
    return question.model_copy(update={"question": " ".join(words)})


def _measure_peer(peer: Peer, asked: QuestionSet, mode: Mode) -> Figures:
    return _mean(_library(peer, asked) if mode is Mode.LIBRARY else _articles(peer, asked))


def _mean(figures: Iterator[Figures]) -> Figures:
    measured = list(figures)
    return {name: 100 * sum(each[name] for each in measured) / len(measured) for name in measured[0]}


def _whole(chunker: Chunker, peer: Peer, asked: QuestionSet) -> Iterator[Figures]:
    """What a framework shows that cuts the articles itself."""
    articles = {article.id: article for article in asked.articles}
    questions = sorted((q for q in asked.questions if q.answerable), key=lambda q: q.article_id or "")
    for article_id, group in groupby(questions, key=lambda question: question.article_id or ""):
        article = articles[article_id]
        units = [(article, Span(*chunk)) for chunk in chunker(article.text)]
        ranking = peer([span.of(article.text) for _, span in units])
        for question in group:
            yield _rank(question, ranking, units)[1]


def _articles(peer: Peer, asked: QuestionSet) -> Iterator[Figures]:
    articles = {article.id: article for article in asked.articles}
    questions = sorted((q for q in asked.questions if q.answerable), key=lambda q: q.article_id or "")
    for article_id, group in groupby(questions, key=lambda question: question.article_id or ""):
        units = _sentences(articles[article_id])
        ranking = peer([span.of(article.text) for article, span in units])
        for question in group:
            right, figures = _rank(question, ranking, units)
            yield {
                "hit@1": float(any(right[:1])),
                "hit@3": float(any(right[:3])),
                "mrr": 1 / (right.index(True) + 1) if True in right else 0.0,
            } | figures


def _library(peer: Peer, asked: QuestionSet) -> Iterator[Figures]:
    units = [(p.article, p.span) for p in PassageIndex(asked.articles).passages]
    ranking = peer([span.of(article.text) for article, span in units])
    for question in asked.questions:
        if question.answerable:
            right, figures = _rank(question, ranking, units)
            first = units[ranking(question.question)[0]][0].id
            yield {
                "article@1": float(first == question.article_id),
                "passage@1": float(any(right[:1])),
                "passage@3": float(any(right[:3])),
                "passage@10": float(any(right[:10])),
            } | figures


def _rank(
    question: AskedQuestion, ranking: Ranking, units: Sequence[tuple[Article, Span]]
) -> tuple[list[bool], Figures]:
    """Which units are right, best first, and whether the answer stands in what is shown."""
    found = [units[number] for number in ranking(question.question)]
    right = [article.id == question.article_id and is_right(span, question) for article, span in found]
    shown = dict.fromkeys(SHOWN, False)
    at = 0
    for (_article, span), is_one in zip(found, right, strict=True):
        for most in SHOWN:
            visible = Span(span.start, min(span.end, span.start + max(0, most - at)))
            shown[most] |= is_one and any(visible.contains(gold) for gold in question.gold)
        at += span.end - span.start
    return right, {f"shown@{most}": float(was) for most, was in shown.items()}


def _sentences(article: Article) -> list[tuple[Article, Span]]:
    return [(article, sentence.span) for sentence in PassageIndex([article]).sentences_of(0)]


def _print_table(peers: dict[str, Figures], ours: dict[str, Figures], n: int) -> None:
    names = list(dict.fromkeys(name for row in (*peers.values(), *ours.values()) for name in row))
    best = {name: max((row[name] for row in peers.values() if name in row), default=0.0) for name in names}
    width = max(map(len, names)) + 1
    print(f"{n} questions".ljust(28), *(name.rjust(width) for name in names))
    for title, row in (peers | ours).items():
        print(
            title.ljust(28),
            *(f"{row[name]:.1f}".rjust(width) if name in row else "".rjust(width) for name in names),
        )
    for title, row in ours.items():
        gained = (f"{row[name] - best[name]:+.1f}" if name in row and best[name] else "" for name in names)
        print(f"{title} - best peer".ljust(28), *(each.rjust(width) for each in gained))


if __name__ == "__main__":
    try:
        main()
    except RetrievalError as error:
        raise SystemExit(str(error)) from None
