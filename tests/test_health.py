"""`/healthz`, `/metrics` and `verbatim health`, asked of a served bot: numbers only, on loopback."""

from __future__ import annotations

import asyncio
import http.client
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.errors import SettingsError
from bot.health.metrics import write_metrics
from bot.health.server import serve_health
from bot.health.vitals import UNWELL_AFTER, Gauges, Vitals
from retrieval import Verdict
from tests.botapi import BotApi
from tests.drills.bench import Bot
from tests.front_ends import run_verbatim

CANARY = "Where does the zqcanaryqz nest?"


def gauges(age: float = 1.0) -> Gauges:
    return Gauges(lambda: 3, lambda: age, lambda: 7, lambda: None)


def get(port: int, path: str, method: str = "GET") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path)
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response.status, body


def values(text: str) -> dict[tuple[str, str], float]:
    """Each sample's value by its name and the value of its only label."""
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_a_served_bot_tells_how_it_is_and_nothing_about_anybody(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with BotApi() as api, Bot.serve(api, tmp_path, "--health-port", "0") as bot:
        chat = api.user("Zqnameqz", username="zqnickqz").private_chat()
        await chat.ask("Who built the baxrandor lighthouse?")
        await chat.ask(CANARY)
        port = int((data / "health.port").read_text())
        assert await asyncio.to_thread(get, port, "/nothing") == (404, "")
        assert (await asyncio.to_thread(get, port, "/healthz", "POST"))[0] == 501
        status, health = await asyncio.to_thread(get, port, "/healthz")
        assert (status, json.loads(health)["status"], json.loads(health)["articles"]) == (200, "ok", 10)
        status, metrics = await asyncio.to_thread(get, port, "/metrics")
        found = values(metrics)
        assert sum(count for (name, _), count in found.items() if name == "verbatim_questions_total") == 2
        assert found["verbatim_answer_seconds_bucket", "+Inf"] == 2
        assert found["verbatim_inbox_waiting", ""] <= 1
        assert found["verbatim_last_fetch_age_seconds", ""] < 60
        assert found["verbatim_library_articles", ""] == 10
        assert found["process_open_fds", ""] > 3
        for secret in ("zqcanaryqz", "Zqnameqz", "zqnickqz", str(chat.user.id), api.token, "lighthouse"):
            assert secret not in metrics + health
        env = {"VERBATIM_DATA": str(data)}
        assert (await run_verbatim("health", env=env))[0] == 0
        await bot.end(signal.SIGTERM)
        status, out, _ = await run_verbatim("health", env=env)
        assert (status, "Start it so: verbatim serve --health-port 8081" in out) == (1, True)
        status, out, _ = await run_verbatim("health", "--port", str(port), env=env)
        assert (status, f"nothing answers at port {port}" in out) == (1, True)


async def test_a_bot_that_hangs_or_was_killed_is_not_well(tmp_path: Path) -> None:
    env = {"VERBATIM_DATA": str(tmp_path / "data")}
    async with BotApi() as api, Bot.serve(api, tmp_path, "--health-port", "0") as bot:
        await api.until(lambda: api.world.queue.polled, "the poll")
        assert bot.process is not None
        bot.process.send_signal(signal.SIGSTOP)
        assert (await run_verbatim("health", env=env))[0] == 1
        await bot.end(signal.SIGKILL)
        assert (await run_verbatim("health", env=env))[0] == 1


def test_a_bot_that_fetches_nothing_is_not_well(tmp_path: Path) -> None:
    for age, status in ((UNWELL_AFTER - 1, 200), (UNWELL_AFTER + 1, 503)):
        with serve_health(Vitals(), gauges(age), ("127.0.0.1", 0), tmp_path) as port:
            assert get(port, "/healthz")[0] == status


def test_a_port_that_is_taken_is_refused_in_one_line(tmp_path: Path) -> None:
    with serve_health(Vitals(), gauges(), ("127.0.0.1", 0), tmp_path) as port:
        for taken in (port, 99_999):
            with (
                pytest.raises(SettingsError, match="Name another port"),
                serve_health(Vitals(), gauges(), ("127.0.0.1", taken), tmp_path),
            ):
                pass


def test_each_question_is_in_the_bucket_of_its_time() -> None:
    vitals = Vitals()
    for seconds in (0.0005, 0.001, 0.0011, 99.0):
        vitals.count(Verdict.ANSWERED, seconds)
    found = values(write_metrics(vitals, gauges()).decode())
    assert found["verbatim_answer_seconds_bucket", "0.001"] == 2
    assert found["verbatim_answer_seconds_bucket", "0.0025"] == 3
    assert found["verbatim_answer_seconds_bucket", "10.0"] == 3
    assert found["verbatim_answer_seconds_bucket", "+Inf"] == 4
    assert found["verbatim_questions_total", "answered"] == 4
    assert found["verbatim_questions_total", "nothing"] == 0


def test_without_the_extra_the_rest_works_and_says_what_is_missing() -> None:
    program = (
        "import sys, tempfile\n"
        "from pathlib import Path\n"
        "from bot.health.server import serve_health\n"
        "from bot.health.vitals import Gauges, Vitals\n"
        "sys.modules['prometheus_client'] = None\n"
        "import http.client\n"
        "gauges = Gauges(lambda: 0, lambda: 0.0, lambda: 0, lambda: None)\n"
        "with serve_health(Vitals(), gauges, ('127.0.0.1', 0), Path(tempfile.mkdtemp())) as port:\n"
        "    for path in ('/healthz', '/metrics'):\n"
        "        c = http.client.HTTPConnection('127.0.0.1', port); c.request('GET', path)\n"
        "        r = c.getresponse(); print(r.status, r.read().decode())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.startswith("200 {")
    assert "501 install it: pip install prometheus-client" in done.stdout
