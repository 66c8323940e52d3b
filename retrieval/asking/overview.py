"""Questions about an article itself, answered from its lead, its metadata and its quotations.

Only a whole question counts: "When was it published?" is about the article, "When did Trump
call?" is about what it tells. What is cited is a passage like any other; author, date, place and
outlet stand in its attribution. What the article does not give is not made up.
"""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

from retrieval.data import read_words
from retrieval.evidence.links import exact_link
from retrieval.index import Index
from retrieval.models import Answer, Article, Citation, Passage, Span, Verdict
from retrieval.passages import split_passages
from retrieval.quotes import find_quotations
from retrieval.tokens import fold
from retrieval.words.names import find_names

_LONGEST = 160
_MOST_CITATIONS = 3
_NO_APOSTROPHES = str.maketrans("", "", "'’ʼ`´")
_CONTRACTION = re.compile(r"\b(what|who|when|where|how)s\b")


class Asked(StrEnum):
    """What of an article a question asks for: a field of `Article`, or one of its parts.

    >>> Asked("title") is Asked.TITLE
    True
    """

    TOPIC = "topic"
    SUMMARY = "summary"
    TITLE = "title"
    AUTHORS = "authors"
    OUTLET = "outlet"
    PUBLISHED = "published"
    PLACE = "place"
    URL = "url"
    QUOTED = "quoted"
    PEOPLE = "people"


_FIELDS = frozenset({Asked.TITLE, Asked.AUTHORS, Asked.OUTLET, Asked.PUBLISHED, Asked.PLACE, Asked.URL})
_LEAD_MAY_TELL = frozenset({Asked.PUBLISHED, Asked.PLACE})


class Overview(NamedTuple):
    """An answer about the article itself, and what of it was asked for.

    Where `asked` is a field of the article that it does not have, `missing` is true and the
    verdict is `nothing`, or `closest` with the lead where that may tell when or where.

    >>> from retrieval.index import PassageIndex
    >>> article = Article(id="1", text="Owls sleep by day. They hunt at night.")
    >>> found = answer_about("Who wrote it?", article, PassageIndex([article]))
    >>> found.asked, found.missing
    (<Asked.AUTHORS: 'authors'>, True)
    """

    answer: Answer
    asked: Asked
    missing: bool


class Recognised(NamedTuple):
    """What a question asks of an article. `bare`: it names nothing ("When?"), so that in a
    conversation it may mean what was asked before."""

    asked: Asked
    bare: bool


def answer_about(question: str, article: Article, index: Index) -> Overview | None:
    """What `article` is, who wrote it, when and where; None where that is not the question.

    >>> from retrieval.index import PassageIndex
    >>> article = Article(id="1", text="Owls sleep by day. They hunt at night.", authors=("Ada Ek",))
    >>> found = answer_about("Who wrote it?", article, PassageIndex([article]))
    >>> found.asked.value, found.answer.verdict.value, found.answer.citations[0].quotation
    ('authors', 'answered', 'Owls sleep by day. They hunt at night.')
    >>> answer_about("Who wrote the letter?", article, PassageIndex([article])) is None
    True
    """
    recognised = recognise(question)
    passages = split_passages(article) if recognised else ()
    if recognised is None or not passages:
        return None
    asked = recognised.asked
    missing = asked in _FIELDS and not getattr(article, asked.value)
    if missing:
        may_tell = asked in _LEAD_MAY_TELL and (recognised.bare or asked is Asked.PLACE)
        verdict = Verdict.CLOSEST if may_tell else Verdict.NOTHING
        citations = tuple(_cite(passage) for passage in passages[:1] if may_tell)
    else:
        citations = _citations(asked, article, passages, index)
        verdict = Verdict.ANSWERED if citations else Verdict.NOTHING
    answer = Answer(question=question, verdict=verdict, citations=citations)
    return Overview(answer=answer, asked=asked, missing=missing)


def recognise(question: str) -> Recognised | None:
    """What a question asks of an article as such, None for a question about what it tells.

    >>> recognise("So, what's this article about?"), recognise("When?")
    (Recognised(asked=<Asked.TOPIC: 'topic'>, bare=False), Recognised(asked=<Asked.PUBLISHED: 'published'>, bare=True))
    >>> recognise("When did Trump call?"), recognise("What is the border about?")
    (None, None)
    """  # noqa: E501 - one doctest line
    if len(question) > _LONGEST:
        return None
    plain = _normalize(question)
    for language in (each for each in ("en", "es") if _may_match(plain, each)):
        before, after = _frames(language)
        framed = after.sub("", before.sub("", plain))
        for form in dict.fromkeys((plain, framed)):
            for recognised, pattern in _patterns(language):
                if pattern.fullmatch(form):
                    return recognised
    return None


def _citations(
    asked: Asked, article: Article, passages: tuple[Passage, ...], index: Index
) -> tuple[Citation, ...]:
    if asked is Asked.QUOTED:
        return _cite_quotations(article, passages)
    if asked is Asked.PEOPLE:
        return _cite_people(article, passages)
    if asked is Asked.SUMMARY:
        return tuple(_cite(passage) for passage in _main_passages(article, passages, index))
    return (_cite(passages[0]),)


