"""Answers where the bot is no member: inline mode in any chat, and guest mode."""

from __future__ import annotations

import asyncio
import hashlib
import logging

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Message,
    Update,
)
from telegram.ext import ContextTypes, InlineQueryHandler, MessageHandler, filters

from bot.conversations.clock import Clock, no_time
from bot.conversations.collection import Collection
from bot.conversations.views import lay_out, split_pages
from bot.editors.rights import Rights
from bot.telegram_app.addressing import addressed_text
from bot.telegram_app.entities import to_entities
from bot.telegram_app.part import AnyApplication
from bot.telegram_app.speech import LanguageOf, language_by_code, unless_too_late
from bot.words.attribution import article_title, clean_name
from bot.words.messages import Messages
from bot.words.phrases import Language, phrase
from bot.words.styled import StyledText
from retrieval import Answer, ArchiveUnreachableError, Citation, answer

_log = logging.getLogger(__name__)

MOST_RESULTS = 20
CACHE_SECONDS = 60
"""A new article is found by the same inline query after this long."""

START_PARAMETER = "inline"
_LONGEST_DESCRIPTION = 200


class Inline:
    """Citations for whoever may ask, as messages of the one who chooses them."""

    def __init__(
        self,
        collection: Collection,
        rights: Rights,
        language_of: LanguageOf = language_by_code,
        clock: Clock = no_time,
    ) -> None:
        self._collection = collection
        self._rights = rights
        self._language_of = language_of
        self._clock = clock

    def register(self, application: AnyApplication) -> None:
        """Add the handlers; guest messages must not meet those that take any text before."""
        application.add_handler(InlineQueryHandler(self.query))
        application.add_handler(MessageHandler(filters.UpdateType.GUEST_MESSAGE, self.guest))

    async def query(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """An inline query: a citation a result, or a hint in place of results."""
        query = update.inline_query
        if query is None:
            return
        language = self._language_of(query.from_user)
        # Telegram gives a cached list to everybody: never one that only some may see or read.
        personal = bool(self._rights.askers) or language is not Language.ENGLISH
        if not self._rights.may_ask(query.from_user.id):
            await unless_too_late(query.answer([], cache_time=CACHE_SECONDS, is_personal=True))
            return
        try:
            found = await asyncio.to_thread(self._answer, query.query)
        except ArchiveUnreachableError as error:
            _log.error("%s", error)
            await _say_unreachable(query, language)
            return
        results = [_result(citation, found, language) for citation in found.citations] if found else []
        hint = None
        if not results:
            words = phrase(language, "inline_nothing" if found else "inline_hint")
            hint = InlineQueryResultsButton(words, start_parameter=START_PARAMETER)
        await unless_too_late(
            query.answer(results, cache_time=CACHE_SECONDS, is_personal=personal, button=hint)
        )

    async def guest(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """A mention where the bot is no member: one answer, in that chat."""
        message = update.guest_message
        if message is None:
            return
        language = self._language_of(message.from_user)
        asked = _without_mention(message)
        styled = await asyncio.to_thread(self._guest_reply, asked, Messages(language))
        title = phrase(language, "bot_short_description")
        result = InlineQueryResultArticle("answer", title, _content(styled))
        await unless_too_late(message.answer_guest_query(result))

    def _guest_reply(self, question: str, messages: Messages) -> StyledText:
        try:
            return _reply(self._answer(question), messages)
        except ArchiveUnreachableError as error:
            _log.error("%s", error)
            return messages.say("unreachable")

    def _answer(self, question: str) -> Answer | None:
        """What the articles say, None where nothing is asked."""
        if not any(character.isalnum() for character in question):
            return None
        return answer(question, self._collection.index(), MOST_RESULTS, now=self._clock())


async def _say_unreachable(query: InlineQuery, language: Language) -> None:
    words = phrase(language, "inline_unreachable")
    hint = InlineQueryResultsButton(words, start_parameter=START_PARAMETER)
    await unless_too_late(query.answer([], cache_time=0, is_personal=True, button=hint))


def _result(citation: Citation, found: Answer, language: Language) -> InlineQueryResultArticle:
    sentence = citation.answer.of(citation.article.text) if citation.answer else citation.quotation
    start, end = citation.span
    key = f"{citation.article.id} {start} {end}".encode()
    return InlineQueryResultArticle(
        id=hashlib.blake2b(key, digest_size=16).hexdigest(),
        title=article_title(citation.article) or phrase(language, "untitled"),
        description=clean_name(sentence, _LONGEST_DESCRIPTION),
        input_message_content=_content(
            Messages(language).answer(found.verdict, [citation], unmentioned=found.unmentioned)
        ),
    )


def _content(styled: StyledText) -> InputTextMessageContent:
    return InputTextMessageContent(
        styled.text,
        entities=to_entities(styled),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )


def _reply(found: Answer | None, messages: Messages) -> StyledText:
    if found is None:
        return messages.say("empty_question")
    if not found.citations:
        return messages.say("nothing")
    page = split_pages(found)[0]
    return lay_out(found.verdict, page, messages.language, unmentioned=found.unmentioned)


def _without_mention(message: Message) -> str:
    """The words beside the mention that called the bot."""
    text = addressed_text(message, message.get_bot())
    return message.text or "" if text is None else text
