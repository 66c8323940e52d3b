"""The front ends' one door to conversations: each message, command or press goes to what replies to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from bot import __version__
from bot.conversations.asking import Asking, Record
from bot.conversations.browsing import Browsing
from bot.conversations.clock import Clock, no_time
from bot.conversations.collection import Collection
from bot.conversations.conversation import Conversation as Conversation
from bot.conversations.offering import offered
from bot.conversations.preferring import Preferring
from bot.conversations.replies import Action, Choice, Press, Pressed, Reply, say
from bot.conversations.smalltalk import Kind, recognise
from bot.conversations.stepping import STEPS, LastShown, button_named
from bot.conversations.views import show_context, split_pages
from bot.storage.kept import Kept, Menu
from bot.storage.store import Store
from bot.words.messages import Messages
from bot.words.phrases import language_for
from bot.words.styled import StyledText

Want = Callable[[str, str], object]
"""Told a question that the editors are to look at, and the conversation's key."""

CHANGES_CHAT = frozenset({"focus", "language", "forget"})
"""Commands and presses that change a chat for everyone in it."""

LONGEST_CHOICE = 2
"""Digits up to which a number alone chooses from a list and asks nothing; "2019" may be asked about."""


class Responder:
    """Replies to conversations. `also_forget` is told which conversation to forget, too; `record` how
    each question went; `clock` tells the time of asking; `want` puts a question before the editors, where
    there are some."""

    def __init__(
        self,
        collection: Collection,
        store: Store,
        also_forget: Sequence[Callable[[str], object]] = (),
        record: Record | None = None,
        clock: Clock = no_time,
        want: Want | None = None,
    ) -> None:
        self._collection = collection
        self._store = store
        self._want = want
        self._asking = Asking(collection, store, record, clock, editors=want is not None)
        self._browsing = Browsing(collection, store)
        self._last = LastShown()
        self._preferring = Preferring(store, self._browsing, (*also_forget, self._last.forget))
        self._commands: dict[str, Callable[[Conversation, str], Reply]] = {
            "start": self.start,
            "help": lambda conversation, _: self.help(conversation),
            "about": lambda conversation, _: self.about(conversation),
            "check": self._asking.check,
            "articles": self._browsing.articles,
            "article": self._browsing.article,
            "quotes": self._browsing.quotes,
            "suggest": self._browsing.suggest,
            "focus": self._preferring.focus,
            "language": self._preferring.language,
            "privacy": self._preferring.privacy,
            "forget": self._preferring.forget,
        }
        self._commands |= {step: partial(self._typed, name=step) for step in STEPS}

    def conversation(
        self, key: str, language_code: str | None, *, topic: int = 0, in_group: bool = False
    ) -> Conversation:
        """The conversation of that key as its chat has chosen it to be."""
        chosen = self._store.preferences(key)
        language = language_for(chosen.language or language_code)
        return Conversation(key, language, topic, in_group, chosen.focus)

    @property
    def commands(self) -> tuple[str, ...]:
        """The names that `command` knows."""
        return tuple(self._commands)

    def command(self, conversation: Conversation, name: str, argument: str = "") -> Reply:
        """The reply to a command and what stands behind it."""
        return self._noted(conversation, self._commands[name](conversation, argument.strip()))

    def start(self, conversation: Conversation, payload: str = "") -> Reply:
        """What this is; or what a deep link leads to: an article (`a_…`) or an answer (`q_…`)."""
        kind, _, wanted = payload.partition("_")
        if kind == "a" and wanted:
            return self._preferring.open_article(conversation, wanted)
        if kind == "q" and wanted:
            pressed = self._view(conversation, Choice(Action.BACK, wanted, "0"))
            return pressed.reply or self.notice(conversation, "expired")
        return self.welcome(conversation)

    def welcome(self, conversation: Conversation) -> Reply:
        """What this is, what it holds, and one question that the articles answer."""
        welcome = Messages(conversation.language).say("welcome").text
        example = self._browsing.example(conversation)
        told = [example.text.text] if example else []
        shown = _plain(welcome, self._browsing.holdings(conversation), *told)
        return self._noted(conversation, shown._replace(rows=example.rows if example else ()))

    def help(self, conversation: Conversation, *more: str, **commands: str) -> Reply:
        """How to ask; `commands` are the front end's names for more, context and articles, `more` is told
        to those who may do more than ask."""
        messages = Messages(conversation.language)
        named = [messages.say("help_commands", **commands).text] if commands else []
        return _plain(messages.say("help").text, *named, *more)

    def about(self, conversation: Conversation) -> Reply:
        """What this is, how it answers, and how fresh it is."""
        about = Messages(conversation.language).say("about", version=__version__).text
        return _plain(about, self._browsing.holdings(conversation))

    def notice(self, conversation: Conversation, name: str, **gaps: str) -> Reply:
        """A phrase on its own."""
        return say(conversation.language, name, **gaps)

    def ask(
        self, conversation: Conversation, question: str, *, about: str = "", after: Kept | None = None
    ) -> Reply:
        """What to say to a message. `about` are words it points at, `after` the answer it replies to.

        Raises EmptyQuestion.
        """
        kind = None if about else recognise(question)
        reply = None if about else self._meant(conversation, question, kind, after)
        reply = reply or self._asking.ask(conversation, question, kind, about=about, after=after)
        return self._noted(conversation, reply)

    def check(self, conversation: Conversation, sentence: str) -> Reply:
        """Whether `sentence` stands in the articles, and where."""
        return self._asking.check(conversation, sentence)

    def answer_in(self, conversation: Conversation, message: int) -> Kept | None:
        """The answer that a message of ours shows."""
        return self._store.answer_in(conversation.key, message, self._collection.article)

    def press(self, conversation: Conversation, choice: Choice, voter: int = 0) -> Pressed:
        """What a press brings; one that belongs to nothing kept for this conversation changes nothing."""
        pressed = self._pressed(conversation, choice, voter)
        if pressed.reply is not None:
            self._noted(conversation, pressed.reply)
        return pressed

    def _meant(
        self, conversation: Conversation, text: str, kind: Kind | None, after: Kept | None
    ) -> Reply | None:
        """What words bring that stand for a command or a press; None for others."""
        if kind is Kind.ARTICLES:
            return self._browsing.articles(conversation)
        if kind is Kind.HELP and not conversation.in_group:
            return self._guide(conversation)
        if kind is not None and kind.value in STEPS:
            return self._typed(conversation, name=kind.value, after=after)
        number = text.strip()
        if not number.isdecimal():
            return None
        shown = self._last.numbered(conversation)
        press = button_named(shown, number) if shown else None
        if press is None and len(number) <= LONGEST_CHOICE:
            return self.notice(conversation, "no_such_number", number=number, articles="/articles")
        return self._type(conversation, press) if press else None

    def _guide(self, conversation: Conversation) -> Reply:
        """How to ask and what, for whoever wonders in words of their own."""
        offered = self._browsing.suggest(conversation)
        words = Messages(conversation.language).say("help").text
        return _plain(words, offered.text.text)._replace(rows=offered.rows) if offered.rows else _plain(words)

    def _typed(
        self, conversation: Conversation, argument: str = "", *, name: str, after: Kept | None = None
    ) -> Reply:
        """What the button of that name under the last reply, or under `after`, brings."""
        shown = None if after else self._last.find(conversation)
        shown = shown or self._asking.shown(conversation, after)
        if shown is None:
            return self.notice(conversation, "nothing_shown")
        press = button_named(shown, name)
        if press is None and name == Kind.CONTEXT and not shown.answer_id:
            return self.notice(conversation, "nothing_quoted")
        return self._type(conversation, press) if press else self.notice(conversation, STEPS[name])

    def _type(self, conversation: Conversation, press: Press) -> Reply:
        """What a press brings where it was typed."""
        pressed = self.press(conversation, press.choice)
        return pressed.reply or Reply(StyledText(pressed.alert))

    def _noted(self, conversation: Conversation, reply: Reply) -> Reply:
        self._last.note(conversation, reply)
        return reply

    def _pressed(self, conversation: Conversation, choice: Choice, voter: int) -> Pressed:
        if choice.action in (Action.HELPFUL, Action.UNHELPFUL):
            return self._vote(conversation, choice, voter)
        if choice.action in (Action.MORE, Action.CONTEXT, Action.BACK):
            return self._view(conversation, choice)
        if choice.action is Action.EDITORS:
            return self._put_before_editors(conversation, choice)
        menu = self._store.menu(conversation.key, choice.subject)
        pressed = self._choose(conversation, choice, menu) if menu else None
        return pressed or self._expired(conversation)

    def _view(self, conversation: Conversation, choice: Choice) -> Pressed:
        """Another view of an answer."""
        kept = self._store.answer(conversation.key, choice.subject, self._collection.article)
        page = _number(choice.argument)
        if kept is None or page is None or page >= len(split_pages(kept.answer)):
            return self._expired(conversation)
        if choice.action is Action.CONTEXT:
            return Pressed(show_context(kept, page, conversation.language))
        self._store.keep_page(kept.id, page)
        return Pressed(self._asking.show(conversation, kept, page))

    def _vote(self, conversation: Conversation, choice: Choice, voter: int) -> Pressed:
        if not voter or not self._store.answer(conversation.key, choice.subject, self._collection.article):
            return self._expired(conversation)
        helpful = choice.action is Action.HELPFUL
        self._store.vote(conversation.key, choice.subject, voter, helpful)
        return self._alert(conversation, "vote_helpful" if helpful else "vote_unhelpful")

    def _put_before_editors(self, conversation: Conversation, choice: Choice) -> Pressed:
        kept = self._store.answer(conversation.key, choice.subject, self._collection.article)
        if kept is None or self._want is None:
            return self._expired(conversation)
        self._want(kept.answer.question, conversation.key)
        return self._alert(conversation, "editors_told")

    def _choose(self, conversation: Conversation, choice: Choice, menu: Menu) -> Pressed | None:
        """What a press under a menu brings, None where that menu has no such button."""
        if choice.action is Action.ASK:
            question = offered(menu, choice.argument)
            asked = self._asking.ask_offered(conversation, question) if question else None
            return Pressed(asked, anew=True) if asked else None
        page = _number(choice.argument)
        reply: Reply | None = None
        if choice.action is Action.TURN and page is not None:
            reply = self._browsing.turn(conversation, menu, page)
        elif choice.action is Action.ARTICLE and menu.kind == "articles":
            article = self._browsing.find_key(choice.argument)
            if article is None:
                return self._alert(conversation, "article_gone", articles="/articles")
            reply = self._browsing.show(conversation, article, menu)
        elif choice.action.value in CHANGES_CHAT:
            reply = self._preferring.choose(conversation, choice, menu)
        return Pressed(reply) if reply else None

    def _expired(self, conversation: Conversation) -> Pressed:
        return self._alert(conversation, "expired")

    def _alert(self, conversation: Conversation, name: str, **gaps: str) -> Pressed:
        return Pressed(alert=Messages(conversation.language).say(name, **gaps).text)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None


def _plain(*paragraphs: str) -> Reply:
    return Reply(StyledText("\n\n".join(paragraphs)))
