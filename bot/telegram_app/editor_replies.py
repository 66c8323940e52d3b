"""How editors are replied to: styled text, the two buttons of a decision, and edits of what was said."""

from __future__ import annotations

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import BadRequest

from bot.telegram_app.entities import to_entities
from bot.telegram_app.refusals import is_unchanged
from bot.telegram_app.speech import unless_too_late
from bot.words.phrases import Language, phrase
from bot.words.styled import StyledText

ADDING = ("keep", "discard")
REMOVING = ("remove", "spare")
PRESS = rf"(?:{'|'.join(ADDING + REMOVING)}):[A-Za-z0-9_-]{{16}}\Z"
"""What the buttons of a decision send."""


def choice(language: Language, submission: str, actions: tuple[str, str]) -> InlineKeyboardMarkup:
    """The two buttons of a decision."""
    row = [
        InlineKeyboardButton(phrase(language, f"button_{action}"), callback_data=f"{action}:{submission}")
        for action in actions
    ]
    return InlineKeyboardMarkup([row])


async def reply(message: Message, styled: StyledText, buttons: InlineKeyboardMarkup | None = None) -> Message:
    """Answer a message."""
    return await message.reply_text(styled.text, entities=to_entities(styled), reply_markup=buttons)


async def edit(said: Message, styled: StyledText, buttons: InlineKeyboardMarkup | None = None) -> None:
    """Change the bot's own message; one that its reader deleted is said anew."""
    try:
        await said.edit_text(styled.text, entities=to_entities(styled), reply_markup=buttons)
    except BadRequest as error:
        if not is_unchanged(error):
            await reply(said, styled, buttons)


async def change(query: CallbackQuery, styled: StyledText) -> None:
    """Change the message under the pressed button, which goes."""
    await unless_too_late(query.edit_message_text(styled.text, entities=to_entities(styled)))


def argument(message: Message) -> str:
    """What stands behind a command."""
    return [*(message.text or "").split(maxsplit=1), "", ""][1].strip()
