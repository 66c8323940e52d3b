"""What can go wrong in retrieval, each error naming the thing and the remedy."""

from __future__ import annotations


class RetrievalError(Exception):
    """Any failure of this package. `thing` is what it happened to, `remedy` what to do about it."""

    def __init__(self, thing: object, problem: str, remedy: str) -> None:
        super().__init__(thing, problem, remedy)
        self.thing = thing
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.thing}: {self.problem}. {self.remedy}"


class ArticleError(RetrievalError):
    """A file, page or message that cannot be read as an article."""


class NoArticles(RetrievalError):
    """A place without a single article in it."""


class EmptyQuestion(RetrievalError):
    """A question without a word in it."""


class ArchiveUnreachableError(RetrievalError):
    """What holds the articles, or a part of it, does not answer just now; nobody knows what it would say."""


class QuestionSetError(RetrievalError):
    """A folder of articles and questions that cannot be evaluated."""
