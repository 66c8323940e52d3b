"""Looking around in what is held: lists of articles and of who is quoted, one article, what to ask."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

from bot.conversations.collection import Collection
from bot.conversations.conversation import Conversation
from bot.conversations.offering import offer
from bot.conversations.replies import Action, Choice, Open, Press, Reply, Row, press_button, say
from bot.storage.kept import Menu
from bot.storage.store import Store
from bot.words.attribution import newest
from bot.words.listings import (
    Quoted,
    list_articles,
    list_questions,
    list_quotations,
    page_line,
    short_enough,
    show_article,
)
from bot.words.messages import Messages
from bot.words.phrases import phrase, written_number
from bot.words.styled import StyledText
from retrieval import Article, Span, find_quotations, suggest_questions

ARTICLES_PER_PAGE = 8
QUOTATIONS_PER_PAGE = 4
NEWEST_READ = 40
"""Articles read for quotations; more would let a reader wait."""

_LONGEST_QUOTATION = 500
_T = TypeVar("_T")
_KEY = r"[A-Za-z0-9_-]{1,32}"
_HASHED = r"[0-9a-f]{16}"
"""What stands for an id that is no key itself: of an archive, all ids are read to find it."""


class Browsing:
    """Shows what is held, page by page."""

    def __init__(self, collection: Collection, store: Store) -> None:
        self._collection = collection
        self._store = store
        self._quoted = lru_cache(maxsize=256)(_quotations)

    def articles(self, conversation: Conversation, argument: str = "") -> Reply:
        """The list of articles at its first page, or at the page of that number."""
        page = int(argument) - 1 if _is_number(argument) else 0
        return self._articles(conversation, self._store.keep_menu(conversation.key, "articles"), page)

    def quotes(self, conversation: Conversation, argument: str = "") -> Reply:
        """Who is quoted by name; only those whose name holds `argument`, if one is given."""
        menu = self._store.keep_menu(conversation.key, "quotes", " ".join(argument.split())[:100])
        return self._quotes(conversation, menu, 0)

    def turn(self, conversation: Conversation, menu: Menu, page: int) -> Reply | None:
        """Another page of a list."""
        lists = {"articles": self._articles, "quotes": self._quotes}
        return lists[menu.kind](conversation, menu, page) if menu.kind in lists else None

    def article(self, conversation: Conversation, argument: str = "") -> Reply:
        """One article, by its number in the list or its id."""
        if not argument.strip():
            return say(conversation.language, "article_what", articles="/articles")
        article = self.find(argument)
        if article is None:
            return say(conversation.language, "article_unknown", articles="/articles")
        return self.show(conversation, article, self._store.keep_menu(conversation.key, "article"))

    def show(self, conversation: Conversation, article: Article, menu: Menu, intro: str = "") -> Reply:
        """An article: its beginning, what can be asked, and buttons to stay with it or go back."""
        questions = self._questions(article)
        language = conversation.language
        name, argument = (
            ("off", "off") if conversation.focus == article.id else ("focus", article_key(article))
        )
        row: Row = (press_button(language, name, Action.FOCUS, menu.id, argument),)
        if article.url:
            row += (Open(phrase(language, "button_open"), article.url),)
        if menu.kind == "articles":
            row += (press_button(language, "back", Action.TURN, menu.id, self._page_of(article)),)
        rows = _rows(offer(self._store, conversation, questions), row)
        return Reply(show_article(language, article, questions, intro), rows)

    def suggest(self, conversation: Conversation, argument: str = "") -> Reply:
        """Questions that the articles, or the one in focus, answer."""
        questions = self._questions(self.focused(conversation))
        if not questions:
            return say(conversation.language, "suggest_none")
        row = offer(self._store, conversation, questions)
        return Reply(list_questions(conversation.language, questions), (row,))

    def example(self, conversation: Conversation) -> Reply | None:
        """One question that the articles answer, None where they suggest none."""
        questions = self._questions(self.focused(conversation), 1)
        if not questions:
            return None
        example = phrase(conversation.language, "example", question=questions[0])
        return Reply(StyledText(example), (offer(self._store, conversation, questions),))

    def focused(self, conversation: Conversation) -> Article | None:
        """The article that a conversation keeps to, None if it keeps to none that is held."""
        wanted = conversation.focus
        return self._collection.index().find(wanted) if wanted is not None else None

    def find(self, wanted: str) -> Article | None:
        """The article of that number in the list, that id, that key, or the only one whose id begins so."""
        wanted = wanted.strip()
        listed = self._listed()
        if _is_number(wanted) and 0 < int(wanted) <= len(listed):
            return next(iter(listed[int(wanted) - 1 : int(wanted)]), None)
        index = self._collection.index()
        article = index.find(wanted) or self.find_key(wanted)
        if article is not None or len(wanted) < 4:
            return article
        begun = [id for id in index.ids() if id.startswith(wanted)]
        return index.find(begun[0]) if len(begun) == 1 else None

    def find_key(self, key: str) -> Article | None:
        """The article of that key."""
        index = self._collection.index()
        article = index.find(key) if re.fullmatch(_KEY, key) else None
        if article is not None or not re.fullmatch(_HASHED, key):
            return article
        id = next((id for id in index.ids() if key_of_id(id) == key), None)
        return index.find(id) if id is not None else None

    def holdings(self, conversation: Conversation) -> str:
        """How many articles there are, and how new."""
        articles = self._collection.index().newest
        return Messages(conversation.language).holdings(len(articles), newest(articles[:1]))

    def _articles(self, conversation: Conversation, menu: Menu, page: int) -> Reply:
        listed, language = self._listed(), conversation.language
        if not listed:
            return say(conversation.language, "no_articles")
        pages = -(-len(listed) // ARTICLES_PER_PAGE)
        page = min(max(page, 0), pages - 1)
        first = page * ARTICLES_PER_PAGE + 1
        shown_here = listed[first - 1 : first - 1 + ARTICLES_PER_PAGE]
        numbers = tuple(
            Press(str(number), str(number), Choice(Action.ARTICLE, menu.id, article_key(article)))
            for number, article in enumerate(shown_here, start=first)
        )
        head, foot = self.holdings(conversation), page_line(language, page, pages)
        shown = list_articles(language, shown_here, first, head, foot)
        return Reply(shown, _rows(numbers, _turns(conversation, menu, page, pages)))

    def _quotes(self, conversation: Conversation, menu: Menu, page: int) -> Reply:
        focus, language = self.focused(conversation), conversation.language
        listed = self._listed()
        read = [focus] if focus else listed[:NEWEST_READ]
        every = [quoted for article in read for quoted in self._quoted(article)]
        named = [one for one in every if menu.subject.casefold() in one.speaker.casefold()]
        pages = _cut(named, QUOTATIONS_PER_PAGE)
        if not pages:
            return say(conversation.language, "quoted_nobody")
        page = min(max(page, 0), len(pages) - 1)
        head = phrase(language, "quoted_some")
        if len(read) < len(listed) and not focus:
            head = phrase(language, "quoted_newest", count=written_number(language, len(read)))
        shown = list_quotations(language, pages[page], head, page_line(language, page, len(pages)))
        return Reply(shown, _rows(_turns(conversation, menu, page, len(pages))))

    def _questions(self, article: Article | None, limit: int = 3) -> list[str]:
        return short_enough(suggest_questions(self._collection.index(), article, limit))

    def _page_of(self, article: Article) -> int:
        """The page of the list that has an article, the first where it has gone since it was pressed."""
        try:
            return self._listed().index(article) // ARTICLES_PER_PAGE
        except ValueError:
            return 0

    def _listed(self) -> Sequence[Article]:
        return self._collection.index().newest


def article_key(article: Article) -> str:
    """What stands for an article in buttons and deep links: its id where that is short and plain.

    >>> article_key(Article(id="0f3a", text="x")), article_key(Article(id="a b", text="x"))
    ('0f3a', 'c8687a08aa5d6ed2')
    """
    return key_of_id(article.id)


def key_of_id(id: str) -> str:
    """The same, where only the id is known."""
    if re.fullmatch(_KEY, id):
        return id
    return hashlib.sha256(id.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _quotations(article: Article) -> tuple[Quoted, ...]:
    text = article.text
    return tuple(
        Quoted(article, _with_marks(text, quotation.span), quotation.speaker.of(text))
        for quotation in find_quotations(article)
        if quotation.speaker and quotation.span.end - quotation.span.start <= _LONGEST_QUOTATION
    )


def _with_marks(text: str, span: Span) -> Span:
    """The quotation with the marks around it, where one stands on each side."""
    start, end = span
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    marked = len(around) == 2 and not any(c.isalnum() or c.isspace() for c in around)
    return Span(start - 1, end + 1) if marked else span


def _cut(listed: Sequence[_T], length: int) -> list[Sequence[_T]]:
    return [listed[start : start + length] for start in range(0, len(listed), length)]


def _turns(conversation: Conversation, menu: Menu, page: int, pages: int) -> Row:
    language = conversation.language
    back = (press_button(language, "back", Action.TURN, menu.id, page - 1),) if page else ()
    more = (press_button(language, "more", Action.TURN, menu.id, page + 1),) if page + 1 < pages else ()
    return back + more


def _rows(*rows: Row) -> tuple[Row, ...]:
    return tuple(row for row in rows if row)


def _is_number(text: str) -> bool:
    text = text.strip()
    return text.isascii() and text.isdigit() and len(text) < 7
