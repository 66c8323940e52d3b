"""In which articles a sentence is looked for, where there are too many to read them all."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.index import Index, Weighing
from retrieval.models import Article
from retrieval.sentences import DEFAULT_LANGUAGE
from retrieval.tokens import terms

MOST_READ = 4_000
"""Articles that are all read, in a second or two, before a sentence is said to stand in none of them."""

LIKELY = 200
"""Passages looked into otherwise; one that holds a sentence has all of its words, and comes first."""


def articles_to_check(sentence: str, index: Index) -> Sequence[Article]:
    """The articles that `sentence` could stand in: all of a small library, else those with its words.

    >>> from retrieval.index import PassageIndex
    >>> articles_to_check("Owls hoot.", PassageIndex([Article(id="1", text="Owls fly.")]))
    (Article('1', 9 characters),)
    """
    if len(index.articles) <= MOST_READ:
        return index.articles
    languages = index.languages or (DEFAULT_LANGUAGE,)
    # Its small words count, too: "It is what it is." has no others.
    wanted = dict.fromkeys(term for language in languages for term in terms(sentence, language))
    found = index.contenders(list(wanted), LIKELY, Weighing(0.0, 0.0), None)
    articles = {index.passages[number].article.id: index.passages[number].article for number in found}
    return list(articles.values())
