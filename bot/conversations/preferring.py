"""What a chat chooses for itself: one article to answer from, a language, and to be forgotten."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.conversations.browsing import Browsing
from bot.conversations.conversation import Conversation
from bot.conversations.replies import Action, Choice, Reply, Row, press_button, say
from bot.storage.kept import Menu
from bot.storage.store import KEPT_DAYS, Store
from bot.words.attribution import article_title
from bot.words.messages import Messages
from bot.words.phrases import Language
from retrieval import Article

OFF, YES, NO, AUTOMATIC = "off", "yes", "no", "auto"


class Preferring:
    """Keeps what chats choose. `also_forget` is told which conversation to forget, too."""

    def __init__(
        self, store: Store, browsing: Browsing, also_forget: Sequence[Callable[[str], object]] = ()
    ) -> None:
        self._store = store
        self._browsing = browsing
        self._also_forget = tuple(also_forget)

    def focus(self, conversation: Conversation, argument: str = "") -> Reply:
        """Keep to the article named, to none ("off"), or say which one it is."""
        if argument.casefold() == OFF:
            return self._unfocus(conversation)
        article = self._browsing.find(argument) if argument else self._browsing.focused(conversation)
        if article is None:
            return say(
                conversation.language, "article_unknown" if argument else "focus_none", articles="/articles"
            )
        return self._focus(conversation, article)

    def open_article(self, conversation: Conversation, key: str) -> Reply:
        """Where a deep link leads: the article, which a private chat keeps to from then on."""
        article = self._browsing.find_key(key)
        if article is None:
            return say(conversation.language, "article_gone", articles="/articles")
        if conversation.in_group:
            return self._browsing.show(conversation, article, self._menu(conversation, "article"))
        return self._focus(conversation, article)

    def language(self, conversation: Conversation, argument: str = "") -> Reply:
        """Speak the language named, or ask which."""
        wanted = argument.casefold()
        if wanted:
            return self._speak(conversation, wanted) or say(conversation.language, "language_unknown")
        menu = self._menu(conversation, "language")
        row = tuple(
            press_button(conversation.language, code, Action.LANGUAGE, menu.id, code)
            for code in (*(language.value for language in Language), AUTOMATIC)
        )
        return say(conversation.language, "language_which")._replace(rows=(row,))

    def privacy(self, conversation: Conversation, argument: str = "") -> Reply:
        """What is kept, and for how long."""
        return say(conversation.language, "privacy", days=str(KEPT_DAYS))

    def forget(self, conversation: Conversation, argument: str = "") -> Reply:
        """Ask whether to delete everything of the chat; with "yes" do it, with "no" leave it."""
        if argument.casefold() == YES:
            return self._forget(conversation)
        if argument.casefold() == NO:
            return say(conversation.language, "spared")
        menu = self._menu(conversation, "forget")
        row: Row = tuple(
            press_button(conversation.language, answer, Action.FORGET, menu.id, answer)
            for answer in (YES, NO)
        )
        return say(conversation.language, "forget_sure")._replace(rows=(row,))

    def choose(self, conversation: Conversation, choice: Choice, menu: Menu) -> Reply | None:
        """What a button brings, None where that menu has no such button."""
        if choice.action is Action.LANGUAGE and menu.kind == "language":
            return self._speak(conversation, choice.argument)
        if choice.action is Action.FORGET and menu.kind == "forget":
            sure = choice.argument == YES
            return self._forget(conversation) if sure else say(conversation.language, "spared")
        if choice.action is not Action.FOCUS or menu.kind not in ("article", "articles", "focus"):
            return None
        if choice.argument == OFF:
            return self._unfocus(conversation)
        article = self._browsing.find_key(choice.argument)
        return self._focus(conversation, article) if article else None

    def _focus(self, conversation: Conversation, article: Article) -> Reply:
        chosen = self._store.preferences(conversation.key)
        self._store.prefer(conversation.key, chosen._replace(focus=article.id))
        messages = Messages(conversation.language)
        intro = messages.say("focus_on", title=article_title(article), off="/focus off").text
        menu = self._menu(conversation, "focus")
        return self._browsing.show(conversation._replace(focus=article.id), article, menu, intro)

    def _unfocus(self, conversation: Conversation) -> Reply:
        chosen = self._store.preferences(conversation.key)
        self._store.prefer(conversation.key, chosen._replace(focus=None))
        return say(conversation.language, "focus_off")

    def _speak(self, conversation: Conversation, wanted: str) -> Reply | None:
        chosen = self._store.preferences(conversation.key)
        if wanted == AUTOMATIC:
            self._store.prefer(conversation.key, chosen._replace(language=None))
            return say(conversation.language, "language_auto")
        if wanted not in set(Language):
            return None
        self._store.prefer(conversation.key, chosen._replace(language=wanted))
        return say(Language(wanted), "language_set")

    def _forget(self, conversation: Conversation) -> Reply:
        self._store.forget(conversation.key)
        for forget in self._also_forget:
            forget(conversation.key)
        return say(conversation.language, "forgotten")

    def _menu(self, conversation: Conversation, kind: str) -> Menu:
        return self._store.keep_menu(conversation.key, kind)
