"""Articles in, cited passages out: the public names of this package.

>>> from retrieval import Article, PassageIndex, answer
>>> index = PassageIndex([Article(id="1", text="Penguins swim. Owls hoot at night.")])
>>> reply = answer("When do owls hoot?", index)
>>> citation = reply.citations[0]
>>> citation.answer.of(citation.article.text)
'Owls hoot at night.'
"""

from retrieval.answering import answer, explain
from retrieval.articles import article_files, parse_text, read_articles, read_bytes, stream_articles
from retrieval.checking import Change, CheckResult, Forgiven, Place, Standing, check
from retrieval.errors import ArticleError, EmptyQuestion, NoArticles, RetrievalError
from retrieval.evaluation import evaluate
from retrieval.fetch import Fetcher, FetchError
from retrieval.followups import FollowUp, complete
from retrieval.index import PassageIndex
from retrieval.library import Entry, Library, LibraryError, Status, UnknownArticleError
from retrieval.models import Answer, Article, Citation, Hit, Passage, Quotation, Span, Verdict
from retrieval.overview import Asked, Overview, answer_about
from retrieval.passages import split_paragraphs, split_passages
from retrieval.sandbox import ExtractionPool
from retrieval.suggestions import suggest_questions

__all__ = [
    "Answer",
    "Article",
    "ArticleError",
    "Asked",
    "Change",
    "CheckResult",
    "Citation",
    "EmptyQuestion",
    "Entry",
    "ExtractionPool",
    "FetchError",
    "Fetcher",
    "FollowUp",
    "Forgiven",
    "Hit",
    "Library",
    "LibraryError",
    "NoArticles",
    "Overview",
    "Passage",
    "PassageIndex",
    "Place",
    "Quotation",
    "RetrievalError",
    "Span",
    "Standing",
    "Status",
    "UnknownArticleError",
    "Verdict",
    "answer",
    "answer_about",
    "article_files",
    "check",
    "complete",
    "evaluate",
    "explain",
    "parse_text",
    "read_articles",
    "read_bytes",
    "split_paragraphs",
    "split_passages",
    "stream_articles",
    "suggest_questions",
]
