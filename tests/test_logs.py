"""What the log says and what it never says: no token, nobody's words, names or ids."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from telegram.error import BadRequest

from bot.errors import SettingsError
from bot.logs import JsonLines, Redacting, describe_error, pseudonym
from tests.botapi import BotApi, Fault
from tests.drills.bench import Bot

TOKEN = "5550000001:AAHcanaryCanaryCanaryCanaryCanaryAB"
CANARY = "Where does the zqcanaryqz nest?"


@pytest.fixture
def lines() -> Iterator[Callable[[logging.Formatter], StringIO]]:
    """Sends everything logged through a formatter into a text."""
    handlers: list[logging.Handler] = []
    root = logging.getLogger()
    level = root.level

    def listen(formatter: logging.Formatter) -> StringIO:
        out = StringIO()
        handlers.append(logging.StreamHandler(out))
        handlers[-1].setFormatter(formatter)
        root.addHandler(handlers[-1])
        root.setLevel(logging.DEBUG)
        return out

    yield listen
    root.setLevel(level)
    for handler in handlers:
        root.removeHandler(handler)


Listen = Callable[[logging.Formatter], StringIO]


@pytest.mark.parametrize("formatter", [Redacting(TOKEN), JsonLines(TOKEN)])
def test_the_token_is_taken_out_of_messages_arguments_and_tracebacks(
    lines: Listen, formatter: logging.Formatter
) -> None:
    out = lines(formatter)
    logging.getLogger("bot.x").warning("at https://api.telegram.org/bot%s/getMe", TOKEN)
    logging.getLogger("bot.x").warning("half of it: %s", TOKEN.partition(":")[2])
    logging.getLogger("bot.x").warning("another's 123456:%s", "x" * 30)
    try:
        raise BadRequest(f"no such method for {TOKEN}")
    except BadRequest:
        logging.getLogger("bot.x").exception("failed")
    assert out.getvalue().count("[token]") == 4
    assert "Canary" not in out.getvalue()
    assert "BadRequest: no such method" in out.getvalue().replace("\\n", "\n").replace("No", "no")


@pytest.mark.parametrize("formatter", [Redacting(), JsonLines()])
def test_other_packages_arguments_and_error_messages_are_held_back(
    lines: Listen, formatter: logging.Formatter
) -> None:
    out = lines(formatter)
    logging.getLogger("telegram.ext.Application").critical("Error for update %s, try %d", CANARY, 3)
    logging.getLogger("telegram.Bot").debug("Calling %(endpoint)s", {"endpoint": CANARY})
    try:
        local = CANARY
        int(local)
    except ValueError:
        logging.getLogger("bot.x").exception("failed")
    assert "zqcanaryqz" not in out.getvalue()
    assert "try 3" in out.getvalue()
    assert "ValueError" in out.getvalue()
    assert "test_logs.py" in out.getvalue()


def test_an_error_is_described_with_those_it_came_from() -> None:
    try:
        try:
            raise OSError(28, "No space left on device", CANARY)
        except OSError as error:
            raise SettingsError("VERBATIM_DATA", "is full", "Make room.") from error
    except SettingsError as error:
        said = describe_error(error)
    assert said.index("SettingsError: VERBATIM_DATA: is full. Make room.") < said.index(
        "OSError: No space left"
    )
    assert "zqcanaryqz" not in said


def test_a_pseudonym_is_the_same_for_the_same_and_shows_nothing() -> None:
    assert pseudonym(700_000_001) == pseudonym(700_000_001) != pseudonym(700_000_002)
    assert "7000" not in pseudonym(700_000_001)


async def test_seven_faults_at_debug_level_show_neither_token_nor_question_nor_person(tmp_path: Path) -> None:
    faults = (
        Fault(status=502), Fault(status=502, not_json=True), Fault(drop="before"), Fault(drop="after"),
        Fault(status=429, retry_after=1), Fault(status=403), Fault(status=400, description=f"Bad: {TOKEN}"),
    )  # fmt: skip
    async with BotApi(token=TOKEN) as api:
        api.fault("getMe", faults[1])
        api.fault("getUpdates", *faults[:4])
        async with Bot.serve(api, tmp_path, "--log-level", "debug", "--per-person", "0") as bot:
            chat = api.user("Zqnameqz", username="zqnickqz").private_chat()
            api.send_unparsable_update()
            api.send_update({"message": {"text": CANARY}})
            api.fault("sendMessage", *faults)
            for _ in range(7):
                await chat.say(CANARY)
            await api.until(lambda: len(api.requests.to("sendMessage")) >= 8, "all sends")
            await api.settled(quiet=0.5)
    log = bot.log.read_text()
    assert log.count("\n") > 30
    for secret in (TOKEN, TOKEN.partition(":")[2], "zqcanaryqz", "Zqnameqz", "zqnickqz", str(chat.user.id)):
        assert secret not in log
    assert {"at", "level", "logger", "event"} <= set(json.loads(log.splitlines()[-1]))


async def test_with_log_json_each_line_is_one_event(tmp_path: Path) -> None:
    async with BotApi() as api, Bot.serve(api, tmp_path) as bot:
        await api.until(lambda: api.world.queue.polled, "the poll")
    assert all(json.loads(line)["event"] for line in bot.log_lines)
