"""Articles that a question names by what they tell: "Summarise the bridge article"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.words.attribution import article_title
from retrieval import Article, Index

LONGEST = 200
"""A longer message names no article: it is one."""

_MOST_WORDS = 12
_MOST_HITS = 20
_HEAD = 1_500
"""Characters of an article that tell what it is about, beside its title."""

_MARKS = "“”\"'«»‘’"
_LATEST = frozenset({"latest", "newest", "most recent", "last"})
_NOUN = r"(?P<noun>article|story|report|piece|item|text)"
_NOUN_ES = r"(?P<noun>art[ií]culo|noticia|nota|reportaje|texto)"
_OURS = frozenset({"article", "story", "artículo", "articulo", "noticia"})
"""Nouns for what is held here. There are reports and texts of others, which articles tell of."""
_SIGNS = ("article", "story", "report", "piece", "item", "text", "artículo", "articulo", "noticia", "nota")
"""Without one of them no form can match, and none need be compiled."""
_FORMS = (
    (rf"\b{_NOUN} (?:number |no\.? ?|# ?)?(?P<words>\d{{1,6}})\b", "the article"),
    (rf"\bel {_NOUN_ES} (?:n[uú]mero |n\.º ?)?(?P<words>\d{{1,6}})\b", "el artículo"),
    (rf"\b(?:the|that|your) (?P<words>[^.,;:?!]{{2,80}}?) {_NOUN}\b", "the article"),
)
_OPEN_FORMS = (
    (
        rf"\b(?:the |that |your |an? )?{_NOUN} (?:about|on|titled|called|named|headlined) (?P<words>.{{2,}})",
        "the article",
    ),
    (
        rf"\b(?:el |la |ese |esa |un |una )?{_NOUN_ES} (?:sobre|acerca de|titulad[oa]|llamad[oa]|del?"
        r"|que habla del?) (?P<words>.{2,})",
        "el artículo",
    ),
)
"""Those where the name ends before the question does, or with it: "the article about owls published"."""


class Named(NamedTuple):
    """An article, and the question with "the article" in place of its name."""

    article: Article
    question: str


def articles_named(question: str, index: Index) -> Iterator[Named]:
    """What a question may name, the longest name first.

    >>> from retrieval import PassageIndex
    >>> owls = Article(id="1", title="Owls of the north", text="They hoot at night.")
    >>> [named] = articles_named("When was the article about owls published?", PassageIndex([owls]))
    >>> named.article.id, named.question
    ('1', 'When was the article published?')
    >>> list(articles_named("Who wrote the letter about owls?", PassageIndex([owls])))
    []
    """
    if len(question) > LONGEST or not any(sign in question.casefold() for sign in _SIGNS):
        return
    for form, the_article in (*_FORMS, *_OPEN_FORMS):
        found = re.search(form, question, re.IGNORECASE | re.DOTALL)
        if found is None:
            continue
        words, is_ours = found["words"].split(), found["noun"].casefold() in _OURS
        before, after = question[: found.start()], question[found.end() :]
        is_open = (form, the_article) in _OPEN_FORMS
        for count in _lengths(words, index) if is_open else (len(words),):
            article = _meant(" ".join(words[:count]).strip(_MARKS + " ?!.,"), index)
            if article is not None and (is_ours or not _tells_of(article, found["noun"])):
                left = " ".join(words[count:])
                rest = f" {left}" if left else "?" * words[-1].endswith("?")
                yield Named(article, f"{before}{the_article}{rest}{after}")


def _lengths(words: list[str], index: Index) -> Iterator[int]:
    """How many of the words behind "about" may be the name, which ends in a word that says something."""
    told = [
        len(index.query_terms(" ".join(words[:count]))) for count in range(min(len(words), _MOST_WORDS) + 1)
    ]
    yield from (count for count in range(len(told) - 1, 0, -1) if told[count] > told[count - 1])


def _meant(words: str, index: Index) -> Article | None:
    """The article of that number in the list, the newest, or the one whose title has all the words."""
    if words.isdecimal():
        return next(iter(index.newest[int(words) - 1 : int(words)]), None) if int(words) else None
    if words.casefold() in _LATEST:
        return next(iter(index.newest), None)
    wanted = set(index.query_terms(words))
    if not wanted:
        return None
    near = {hit.passage.article.id: hit.passage.article for hit in index.search(words, _MOST_HITS)}
    newest = (article for article in index.newest[:_MOST_HITS] if article.id not in near)
    for article in (*near.values(), *newest):
        if wanted <= set(index.query_terms(article_title(article))):
            return article
    return next((one for one in near.values() if wanted <= set(index.query_terms(one.text[:_HEAD]))), None)


def _tells_of(article: Article, noun: str) -> bool:
    """Whether there is such a thing in an article's own text: that may be meant, and is searched for."""
    return re.search(rf"\b{noun}s?\b", article.text, re.IGNORECASE) is not None
