"""What a question asks for: its content words, the kind of answer it wants and the words it would hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from retrieval.data import read_words
from retrieval.tokens import fold, is_possessive, is_stop_word, terms, tokenize, without_possessive
from retrieval.words.background import is_well_known
from retrieval.words.variants import SPELLING, related

MOST_WORDS = 60
"""Content words that are looked at; a question that is a whole article is told by its first ones."""

MOST_CHARACTERS = 4_000
"""Characters of a question that are read."""

MOST_KEYWORDS = 3

SHORTEST_SWAPPED, LONGEST_SWAPPED = 4, 20
"""Letters of a word in which two may have been swapped."""

_WHICH = ("which", "what", "que", "cual", "cuales")
_LONGEST_CLAUSE = 300
_NOUN_WITHIN = 7
_WORD = re.compile(r"\w+")

_SAYING = re.compile(
    r" (?:and |so |but )?(?:(?:what|how)(?: \w+){0,2} (?:did|does|do|has|have|had)|que|como)"
    r"(?P<rest>(?: \w+){1,8}) "
)
_SENTENCE_END = re.compile(r"(?<!\b\w)[.!?][”\"’')]*\s+(?=[“\"‘'¿¡]?[^\W\d_a-z])|\n")
_ABOUT = re.compile(r" (?:about|regarding|concerning|over|when|after|before|sobre|acerca|cuando) ")
_ASKING_LATER = re.compile(r"(?<=\w) (?:what|which|who|how (?:many|much|old|long)) (?:\w+ )")
_TO_SOMEBODY = re.compile(
    r" (?:tell|told|answer|respond|reply|react|contesto|respondio|responde) "
    r"| (?:say|said|dijo|dice) (?:to|a) "
)

Speller = Callable[[str], Sequence[str]]


class Word(NamedTuple):
    """A content word of a question: as written, its terms (one per language), what else may stand
    for it and how much that is worth, whether it is a name's, whether the clause that asks has it, and
    whether it is part of what the question is about (who speaks to whom is not)."""

    written: str
    terms: tuple[str, ...]
    similar: tuple[tuple[str, float], ...]
    name: bool
    asking: bool
    topic: bool = True


class Question(NamedTuple):
    """A question as evidence sees it.

    `kind` is person, place, time, number, reason, name, whether (what is asked stands in the question
    itself) or "" where any sentence could answer; `noun` the noun that told it; `members` are words one
    of which it asks for (countries), its own left out, `units` what its number would be counted in,
    `speakers` the words of the name whose statements it asks for (its kind is then "saying"), `verb` the
    term of how they said it, `exchange` whether it names whom they spoke to.
    """

    text: str
    words: tuple[Word, ...]
    kind: str
    noun: str
    members: frozenset[str]
    units: frozenset[str]
    speakers: frozenset[str] = frozenset()
    verb: str = ""
    exchange: bool = False

    @property
    def is_dated(self) -> bool:
        """Whether a date is asked for, not just a time."""
        return self.noun in read_words("kinds")["calendar_nouns"].split()

    @property
    def is_bare(self) -> bool:
        """Whether it is a name or a few keywords and asks nothing: "Sheinbaum"."""
        return 0 < len(self.words) <= MOST_KEYWORDS and len(self.words) == len(tokenize(self.text))

    @property
    def names(self) -> tuple[tuple[int, ...], ...]:
        """The names it has, each as the numbers of its words: a given name and a surname are one.

        >>> read_question("Where did Ann Lee meet Bo Ek's Rome?").names
        ((0, 1), (3, 4), (5,))
        """
        runs: list[tuple[int, ...]] = []
        for at, word in enumerate(self.words):
            if not word.name:
                continue
            first = self.words[at - 1].written
            beside = rf"\b{re.escape(first)}[ \-]{re.escape(word.written)}\b"
            follows = runs and runs[-1][-1] == at - 1 and not is_possessive(first)
            if follows and re.search(beside, self.text):
                runs[-1] = (*runs[-1], at)
            else:
                runs.append((at,))
        return tuple(runs)

    @property
    def terms(self) -> frozenset[str]:
        """Every term of its words."""
        return frozenset(term for word in self.words for term in word.terms)


def read_question(
    text: str,
    languages: Sequence[str] = ("en",),
    known: Callable[[str], bool] | None = None,
    speller: Speller | None = None,
) -> Question:
    """What `text` asks for, in the stems of `languages`; words that are not `known` are looked up
    by `speller`.

    >>> question = read_question("How many troops did Trump send?")
    >>> [word.written for word in question.words], question.kind
    (['many', 'troops', 'Trump', 'send'], 'number')
    """
    if len(text) > MOST_CHARACTERS:
        text = text[:MOST_CHARACTERS].rpartition(" ")[0] or text[:MOST_CHARACTERS]
    start = _asking_start(text)
    found: dict[str, Word] = {}
    for at, token in enumerate(tokenize(text, languages[0])):
        written = token.span.of(text)
        if is_stop_word(without_possessive(written)):  # "What's" is "what"
            continue
        if token.term in found:  # said before the clause that asks, and in it again
            found[token.term] = found[token.term]._replace(asking=token.span.start >= start)
            continue
        if len(found) == MOST_WORDS:
            break
        each = [(token.term, languages[0]), *_terms_elsewhere(written, languages[1:])]
        name = written[0].isupper() and at > 0 and token.span.start != start
        spelled_right = is_well_known(token.term) and not name  # "lost" is no slip for "cost"
        similar = _similar(written, each, known, None if spelled_right else speller)
        own = tuple(dict.fromkeys(term for term, _ in each))
        found[token.term] = Word(written, own, similar, name, token.span.start >= start)
    clause = plain(text[start:])
    kind, noun = _find_kind(clause)
    units = _units(clause, languages) if kind == "number" else frozenset()
    question = Question(text, tuple(found.values()), kind, noun, frozenset(), units)
    question = question._replace(members=_members(noun, tuple(languages)) - question.terms)
    return question if kind else _ask_for_statements(question, clause)


def _ask_for_statements(question: Question, clause: str) -> Question:
    """The question as one about what somebody said, if it is: "What did X say", "How did X respond"."""
    saying = read_words("kinds")["saying"]
    asked = _SAYING.match(clause)
    verbs = [word for word in asked["rest"].split() if word in saying["asked"].split()] if asked else []
    if not asked or not verbs:
        return question
    verb = verbs[0]
    at = clause.index(f" {verb} ", asked.start("rest"))
    subject = clause[asked.start("rest") : at].split()
    about = _ABOUT.search(clause, at)
    topic = set(clause[about.end() :].split()) if about else set()
    if verb not in saying["generic"].split():
        topic.update(clause[at:].split())
    words = tuple(
        word._replace(topic=_written(word) in topic)
        for word in question.words
        if _written(word) != verb or verb in topic
    )
    speakers = frozenset(
        term
        for word in words
        if _written(word) in subject
        for term in (*word.terms, *(term for term, worth in word.similar if worth == SPELLING))
    )
    exchange = bool(_TO_SOMEBODY.match(clause, at))
    own_verb = next((word.terms[0] for word in words if _written(word) == verb), "")
    words = words or question.words
    return question._replace(words=words, kind="saying", speakers=speakers, verb=own_verb, exchange=exchange)


def _written(word: Word) -> str:
    return plain(word.written).split(" ")[1]  # of "%" and "$" nothing is left


def _terms_elsewhere(written: str, languages: Sequence[str]) -> list[tuple[str, str]]:
    return [(term, language) for language in languages for term in terms(written, language)]


def _similar(
    written: str,
    each: Sequence[tuple[str, str]],
    known: Callable[[str], bool] | None,
    speller: Speller | None,
) -> tuple[tuple[str, float], ...]:
    """What may stand for a word that has these terms, each in its language."""
    own = [term for term, _ in each]
    found = {
        other: worth
        for term, language in each
        for other, worth in related(term, language)
        if other not in own
    }
    if known and speller and not any(map(known, own)):
        meant = speller(own[0]) or _unswapped(written, each[0][1], known)
        found.update((other, SPELLING) for other in meant if not is_stop_word(other))
    return tuple(found.items())


def _unswapped(written: str, language: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    """The known terms of a word with two neighbouring letters swapped back: stems of a misspelled word may
    be further away than the word, and a short one ("Jonh") has no other slips that can be told."""
    if not SHORTEST_SWAPPED <= len(written) <= LONGEST_SWAPPED or not written.isalpha():
        return ()
    swaps = (
        written[:at] + written[at + 1] + written[at] + written[at + 2 :] for at in range(len(written) - 1)
    )
    return tuple(dict.fromkeys(term for word in swaps for term in terms(word, language) if known(term)))


def _find_kind(clause: str) -> tuple[str, str]:
    """The kind of answer and the noun that told.

    >>> _find_kind(" which country won "), _find_kind(" por que "), _find_kind(" how long ")
    (('place', 'country'), ('reason', ''), ('number', ''))
    """
    for kind, phrases in read_words("kinds")["asking_phrases"].items():
        if any(f" {phrase} " in clause for phrase in phrases.split("|")):
            return kind, ""
    words = clause.split()
    if not words:
        return "", ""
    if words[0] in read_words("kinds")["yes_or_no"].split():
        return "whether", ""
    if words[0] in _asking() and (later := _ASKING_LATER.search(clause)):
        words = clause[later.start() :].split()  # "When light hits a surface, what can the angle show?"
    for at, word in enumerate(words):
        if (kind := _asking().get(word, "")) and not _is_relative(words, at):
            return kind, ""
        if word in _WHICH and not _is_relative(words, at):
            return _kind_of_noun(words[at + 1 : at + 1 + _NOUN_WITHIN])
    return _kind_of_gap(words[-1])


def _is_relative(words: Sequence[str], at: int) -> bool:
    """Whether "who" or "which" only tells more of a noun: "campaigners who disrupted it held up what?"."""
    return at > 0 and any(word in _WHICH for word in words[at + 1 :])


def _kind_of_gap(last: str) -> tuple[str, str]:
    """By the word before a gap to be filled: "It erupted for the first time since:"."""
    for kind, words in read_words("kinds")["before_gaps"].items():
        if last in words.split():
            return kind, ""
    return "", ""


def _kind_of_noun(words: Sequence[str]) -> tuple[str, str]:
    """By the noun that follows "which" or "what", up to a verb: "which former prime minister was"; where
    several stand together the last one: "which state senator"."""
    auxiliaries = read_words("kinds")["auxiliaries"].split()
    found = ("", "")
    for at, word in enumerate(words):
        if at == 0 and word in ("is", "are", "was", "were"):
            return _kind_of_predicate(words[1:])
        if word == "of" and (at == 0 or words[at - 1] in read_words("kinds")["kinds_of"].split()):
            continue  # "which of these countries", "what kind of animal"
        if word in auxiliaries:
            break
        noun = _as_noun(word)
        if noun and at and words[at - 1].isdigit() and _nouns()[noun] == "time":
            continue  # "which 23-time champion"
        if noun:
            found = _nouns()[noun], noun
        elif word == "s":
            found = ("", "")  # "which of the president's programs"
        elif found != ("", ""):
            break
    return found


def _kind_of_predicate(words: Sequence[str]) -> tuple[str, str]:
    """ "What is the population": only what is counted or called; "what is the president" asks for more."""
    for word in words[:3]:
        noun = _as_noun(word)
        if noun and _nouns()[noun] in read_words("kinds")["after_verb"].split():
            return _nouns()[noun], noun
    return "", ""


def noun_of(written: str) -> str:
    """The noun of a kind that a word is, "" for others.

    >>> noun_of("Cities"), noun_of("owls")
    ('city', '')
    """
    return _as_noun(plain(written).strip())


def _as_noun(word: str) -> str:
    forms = (word, word.removesuffix("s"), re.sub("ies$", "y", word))
    return next((form for form in forms if form in _nouns()), "")


def plain(text: str) -> str:
    """Lower-case words between single spaces, with one at each end."""
    words = _WORD.findall(fold(text[:_LONGEST_CLAUSE].casefold()))
    return f" {' '.join(words)} "


def _asking_start(text: str) -> int:
    """Where the sentence begins that holds the question: the last one that ends in a question mark."""
    starts = [match.end() for match in _SENTENCE_END.finditer(text[: text.rfind("?") + 1])]
    return starts[-1] if starts else 0


@cache
def _members(noun: str, languages: tuple[str, ...]) -> frozenset[str]:
    for nouns, members in read_words("kinds")["members"].items():
        if noun in nouns.split():
            return frozenset(term for language in languages for term in terms(members, language))
    return frozenset()


def _units(clause: str, languages: Sequence[str]) -> frozenset[str]:
    for phrases, units in read_words("kinds")["units"].items():
        if any(f" {phrase} " in clause for phrase in phrases.split("|")):
            return frozenset(term for language in languages for term in terms(units, language))
    return frozenset()


@cache
def _asking() -> dict[str, str]:
    return {word: kind for kind, words in read_words("kinds")["asking"].items() for word in words.split()}


@cache
def _nouns() -> dict[str, str]:
    nouns = reversed(read_words("kinds")["nouns"].items())
    return {word: "" if kind == "thing" else kind for kind, words in nouns for word in words.split()}
