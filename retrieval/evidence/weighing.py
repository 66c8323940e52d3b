"""What speaks for a sentence as the answer: each reason with its name and amount, and the order they give.

Everything is a sum of values times `retrieval.evidence.weights`. The words of the question that stand in the
sentence and around it come first; then what kind of answer the question wants, which names and words
keep turning up near the question's words, and where the sentence stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from retrieval.evidence.holding import Votes, answer_values, names_in
from retrieval.evidence.question import Question
from retrieval.evidence.scores import Candidates
from retrieval.evidence.values import read_grounds
from retrieval.evidence.weights import Weights, weights_for
from retrieval.sentences import Sentence, language_of
from retrieval.tokens import is_stop_word, tokenize

TOLD_AGAIN = 0.25
"""What a sentence loses after the first where all its names are told already (a share of it where some
are): a second answer is worth more than the same one twice (hit@3 of unseen news +0.5, else unchanged)."""

_LOOKED_AT = 20

_SHOWN = {name: name.replace("_", " ") for name in Weights._fields}


class Evidence(NamedTuple):
    """What speaks for one sentence. `words` is the share each of the question's words adds."""

    sentence: Sentence
    total: float
    reasons: tuple[tuple[str, float], ...]
    words: tuple[float, ...]


def weigh(question: Question, articles: Sequence[Candidates], idf: Sequence[float]) -> list[Evidence]:
    """The chosen sentences, best first. `idf` has the weight of each of the question's words."""
    weighed = [
        Evidence(sentence, sum([amount for _, amount in reasons], 0.0), reasons, words)
        for sentence, words, values in read_values(question, articles, idf)
        for reasons in [_reasons(values, weights_for(question, sentence.article))]
    ]
    return sorted(weighed, key=lambda evidence: -evidence.total)


def naming_new(question: Question, ordered: list[Evidence]) -> list[Evidence]:
    """`ordered`, but the second and third name somebody not named yet, unless one person's words are asked
    for."""
    if question.kind == "saying":
        return ordered
    names = [names_in(evidence.sentence, question.terms) for evidence in ordered]
    return [ordered[at] for at in tell_once([evidence.total for evidence in ordered], names)]


def telling_first(question: Question, ordered: list[Evidence]) -> list[Evidence]:
    """`ordered`, but a heading that only says the question again ("Why they left") behind the article's best
    other sentence. A whole sentence that does so may be the answer (all of them behind: hit@1 of 600
    multi_sentence questions falls from 82.7 to 80.5)."""
    if question.is_bare or ordered[0].sentence.form.is_whole:
        return ordered
    asked = question.terms.union(*(dict(word.similar) for word in question.words))
    same = (at for at, each in enumerate(ordered) if each.sentence.article is ordered[0].sentence.article)
    first = next((at for at in same if _tells(ordered[at].sentence, asked)), 0)
    return [ordered[first], *ordered[:first], *ordered[first + 1 :]]


def _tells(sentence: Sentence, asked: frozenset[str]) -> bool:
    if sentence.form.is_whole:
        return True
    words = tokenize(sentence.text, language_of(sentence.article))
    return any(term not in asked and not is_stop_word(span.of(sentence.text)) for term, span in words)


def tell_once(totals: Sequence[float], names: Sequence[frozenset[str]]) -> list[int]:
    """The numbers of sentences, best first: of the second and third those come first that name
    somebody or something not named yet.

    >>> tell_once([3.0, 2.9, 2.8], [frozenset(["lee"]), frozenset(["lee"]), frozenset(["ek"])])
    [0, 2, 1]
    """
    order = sorted(range(len(totals)), key=lambda at: -totals[at])
    told: frozenset[str] = frozenset()
    for place in range(1, min(3, len(order))):
        told |= names[order[place - 1]]
        best = max(
            order[place : place + _LOOKED_AT],
            key=lambda at: totals[at] - TOLD_AGAIN * len(names[at] & told) / (len(names[at]) or 1),
        )
        order.remove(best)
        order.insert(place, best)
    return order


def read_values(
    question: Question, articles: Sequence[Candidates], idf: Sequence[float]
) -> Iterator[tuple[Sentence, tuple[float, ...], dict[str, float]]]:
    """Each chosen sentence with what it has of each of the question's words, and its reasons' values."""
    grounds = [ground for article in articles for ground in read_grounds(question, article, idf)]
    room = 1 - min(1.0, max(ground.values["words"] for ground in grounds))
    votes = Votes(question, [ground.sentence for ground in grounds], [ground.near for ground in grounds])
    for ground in grounds:
        ground.values.update(answer_values(question, ground.sentence, votes, room, ground.title))
        yield ground.sentence, ground.words, ground.values


def _reasons(values: Mapping[str, float], weights: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """What each value adds, by the name it is shown by."""
    return tuple(
        [(_SHOWN[name], amount) for name, value in values.items() if (amount := weights[name] * value)]
    )
