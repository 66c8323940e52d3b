"""A question to its answer: small talk, follow-ups, questions about an article, and the search itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache

from bot.conversations.clock import Clock, no_time
from bot.conversations.collection import Collection
from bot.conversations.conversation import Conversation
from bot.conversations.naming import articles_named
from bot.conversations.offering import offer
from bot.conversations.replies import Reply, say
from bot.conversations.smalltalk import Kind
from bot.conversations.views import editors_row, show_page, split_pages
from bot.storage.kept import Kept
from bot.storage.store import Store
from bot.words.attribution import article_title, clean_name
from bot.words.listings import short_enough
from bot.words.messages import Messages
from bot.words.phrases import phrase
from retrieval import (
    MOST_CITATIONS,
    Answer,
    Article,
    Index,
    Overview,
    PassageIndex,
    Verdict,
    answer,
    answer_about,
    complete,
    suggest_questions,
)

Record = Callable[[str, Verdict, float, str], object]
"""Told of each question: its words, the verdict, the seconds it took, the conversation's key."""

MOST_FOCUSED = 32
"""Indexes of one article that are kept ready."""

_LONGEST_ABOUT = 300
_LONGEST_TOPIC = 200
_SMALL_TALK = {
    Kind.GREETING: "greeting",
    Kind.THANKS: "welcome_back",
    Kind.GOODBYE: "goodbye",
    Kind.WHY: "nothing_shown",
    Kind.HELP: "help",
}


class Asking:
    """Answers conversations from the articles, and keeps each answer for its buttons."""

    def __init__(
        self,
        collection: Collection,
        store: Store,
        record: Record | None = None,
        clock: Clock = no_time,
        *,
        editors: bool = False,
    ) -> None:
        """With `editors`, there are people to put a question before."""
        self._collection = collection
        self._editors = editors
        self._store = store
        self._record = record
        self._clock = clock
        self._index_of = lru_cache(maxsize=MOST_FOCUSED)(_index_of)

    def ask(
        self,
        conversation: Conversation,
        question: str,
        kind: Kind | None = None,
        *,
        about: str = "",
        after: Kept | None = None,
    ) -> Reply:
        """What to say to a message: small talk of a `kind` likewise, a question with what the articles say.

        Raises EmptyQuestion.
        """
        last = after or self._store.last_answer(
            conversation.key, self._collection.article, conversation.topic
        )
        if kind is None or (kind is Kind.WHY and last is not None):
            return self._timed(conversation, f"{question} {about[:_LONGEST_ABOUT]}".strip(), last)
        return say(conversation.language, _SMALL_TALK[kind])

    def ask_offered(self, conversation: Conversation, question: str) -> Reply:
        """What to say to a question that was offered, and is told again above its answer."""
        told = phrase(conversation.language, "you_asked", question=question)
        return self._timed(conversation, question, None, told)

    def shown(self, conversation: Conversation, kept: Kept | None) -> Reply | None:
        """An answer, by default the last one, as it was shown; None where there is none."""
        last = kept or self._store.last_answer(conversation.key, self._collection.article, conversation.topic)
        if last is None or not last.answer.citations:
            return None
        return self.show(conversation, last, min(last.page, len(split_pages(last.answer)) - 1))

    def show(self, conversation: Conversation, kept: Kept, page: int) -> Reply:
        """A page of an answer."""
        return show_page(kept, page, conversation.language, editors=self._editors)

    def check(self, conversation: Conversation, sentence: str) -> Reply:
        """Whether `sentence` stands in the articles, and where."""
        from bot.conversations.checks import (
            check_sentence,  # its patterns take 10 ms, which a question need not wait for
        )

        return check_sentence(sentence, self._collection.index(), conversation.language)

    def _timed(self, conversation: Conversation, question: str, last: Kept | None, told: str = "") -> Reply:
        started = time.perf_counter()
        reply = self._answer(conversation, question, last, told)
        if self._record is not None and reply.verdict is not None:
            self._record(question, reply.verdict, time.perf_counter() - started, conversation.key)
        return reply

    def _answer(self, conversation: Conversation, question: str, last: Kept | None, told: str) -> Reply:
        messages = Messages(conversation.language)
        focus, index, intro = self._scope(conversation)
        intro = _lines(told, intro)
        overview = _named_overview(question, index)
        if overview is not None:
            return self._keep_overview(conversation, overview, intro, focus)
        asked = complete(question, last.answer, index) if last is not None else None
        if asked is not None and asked.question != question:
            topic = clean_name(asked.about or "", _LONGEST_TOPIC)
            about = messages.say("about_topic", topic=topic).text if topic else ""
            found = answer(asked.question, index, MOST_CITATIONS, now=self._clock())
            return self._keep(conversation, found, _lines(intro, about), focus)
        article = focus or _article_meant(index, last)
        overview = answer_about(question, article, index) if article is not None else None
        if overview is not None:
            return self._keep_overview(conversation, overview, intro, focus)
        found = answer(question, index, MOST_CITATIONS, now=self._clock())
        return self._keep(conversation, found, intro, focus)

    def _keep_overview(
        self, conversation: Conversation, overview: Overview, intro: str, focus: Article | None
    ) -> Reply:
        missing = Messages(conversation.language).missing(overview.asked) if overview.missing else ""
        return self._keep(conversation, overview.answer, _lines(intro, missing), focus, missing)

    def _scope(self, conversation: Conversation) -> tuple[Article | None, Index, str]:
        """The article in focus, what is asked, and what the answer must say about that."""
        index = self._collection.index()
        if conversation.focus is None:
            return None, index, ""
        messages = Messages(conversation.language)
        article = index.find(conversation.focus)
        if article is None:
            chosen = self._store.preferences(conversation.key)
            self._store.prefer(conversation.key, chosen._replace(focus=None))
            return None, index, messages.say("focus_gone").text
        return article, self._index_of(article), messages.say("only_in", title=article_title(article)).text

    def _keep(
        self, conversation: Conversation, found: Answer, intro: str, focus: Article | None, missing: str = ""
    ) -> Reply:
        if focus is not None:
            found = found._replace(unmentioned=())  # of the other articles nothing was looked at
        kept = self._store.keep_answer(conversation.key, found, intro, conversation.topic)
        if found.citations:
            return self.show(conversation, kept, 0)
        messages = Messages(conversation.language)
        if focus is not None:
            intro = missing or messages.say("nothing_in", title=article_title(focus)).text
        elif intro and not missing:
            intro = _lines(intro, messages.say("nothing").text)
        if conversation.in_group:
            return Reply(messages.nothing((), intro), verdict=found.verdict, answer_id=kept.id)
        suggestions = short_enough(suggest_questions(self._collection.index(), focus))
        rows = (
            offer(self._store, conversation, suggestions),
            editors_row(conversation.language, kept.id) if self._editors else (),
        )
        return Reply(
            messages.nothing(suggestions, intro),
            tuple(row for row in rows if row),
            verdict=found.verdict,
            answer_id=kept.id,
        )


def _index_of(article: Article) -> Index:
    return PassageIndex([article])


def _named_overview(question: str, index: Index) -> Overview | None:
    """What a question asks of an article that it names; None where it names none or asks something else."""
    for article, rest in articles_named(question, index):
        overview = answer_about(rest, article, index)
        if overview is not None:
            return overview._replace(answer=overview.answer._replace(question=question))
    return None


def _article_meant(index: Index, last: Kept | None) -> Article | None:
    """The article a question about "the article" means: the only one, or the one quoted last."""
    if len(index.articles) == 1:
        return index.articles[0]
    return last.answer.citations[0].article if last is not None and last.answer.citations else None


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)
