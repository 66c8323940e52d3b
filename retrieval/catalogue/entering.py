"""How an article is entered into an index on disk: its passages' spans and terms, title, day and language."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from inspect import getsource
from itertools import chain
from pathlib import Path

from retrieval.archive import Entry, Identity, Wording, join_terms
from retrieval.index import ARTICLE_B, ARTICLE_K1, PASSAGE_B, PASSAGE_K1, title_terms
from retrieval.models import Article
from retrieval.passages import split_passages
from retrieval.sentences import DEFAULT_LANGUAGE, language_of, marked_words
from retrieval.words.times import in_days

_TOLD_BY = ("tokens.py", "passages.py", "catalogue/entering.py")
_SHAPED_BY = (title_terms, language_of, in_days, marked_words)
_LIBRARIES = ("sentencex", "PyStemmer")


def make_entry(article: Article) -> Entry:
    """What an index holds of an article.

    >>> entry = make_entry(Article(id="1", text="Owls hoot. Owls fly.\\n\\nThey sleep.", title="Owls"))
    >>> entry.spans, entry.title
    ([Span(start=0, end=20), Span(start=22, end=33)], 'owl')
    >>> entry.terms
    ['owl hoot owl fli', 'they sleep']
    """
    passages, language, text = split_passages(article), language_of(article), article.text
    read = [[marked_words(text, span, language) for span in passage.sentences] for passage in passages]
    sentences = [
        [(*span, len(words)) for span, (words, _) in zip(passage.sentences, of_it, strict=True)]
        for passage, of_it in zip(passages, read, strict=True)
    ]
    return Entry(
        article.id,
        [passage.span for passage in passages],
        [join_terms(chain.from_iterable(words for words, _ in of_it)) for of_it in read],
        join_terms(title_terms(article)),
        in_days(article.published),
        language,
        Wording(digest_of(article), sentences, [b"".join(marks for _, marks in of_it) for of_it in read]),
    )


def digest_of(article: Article) -> int:
    """What tells that an article's text, and the language it is read in, are as they were entered."""
    read = f"{language_of(article)} {article.language} {article.text}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(read, digest_size=8).digest(), "big")


@cache
def identity() -> Identity:
    """What an index is made with: the source of the analysis and the versions of its libraries tell it."""
    told = blake2b(digest_size=8)
    for name in _TOLD_BY:
        told.update((Path(__file__).parents[1] / name).read_bytes())
    for function in _SHAPED_BY:  # not their whole files: most of what changes there enters no index
        told.update(getsource(function).encode())
    told.update(DEFAULT_LANGUAGE.encode())
    for name in _LIBRARIES:
        told.update(f"{name} {version(name)}".encode())
    return Identity(told.hexdigest(), PASSAGE_K1, PASSAGE_B, ARTICLE_K1, ARTICLE_B)
