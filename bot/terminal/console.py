"""The terminal front end: a conversation on a TTY or through a pipe, and single replies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bot.conversations.replies import Action, Reply
from bot.conversations.responder import Conversation, Responder
from bot.words.phrases import Language, language_for, phrase
from bot.words.styled import Kind, StyledText, to_plain, without_asides
from retrieval import ArchiveUnreachableError, EmptyQuestion

if TYPE_CHECKING:
    from prompt_toolkit.history import History
    from rich.progress import Progress

PROMPT = "> "
COMMANDS = (
    "/help", "/articles", "/article", "/focus", "/quotes", "/suggest", "/check", "/about", "/privacy",
    "/language", "/forget", "/more", "/context", "/back", "/quit",
)  # fmt: skip
TOLD = {"check": "/check", "focus": "/focus", "speak": "/language", "forget": "/forget"}
SHELL = {"add": "verbatim articles add", "remove": "verbatim articles remove"}
"""Who sits at the terminal may do with the articles what they like, there."""

LEAVING = frozenset({"/quit", "/exit", "quit", "exit"})
"""What ends a conversation here, as in other programs that one types to."""

_HELP = frozenset({"help", "ayuda"})
_TYPED = {
    Action.FORGET: ("forget_typed", {"yes": "/forget yes"}),
    Action.LANGUAGE: ("language_typed", {"speak": "/language"}),
}
"""What to type where there are no buttons to press: the phrase and what fills it."""

_KEY = "terminal"
_LOOKS = {
    Kind.STRONG: "bold",
    Kind.MATCH: "underline",
    Kind.QUOTATION: "cyan",
    Kind.FOLDED: "dim cyan",
}


class Console:
    """Shows replies, and holds one conversation line by line."""

    def __init__(self, responder: Responder, out: TextIO) -> None:
        self._responder = responder
        self._out = out
        self._language = terminal_language()

    def show(self, reply: Reply) -> None:
        """Print a reply: in colours on a TTY, as plain lines elsewhere or with NO_COLOR set."""
        show_text(reply.text, self._out)

    def ask(self, question: str) -> Reply:
        """The reply to one question. Raises EmptyQuestion."""
        return self._responder.ask(self._conversation, question)

    def check(self, sentence: str) -> Reply:
        """Whether a sentence stands in the articles."""
        return self._responder.check(self._conversation, sentence)

    def talk(self, lines: Iterable[str]) -> None:
        """Reply to each line until they end or one says to leave."""
        for line in lines:
            if line.strip().lower() in LEAVING:
                break
            if line.strip():
                self.show(self._reply(line.strip()))
                self._out.write("\n")
                self._out.flush()

    def greet(self) -> None:
        """Say what this is."""
        self.show(self._responder.welcome(self._conversation))
        self.show(self._help())

    @property
    def _conversation(self) -> Conversation:
        return self._responder.conversation(_KEY, self._language.value)

    def _reply(self, line: str) -> Reply:
        try:
            return self._reply_to(line)
        except ArchiveUnreachableError:
            return self._responder.notice(self._conversation, "unreachable")

    def _reply_to(self, line: str) -> Reply:
        command, argument = [*line.split(maxsplit=1), ""][:2]
        name = command.removeprefix("/").lower()
        if name in _HELP and (line.startswith("/") or not argument):
            return self._help()
        if not line.startswith("/") or name == "ask":
            return self._ask(argument if line.startswith("/") else line)
        if name not in self._responder.commands:
            return self._responder.notice(self._conversation, "unknown_command", help="/help")
        return self._typed(self._responder.command(self._conversation, name, argument))

    def _typed(self, reply: Reply) -> Reply:
        """The reply, and what to type in the place of the buttons that only they would tell of."""
        for action in {press.choice.action for press in reply.presses} & _TYPED.keys():
            name, gaps = _TYPED[action]
            told = phrase(self._conversation.language, name, **gaps)
            reply = reply._replace(text=reply.text._replace(text=f"{reply.text.text} {told}"))
        return reply

    def _ask(self, question: str) -> Reply:
        try:
            return self.ask(question)
        except EmptyQuestion:
            return self._responder.notice(self._conversation, "empty_question")

    def _help(self) -> Reply:
        return self._responder.help(
            self._conversation,
            phrase(self._conversation.language, "help_typed", **TOLD),
            phrase(self._conversation.language, "help_operators", **SHELL),
            phrase(self._conversation.language, "help_leave", quit="/quit"),
            more="/more",
            context="/context",
            articles="/articles",
        )


def terminal_language() -> Language:
    """The interface language that the terminal's locale asks for."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return language_for(locale.replace("_", "-").split(".")[0])


def show_text(styled: StyledText, out: TextIO) -> None:
    """Print styled text on `out`, in colours where it can show them; nothing can be unfolded here."""
    styled = without_asides(styled)
    if not out.isatty() or os.environ.get("NO_COLOR"):
        out.write(to_plain(styled) + "\n")
        return
    from rich.console import Console as RichConsole
    from rich.text import Text

    text = Text(_without_controls(styled.text))  # Text, never markup: that would eat [bracketed] words
    for kind, start, end, target in styled.styles:
        text.stylize(f"link {target}" if kind is Kind.LINK else _LOOKS.get(kind, ""), start, end)
    RichConsole(file=out, highlight=False, soft_wrap=False).print(text)


class Bar:
    """A progress bar on stderr, on a TTY, from the first time that it is told (done, of all) to the last.

    A context manager: whatever ends the work also takes the bar off the screen.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._progress: Progress | None = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *raised: object) -> None:
        self._stop()

    def __call__(self, done: int, of: int) -> None:
        """Show how far it is."""
        if self._progress is None:
            if not sys.stderr.isatty() or done >= of:
                return
            from rich.console import Console as RichConsole
            from rich.progress import Progress

            self._progress = Progress(console=RichConsole(file=sys.stderr))
            self._progress.start()
            self._progress.add_task(self._what)
        self._progress.update(self._progress.task_ids[0], completed=done, total=of)
        if done >= of:
            self._stop()

    def _stop(self) -> None:
        if self._progress is not None:
            self._progress.stop()
            self._progress = None


def typed_lines(names: Iterable[str], history_file: Path | None, language: Language) -> Iterator[str]:
    """Lines typed at a prompt with history and completion, until Ctrl-D."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    history: History = FileHistory(str(history_file)) if history_file else InMemoryHistory()
    words = WordCompleter([*COMMANDS, *names], sentence=False, WORD=True)
    session: PromptSession[str] = PromptSession(PROMPT, history=history, completer=words)
    while True:
        try:
            yield session.prompt()
        except KeyboardInterrupt:
            continue  # Ctrl-C drops the line, as in a shell
        except EOFError:
            sys.stdout.write(phrase(language, "goodbye") + "\n")
            return


def _without_controls(text: str) -> str:
    """Control characters replaced one for one, so that no article can drive the terminal."""
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)
