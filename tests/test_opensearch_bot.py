"""The bot on an archive in OpenSearch, as operators and readers meet it: real processes, a real cluster."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path
from uuid import uuid4

import pytest

from retrieval import Cluster, OpenSearchArchive
from tests.botapi import BotApi
from tests.drills.storage.full_disk import is_possible
from tests.front_ends import Terminal, run_verbatim, served
from tests.opensearch.cluster import ThreeNodes, free_ports
from tests.opensearch.gate import PASSWORD, USER, guarded, make_certificate
from tests.unwritable import READ_ONLY, in_place

pytestmark = pytest.mark.timeout(600)

OWLS = "ASHFORD (AP) — Owls have returned to the old mill, wardens said on Friday. They counted four pairs.\n"
BATS = "LIMA (Reuters) - Bats sleep in the cathedral's tower, the bishop said on Monday.\n"
ASKED = "How many pairs of owls did the wardens count?"


@pytest.fixture
def shared(nodes: ThreeNodes, cluster: Cluster, folder: Path) -> Iterator[dict[str, str]]:
    """Settings that lead to an archive of the test's own; each bot has its data folder beside them."""
    name = f"test-{uuid4().hex[:8]}"
    yield {
        "VERBATIM_ENGINE": "opensearch",
        "VERBATIM_OPENSEARCH": ", ".join(nodes.addresses),
        "VERBATIM_OPENSEARCH_INDEX": name,
        "VERBATIM_ARTICLES": str(folder),
    }
    cluster.delete(list(cluster.indices(f"{name}*")))


@pytest.fixture
def away(folder: Path) -> dict[str, str]:
    """Settings that lead to a cluster that is not there."""
    [port] = free_ports(1)
    return {
        "VERBATIM_ENGINE": "opensearch",
        "VERBATIM_OPENSEARCH": f"http://127.0.0.1:{port}",
        "VERBATIM_ARTICLES": str(folder),
    }


async def test_what_one_machine_adds_another_lists_and_quotes_until_it_is_removed(
    shared: dict[str, str], tmp_path: Path
) -> None:
    here, there = ({**shared, "VERBATIM_DATA": str(tmp_path / name)} for name in ("here", "there"))
    status, out, err = await run_verbatim("articles", "add", "-", stdin=OWLS, env=here)
    assert (status, out.splitlines()[-1], err) == (0, "1 new", "")
    status, out, err = await run_verbatim("articles", "list", "--json", env=there)
    assert (status, err) == (0, "")
    [listed] = [json.loads(line) for line in out.splitlines()]
    assert listed["outlet"] == "AP"
    status, out, err = await run_verbatim("ask", ASKED, env=there)
    assert (status, err) == (0, "")
    assert "**They counted four pairs.**" in out
    status, out, err = await run_verbatim("articles", "remove", listed["id"], env=here)
    assert (status, err) == (0, "")
    assert await run_verbatim("ask", ASKED, env=there) == (1, "The articles do not say.\n", "")


async def test_two_bots_share_an_archive_and_find_what_comes_while_they_run(
    shared: dict[str, str], tmp_path: Path
) -> None:
    data = {name: tmp_path / name for name in ("one", "two", "desk")}
    desk = {**shared, "VERBATIM_DATA": str(data["desk"])}
    await run_verbatim("articles", "add", "-", stdin=BATS, env=desk)
    async with BotApi() as first, BotApi() as second:
        more = {**shared, "HOME": str(tmp_path)}
        async with served(first, data["one"], **more), served(second, data["two"], **more):
            chats = [api.user("Ana").private_chat() for api in (first, second)]
            for chat in chats:
                assert "tower" in (await chat.ask("Where do bats sleep?")).text
            await run_verbatim("articles", "add", "-", stdin=OWLS, env=desk)
            for chat in chats:
                assert "They counted four pairs." in (await chat.ask(ASKED)).text


async def test_a_bot_whose_cluster_is_away_says_so_and_never_that_there_is_nothing(
    away: dict[str, str], tmp_path: Path
) -> None:
    async with BotApi() as api, served(api, tmp_path / "data", **away):
        chat = api.user("Ana").private_chat()
        for asked in (ASKED, "/articles"):
            reply = (await chat.ask(asked)).text
            assert reply.startswith("I cannot reach the archive just now, so I could not look.")
        found = await api.user("Ana").inline(ASKED)
        assert not found.results
        assert found.button is not None
        assert found.button["text"] == "The archive cannot be reached just now"
        assert found.cache_time == 0
        strangers = api.group("Friends", api.user("Ana"), bot=False)
        guest = await api.user("Ana").guest_query(strangers, f"@{api.username} {ASKED}")
        assert guest.text.startswith("I cannot reach the archive just now")
    log = (tmp_path / "data" / "log").read_text()
    assert "does not answer" in log
    assert "owls" not in log
    assert "Traceback" not in log


