"""Articles named by what they tell: the question is about that article, whichever was quoted last."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.naming import articles_named
from bot.conversations.responder import Responder
from bot.storage.store import Store
from retrieval import Article, PassageIndex
from retrieval.catalogue.index import ArchiveIndex
from tests.botapi import BotApi
from tests.catalogue_data import index_articles
from tests.conftest import FixedCollection, polling_bot
from tests.reading_data import ASK_OWLS, GEESE, OWLS, READING, WHALES

INDEX = PassageIndex(READING)


@pytest.mark.parametrize(
    ("question", "article", "rest"),
    [
        ("Summarise the owls article", OWLS, "Summarise the article"),
        ("What is the story about geese about?", GEESE, "What is the article about?"),
        ("Who wrote the article about owls?", OWLS, "Who wrote the article?"),
        ("When was the whales article published?", WHALES, "When was the article published?"),
        ("tl;dr of the latest story", GEESE, "tl;dr of the article"),
        ("summarise article 2", OWLS, "summarise the article"),
        ("Summarise the article “Owls of the north”", None, ""),
        ("Summarise the article titled “Owls of the north”", OWLS, "Summarise the article"),
        ("¿De qué trata el artículo sobre owls?", OWLS, "¿De qué trata el artículo?"),
        ("resume el artículo 3", WHALES, "resume el artículo"),
        ("Summarise the bridge article", None, ""),
        ("summarise article 4", None, ""),
        ("Summarise the article", None, ""),
    ],
)
def test_the_article_that_a_question_names(question: str, article: object, rest: str) -> None:
    found = next(articles_named(question, INDEX), None)
    assert (found and found.article, found.question if found else "") == (article, rest)


BRIDGE = Article(
    id="bridge000001",
    title="Bridge of Marburg falls",
    authors=("Ann Lee",),
    text="A bridge in Marburg fell on Saturday.\n\nA report about its welding was published in March.",
)


def test_a_report_that_an_article_tells_of_is_not_the_article() -> None:
    index = PassageIndex([*READING, BRIDGE])
    assert next(articles_named("When was the report about the welding published?", index), None) is None
    assert next(articles_named("Who wrote the Marburg report?", index), None) is None
    assert next(articles_named("Who wrote the article about the welding?", index)).article == BRIDGE
    assert next(articles_named("Who wrote the report about owls?", index)).article == OWLS


def test_what_went_since_the_list_was_made_is_named_and_shown_no_more(tmp_path: Path) -> None:
    held = {article.id: article for article in (OWLS, WHALES)}
    archive = index_articles(READING, tmp_path).archive
    index = ArchiveIndex(archive, lambda ids: {id: held[id] for id in ids if id in held})
    responder = Responder(FixedCollection(index), Store())
    conversation = responder.conversation("1", "en")
    assert list(articles_named("Summarise article 1", index)) == []
    assert "hold no such" in responder.command(conversation, "article", "1").text.text
    listed = responder.command(conversation, "articles")
    for press, article in zip(listed.presses, (OWLS, WHALES), strict=True):
        shown = responder.press(conversation, press.choice).reply
        assert shown is not None
        assert article.text[:20] in shown.text.text
    del held[WHALES.id]
    assert "do not hold" in responder.press(conversation, listed.presses[1].choice).alert


class _Long(PassageIndex):
    """One with so many articles that reading all their ids would take seconds."""

    def ids(self) -> list[str]:
        raise AssertionError("all ids are read")


def test_a_press_finds_its_article_without_a_look_at_all_the_others() -> None:
    responder = Responder(FixedCollection(_Long(READING)), Store())
    conversation = responder.conversation("1", "en")
    listed = responder.command(conversation, "articles").presses
    shown = [responder.press(conversation, press.choice).reply for press in listed]
    heads = [reply.text.text.partition("\n")[0] for reply in shown if reply]
    assert heads == [article.text.partition("\n")[0] for article in (GEESE, OWLS, WHALES)]
    forged = listed[0].choice._replace(argument="geese0000002")
    assert "do not hold" in responder.press(conversation, forged).alert


@given(st.text(max_size=250) | st.text(st.sampled_from("the article about owls 1?“ \n"), max_size=120))
def test_no_message_breaks_it(message: str) -> None:
    for found in articles_named(message, INDEX):
        assert found.article in READING


@pytest.mark.parametrize(
    ("question", "code"),
    [("Summarise the whales article", "en"), ("Resume el artículo de whales", "es")],
)
async def test_the_article_named_is_summed_up_and_not_the_one_quoted_last(question: str, code: str) -> None:
    async with BotApi() as api, polling_bot(api, READING):
        chat = api.user("Ana", language_code=code).private_chat()
        await chat.ask(ASK_OWLS)
        shown = await chat.ask(question)
        assert shown.spans("blockquote") == WHALES.text.split("\n\n")
        assert shown.text.count("“Whales off Chile”") == 2
        authors = await chat.ask("Who wrote the article about geese?")
        words = "does not say who wrote it" if code == "en" else "no dice quién lo escribió"
        assert words in authors.text
