"""What handles updates before the reader's side does: the gate, the editors, and inline mode."""

from __future__ import annotations

from telegram import User

from bot.conversations.clock import Clock, no_time
from bot.conversations.collection import Collection
from bot.conversations.responder import Responder
from bot.editors.desk import Desk
from bot.editors.rights import Rights
from bot.storage.questions_log import QuestionsLog
from bot.storage.store import Store
from bot.telegram_app.editors import Editors
from bot.telegram_app.gate import Gate
from bot.telegram_app.inline import Inline
from bot.telegram_app.part import Part
from bot.words.phrases import Language


def parts_before_readers(
    rights: Rights,
    collection: Collection,
    desk: Desk,
    responder: Responder,
    store: Store,
    log: QuestionsLog,
    clock: Clock = no_time,
) -> list[Part]:
    """The parts in the order they must stand in: nobody gets past the gate who may not."""

    def language_of(user: User | None) -> Language:
        key, code = (str(user.id), user.language_code) if user else ("", None)
        return responder.conversation(key, code).language

    editors = Editors(
        desk,
        log,
        rights,
        lambda question: collection.index().query_terms(question),
        listed=lambda: collection.index().newest,
        language_of=language_of,
        feedback=store.votes,
    )
    return [Gate(rights, language_of), editors, Inline(collection, rights, language_of, clock)]
