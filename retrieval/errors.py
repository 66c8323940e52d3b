"""What can go wrong in retrieval, each error naming the thing and the remedy."""

from __future__ import annotations


class RetrievalError(Exception):
    """Any failure of this package. `thing` is what it happened to, `remedy` what to do about it.

    >>> print(RetrievalError("owls.pdf", "it is empty", "Save it again."))
    owls.pdf: it is empty. Save it again.
    """

    def __init__(self, thing: object, problem: str, remedy: str) -> None:
        super().__init__(thing, problem, remedy)
        self.thing = thing
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.thing}: {self.problem}. {self.remedy}"


class ArticleError(RetrievalError):
    """A file, page or message that cannot be read as an article.

    >>> from retrieval import read_bytes
    >>> read_bytes("/dev/null")
    Traceback (most recent call last):
    retrieval.errors.ArticleError: /dev/null: it is not a regular file. Give a text, a page, a feed or a PDF.
    """


class NoArticles(RetrievalError):
    """A place without a single article in it.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from retrieval import read_articles
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     read_articles(Path(folder))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    retrieval.errors.NoArticles: ...: there are no articles in it. Put a .txt, .html, .md or .pdf file there.
    """

    def __init__(
        self,
        thing: object,
        problem: str = "there are no articles in it",
        remedy: str = "Put a .txt, .html, .md or .pdf file there.",
    ) -> None:
        super().__init__(thing, problem, remedy)


class EmptyQuestion(RetrievalError):
    """A question without a word in it.

    >>> from retrieval import PassageIndex, answer
    >>> answer(" ", PassageIndex([]))
    Traceback (most recent call last):
    retrieval.errors.EmptyQuestion: the question: is empty. Ask something, for example: What happened?
    """


class ArchiveUnreachableError(RetrievalError):
    """What holds the articles, or a part of it, does not answer just now; nobody knows what it would say."""


class QuestionSetError(RetrievalError):
    """A folder of articles and questions that cannot be evaluated."""
