"""Questions on who said what, made from the annotations of PolNeAR: "What did X say?" and "... about T?".

    python -m benchmarks.statements /path/to/data/speakers

A speaker is a source that ends in a name; what pronouns said is not asked for. The topic of a
statement is its most telling small-letter word.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from retrieval.evaluation import Mode, evaluate, sample
from retrieval.models import Article, Span
from retrieval.questionset import AskedQuestion, QuestionSet
from retrieval.tokens import is_stop_word, tokenize
from retrieval.words.background import background_idf

_NAME = re.compile(r"(?:[A-Z][\w.’'-]+ )*(?P<last>[A-Z][\w’'-]{2,})$")
_NO_NAME = frozenset(
    [
        "The",
        "They",
        "She",
        "Her",
        "His",
        "Its",
        "This",
        "That",
        "These",
        "Those",
        "Who",
        "Which",
        "There",
        "People",
    ]
)
TOPIC_WORDS = 1


def main(arguments: Sequence[str] | None = None) -> None:
    """Make both kinds of questions and print how often the right sentence comes first."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=int, default=600)
    options = parser.parse_args(arguments)
    for topic in (False, True):
        asked = make_questions(options.folder, topic)
        asked = asked.model_copy(
            update={"questions": tuple(sample(asked.questions, Mode.ARTICLE, options.limit))}
        )
        report = evaluate(asked)
        for metric in report.metrics:
            if metric.name in ("hit@1", "hit@3", "kept"):
                low, high = 100 * metric.low, 100 * metric.high
                value = 100 * metric.value
                print(f"{asked.name}: {metric.name} {value:.1f} [{low:.1f}, {high:.1f}] of {metric.n}")


def make_questions(folder: Path, topic: bool) -> QuestionSet:
    """The questions on the annotated articles of `folder`, with or without a topic."""
    articles: list[Article] = []
    questions: list[AskedQuestion] = []
    with (folder / "articles.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            article = Article(id=record["id"], text=record["text"], language="en")
            made = list(_ask(article, record["attributions"], topic))
            articles += [article] if made else []
            questions += made
    name = "What did X say about T" if topic else "What did X say"
    return QuestionSet(name=name, articles=tuple(articles), questions=tuple(questions))


def _ask(article: Article, attributions: list[dict[str, Any]], topic: bool) -> Iterator[AskedQuestion]:
    said: dict[str, list[tuple[Span, ...]]] = defaultdict(list)
    for each in attributions:
        source = " ".join(article.text[start:end] for start, end in each["source"])
        name = _NAME.search(source.removesuffix("’s").removesuffix("'s"))
        if name and name["last"] not in _NO_NAME and each["content"]:
            said[name["last"]].append(tuple(Span(start, end) for start, end in each["content"]))
    for speaker, contents in said.items():
        if not topic:
            gold = tuple(span for content in contents for span in content)
            question = f"What did {speaker} say?"
            yield AskedQuestion(
                id=f"{article.id} {speaker}", question=question, article_id=article.id, gold=gold
            )
            continue
        for at, content in enumerate(contents):
            words = _topic(article, content, speaker)
            if len(words) == TOPIC_WORDS:
                question = f"What did {speaker} say about {' '.join(words)}?"
                yield AskedQuestion(
                    id=f"{article.id} {speaker} {at}", question=question, article_id=article.id, gold=content
                )


def _topic(article: Article, content: Sequence[Span], speaker: str) -> list[str]:
    words: dict[str, float] = {}
    for span in content:
        for token in tokenize(span.of(article.text)):
            written = token.span.of(span.of(article.text))
            if written.islower() and len(written) > 3 and written.isalpha() and not is_stop_word(written):
                words.setdefault(written, background_idf(token.term))
    telling = sorted(words, key=lambda word: -words[word])[:TOPIC_WORDS]
    return [word for word in words if word in telling]


if __name__ == "__main__":
    main()
