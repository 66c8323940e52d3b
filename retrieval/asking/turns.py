"""The last turn and the new question in their words: what a follow-up has to go by."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import takewhile
from textwrap import shorten

from retrieval.data import read_words
from retrieval.index import Index
from retrieval.models import Answer
from retrieval.tokens import fold, is_stop_word, without_possessive
from retrieval.words.names import Name, find_mentions, find_names, short_form
from retrieval.words.persons import persons_of

_LONGEST_QUESTION = 3000
_LONGEST_BODY = 160
_MOST_TOPIC_WORDS = 6
_BRACKETS = frozenset("()")
_EMPTY_KINDS = (
    "generic", "interrogatives", "auxiliaries", "measures", "cues", "that", "they", "she", "he", "sequel",
)  # fmt: skip
_WORD = r"[^\W_]+(?:['’ʼ.-][^\W_]+)*\.?"

Word = re.Match[str]


class Turn:
    """The last question and answer: the names in it and what it was about."""

    def __init__(self, previous: Answer, index: Index) -> None:
        self.question = previous.question[:_LONGEST_QUESTION].strip()
        self._citations = previous.citations[:3]
        self._index = index
        articles = [citation.article for citation in self._citations]
        if not articles and len(index.articles) <= 3:
            articles = list(index.articles)
        self._persons = {article.id: persons_of(article) for article in articles}
        self.known = tuple(name for persons in self._persons.values() for name in persons.names)
        self.mentions = find_mentions(self.question, self.known) or find_names(self.question)
        spanish = bool(articles) and (articles[0].language or "").startswith("es")
        self._and = " y " if spanish else " and "

    def person(self, pronoun: str | None, other: bool = False) -> Name | None:
        """The person a pronoun ("she", "he", None for either) most likely means.

        `other`: someone the last question did not name, if there is one.
        """
        named = {name.full for name in self.mentions} if other else set()
        weights: dict[str, float] = defaultdict(float)
        names: dict[str, Name] = {}
        for weight, name in self._candidates():
            known = self._pronoun(name)
            if name.full not in named and name.person and (known is None or pronoun in (known, None)):
                names.setdefault(name.full, name)
                certain = 3 if pronoun and known else 1
                weights[name.full] += weight * certain
        best = max(weights, key=lambda full: weights[full], default=None)
        if best is None:
            return self.person(pronoun) if named else None
        return names[best]

    def about(self) -> str | None:
        """The topic to tell: at most two names of the last question, or that question, quoted; its words
        where it is no whole question or was completed by us: "The cartels?", "Why (cartels)?"."""
        names = list(dict.fromkeys(short_form(name) for name in self.mentions))[:2]
        if names:
            return self._and.join(names)
        topic = self.topic_words()
        if topic and not self._is_whole():
            first = split_words(self.question)[0].group()  # its capital may be ours
            return _shortened(", ".join(self.spelled(word) if word == first else word for word in topic))
        return f"“{_shortened(self.question)}”" if topic else None

    def topic_words(self) -> list[str]:
        """The words of the last question that say what it was about."""
        return content_words(split_words(self.question))[:_MOST_TOPIC_WORDS]

    def body(self) -> str:
        """The last question without what asked: "did Ruiz offer" of "What did Ruiz offer?"; its topic in
        brackets where that cannot follow another question word: "(gas)" of "Tell me about gas"."""
        words = split_words(self.question)
        asking = [at for at, word in enumerate(words[:4]) if is_of("interrogatives", word)]
        start = asking[-1] + 1 if asking else 0
        while start < len(words) and (is_of("measures", words[start]) or is_of("about", words[start])):
            start += 1
        if start == len(words) or len(self.question) > _LONGEST_BODY or not self._goes_on(words[start]):
            return f"({', '.join(topic)})" if (topic := self.topic_words()) else ""
        body = self.question[words[start].start() :].rstrip("?!. ")
        return body if asking else body[0].lower() + body[1:]

    def _is_whole(self) -> bool:
        words = split_words(self.question)
        asking = any(is_of("interrogatives", word) for word in words[:2])
        return _BRACKETS.isdisjoint(self.question) and (asking or is_of("auxiliaries", words[0]))

    def _goes_on(self, word: Word) -> bool:
        """Whether another question word can stand before `word`: in Spanish before any verb."""
        return self._is_whole() and ("¿" in self.question or is_of("auxiliaries", word))

    def spelled(self, word: str) -> str:
        """`word` as the articles write it."""
        hits = self._index.search(word, 1)
        return next((match.of(hit.passage.article.text) for hit in hits for match in hit.matches), word)

    def has(self, words: str) -> bool:
        """Whether the articles have any of `words`."""
        return bool(self._index.search(words, 1))

    def _pronoun(self, name: Name) -> str | None:
        known = (persons.pronoun(name.full) for persons in self._persons.values())
        return next(filter(None, known), None)

    def _candidates(self) -> Iterator[tuple[float, Name]]:
        """The names of the question, the answering sentences, their passages and the articles."""
        for name in self.mentions:
            yield 4.0, name
        for rank, citation in enumerate(self._citations, start=1):
            answer = citation.answer or citation.passage.span
            for name in self._persons[citation.article.id].within(citation.passage.span):
                yield (2.0 if answer.contains(name.span) else 1.0) / rank, name
        for name in self.known:
            yield 0.01, name


class Question:
    """The new question in its words: what leads it in, what it asks, what it names."""

    def __init__(self, text: str, turn: Turn) -> None:
        self.text = text.strip()
        self.opened = "¿" if self.text.startswith("¿") else ""
        self.words = split_words(self.text)
        self.first = _count_cues(self.words)
        self.rest = self.words[self.first :]
        self.mentions = find_mentions(self.text, turn.known)
        self.names = (*self.mentions, *_others(find_names(self.text), self.mentions))
        self.asks = any(is_of("interrogatives", word) for word in self.rest[:3])
        self.has_verb = any(is_of("auxiliaries", word) for word in self.rest)
        self.content = content_words(self.rest)

    def leans(self) -> bool:
        """Whether it holds a word that stands for what was said before: "that", "they", "next"."""
        pointing = any(
            is_of("they", word) or (is_of("that", word) and not (following and is_of("times", following)))
            for word, following in zip(self.rest, [*self.rest[1:], None], strict=False)
        )
        return pointing or (not self.content and any(is_of("sequel", word) for word in self.rest))

    def without_cue(self) -> str:
        """The question without its cue, its first letter large again."""
        if not self.rest:
            return self.text
        return capitalised(self.opened + self.text[self.rest[0].start() :])


def split_words(text: str) -> list[Word]:
    """The words of a question, "U.S." and "drug-related" whole."""
    return list(re.finditer(_WORD, text))


def content_words(words: list[Word]) -> list[str]:
    """The words that say what a question is about.

    >>> content_words(split_words("And what did Trump’s spokesman say about that?"))
    ['Trump', 'spokesman']
    """
    return [
        without_possessive(word.group().rstrip("."))
        for word in words
        if not is_stop_word(word.group()) and not any(is_of(kind, word) for kind in _EMPTY_KINDS)
    ]


def lacks_subject(words: list[Word]) -> bool:
    """Whether a verb like "answer" is there that someone must be the subject of."""
    kinds = ("measures", "light", "sequel")
    return any(is_of("generic", word) and not any(is_of(kind, word) for kind in kinds) for word in words)


def is_of(kind: str, word: Word) -> bool:
    """Whether a word is listed under `kind` in `data/followups.json`."""
    written = without_possessive(word.group().casefold().rstrip("."))
    return (written if kind == "he" else fold(written)) in _listed(kind)  # "él" is a pronoun, "el" is not


def key_of(word: Word) -> str:
    """A word as lists have it: small, without accents."""
    return fold(word.group().casefold())


def capitalised(text: str) -> str:
    """`text` with its first letter large.

    >>> capitalised("¿qué dijo?")
    '¿Qué dijo?'
    """
    first = re.search(r"\w", text)
    return text[: first.start()] + first.group().upper() + text[first.end() :] if first else text


def _shortened(topic: str) -> str:
    """A topic in one line, cut between words where it is long.

    >>> _shortened("Who gave  birth to twins?")
    'Who gave birth to twins?'
    """
    return shorten(topic, _LONGEST_BODY, placeholder=" …")


def _count_cues(words: list[Word]) -> int:
    """How many words lead a question in: "and", "what about"."""
    for size in (4, 3, 2):
        if " ".join(map(key_of, words[:size])) in _phrases():
            return size
    return len(list(takewhile(lambda word: is_of("cues", word), words[:2])))


def _others(names: tuple[Name, ...], mentions: tuple[Name, ...]) -> list[Name]:
    """Those of `names` that are not where one of `mentions` is."""
    return [name for name in names if not any(name.span.overlaps(other.span) for other in mentions)]


@cache
def _listed(kind: str) -> frozenset[str]:
    words = read_words("followups")[kind].split()
    return frozenset(words if kind == "he" else map(fold, words))


@cache
def _phrases() -> frozenset[str]:
    return frozenset(read_words("followups")["cue_phrases"])
