"""Articles in, cited passages out: the public names of this package.

>>> from retrieval import Article, PassageIndex, answer
>>> index = PassageIndex([Article(id="1", text="Penguins swim. Owls hoot at night.")])
>>> reply = answer("When do owls hoot?", index)
>>> citation = reply.citations[0]
>>> citation.answer.of(citation.article.text)
'Owls hoot at night.'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from retrieval.answering import MOST_CITATIONS as MOST_CITATIONS
    from retrieval.answering import answer as answer
    from retrieval.answering import explain as explain
    from retrieval.articlejson import article_fields as article_fields
    from retrieval.articlejson import article_from_json as article_from_json
    from retrieval.articlejson import article_to_json as article_to_json
    from retrieval.articles import article_files as article_files
    from retrieval.articles import parse_text as parse_text
    from retrieval.articles import read_articles as read_articles
    from retrieval.articles import read_bytes as read_bytes
    from retrieval.articles import stream_articles as stream_articles
    from retrieval.asking.followups import FollowUp as FollowUp
    from retrieval.asking.followups import complete as complete
    from retrieval.asking.overview import Asked as Asked
    from retrieval.asking.overview import Overview as Overview
    from retrieval.asking.overview import answer_about as answer_about
    from retrieval.asking.suggestions import suggest_questions as suggest_questions
    from retrieval.catalogue.upkeep import Keeper as Keeper
    from retrieval.checking import Change as Change
    from retrieval.checking import CheckResult as CheckResult
    from retrieval.checking import Forgiven as Forgiven
    from retrieval.checking import Place as Place
    from retrieval.checking import Standing as Standing
    from retrieval.checking import check as check
    from retrieval.checking.searching import articles_to_check as articles_to_check
    from retrieval.durable import sync_file as sync_file
    from retrieval.durable import sync_folder as sync_folder
    from retrieval.errors import ArchiveUnreachableError as ArchiveUnreachableError
    from retrieval.errors import ArticleError as ArticleError
    from retrieval.errors import EmptyQuestion as EmptyQuestion
    from retrieval.errors import NoArticles as NoArticles
    from retrieval.errors import RetrievalError as RetrievalError
    from retrieval.evaluation import evaluate as evaluate
    from retrieval.fetch import Fetcher as Fetcher
    from retrieval.fetch import FetchError as FetchError
    from retrieval.index import Index as Index
    from retrieval.index import PassageIndex as PassageIndex
    from retrieval.library import Damage as Damage
    from retrieval.library import Entry as Entry
    from retrieval.library import Library as Library
    from retrieval.library import LibraryError as LibraryError
    from retrieval.library import NewerLibraryError as NewerLibraryError
    from retrieval.library import Status as Status
    from retrieval.library import UnknownArticleError as UnknownArticleError
    from retrieval.library import UnwritableLibraryError as UnwritableLibraryError
    from retrieval.library.mendable import MendableFile as MendableFile
    from retrieval.library.store import alone_with as alone_with
    from retrieval.models import Answer as Answer
    from retrieval.models import Article as Article
    from retrieval.models import Citation as Citation
    from retrieval.models import Hit as Hit
    from retrieval.models import Passage as Passage
    from retrieval.models import Quotation as Quotation
    from retrieval.models import Span as Span
    from retrieval.models import Verdict as Verdict
    from retrieval.opensearch import Cluster as Cluster
    from retrieval.opensearch import Connection as Connection
    from retrieval.opensearch import OpenSearchArchive as OpenSearchArchive
    from retrieval.opensearch import SharedKeeper as SharedKeeper
    from retrieval.passages import split_paragraphs as split_paragraphs
    from retrieval.passages import split_passages as split_passages
    from retrieval.questionset import read_question_set as read_question_set
    from retrieval.quotes import find_quotations as find_quotations
    from retrieval.sandbox import ExtractionPool as ExtractionPool

_HOMES = {
    "answering": "MOST_CITATIONS answer explain",
    "catalogue.upkeep": "Keeper",
    "articlejson": "article_fields article_from_json article_to_json",
    "articles": "article_files parse_text read_articles read_bytes stream_articles",
    "asking.followups": "FollowUp complete",
    "asking.overview": "Asked Overview answer_about",
    "asking.suggestions": "suggest_questions",
    "checking": "Change CheckResult Forgiven Place Standing check",
    "checking.searching": "articles_to_check",
    "durable": "sync_file sync_folder",
    "errors": "ArchiveUnreachableError ArticleError EmptyQuestion NoArticles RetrievalError",
    "evaluation": "evaluate",
    "fetch": "FetchError Fetcher",
    "index": "Index PassageIndex",
    "library": "Damage Entry Library LibraryError NewerLibraryError Status UnknownArticleError"
    " UnwritableLibraryError",
    "library.mendable": "MendableFile",
    "library.store": "alone_with",
    "models": "Answer Article Citation Hit Passage Quotation Span Verdict",
    "opensearch": "Cluster Connection OpenSearchArchive SharedKeeper",
    "passages": "split_paragraphs split_passages",
    "questionset": "read_question_set",
    "quotes": "find_quotations",
    "sandbox": "ExtractionPool",
}
"""Which module each public name comes from. It is loaded when the name is first used: a question at
the terminal needs neither the library nor the page reader, and its answer must come at once."""

_MODULES = {name: module for module, names in _HOMES.items() for name in names.split()}

__all__ = sorted(_MODULES)


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'retrieval' has no attribute {name!r}")
    return getattr(import_module(f"retrieval.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
