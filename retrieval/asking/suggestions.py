"""Questions that the articles really answer, made from their names, quotations and figures.

Each is asked before it is offered: only one whose answer is the sentence it was made from stays.
Only the newest articles are read and a few dozen questions asked, however large the library.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, dropwhile, islice, zip_longest
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
_COUNTLESS = ("million", "billion", "trillion", "thousand", "hundred", "dozen", "and", "or", "more", "others")
_MANY_WITHOUT_S = frozenset({"people", "men", "women", "children", "police"})
_FEMININE = ("as", "iones", "ades", "udes", "mujeres")
_DATELINE = 60
"""Characters at the head of an article in which names are run together with places and agencies."""
_WORD = re.compile(r"[^\W\d_]+")
_TOLD = re.compile(r", (?:an?|the|el|la|un|una|who|quien) ")
_MORE_OF_A_NAME = re.compile(r"['’-]|\s?&|\s(?:\d|[A-Z])")


class _Candidate(NamedTuple):
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
    turns = zip_longest(*(_questions(one).items() for one in articles))
    pairs = ((articles[at], one) for turn in turns for at, one in enumerate(turn) if one)
    chosen: dict[str, tuple[str, Span]] = {}
    for one, (question, made_from) in islice(pairs, _MOST_ASKED):
        if len(chosen) >= limit:
            break
        answering = _answering(question, made_from, one, index)
        if answering and (one.id, answering) not in chosen.values():
            chosen[question] = (one.id, answering)
    return tuple(chosen)


def _answering(question: str, made_from: list[Span], article: Article, index: Index) -> Span | None:
    """The sentence that answers, if it is one the question was made from."""
    found = answer(question, index, 1)
    for citation in found.citations if found.verdict is Verdict.ANSWERED else ():
        sentence = citation.answer
        if citation.article.id == article.id and sentence and any(map(sentence.contains, made_from)):
            return sentence
    return None


def _questions(article: Article) -> dict[str, list[Span]]:
    """The questions that an article may answer, each with what it was made from, the best first."""
    text = article.text[:_MOST_TEXT]
    words: dict[str, Any] | None = read_words("suggestions").get((article.language or "en")[:2].lower())
    if words is None:
        return {}
    names = find_names(text)
    kinds = (
        _said(article, text, names, words),
        _done(text, names, words),
        _counted(text, words),
        _introduced(text, names, words),
    )
    return _varied(kinds, [*_dated(text, words), *_named(text, names, words)])


def _varied(kinds: Iterable[Iterable[_Candidate]], vague: list[_Candidate]) -> dict[str, list[Span]]:
    """Kinds take turns; of the vague ones, which ask least, one comes after the first turn, the rest last."""
    first, *later = [*zip_longest(*kinds)] or [()]
    questions: dict[str, list[Span]] = {}
    for candidate in filter(None, [*first, *vague[:1], *chain.from_iterable(later), *vague[1:]]):
        questions.setdefault(candidate.question, []).append(candidate.made_from)
    return questions


def _said(
    article: Article, text: str, names: tuple[Name, ...], words: dict[str, Any]
) -> Iterator[_Candidate]:
    spoken = {name.written: _with_article(text, name, words) for name in names}
    nouns = set(_nouns(words).findall(text))
    for quotation in find_quotations(article):
        if quotation.speaker is None or quotation.span.end > len(text):
            continue
        speaker = quotation.speaker.of(article.text)
        for topic in _topics(quotation.span.of(text), nouns, words):  # "the deal", "sanctions", "water"
            question = words["said"].format(name=spoken.get(speaker, speaker), topic=topic)
            begins = quotation.span._replace(end=quotation.span.start)  # it may be several sentences
            yield _Candidate(question, begins)


def _topics(quoted: str, nouns: set[str], words: dict[str, Any]) -> list[str]:
    """The nouns of a quotation, longest first, as they can stand behind "about"."""
    found = {word for word in _WORD.findall(quoted) if word in nouns and len(word) > 4 and word.islower()}
    topics = [word for word in found if not is_stop_word(word) and not word.endswith(_NO_NOUN)]
    led = filter(None, (_led(word, quoted, words) for word in topics))
    return sorted(led, key=lambda topic: (-len(topic), topic))[:3]


def _led(word: str, quoted: str, words: dict[str, Any]) -> str | None:
    """A noun with its article, or without one where the quotation has none; None where that is unclear.

    >>> words = read_words("suggestions")["en"]
    >>> _led("deal", "That is the deal.", words), _led("cuts", "We fear deep cuts.", words)
    ('the deal', 'cuts')
    >>> _led("water", "It is a matter of water.", words), _led("better", "It makes us better.", words)
    ('water', None)
    >>> _led("territory", "You stay in your territory.", words)
    'the territory'
    """
    articles = "|".join(words["determiners"])
    match = re.search(rf"\b(?i:{articles}) {word}\b", quoted)
    if match:
        return match.group().lower()
    if words["owners"] and re.search(rf"\b(?i:{'|'.join(words['owners'])}) {word}\b", quoted):
        return f"{words['determiners'][0]} {word}"
    if not words["mass_nouns"]:
        return None
    is_many = word.endswith("s") and not word.endswith("ss")
    is_mass = word in words["mass_nouns"] or word.endswith(tuple(words["mass_endings"]))
    return word if is_many or is_mass else None


def _done(text: str, names: tuple[Name, ...], words: dict[str, Any]) -> Iterator[_Candidate]:
    """ "Ruiz announced a dam": what did Ruiz announce?"""
    for name in names:
        following = (word.group() for word in _WORD.finditer(text, name.span.end))
        verb = words["verbs"].get(next(dropwhile(words["adverbs"].__contains__, following), None))
        if verb and next(following, None) and _may_act(text, name, words):
            question = words["did"].format(name=_with_article(text, name, words), verb=verb)
            yield _Candidate(question, name.span)


def _may_act(text: str, name: Name, words: dict[str, Any]) -> bool:
    """Whether a name can be the subject of the verb behind it: not "a judge in Florida approved".

    >>> [name] = find_names("A judge in Florida approved it.")
    >>> _may_act("A judge in Florida approved it.", name, read_words("suggestions")["en"])
    False
    """
    before = text[: name.span.start].rstrip()
    led = before.lower().split()
    while led and led[-1] in words["determiners"]:
        led.pop()
    held = bool(led) and (led[-1] in words["no_subject_after"] or before.endswith("-"))
    return not held and text.startswith((" ", ",") if before.endswith(",") else " ", name.span.end)


def _counted(text: str, words: dict[str, Any]) -> Iterator[_Candidate]:
    """ "40 farms were flooded": how many farms were flooded?"""
    for match in _figures(words["many"], tuple(words["passives"])).finditer(text):
        things, verb = match.group("things"), match.group("verb")
        if not _are_counted(things):
            continue
        first = things.split()[0]
        many = "Cuántas" if first.endswith(_FEMININE) else "Cuántos" if first.endswith(("os", "es")) else ""
        if many or "{many}" not in words["many"]:
            question = words["many"].format(things=things, verb=verb, many=many)
            yield _Candidate(question, Span(*match.span("things")))


def _are_counted(things: str) -> bool:
    """Whether a figure counts them: "farms", not "million" and not the name of who turned 43.

    >>> _are_counted("African Americans"), _are_counted("people"), _are_counted("Seau")
    (True, True, False)
    """
    first, last = things.split()[0], things.split()[-1]
    plural = last.endswith("s") or last in _MANY_WITHOUT_S
    return plural and first.lower() not in _COUNTLESS and last.lower() not in _COUNTLESS


def _introduced(text: str, names: tuple[Name, ...], words: dict[str, Any]) -> Iterator[_Candidate]:
    """Who someone is, where the article tells with the name: "Ana Ruiz, the mayor of"."""
    for name in names:
        if not name.person or " " not in name.written:
            continue
        before = _WORD.findall(text[: name.span.start])
        titled = bool(before) and before[-1].casefold() in _titles()
        if titled or _TOLD.match(text, name.span.end):
            yield _Candidate(words["who"].format(name=name.full), name.span)


def _dated(text: str, words: dict[str, Any]) -> Iterator[_Candidate]:
    for match in re.finditer(rf"\b(?:in|en) ({'|'.join(words['months'])})\b", text):
        yield _Candidate(words["when"].format(month=match.group(1)), Span(*match.span(1)))


def _named(text: str, names: tuple[Name, ...], words: dict[str, Any]) -> Iterator[_Candidate]:
    """Names that come once or twice: what is said about them stands in one place."""
    counts = Counter(name.full for name in names)
    for name in names:
        alone = not text[: name.span.start].lower().endswith((" a ", " an "))
        if name.span.start < _DATELINE or _MORE_OF_A_NAME.match(text, name.span.end):
            continue
        if name.person or " " not in name.written or name.written.isupper() or counts[name.full] > 2:
            continue
        called = _with_article(text, name, words)
        if alone and (called != name.written or not _wants_article(name)):
            question = words["about"].format(name=called)
            yield _Candidate(question, name.span)


def _with_article(text: str, name: Name, words: dict[str, Any]) -> str:
    """A person's full name; anything else as written, with the article it is written with."""
    if name.person:
        return name.full
    for article in words["determiners"]:
        led = sum(text.count(f"{form} {name.written}") for form in (f" {article}", article.title()))
        if 2 * led > text.count(name.written):  # else it leads a noun of its own: "the SpaceX rocket"
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