async def test_a_bot_with_a_password_answers_over_tls_and_a_button_pressed_when_the_archive_went_says_so(
    shared: dict[str, str], nodes: ThreeNodes, tmp_path: Path
) -> None:
    await run_verbatim(
        "articles", "add", "-", stdin=BATS, env={**shared, "VERBATIM_DATA": str(tmp_path / "a")}
    )
    certificate = make_certificate(tmp_path / "gate.pem")
    async with AsyncExitStack() as running:
        gate = running.enter_context(ExitStack())
        more = {
            **shared,
            "VERBATIM_OPENSEARCH": gate.enter_context(guarded(nodes.addresses[0], certificate)),
            "VERBATIM_OPENSEARCH_USER": USER,
            "VERBATIM_OPENSEARCH_PASSWORD": PASSWORD,
            "VERBATIM_OPENSEARCH_CA": str(certificate),
        }
        api = await running.enter_async_context(BotApi())
        await running.enter_async_context(served(api, tmp_path / "data", **more))
        message = await api.user("Ana").private_chat().ask("Where do bats sleep?")
        assert "tower" in message.text
        gate.close()
        alert = await message.click("Helpful")
        assert alert.startswith("I cannot reach the archive just now")
    assert PASSWORD not in (tmp_path / "data" / "log").read_text()


async def test_the_doctor_compares_the_archive_with_the_library_and_feeds_what_is_not_in_it(
    shared: dict[str, str], cluster: Cluster, tmp_path: Path
) -> None:
    env = {**shared, "VERBATIM_DATA": str(tmp_path / "data")}
    status, out, _ = await run_verbatim("doctor", "--offline", env=env)
    assert (status, "WRONG archive: " in out, "there is no archive of this name" in out) == (2, True, True)
    for text in (OWLS, BATS):
        await run_verbatim("articles", "add", "-", stdin=text, env=env)
    name = shared["VERBATIM_OPENSEARCH_INDEX"]
    _, out, err = await run_verbatim("doctor", "--offline", env=env)
    assert (f"archive: {name} on OpenSearch at " in out, "2 articles of all bots" in out, err) == (
        True,
        True,
        "",
    )
    assert "all 2 articles here are in the archive" in out
    archive = OpenSearchArchive(cluster, name)
    archive.remove([next(iter(archive.index().ids()))])
    _, out, _ = await run_verbatim("doctor", "--offline", "--repair", env=env)
    assert "look  feeding: 1 of the 2 articles here are not in the archive, 0 in it are gone here" in out
    assert "repaired: 2 articles are in the archive now" in out
    assert "all 2 articles" in (await run_verbatim("doctor", "--offline", env=env))[1]
    status, out, _ = await run_verbatim("backup", str(tmp_path / "backup.zip"), env=env)
    assert (status, f"the archive {name} on OpenSearch is not in it: it is fed anew" in out) == (0, True)


