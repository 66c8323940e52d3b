"""Articles in, cited passages out: the public names of this package.

>>> from retrieval import Article, PassageIndex, answer
>>> index = PassageIndex([Article(id="1", text="Penguins swim. Owls hoot at night.")])
>>> reply = answer("When do owls hoot?", index)
>>> citation = reply.citations[0]
>>> citation.answer.of(citation.article.text)
'Owls hoot at night.'
"""

from retrieval.answering import answer
from retrieval.articles import read_articles
from retrieval.checking import Change, CheckResult, Forgiven, Place, Standing, check
from retrieval.errors import ArticleError, EmptyQuestion, NoArticles, RetrievalError
from retrieval.followups import FollowUp, complete
from retrieval.index import PassageIndex
from retrieval.models import Answer, Article, Citation, Hit, Passage, Quotation, Span, Verdict
from retrieval.overview import Asked, Overview, answer_about
from retrieval.passages import split_paragraphs, split_passages
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
    "FollowUp",
    "Forgiven",
    "Hit",
    "NoArticles",
    "Overview",
    "Passage",
    "PassageIndex",
    "Place",
    "Quotation",
    "RetrievalError",
    "Span",
    "Standing",
    "Verdict",
    "answer",
    "answer_about",
    "check",
    "complete",
    "read_articles",
    "split_paragraphs",
    "split_passages",
    "suggest_questions",
]
