"""Inline mode and guest mode: citations where the bot is no member, through the real python-telegram-bot."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.editors.rights import Rights
from bot.words.messages import Messages
from bot.words.phrases import Language
from retrieval import Article, PassageIndex, answer
from tests.botapi import BotApi, validate_requests
from tests.editing import editors_bot
from tests.front_ends import to_styled

FENTANYL = "How does the Northern Command combat fentanyl trafficking?"
EVERYBODY = Rights()


def _fill(bot_library: object, articles: tuple[Article, ...]) -> None:
    for article in articles:
        bot_library.add(article, added_by="test")  # type: ignore[attr-defined]


async def test_results_are_citations_with_the_title_and_the_sentence(
    tmp_path: Path, seed_index: PassageIndex
) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, EVERYBODY) as bot:
        _fill(bot.library, seed_index.articles)
        ana = api.user("Ana")
        found = await ana.inline(FENTANYL, where="group")
        best = found.results[0]
        assert best.description.startswith("The U.S. Northern Command has deployed more troops")
        assert 60 <= found.cache_time <= 300
        assert not found.is_personal
        assert len({result.id for result in found.results}) == len(found.results) <= 50
        assert all(len(result.id.encode()) <= 64 for result in found.results)
        group = api.group("Friends", ana, bot=False)
        chosen = await best.choose(group)
        expected = answer(FENTANYL, seed_index)
        whole = Messages(Language.ENGLISH).answer(expected.verdict, expected.citations[:1])
        assert chosen.text == whole.text
        assert {"bold", "blockquote", "underline"} <= {entity["type"] for entity in chosen.entities}
        assert to_styled(chosen).text == whole.text
        validate_requests(api.requests)


@pytest.mark.parametrize("query", ["", "   ", "?!", "…"])
async def test_an_empty_query_gets_a_hint(tmp_path: Path, query: str) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, EVERYBODY):
        found = await api.user("Ana").inline(query)
        assert not found.results
        assert found.button == {
            "text": "Write a question about the articles",
            "start_parameter": "inline",
        }


async def test_a_query_without_an_answer_says_so_above_the_list(
    tmp_path: Path, seed_index: PassageIndex
) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, EVERYBODY) as bot:
        _fill(bot.library, seed_index.articles)
        found = await api.user("Luz", language_code="es").inline("¿Cuántos pingüinos viven en la Antártida?")
        assert not found.results
        assert found.button is not None
        assert found.button["text"] == "Los artículos no lo dicen"
        assert found.is_personal, "another language than the one that everybody's cache holds"


async def test_hostile_names_and_texts_are_taken_by_the_server(tmp_path: Path) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, EVERYBODY) as bot:
        for number, title in enumerate(("\u202e<b>&\n" * 400, "", "\u200b", "🙂" * 900)):
            text = f"The owl number {number} hoots at night 🙂 <i>loudly</i>. " + "It flies on and on. " * 200
            bot.library.add(Article(id="🦉" * 300 + str(number), text=text, title=title), added_by="t")
        found = await api.user("Ana").inline("Which owl hoots at night?")
        assert len(found.results) == 4
        assert all(result.title.strip() for result in found.results)


async def test_a_query_that_waited_too_long_is_no_trouble(tmp_path: Path) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, EVERYBODY) as bot:
        ana = api.user("Ana")
        api.fault("answerInlineQuery", status=400, description="Bad Request: query is too old")
        ana.start_inline(FENTANYL)
        await api.next_request("answerInlineQuery")
        await bot.settled(api)
        assert not bot.errors


async def test_where_only_some_may_ask_no_result_is_shared(tmp_path: Path, seed_index: PassageIndex) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, Rights(askers=frozenset({700_000_001}))) as bot:
        _fill(bot.library, seed_index.articles)
        found = await api.user("Ana").inline(FENTANYL)
        assert found.results
        assert found.is_personal
        refused = await api.user("Bo").inline(FENTANYL)
        assert not refused.results
        assert refused.is_personal


async def test_a_guest_question_is_answered_once_where_the_bot_never_was(
    tmp_path: Path, seed_index: PassageIndex
) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, EVERYBODY) as bot:
        _fill(bot.library, seed_index.articles)
        ana = api.user("Ana")
        group = api.group("Friends", ana, bot=False)
        found = await ana.guest_query(group, f"@{api.username} {FENTANYL}")
        assert "paragraph 4 of 7" in found.text
        assert found.spans("bold")
        nothing = await ana.guest_query(group, f"@{api.username} How many penguins live in Antarctica?")
        assert nothing.text == "The articles do not say."
        empty = await ana.guest_query(group, f"@{api.username}")
        assert "Write the question" in empty.text
        assert not api.requests.to("sendMessage")


async def test_a_guest_who_may_not_ask_gets_silence(tmp_path: Path) -> None:
    async with BotApi() as api, editors_bot(api, tmp_path, Rights(askers=frozenset({1}))) as bot:
        ana = api.user("Ana")
        group = api.group("Friends", ana, bot=False)
        with pytest.raises(AssertionError, match="guest query"):
            await ana.guest_query(group, f"@{api.username} {FENTANYL}", timeout=0.5)
        await bot.settled(api)
        assert not api.requests.to("answerGuestQuery")
