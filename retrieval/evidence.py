"""What speaks for a sentence as the answer: each reason with its name and amount."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from math import exp, log
from typing import NamedTuple

from retrieval.data import read_words
from retrieval.question import Question, Word, read_question
from retrieval.sentences import CAPITAL, Sentence
from retrieval.tokens import is_stop_word, terms


class Weights(NamedTuple):
    k1: float = 0.3
    b: float = 0.15
    previous: float = 0.2
    following: float = 0.1
    carried: float = 0.4
    carry_back: int = 3
    bigram: float = 0.05
    kind: float = 0.15
    vote: float = 0.15
    vote_power: float = 2.0
    lead: float = 0.1
    lead_decay: float = 2.0
    first: float = 0.03
    question: float = -0.1
    soft: float = 0.3
    context: float = 1.0


WEIGHTS = Weights()


class Evidence(NamedTuple):
    sentence: Sentence
    total: float
    reasons: tuple[tuple[str, float], ...]


PRONOUNS = frozenset("he she they his her their him them".split())


def weigh(
    question: Question, sentences: Sequence[Sentence], weights: Weights = WEIGHTS
) -> list[Evidence]:
    idf = _idf(question, sentences, weights)
    total = sum(idf) or 1.0
    average = sum(len(s.words) for s in sentences) / max(1, len(sentences)) or 1.0
    own = [_own(question, s, idf, average, weights) for s in sentences]
    asked = {term for word in question.words for term in word.terms}
    rel = []
    reasons = []
    for i, s in enumerate(sentences):
        r: dict[str, float] = {}
        words = sum(own[i]) / total
        r["words"] = words
        prev = own[i - 1] if i and s.article is sentences[i-1].article else None
        nxt = own[i + 1] if i + 1 < len(sentences) else None
        if prev:
            r["previous"] = weights.previous * sum(p for p, o in zip(prev, own[i]) if not o) / total
        if nxt:
            r["following"] = weights.following * sum(p for p, o in zip(nxt, own[i]) if not o) / total
        if weights.carried and any(w in PRONOUNS for w in s.words[:8]):
            carried = 0.0
            for j, word in enumerate(question.words):
                if word.name and not own[i][j] and any(own[k][j] for k in range(max(0, i - weights.carry_back), i)):
                    carried += idf[j]
            r["carried"] = weights.carried * carried / total
        r["bigram"] = weights.bigram * _bigrams(question, s)
        r["lead"] = weights.lead * exp(-s.number / weights.lead_decay) + weights.first * (s.number == 0)
        if s.text.rstrip().endswith("?"):
            r["question"] = weights.question
        rel.append(sum(r.values()))
        reasons.append(r)
    for r, extra in zip(reasons, _kinds(question, sentences, rel, asked, weights)):
        r.update(extra)
    found = [Evidence(s, sum(r.values()), tuple(r.items())) for s, r in zip(sentences, reasons)]
    return sorted(found, key=lambda e: -e.total)


def _idf(question: Question, sentences: Sequence[Sentence], weights: Weights) -> list[float]:
    n = len(sentences)
    out = []
    for word in question.words:
        df = sum(1 for s in sentences if any(t in s.counts for t in word.terms))
        out.append((log((n + 1) / df) if df else 0.0) * (1 if word.asking else weights.context))
    return out


def _own(question: Question, s: Sentence, idf: Sequence[float], average: float, w: Weights) -> list[float]:
    norm = w.k1 * (1 - w.b + w.b * len(s.words) / average)
    out = []
    for word, value in zip(question.words, idf):
        tf = sum(s.counts.get(t, 0) for t in word.terms)
        out.append(value * tf * (w.k1 + 1) / (tf + norm) if tf else 0.0)
    return out


def _bigrams(question: Question, s: Sentence) -> float:
    pairs = {(a.terms[0], b.terms[0]) for a, b in zip(question.words, question.words[1:])}
    return float(sum(1 for p in zip(s.words, s.words[1:]) if p in pairs))


@cache
def _held(kind: str) -> frozenset[str]:
    return frozenset(t for w in read_words("kinds")["holding"].get(kind, "").split() for t in terms(w, "en"))


def _candidates(s: Sentence, kind: str, asked: set[str]) -> set[str]:
    found = set()
    if kind in ("person", "place", "name", ""):
        for at, (word, mark) in enumerate(zip(s.words, s.marks)):
            if mark & CAPITAL and word not in asked and not is_stop_word(word) and (at or (len(s.marks) > 1 and s.marks[1] & CAPITAL)) and word not in _held("time"):
                found.add(word)
    elif kind == "number":
        found = {w for w in s.words if (w[0].isdigit() or w in _held("number")) and w not in asked}
    elif kind == "time":
        found = {w for w in s.words if (w in _held("time") or (w[0].isdigit() and len(w) == 4)) and w not in asked}
    elif kind == "reason":
        found = {w for w in s.words if w in _held("reason")}
    return found


def _kinds(question: Question, sentences: Sequence[Sentence], rel: Sequence[float], asked: set[str], w: Weights) -> Iterable[dict[str, float]]:
    kind = next(iter(question.kinds), "")
    held = [_candidates(s, kind, asked) for s in sentences]
    votes: dict[str, float] = {}
    for words, r in zip(held, rel):
        for word in words:
            votes[word] = votes.get(word, 0) + max(r, 0) ** w.vote_power
    top = max(votes.values(), default=1.0) or 1.0
    for words in held:
        yield {
            "kind": w.kind * bool(words) * bool(kind),
            "vote": w.vote * max((votes[x] for x in words), default=0.0) / top,
        }
