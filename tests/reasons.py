"""What speaks for each sentence of a small article as the answer.

`python -m tests.reasons > tests/data/reasons.json` records it anew where a reason is meant to change.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from retrieval.evidence.question import read_question
from retrieval.evidence.scores import Candidates
from retrieval.evidence.weighing import read_values, weigh
from retrieval.models import Article
from retrieval.passages import split_paragraphs, split_sentences
from retrieval.sentences import Sentence, marked_words

NEWS = Article(
    id="news",
    title="Ruiz offers gas to Chile",
    outlet="The Paper",
    published=date(2025, 5, 3),
    text="ROME (AP) — President Ana Ruiz offered 40 million liters of gas to Chile on Monday.\n\n"
    "“We have enough for 3 years,” Ruiz told reporters in Rome. She said Chile would pay in June because "
    "its own gas is gone. “Nobody will freeze.”\n\n"
    "Ivo Berg, 58, the minister of energy, refused to comment.\n\nWhy did Chile ask?\n\n"
    "He had asked Ruiz in 2024, saying, “Wait.” They answered that “Gone With the Wind” was longer.\n\n"
    "The bridge near Oslo cost $5 million, or 30% more than the 1990s one. Germany and Peru built it.",
)
TALE = Article(id="tale", text=NEWS.text)
NAMES = (
    "Who offered gas to Chile?", "Where did Ruiz speak to reporters?", "Which country built the bridge?",
    "What film was long?", "What is the name of the minister?", "Ana Ruiz offers gas. Who is he?",
)  # fmt: skip
NUMBERS = (
    "When will Chile pay?", "How many liters of gas did Ruiz offer?", "How old is Ivo Berg?",
    "What did the bridge cost?", "How much more?",
)  # fmt: skip
STATEMENTS = (
    "What did Ana Ruiz say?", "What did Ruiz say about the gas?", "What did Ruiz tell reporters?",
    "How did Berg respond to Ruiz?", "What did Berg refuse?",
)  # fmt: skip
ANYTHING = ("Why will Chile pay in June?", "Ruiz", "gas", "Did Chile pay for gas?", "What happened in Oslo?")


def asked(questions: Iterable[str]) -> list[str]:
    """Each question, asked of both articles."""
    return [f"{article.id}: {text}" for article in (NEWS, TALE) for text in questions]


def reasons(wanted: Iterable[str]) -> dict[str, dict[str, float]]:
    """By article and question: each sentence's total, and its reasons with their values before weighing."""
    articles = {article.id: article for article in (NEWS, TALE)}
    parts = ((each, *each.split(": ", 1)) for each in wanted)
    return {each: _reasons(articles[id], text) for each, id, text in parts}


def _reasons(article: Article, text: str) -> dict[str, float]:
    question = read_question(text)
    sentences = _sentences(article)
    candidates = [Candidates(sentences, range(len(sentences)))]
    idf = [1 + 0.5 * at for at, _ in enumerate(question.words)]
    found = {f"{one.sentence.number} total": one.total for one in weigh(question, candidates, idf)}
    for sentence, _, values in read_values(question, candidates, idf):
        found |= {f"{sentence.number} {name}": value for name, value in values.items() if value}
    return {name: round(float(value), 4) for name, value in found.items()}


def _sentences(article: Article) -> list[Sentence]:
    spans = [
        span
        for paragraph in split_paragraphs(article.text)
        for span in split_sentences(article.text, paragraph, "en")
    ]
    return [
        Sentence(article, span, *marked_words(article.text, span, "en"), 0, number)
        for number, span in enumerate(spans)
    ]


if __name__ == "__main__":
    found = reasons(asked((*NAMES, *NUMBERS, *STATEMENTS, *ANYTHING))).items()
    lines = (f" {json.dumps(each)}: {json.dumps(values)}" for each, values in found)
    print("{\n" + ",\n".join(lines) + "\n}")
