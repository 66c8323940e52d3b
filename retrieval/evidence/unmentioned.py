"""The names of a question that stand in no article's text, which a reply can say for certain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from retrieval.evidence.lacking import is_spelled_out
from retrieval.evidence.question import Question, Word
from retrieval.models import Article
from retrieval.tokens import fold, without_possessive

MOST_NAMED = 3

LONGEST_NAMED = 40
"""Characters of a name that is said back; what is longer is no name."""


def unmentioned_names(question: Question, knows: Callable[[str], bool]) -> tuple[str, ...]:
    """The question's names, or the parts of them, that no article has: neither so nor as they may be
    misspelled, and no people of that country either.

    >>> from retrieval.evidence.question import read_question
    >>> unmentioned_names(read_question("Who is the mayor of Dorn?"), {"mayor", "brel"}.__contains__)
    ('Dorn',)
    >>> unmentioned_names(read_question("Did Ann Lee go to Canada?"), {"ann", "lee", "canadian"}.__contains__)
    ()
    """
    found = []
    for name in question.names:
        words = [question.words[at] for at in name]
        for is_missing, run in groupby(words, key=lambda word: not _is_known(word, knows)):
            written = " ".join(without_possessive(word.written) for word in run)
            if is_missing and len(written) <= LONGEST_NAMED:
                found.append(written)
    return tuple(dict.fromkeys(found))[:MOST_NAMED]


def _is_known(word: Word, knows: Callable[[str], bool]) -> bool:
    """Whether an article has a name, or may have it in another form."""
    return not is_spelled_out(word) or any(map(knows, (*word.terms, *dict(word.similar))))


def without_shown(names: Sequence[str], articles: Sequence[Article]) -> tuple[str, ...]:
    """The names that no reader can find in what is shown of the articles, as parts of words either.

    >>> owls = Article(id="1", text="Owls of Łódź flew under a Boeing737.", title="Captain Dorn tells")
    >>> without_shown(["Lodz", "Boeing", "Dorn", "Oslo"], [owls])
    ('Oslo',)
    """
    shown = fold(" ".join(map(_shown, articles)).casefold()) if names else ""
    return tuple(name for name in names if fold(name.casefold()) not in shown)


def _shown(article: Article) -> str:
    fields = (article.title, article.outlet, article.place, *article.authors, article.text)
    return " ".join(field for field in fields if field)
