"""Questions that the articles really answer, made from their names, quotations and figures.

Each is asked before it is offered: only one whose answer is the sentence it was made from stays.
Only the newest articles are read and a few dozen questions asked, however large the library.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, islice, zip_longest
from typing import Any, NamedTuple

from retrieval.answering import answer
from retrieval.data import read_words
from retrieval.index import Index
from retrieval.models import Article, Span, Verdict
from retrieval.quotes import find_quotations
from retrieval.tokens import is_stop_word
from retrieval.words.names import Name, find_names

_NEWEST = 4
_MOST_ASKED = 30
_MOST_TEXT = 10_000
_FIGURE = r"\b(?:\d[\d.,]*|(?i:two|three|four|five|six|seven|eight|nine|ten|dos|tres|cuatro|cinco|seis))"
_BE = frozenset({"were", "are", "have been", "had been", "will be"})
_NO_NOUN = ("ed", "ing", "ly", "al", "ic", "ous", "ive", "able", "mente")
_WORD = re.compile(r"[^\W\d_]+")


class _Candidate(NamedTuple):
    kind: str
    question: str
    made_from: Span


def suggest_questions(index: Index, article: Article | None = None, limit: int = 3) -> tuple[str, ...]:
    """At most `limit` questions whose answers stand in `article`, or in the newest articles.

    >>> from retrieval.index import PassageIndex
    >>> text = "Ana Ruiz announced a dam. “We need water,” Ruiz said.\\n\\nIn all 40 farms were flooded."
    >>> suggest_questions(PassageIndex([Article(id="1", text=text)]), limit=1)
    ('What did Ana Ruiz announce?',)
    """
    articles = [article] if article else index.newest[:_NEWEST]
    turns = zip_longest(*(_varied(_candidates(one)) for one in articles))
    pairs = ((articles[at], one) for turn in turns for at, one in enumerate(turn) if one)
    chosen: dict[str, tuple[str, Span, str]] = {}
    for one, candidate in islice(pairs, _MOST_ASKED):
        if len(chosen) >= limit:
            break
        answering = _answering(candidate, one, index)
        key = (one.id, answering, candidate.kind) if answering else None
        if key and not any(_alike(key, other) for other in chosen.values()):
            chosen.setdefault(candidate.question, key)
    return tuple(chosen)


def _answering(candidate: _Candidate, article: Article, index: Index) -> Span | None:
    """The sentence that answers, if it is the one the question was made from."""
    found = answer(candidate.question, index, 1)
    if found.verdict is not Verdict.ANSWERED or not found.citations:
        return None
    citation = found.citations[0]
    sentence = citation.answer
    if citation.article.id != article.id or sentence is None:
        return None
    return sentence if sentence.contains(candidate.made_from) else None


def _alike(one: tuple[str, Span, str], other: tuple[str, Span, str]) -> bool:
    """Whether two suggestions are answered by the same sentence."""
    return one[:2] == other[:2]


def _varied(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """The candidates so that kinds take turns, each question once."""
    kinds: dict[str, list[_Candidate]] = {}
    for candidate in dict.fromkeys(candidates):
        kinds.setdefault(candidate.kind, []).append(candidate)
    turns = chain.from_iterable(zip_longest(*kinds.values()))
    return list({candidate.question: candidate for candidate in turns if candidate}.values())


def _candidates(article: Article) -> Iterator[_Candidate]:
    text = article.text[:_MOST_TEXT]
    words: dict[str, Any] | None = read_words("suggestions").get((article.language or "en")[:2].lower())
    if words is None:
        return
    names = find_names(text)
    yield from _said(article, text, names, words)
    yield from _done(text, names, words)
    yield from _counted(text, words)
    yield from _introduced(text, names, words)
    yield from _dated(text, words)
    yield from _named(text, names, words)


def _said(
    article: Article, text: str, names: tuple[Name, ...], words: dict[str, Any]
) -> Iterator[_Candidate]:
    spoken = {name.written: _with_article(text, name, words) for name in names}
    nouns = set(_nouns(words).findall(text))
    for quotation in find_quotations(article):
        if quotation.speaker is None or quotation.span.end > len(text):
            continue
        speaker = quotation.speaker.of(text)
        for topic in _topics(quotation.span.of(text), nouns, words):
            question = words["said"].format(name=spoken.get(speaker, speaker), topic=topic)
            yield _Candidate("said", question, Span(quotation.span.start, quotation.span.start + 1))


def _topics(quoted: str, nouns: set[str], words: dict[str, Any]) -> list[str]:
    """The nouns of a quotation, longest first; in Spanish with their article."""
    found = {word for word in _WORD.findall(quoted) if word in nouns and len(word) > 4 and word.islower()}
    topics = [word for word in found if not is_stop_word(word) and not word.endswith(_NO_NOUN)]
    if len(words["determiners"]) > 1:
        articles = "|".join(words["determiners"])
        led = (re.search(rf"\b(?i:{articles}) {word}\b", quoted) for word in topics)
        topics = [match.group().lower() for match in led if match]
    return sorted(topics, key=lambda topic: (-len(topic), topic))[:3]


def _done(text: str, names: tuple[Name, ...], words: dict[str, Any]) -> Iterator[_Candidate]:
    """ "Ruiz announced a dam": what did Ruiz announce?"""
    for name in names:
        following = _WORD.findall(text[name.span.end : name.span.end + 60])
        while following and following[0] in words["adverbs"]:
            following = following[1:]
        before, after = text[: name.span.start][-1:], text[name.span.end : name.span.end + 1]
        verb = (
            words["verbs"].get(following[0]) if following and after in (" ", ",") and before != "-" else None
        )
        if verb and len(following) > 1:
            question = words["did"].format(name=_with_article(text, name, words), verb=verb)
            yield _Candidate("did", question, name.span)


def _counted(text: str, words: dict[str, Any]) -> Iterator[_Candidate]:
    """ "40 farms were flooded": how many farms were flooded?"""
    for match in _figures(words["many"], tuple(words["passives"])).finditer(text):
        things, verb = match.group("things"), match.group("verb")
        many = {"as": "Cuántas", "os": "Cuántos", "es": "Cuántos"}.get(things.split()[0][-2:], "")
        if many or "{many}" not in words["many"]:
            question = words["many"].format(things=things, verb=verb, many=many)
            yield _Candidate("many", question, Span(*match.span("things")))


def _introduced(text: str, names: tuple[Name, ...], words: dict[str, Any]) -> Iterator[_Candidate]:
    """Who someone is, where the article tells with the name: "Ana Ruiz, the mayor of"."""
    seen: set[str] = set()
    for name in names:
        if not name.person or name.full in seen or " " not in name.written:
            continue
        seen.add(name.full)
        title = _WORD.findall(text[max(0, name.span.start - 30) : name.span.start])[-1:]
        told = re.match(r", (?:an?|the|el|la|un|una|who|quien) ", text[name.span.end : name.span.end + 10])
        if told or (title and title[0].casefold() in _titles()):
            yield _Candidate("who", words["who"].format(name=name.full), name.span)


def _dated(text: str, words: dict[str, Any]) -> Iterator[_Candidate]:
    for match in re.finditer(rf"\b(?:in|en) ({'|'.join(words['months'])})\b", text):
        yield _Candidate("when", words["when"].format(month=match.group(1)), Span(*match.span(1)))


def _named(text: str, names: tuple[Name, ...], words: dict[str, Any]) -> Iterator[_Candidate]:
    """Names that come once or twice: what is said about them stands in one place."""
    counts = Counter(name.full for name in names)
    for name in names:
        alone = text[: name.span.start][-3:].lower() not in (" a ", "an ")
        if name.person or " " not in name.written or name.written.isupper() or counts[name.full] > 2:
            continue
        called = _with_article(text, name, words)
        if alone and (called != name.written or not _wants_article(name)):
            question = words["about"].format(name=called)
            yield _Candidate("about", question, name.span)


def _with_article(text: str, name: Name, words: dict[str, Any]) -> str:
    """A person's full name; anything else as written, with the article it is written with."""
    if name.person:
        return name.full
    if f" {name.written}" not in text:
        return name.written
    for article in words["determiners"]:
        if any(f"{form} {name.written}" in text for form in (f" {article}", article.title())):
            return f"{article} {name.written}"
    return name.written


def _wants_article(name: Name) -> bool:
    """Whether a name ends in a word like "House", which hardly stands without "the"."""
    return name.written.split()[-1].lower() in read_words("names")["heads"].split()


@cache
def _titles() -> frozenset[str]:
    return frozenset(read_words("names")["titles"].split())


def _nouns(words: dict[str, Any]) -> re.Pattern[str]:
    """Words that stand where nouns do: behind an article, before a mark or a small word."""
    after, before = "|".join(words["noun_after"]), "|".join(words["noun_before"])
    return re.compile(rf"(?i:{after})\s+([^\W\d_]+)(?=[.,;:?!”\"’]|\s+(?:{before})\b)")


@cache
def _figures(template: str, passives: tuple[str, ...]) -> re.Pattern[str]:
    participle = "" if "{many}" in template else r" [a-z]+(?:ed|en|ght|ost|ut)"
    verbs = "|".join(verb + (participle if verb in _BE else "") for verb in passives)
    return re.compile(rf"{_FIGURE} (?P<things>[^\W\d_]+(?: [^\W\d_]+)?) (?P<verb>(?:{verbs})\b)")