@pytest.mark.skipif(not is_possible(), reason="unshare -rm is not allowed here")
async def test_where_nothing_can_be_written_the_archive_is_asked_and_nothing_fed(
    shared: dict[str, str], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    await run_verbatim("articles", "add", "-", stdin=OWLS, env={**shared, "VERBATIM_DATA": str(data)})
    more = {name: value for name, value in shared.items() if name != "VERBATIM_ARTICLES"}
    status, out, err = await in_place(data, READ_ONLY, "ask", ASKED, **more)
    assert (status, "They counted four pairs." in out) == (0, True)
    assert "Questions are asked of the archive, and nothing is fed from here." in err


async def test_the_doctor_names_a_cluster_that_is_away(away: dict[str, str], tmp_path: Path) -> None:
    status, out, _ = await run_verbatim(
        "doctor", "--offline", env={**away, "VERBATIM_DATA": str(tmp_path / "data")}
    )
    assert (status, "WRONG archive: OpenSearch at http" in out) == (2, True)
    assert "See that it runs and that VERBATIM_OPENSEARCH names it." in out


async def test_at_the_terminal_an_archive_that_is_away_is_one_line(
    away: dict[str, str], tmp_path: Path
) -> None:
    env = {**away, "VERBATIM_DATA": str(tmp_path)}
    status, out, err = await run_verbatim("ask", ASKED, env=env)
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert "does not answer" in err
    assert "VERBATIM_OPENSEARCH" in err
    async with Terminal.open(**env) as terminal:
        assert "I cannot reach the archive just now" in await terminal.say(ASKED)


async def test_what_is_added_while_the_cluster_is_away_is_kept_and_the_next_step_is_named(
    away: dict[str, str], shared: dict[str, str], tmp_path: Path
) -> None:
    data = {"VERBATIM_DATA": str(tmp_path / "data")}
    status, _, err = await run_verbatim("articles", "add", "-", stdin=OWLS, env={**away, **data})
    assert status == 2
    assert "does not answer" in err
    status, out, _ = await run_verbatim("ask", ASKED, env={**shared, **data})
    assert status == 0
    assert "**They counted four pairs.**" in out


async def test_figures_are_measured_through_opensearch_and_leave_nothing_behind(
    shared: dict[str, str], cluster: Cluster, tmp_path: Path
) -> None:
    articles = [{"id": "1", "text": OWLS}, {"id": "2", "text": BATS}]
    gold = OWLS.index("They counted")
    asked = {"id": "q", "question": ASKED, "article_id": "1", "gold": [[gold, gold + 23]]}
    (tmp_path / "articles.jsonl").write_text("\n".join(map(json.dumps, articles)), encoding="utf-8")
    (tmp_path / "questions.jsonl").write_text(json.dumps(asked), encoding="utf-8")
    command = ("evaluate", str(tmp_path), "--mode", "library", "--json")
    status, out, err = await run_verbatim(*command, env={**shared, "VERBATIM_DATA": str(tmp_path / "d")})
    assert (status, err) == (0, "")
    assert json.loads(out)["metrics"]["hit@1"] == 1.0
    assert cluster.indices(f"{shared['VERBATIM_OPENSEARCH_INDEX']}*") == {}


async def test_the_index_is_built_anew_by_command(
    shared: dict[str, str], cluster: Cluster, tmp_path: Path
) -> None:
    env = {**shared, "VERBATIM_DATA": str(tmp_path)}
    await run_verbatim("articles", "add", "-", stdin=OWLS, env=env)
    before = set(cluster.indices(shared["VERBATIM_OPENSEARCH_INDEX"]))
    status, out, err = await run_verbatim("articles", "reindex", env=env)
    assert (status, out, err) == (0, "the index is built anew, with 1 article\n", "")
    assert before.isdisjoint(cluster.indices(shared["VERBATIM_OPENSEARCH_INDEX"]))
    status, out, _ = await run_verbatim("ask", ASKED, env=env)
    assert "**They counted four pairs.**" in out


async def test_on_one_machine_there_is_nothing_to_build_anew_by_hand(tmp_path: Path) -> None:
    status, _, err = await run_verbatim("articles", "reindex", env={"VERBATIM_DATA": str(tmp_path)})
    assert status == 2
    assert "VERBATIM_ENGINE" in err


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "VERBATIM_OPENSEARCH: is not set"),
        ({"VERBATIM_OPENSEARCH": "node:9200"}, "VERBATIM_OPENSEARCH: has a value that cannot be used"),
        (
            {"VERBATIM_OPENSEARCH": "http://user:secret@node:9200"},
            "VERBATIM_OPENSEARCH: has a value that cannot be used",
        ),
        (
            {
                "VERBATIM_OPENSEARCH": "http://node.example:9200",
                "VERBATIM_OPENSEARCH_USER": "reader",
                "VERBATIM_OPENSEARCH_PASSWORD": "secret",
            },
            "a password would be sent to node.example in the clear",
        ),
        (
            {"VERBATIM_OPENSEARCH": "https://node:9200", "VERBATIM_OPENSEARCH_USER": "reader"},
            "only one of them is set",
        ),
        (
            {"VERBATIM_OPENSEARCH": "https://node:9200", "VERBATIM_OPENSEARCH_CA": "/no/such.pem"},
            "there is no file /no/such.pem",
        ),
    ],
)
async def test_settings_that_cannot_be_used_are_named(
    tmp_path: Path, settings: dict[str, str], told: str
) -> None:
    env = {"VERBATIM_ENGINE": "opensearch", "VERBATIM_DATA": str(tmp_path), **settings}
    status, out, err = await run_verbatim("ask", ASKED, env=env)
    assert (status, out) == (2, "")
    assert told in err
    assert "secret" not in err
