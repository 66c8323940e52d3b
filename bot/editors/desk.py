"""The editors' desk: what is sent becomes articles that wait for a decision, then part of the library."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from bot.editors.extraction import Extraction
from bot.editors.submissions import Editor, Purpose, Submission, Submissions
from bot.words.attribution import clean_name
from retrieval import (
    Article,
    ArticleError,
    Library,
    PassageIndex,
    Status,
    UnknownArticleError,
    split_paragraphs,
    split_passages,
    suggest_questions,
)

ARTICLE_CHARACTERS = 600
ARTICLE_SENTENCES, ARTICLE_PARAGRAPHS = 3, 2
TOLD_CHARACTERS, TOLD_SENTENCES = 200, 2
"""Enough where the sender said that it is an article."""
MOST_FOUND = 9
"""Articles named when one message cites several."""

_READ_FOR_QUESTIONS = 4
_ADDRESS = re.compile(r"(?:[^?¿]*\s)?(?P<address>https?://\S+)\s*", re.IGNORECASE)
_ID = re.compile(r"\b[0-9a-f]{12}\b")
_TITLE = re.compile(r"“([^”]+)”")


class Origin(NamedTuple):
    """Where a forwarded text stood: what is known about it beside its words."""

    outlet: str | None = None
    published: datetime | date | None = None
    url: str | None = None


class Understood(NamedTuple):
    """What was read in what an editor sent."""

    submission: Submission
    failures: tuple[ArticleError, ...]
    suggestions: tuple[str, ...]
    held: bool


def address_in(text: str) -> str | None:
    """The address that a message consists of or ends with; a question about an address has none.

    >>> address_in("Owls hoot https://example.org/owls"), address_in("Is https://example.org/ down?")
    ('https://example.org/owls', None)
    """
    found = _ADDRESS.fullmatch(text)
    return found["address"] if found else None


def is_article_length(text: str) -> bool:
    """Whether a message is long enough for an article, and built like one rather than asked.

    >>> is_article_length("It rained on. " * 50), is_article_length("It rained on. " * 50 + "Why?")
    (True, False)
    """
    text = text.strip()
    if len(text) < ARTICLE_CHARACTERS or text.endswith("?"):
        return False
    if len(split_paragraphs(text)) >= ARTICLE_PARAGRAPHS:
        return True
    return _count_sentences(text) >= ARTICLE_SENTENCES


def is_text(text: str) -> bool:
    """Whether what stands behind /add can be an article's own text.

    >>> is_text("It rained on. Nobody minded."), is_text("the pilots")
    (True, False)
    """
    return len(text) >= TOLD_CHARACTERS or _count_sentences(text) >= TOLD_SENTENCES


def _count_sentences(text: str) -> int:
    passages = split_passages(Article(id="message", text=text))
    return sum(len(passage.sentences) for passage in passages)


class Desk:
    """Reads what editors send, and adds or removes what they decide on. Knows no rights and no chat."""

    def __init__(self, library: Library, extraction: Extraction, submissions: Submissions) -> None:
        self._library = library
        self._extraction = extraction
        self._submissions = submissions

    def submit_text(self, editor: Editor, text: str, origin: Origin = Origin()) -> Understood:  # noqa: B008
        """An article's own text. Raises ArticleError."""
        articles = self._extraction.read(text.encode("utf-8", "replace"), "message")
        return self._understand(editor, [_with_origin(article, origin) for article in articles], [])

    def submit_file(self, editor: Editor, data: bytes, name: str) -> Understood:
        """A file of any format; `name` is only told again. Raises ArticleError."""
        failures: list[ArticleError] = []
        articles = self._extraction.read(data, name, None, failures)
        return self._understand(editor, articles, failures)

    def submit_address(self, editor: Editor, address: str) -> Understood:
        """A page, feed or file on the web. Raises FetchError and ArticleError."""
        failures: list[ArticleError] = []
        articles = self._extraction.fetch(address, failures)
        return self._understand(editor, articles, failures)

    def withdraw(self, editor: Editor, submission_id: str, purpose: Purpose = Purpose.ADD) -> bool:
        """Decide against a submission; whether there was one."""
        found = self._submissions.find(editor, submission_id, purpose)
        if found is not None:
            self._submissions.settle(found.id)
        return found is not None

    def find(self, editor: Editor, submission_id: str, purpose: Purpose) -> Submission | None:
        """A submission of this editor that waits for a decision."""
        return self._submissions.find(editor, submission_id, purpose)

    def add(
        self, editor: Editor, submission: Submission, progress: Callable[[int], None] = lambda done: None
    ) -> dict[Status, int]:
        """Add what was submitted; `progress` is told how many are in the library. Raises LibraryError."""
        done = 0

        def count(added: Sequence[object]) -> None:
            nonlocal done
            done += len(added)
            progress(done)

        counts = self._library.add_many(
            submission.articles, added_by=f"telegram:{editor.user}", progress=count
        )
        self._submissions.settle(submission.id)
        return counts

    def propose_removal(self, editor: Editor, article: Article) -> Submission:
        """Have the removal of an article wait for a yes."""
        return self._submissions.keep(editor, Purpose.REMOVE, [article])

    def remove(self, submission: Submission) -> bool:
        """Remove the article of a submission; False where it is gone already. Raises LibraryError."""
        self._submissions.settle(submission.id)
        try:
            self._library.remove(submission.articles[0].id)
        except UnknownArticleError:
            return False
        return True

    def article(self, id: str) -> Article | None:
        """The article whose id is `id`, whole."""
        return self._library.find(id)

    def find_article(self, id: str) -> Article | None:
        """The article whose id is `id` or alone begins so. Raises LibraryError where several do."""
        try:
            return self._library.get(id)
        except UnknownArticleError:
            return None

    def cited(self, text: str, links: Collection[str]) -> list[Article]:
        """The articles that a message of ours names by id, by address or by title."""
        ids = {article.id: article for one in _ID.findall(text) if (article := self._library.find(one))}
        if ids:
            return list(ids.values())[:MOST_FOUND]
        addresses = {link.partition("#")[0] for link in links}
        titles = set(_TITLE.findall(text))
        return [
            article
            for article in self._library.articles()
            if (article.url and article.url.partition("#")[0] in addresses)
            or (article.title and clean_name(article.title) in titles)
        ][:MOST_FOUND]

    def _understand(
        self, editor: Editor, articles: Sequence[Article], failures: list[ArticleError]
    ) -> Understood:
        if not articles:
            nothing = ArticleError("message", "there is no article in it", "Send the article's own text.")
            raise failures[0] if failures else nothing
        submission = self._submissions.keep(editor, Purpose.ADD, articles)
        index = PassageIndex(articles[:_READ_FOR_QUESTIONS])
        held = all(_is_same(self._library.find(article.id), article) for article in articles)
        return Understood(submission, tuple(failures), suggest_questions(index), held)


def _with_origin(article: Article, origin: Origin) -> Article:
    """The article with what its own lines do not say."""
    known = {name: value for name, value in origin._asdict().items() if getattr(article, name) is None}
    return replace(article, **known)


def _is_same(held: Article | None, article: Article) -> bool:
    return held is not None and held.text == article.text
