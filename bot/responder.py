"""One conversation's question to a reply, whichever front end asks."""

from __future__ import annotations

from typing import NamedTuple

from bot import __version__
from bot.collection import Collection
from bot.messages import Messages, newest
from bot.phrases import Language
from bot.replies import Action, Kept, Reply, show_context, show_page, split_pages
from bot.smalltalk import Kind, recognise
from bot.store import Store
from bot.styled import Draft, StyledText
from retrieval import (
    Answer,
    Article,
    PassageIndex,
    Standing,
    Verdict,
    answer,
    answer_about,
    check,
    complete,
    suggest_questions,
)

MOST_CITATIONS = 9
MOST_PLACES = 3
ARTICLES_PER_PAGE = 20


class Conversation(NamedTuple):
    """Whose turn it is: a chat's key and the language it is spoken to in."""

    key: str
    language: Language = Language.ENGLISH


class Responder:
    """Answers conversations from an index, and keeps each answer for its buttons."""

    def __init__(self, collection: Collection, store: Store) -> None:
        self._collection = collection
        self._store = store

    def welcome(self, conversation: Conversation) -> Reply:
        """What this is and what it holds."""
        messages = Messages(conversation.language)
        return _plain(messages.say("welcome").text, self._holdings(messages))

    def help(self, conversation: Conversation, **commands: str) -> Reply:
        """How to ask; `commands` are the front end's names for more, context and articles."""
        messages = Messages(conversation.language)
        named = [messages.say("help_commands", **commands).text] if commands else []
        return _plain(messages.say("help").text, *named)

    def about(self, conversation: Conversation) -> Reply:
        """What this is, how it answers, and how fresh it is."""
        messages = Messages(conversation.language)
        return _plain(messages.say("about", version=__version__).text, self._holdings(messages))

    def articles(self, conversation: Conversation) -> Reply:
        """The first articles, and how many there are."""
        messages = Messages(conversation.language)
        articles = self._collection.index().articles[:ARTICLES_PER_PAGE]
        if not articles:
            return self.notice(conversation, "no_articles")
        draft = Draft().add(f"{self._holdings(messages)}\n\n")
        return Reply(draft.add_styled(messages.articles(articles)).done())

    def notice(self, conversation: Conversation, name: str, **gaps: str) -> Reply:
        """A phrase on its own."""
        return Reply(Messages(conversation.language).say(name, **gaps))

    def ask(self, conversation: Conversation, question: str) -> Reply:
        """What to say to a message: small talk in kind, a question with what the articles say.

        Raises EmptyQuestion.
        """
        last = self._store.last_answer(conversation.key, self._collection.article)
        kind = recognise(question)
        if kind in (Kind.MORE, Kind.CONTEXT) and last is not None:
            return self._continue(conversation, kind, last)
        if kind is None or (kind is Kind.WHY and last is not None):
            return self._answer(conversation, question, last)
        if kind is Kind.HELP:
            return self.help(conversation)
        return self.notice(conversation, _SMALL_TALK[kind])

    def check(self, conversation: Conversation, sentence: str) -> Reply:
        """Whether `sentence` stands in the articles, and where."""
        if not sentence.strip():
            return self.notice(conversation, "check_what")
        index = self._collection.index()
        near = tuple(dict.fromkeys(hit.passage.article for hit in index.search(sentence, MOST_CITATIONS)))
        result = check(sentence, index.articles, candidates=near, limit=MOST_PLACES)
        verdict = (
            Verdict.ANSWERED if result.standing in (Standing.VERBATIM, Standing.ALIKE) else Verdict.NOTHING
        )
        return Reply(Messages(conversation.language).check(result), verdict=verdict)

    def press(self, conversation: Conversation, action: Action, answer_id: str, page: int) -> Reply | None:
        """What a button shows, None if its answer is not this conversation's or no longer kept."""
        kept = self._store.answer(conversation.key, answer_id, self._collection.article)
        if kept is None or not 0 <= page < len(split_pages(kept.answer)):
            return None
        if action is Action.CONTEXT:
            return show_context(kept, page, conversation.language)
        self._store.keep_page(answer_id, page)
        return show_page(kept, page, conversation.language)

    def _continue(self, conversation: Conversation, kind: Kind, last: Kept) -> Reply:
        """The next page of the last answer, or the surroundings of the one shown."""
        action = Action.CONTEXT if kind is Kind.CONTEXT else Action.MORE
        page = last.page if action is Action.CONTEXT else last.page + 1
        return self.press(conversation, action, last.id, page) or self.notice(conversation, "no_more")

    def _answer(self, conversation: Conversation, question: str, last: Kept | None) -> Reply:
        messages = Messages(conversation.language)
        index = self._collection.index()
        asked = complete(question, last.answer, index) if last is not None else None
        if asked is not None and asked.question != question:
            intro = messages.say("about_topic", topic=asked.about).text if asked.about else ""
            return self._keep(conversation, answer(asked.question, index, MOST_CITATIONS), intro)
        article = _article_meant(index, last)
        overview = answer_about(question, article, index) if article is not None else None
        if overview is not None:
            intro = messages.missing(overview.asked) if overview.missing else ""
            return self._keep(conversation, overview.answer, intro)
        return self._keep(conversation, answer(question, index, MOST_CITATIONS), "")

    def _keep(self, conversation: Conversation, found: Answer, intro: str) -> Reply:
        kept = self._store.keep_answer(conversation.key, found, intro)
        if found.citations:
            return show_page(kept, 0, conversation.language)
        suggestions = suggest_questions(self._collection.index())
        return Reply(Messages(conversation.language).nothing(suggestions, intro), verdict=found.verdict)

    def _holdings(self, messages: Messages) -> str:
        articles = self._collection.index().articles
        return messages.holdings(len(articles), newest(articles))


_SMALL_TALK = {
    Kind.GREETING: "greeting",
    Kind.THANKS: "welcome_back",
    Kind.GOODBYE: "goodbye",
    Kind.WHY: "nothing_shown",
    Kind.MORE: "nothing_shown",
    Kind.CONTEXT: "nothing_shown",
}


def _article_meant(index: PassageIndex, last: Kept | None) -> Article | None:
    """The article a question about "the article" means: the only one, or the one quoted last."""
    if len(index.articles) == 1:
        return index.articles[0]
    return last.answer.citations[0].article if last is not None and last.answer.citations else None


def _plain(*paragraphs: str) -> Reply:
    return Reply(StyledText("\n\n".join(paragraphs)))