def _cite(passage: Passage, at: Span | None = None, speaker: str | None = None) -> Citation:
    """`passage` with the sentence that holds `at`, or its first one, as the answer."""
    begun = [sentence for sentence in passage.sentences if at and sentence.start <= at.start]
    sentence = begun[-1] if begun else passage.sentences[0]
    matches = (at,) if at and passage.span.contains(at) else ()
    return Citation(
        passage=passage,
        score=1.0,
        answer=sentence,
        matches=matches,
        speaker=speaker,
        link=exact_link(passage.article, sentence),
    )


def _main_passages(article: Article, passages: tuple[Passage, ...], index: Index) -> tuple[Passage, ...]:
    """The lead, and what else says most about the names the article turns on, in its order."""
    names = Counter(name.full for name in find_names(article.text))
    wanted = " ".join(name for name, _ in names.most_common(4))
    hits = index.search(wanted, len(passages))
    places = {passage.span: at for at, passage in enumerate(passages)}
    found = [places[hit.passage.span] for hit in hits if hit.passage.article.id == article.id]
    rest = [at for at in dict.fromkeys([*found, *range(len(passages))]) if at]
    return tuple(passages[at] for at in sorted([0, *rest[: _MOST_CITATIONS - 1]]))


def _cite_quotations(article: Article, passages: tuple[Passage, ...]) -> tuple[Citation, ...]:
    """A quotation of each speaker; where no speaker is certain, the first quotations."""
    quotations = find_quotations(article)
    full = {name.written: name.full for name in find_names(article.text)}
    cited: dict[object, Citation] = {}
    named = [quotation for quotation in quotations if quotation.speaker]
    for quotation in named or quotations:
        passage = _passage_at(passages, quotation.span)
        written = quotation.speaker.of(article.text) if quotation.speaker else None
        speaker = full.get(written, written) if written else None
        cited.setdefault(speaker or passage.span, _cite(passage, quotation.span, speaker))
    return tuple(cited.values())[:_MOST_CITATIONS]


def _cite_people(article: Article, passages: tuple[Passage, ...]) -> tuple[Citation, ...]:
    """Where each of the most named people comes first."""
    names = [name for name in find_names(article.text) if name.person]
    most = [full for full, _ in Counter(name.full for name in names).most_common(_MOST_CITATIONS)]
    first = [next(name.span for name in names if name.full == full) for full in most]
    cited: dict[Span, Citation] = {}
    for span in sorted(first):
        passage = _passage_at(passages, span)
        cited.setdefault(passage.span, _cite(passage, span))
    return tuple(cited.values())


def _passage_at(passages: tuple[Passage, ...], span: Span) -> Passage:
    return [passage for passage in passages if passage.span.start <= span.start][-1]


def _normalize(question: str) -> str:
    """Lower case words without accents and marks, contractions written out.

    >>> _normalize("What’s THE headline?!"), _normalize("¿De qué trata?"), _normalize("TL;DR")
    ('what is the headline', 'de que trata', 'tl dr')
    """
    words = re.findall(r"\w+", fold(question.casefold()).translate(_NO_APOSTROPHES))
    return _CONTRACTION.sub(r"\1 is", " ".join(words))


@cache
def _frames(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What people put before and after a question without changing it."""
    before, after = read_words("overview")[language]["frame"]
    return re.compile(f"^{before}"), re.compile(f"{after}$")


def _may_match(plain: str, language: str) -> bool:
    """Whether all words but one are made of letters that the patterns spell out; where not, compiling
    the patterns (30 ms) can wait.

    >>> _may_match("what is this summary about", "en"), _may_match("what did sheinbaum tell trump", "en")
    (True, False)
    """
    spelled = _spelled(language)
    return sum(not _is_made_of(word, spelled) for word in plain.split()) <= 1  # one may be any: \w+


@lru_cache(maxsize=1 << 12)
def _is_made_of(word: str, pieces: frozenset[str]) -> bool:
    reached = {0}
    for end in range(1, len(word) + 1):
        if any(word[start:end] in pieces for start in reached):
            reached.add(end)
    return len(word) in reached


@cache
def _spelled(language: str) -> frozenset[str]:
    """The runs of letters in the patterns, and each letter of their sets."""
    words = read_words("overview")[language]
    kinds = (one for kind in words["kinds"].values() for one in kind)
    patterns = [words["this"], words["article"], *words["frame"], *kinds]
    source = re.sub(r"\\.|\{\w+\}", " ", " ".join(patterns))
    spaced = re.sub(r"\[.*?\]", lambda letters: " ".join(letters.group()), source)
    return frozenset(re.findall(r"\w+", spaced))


@cache
def _patterns(language: str) -> tuple[tuple[Recognised, re.Pattern[str]], ...]:
    words = read_words("overview")[language]
    this = words["this"].replace("{article}", words["article"])
    found = []
    for kind, patterns in words["kinds"].items():
        recognised = Recognised(Asked(kind.removesuffix("_bare")), kind.endswith("_bare"))
        whole = "|".join(patterns).replace("{this}", this).replace("{article}", words["article"])
        found.append((recognised, re.compile(whole)))
    return tuple(found)
