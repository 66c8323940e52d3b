"""The terminal as a person sits at it: a real pseudo-terminal, colours, history, and plain pipes."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.front_ends import ROOT, Terminal, environment, run_verbatim


class Screen:
    """`verbatim` on a pseudo-terminal."""

    def __init__(self, *arguments: str, data: Path, **more: str) -> None:
        self._master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=ROOT,
            env=environment(TERM="xterm-256color", COLUMNS="100", VERBATIM_DATA=str(data), **more),
        )
        os.close(slave)
        self.seen = ""

    def type(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def until(self, words: str, seconds: float = 60) -> str:
        """Read until `words` are on the screen, and return what came since the last call."""
        seen, end = "", time.monotonic() + seconds
        while words not in seen:
            assert time.monotonic() < end, f"{words!r} never came:\n{seen}"
            if select.select([self._master], [], [], 0.2)[0]:
                try:
                    seen += os.read(self._master, 65536).decode(errors="replace")
                except OSError:
                    break
        assert words in seen
        return seen

    def close(self) -> int:
        status = self.process.wait(60)
        os.close(self._master)
        return status


def test_a_conversation_at_a_terminal_has_colours_and_ends_with_ctrl_d(tmp_path: Path) -> None:
    screen = Screen(data=tmp_path)
    screen.until("/more")
    screen.type("How does the Northern Command combat fentanyl?\r")
    answer = screen.until("of 7")
    assert "\x1b[1;" in answer or "\x1b[1m" in answer, "the answering sentence is bold"
    assert "**" not in answer
    screen.type("/quit\r")
    assert screen.close() == 0
    assert "fentanyl" in (tmp_path / "history").read_text()
    assert (tmp_path / "history").stat().st_mode & 0o077 == 0


def test_what_was_typed_is_forgotten_with_the_rest(tmp_path: Path) -> None:
    screen = Screen(data=tmp_path)
    screen.until("/more")
    screen.type("How does the Northern Command combat fentanyl?\r")
    screen.until("of 7")
    screen.type("/forget yes\r")
    screen.until("Everything kept of this chat is deleted.")
    screen.type("/quit\r")
    assert screen.close() == 0
    assert "fentanyl" not in (tmp_path / "history").read_text()


def test_no_color_is_respected_on_a_terminal(tmp_path: Path) -> None:
    screen = Screen("ask", "How does the Northern Command combat fentanyl?", data=tmp_path, NO_COLOR="1")
    seen = screen.until("of 7")
    assert "\x1b" not in seen
    assert "**The U.S. Northern Command" in seen
    assert screen.close() == 0


def test_an_article_cannot_drive_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "evil.txt").write_text("Penguins swim \x1b]0;pwned\x07 in the sea.\n")
    screen = Screen("ask", "Where do penguins swim?", "--articles", str(tmp_path / "evil.txt"), data=tmp_path)
    assert "\x1b]0;" not in screen.until("of 1")
    screen.close()


@pytest.mark.parametrize("leaving", ["/quit", "quit", "EXIT"])
async def test_a_conversation_ends_where_somebody_leaves(leaving: str, tmp_path: Path) -> None:
    stdin = f"/help\n{leaving}\nthanks\n"
    _, out, _ = await run_verbatim(stdin=stdin, env={"VERBATIM_DATA": str(tmp_path)})
    assert "/quit or Ctrl-D ends the conversation." in out
    assert "You are welcome" not in out


async def test_small_talk_gets_a_word_back_and_no_citation() -> None:
    async with Terminal.open() as terminal:
        assert await terminal.say("hi") == "Hello. Ask me about the articles I hold."
        assert await terminal.say("thanks!") == "You are welcome."
        assert await terminal.say("/more") == "There is no answer to continue yet. Ask a question first."
        assert "Write a question" in await terminal.say("help")


async def test_what_has_buttons_elsewhere_says_here_what_to_type() -> None:
    async with Terminal.open() as terminal:
        assert (await terminal.say("/forget")).endswith("no longer work. To do it: /forget yes")
        which = "Which language shall I speak? (/language en, es or auto)"
        assert await terminal.say("/language") == which
        assert await terminal.say("/forget yes") == "Everything kept of this chat is deleted."
    _, out, _ = await run_verbatim(stdin="/language es\n/language\n/forget\n/language auto\n/forget yes\n")
    assert "¿En qué idioma te hablo? (/language en, es o auto)" in out
    assert "Para hacerlo: /forget yes" in out


async def test_help_is_the_same_however_it_is_asked_for_and_names_what_can_be_typed() -> None:
    async with Terminal.open() as terminal:
        told = await terminal.say("/help")
        for name in ("/more", "/articles", "/check", "/focus", "/language", "/forget", "/quit"):
            assert name in told
        for asked in ("help", "Ayuda", "/ayuda"):
            assert await terminal.say(asked) == told


async def test_a_number_that_nothing_is_listed_under_is_no_question() -> None:
    async with Terminal.open() as terminal:
        assert await terminal.say("3") == "There is no 3 to choose here. /articles lists what I hold."
        await terminal.say("/articles")
        assert "MEXICO CITY (AP)" in await terminal.say("1")
        assert "There is no 9 to choose" in await terminal.say("9")


async def test_more_in_words_continues_the_last_answer() -> None:
    async with Terminal.open() as terminal:
        first = await terminal.say("Tell me about Trump, Sheinbaum, troops and trafficking")
        more = await terminal.say("more")
        assert "of 7" in more
        assert more != first


async def test_a_follow_up_says_what_it_understood() -> None:
    async with Terminal.open() as terminal:
        await terminal.say("What did Sheinbaum discuss at a recent event?")
        assert (await terminal.say("and Trump?")).startswith("About Trump:")


async def test_who_wrote_it_is_answered_honestly() -> None:
    async with Terminal.open() as terminal:
        assert "does not say who wrote it" in await terminal.say("Who wrote this?")


async def test_check_tells_verbatim_from_nearly_and_absent() -> None:
    stands = await run_verbatim("check", "Sovereignty is not for sale.")
    assert stands[0] == 0
    assert "exactly so:\n\n> Sovereignty is not for sale.\n— AP" in stands[1]
    nearly = await run_verbatim("check", "Sovereignty was not for sale. Sovereignty is loved and defended.")
    assert nearly[0] == 1
    assert "Nearest to them" in nearly[1]
    assert "“was”" in nearly[1]
    assert "In bold: the article's words, where yours differ." in nearly[1]
    absent = await run_verbatim("check", "Penguins swim in Peru.")
    assert (absent[0], absent[1]) == (1, "These words do not stand in the articles.\n")


async def test_lists_turn_page_by_page_at_the_terminal_too(folder: Path, tmp_path: Path) -> None:
    for number in range(10):
        (folder / f"{number}.txt").write_text(f"Town {number}\n\nTown {number} opened bridge {number}.\n")
    env = {"VERBATIM_ARTICLES": str(folder), "VERBATIM_DATA": str(tmp_path / "data")}
    async with Terminal.open(**env) as terminal:
        assert "Page 1 of 2" in await terminal.say("/articles")
        assert "\n9. " in await terminal.say("/more")
        assert "\n1. " in await terminal.say("/back")
        assert "\n10. " in await terminal.say("/articles 2")


async def test_a_language_chosen_at_the_terminal_is_spoken_there() -> None:
    stdin = "/language es\n/suggest\n/language auto\n/forget yes\n"
    _, out, _ = await run_verbatim(stdin=stdin)
    assert "Desde ahora hablo español." in out
    assert "Podrías preguntar, en el idioma de los artículos:\n1. What" in out
    assert out.rstrip().endswith("Everything kept of this chat is deleted.")


async def test_of_one_article_no_name_is_said_to_stand_in_none(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ferry storm\n\nThe captain saw the storm. He steered the ferry home.\n")
    (tmp_path / "b.txt").write_text("New mayor\n\nThe town of Dorn has a new mayor, Bo Ek.\n")
    said = "/articles\n/focus 1\nWho is the captain from Dorn?\n/focus 2\nWho is the captain from Dorn?\n"
    _, out, _ = await run_verbatim(stdin=said, env={"VERBATIM_ARTICLES": str(tmp_path)})
    assert "Only in" in out
    assert "Nowhere in their text" not in out
