"""The editors' side of the bot: adding, deciding and the figures, for the people an operator named."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.editors.desk import Desk
from bot.editors.rights import Rights
from bot.storage.questions_log import QuestionsLog
from bot.telegram_app.adding import Adding
from bot.telegram_app.deciding import Deciding, Listed
from bot.telegram_app.figures import FigureReports
from bot.telegram_app.part import AnyApplication
from bot.telegram_app.speech import LanguageOf, language_by_code

EDITOR_COMMANDS = ("add", "remove", "stats", "unanswered")


class Editors:
    """All that editors do in Telegram. Its handlers stand before those that take any text or button."""

    def __init__(
        self,
        desk: Desk,
        log: QuestionsLog,
        rights: Rights,
        content_words: Callable[[str], Iterable[str]],
        *,
        listed: Listed,
        language_of: LanguageOf = language_by_code,
        feedback: Callable[[], tuple[int, int]] | None = None,
        progress_every: float = 3.0,
    ) -> None:
        self._adding = Adding(desk, rights, language_of)
        self._deciding = Deciding(desk, listed, rights, language_of, progress_every)
        self._figures = FigureReports(log, rights, language_of, content_words, feedback)

    def register(self, application: AnyApplication) -> None:
        """Add every handler to `application`."""
        for part in (self._deciding, self._figures, self._adding):
            part.register(application)
