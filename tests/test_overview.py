"""Questions about the article itself, and honest answers where it does not say."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversations.replies import Reply
from bot.conversations.responder import Conversation, Responder
from bot.storage.store import Store
from bot.words.styled import to_plain
from retrieval.articles import read_articles
from retrieval.asking.overview import Asked, answer_about, recognise
from retrieval.index import PassageIndex
from retrieval.models import Article, Verdict
from tests.conftest import FixedCollection

DATA = Path(__file__).parent / "data" / "overview.json"
SEED = Path(__file__).parent.parent / "seeds" / "ap-sheinbaum-trump-troops.txt"
TABLE: dict[str, list[str]] = json.loads(DATA.read_text("utf-8"))
PAIRS = [(question, asked) for asked, questions in TABLE.items() for question in questions]

ARTICLE = Article(
    id="dam",
    text="The mayor of Toluca, Ana Ruiz, announced a dam on Monday.\n\n“We need water,” Ruiz said.\n\n"
    "“It will cost us dearly,” said Ivo Berg, a farmer.\n\nThe river runs dry in May.",
    title="A dam for Toluca",
    outlet="Valley News",
    authors=("Eva Lind",),
    published=date(2025, 5, 3),
    place="Toluca",
    url="https://example.org/dam",
)
BARE = Article(id="bare", text="It rained for a week. Nobody complained.\n\nThen it snowed.")
INDEX = PassageIndex([ARTICLE])


@pytest.fixture(scope="module")
def seed() -> Article:
    return next(iter(read_articles(SEED)))


@pytest.mark.parametrize(("question", "asked"), PAIRS)
def test_what_of_the_article_a_question_asks(question: str, asked: str) -> None:
    recognised = recognise(question)
    assert (recognised.asked.value if recognised else "none") == asked


@pytest.mark.parametrize("question", ["When?", "where was this?", "Who?", "¿Cuándo?"])
def test_a_question_that_names_nothing_is_marked_bare(question: str) -> None:
    recognised = recognise(question)
    assert recognised
    assert recognised.bare


@pytest.mark.parametrize("asked", ["topic", "title", "authors", "outlet", "published", "place", "url"])
def test_metadata_is_answered_with_the_lead(asked: str) -> None:
    found = answer_about(TABLE[asked][0], ARTICLE, INDEX)
    assert found
    assert (found.asked.value, found.answer.verdict, found.missing) == (asked, Verdict.ANSWERED, False)
    assert found.answer.citations[0].quotation.startswith("The mayor of Toluca")


@pytest.mark.parametrize("asked", ["title", "authors", "outlet", "published", "url"])
def test_what_the_article_does_not_give_is_not_made_up(asked: str) -> None:
    found = answer_about(TABLE[asked][0], BARE, PassageIndex([BARE]))
    assert found
    assert (found.answer.verdict, found.answer.citations, found.missing) == (Verdict.NOTHING, (), True)


@pytest.mark.parametrize("question", ["When?", "Where was this?", "Where was this article written?"])
def test_the_lead_may_tell_when_and_where_so_it_is_only_closest(question: str) -> None:
    found = answer_about(question, BARE, PassageIndex([BARE]))
    assert found
    assert (found.answer.verdict, found.missing) == (Verdict.CLOSEST, True)
    assert [one.quotation for one in found.answer.citations] == ["It rained for a week. Nobody complained."]


def test_who_is_quoted_cites_a_quotation_of_each_speaker() -> None:
    found = answer_about("Who is quoted?", ARTICLE, INDEX)
    assert found
    assert [citation.speaker for citation in found.answer.citations] == ["Ana Ruiz", "Ivo Berg"]


def test_who_is_quoted_is_nothing_where_nobody_is() -> None:
    found = answer_about("Who is quoted?", BARE, PassageIndex([BARE]))
    assert found
    assert found.answer.verdict is Verdict.NOTHING


def test_who_is_it_about_cites_where_people_come_first() -> None:
    found = answer_about("Who is mentioned?", ARTICLE, INDEX)
    assert found
    matched = [match.of(ARTICLE.text) for citation in found.answer.citations for match in citation.matches]
    assert matched == ["Ana Ruiz", "Ivo Berg"]


CROWD = Article(
    id="crowd",
    text="It rained. Eva Lind left. Ana Ruiz came. “We go,” said Eva Lind. “We stay.”\n\n"
    "It was cold. Peter Berg fell, and “we fall,” said Peter Berg.\n\n"
    "The mayor, Ana Ruiz, spoke. “We swim,” said Ana Ruiz.\n\n"
    "Mr. Max Holt came. “We sink,” said Max Holt.\n\nPeter Berg did not. Ana Ruiz did. Eva Lind did.",
)


def _quoted(question: str, article: Article) -> list[tuple[str, list[str], str | None]]:
    """Of each citation: the sentence that answers, what is matched in it, and the speaker."""
    found = answer_about(question, article, PassageIndex([article, ARTICLE]))
    assert found
    return [
        (
            citation.answer.of(article.text) if citation.answer else "",
            [match.of(article.text) for match in citation.matches],
            citation.speaker,
        )
        for citation in found.answer.citations
    ]


def test_three_speakers_are_quoted_each_with_the_sentence_they_say() -> None:
    assert _quoted("Who is quoted?", CROWD) == [
        ("“We go,” said Eva Lind.", ["We go,"], "Eva Lind"),
        ("Peter Berg fell, and “we fall,” said Peter Berg.", ["we fall,"], "Peter Berg"),
        ("“We swim,” said Ana Ruiz.", ["We swim,"], "Ana Ruiz"),
    ]


def test_where_no_speaker_is_certain_the_first_quotations_are_cited_one_of_each_passage() -> None:
    text = "It rained. “We go.” “We stay.”\n\n“We fall.”\n\n“We swim.”\n\n“We sink.”"
    assert _quoted("Who is quoted?", Article(id="1", text=text)) == [
        ("“We go.”", ["We go."], None),
        ("“We fall.”", ["We fall."], None),
        ("“We swim.”", ["We swim."], None),
    ]


def test_the_three_who_are_named_most_are_cited_where_they_come_first_one_of_each_passage() -> None:
    assert _quoted("Who is mentioned?", CROWD) == [
        ("Eva Lind left.", ["Eva Lind"], None),
        ("Peter Berg fell, and “we fall,” said Peter Berg.", ["Peter Berg"], None),
    ]


def test_a_summary_is_of_this_article_and_goes_by_the_four_names_that_come_most() -> None:
    lead = "They saw Oslo, Rome and Lima; Oslo, Rome and Lima; Oslo, Rome, Lima, Bonn, Bonn and Kiev."
    text = f"{lead}\n\nRain fell.\n\nSnow fell at Kiev.\n\nHail fell.\n\nWind rose at Bonn."
    article = Article(id="towns", text=text)
    other = Article(id="other", text="Oslo and Rome.\n\nRome and Lima.\n\nOslo.")
    found = answer_about("tl;dr", article, PassageIndex([other, article]))
    assert found
    quoted = [citation.quotation for citation in found.answer.citations]
    assert quoted == [lead, "Rain fell.", "Wind rose at Bonn."]


def test_a_summary_of_what_names_nobody_is_how_it_begins() -> None:
    article = Article(id="1", text="It rained.\n\nIt snowed.\n\nIt froze.\n\nIt thawed.")
    found = answer_about("tl;dr", article, PassageIndex([article]))
    assert found
    assert [one.quotation for one in found.answer.citations] == ["It rained.", "It snowed.", "It froze."]


@pytest.mark.parametrize(("length", "recognised"), [(160, True), (161, False)])
def test_a_question_of_more_than_160_characters_is_not_about_the_article(
    length: int, recognised: bool
) -> None:
    assert (recognise("who wrote it".ljust(length - 1) + "?") is not None) is recognised


def test_a_summary_is_the_lead_and_two_more_passages_in_order(seed: Article) -> None:
    found = answer_about("tl;dr", seed, PassageIndex([seed]))
    assert found
    starts = [citation.passage.span.start for citation in found.answer.citations]
    assert len(starts) == 3
    assert starts[0] == 0
    assert starts == sorted(starts)


def test_every_citation_stands_in_the_article(seed: Article) -> None:
    index = PassageIndex([seed])
    for questions in TABLE.values():
        found = answer_about(questions[0], seed, index)
        for citation in found.answer.citations if found else ():
            assert citation.quotation in seed.text
            assert citation.answer
            assert citation.passage.span.contains(citation.answer)


def test_the_seed_tells_its_place_and_not_its_author(seed: Article) -> None:
    index = PassageIndex([seed])
    where, who = answer_about("where was this?", seed, index), answer_about("who wrote it?", seed, index)
    assert where
    assert who
    assert (where.asked, where.answer.verdict) == (Asked.PLACE, Verdict.ANSWERED)
    assert (who.asked, who.missing) == (Asked.AUTHORS, True)


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("topic", "**The mayor of Toluca, Ana Ruiz, announced a dam on Monday.**"),
        ("title", "“A dam for Toluca”"),
        ("authors", " · by Eva Lind · "),
        ("outlet", "— Valley News · "),
        ("published", " · 3 May 2025 · "),
        ("place", " · Toluca · "),
        ("url", "<https://example.org/dam"),
        ("quoted", "> **“We need water,” Ruiz said.**\n— said by Ana Ruiz · "),
        ("people", "announced a dam"),
        ("summary", "The river runs dry in May."),
    ],
)
def test_a_reader_sees_what_was_asked_of_the_article(asked: str, read: str) -> None:
    for question in TABLE[asked]:
        shown = to_plain(_reply(ARTICLE, question).text)
        assert read in shown, question
        assert "does not say" not in shown


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("title", "The article has no title."),
        ("authors", "The article does not say who wrote it."),
        ("outlet", "The article does not say who published it."),
        ("url", "No address is known for the article."),
    ],
)
def test_a_reader_is_told_what_the_article_does_not_give(asked: str, read: str) -> None:
    for question in TABLE[asked]:
        assert _reply(BARE, question).text.text == read, question


def _reply(article: Article, question: str) -> Reply:
    responder = Responder(FixedCollection(PassageIndex([article])), Store())
    return responder.ask(Conversation("1"), question)


def test_an_empty_article_is_about_nothing() -> None:
    empty = Article(id="empty", text="")
    assert answer_about("what is this about?", empty, PassageIndex([empty])) is None


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(max_size=200) | st.sampled_from(PAIRS).map(lambda pair: pair[0]), st.text(max_size=200))
def test_no_text_breaks_it(question: str, text: str) -> None:
    found = answer_about(question, Article(id="any", text=text), INDEX)
    assert found is None or all(citation.quotation in text for citation in found.answer.citations)


@pytest.mark.parametrize("unit", ["please ", "what is this about ", "a", "the article ", "'"])
def test_long_messages_stay_fast(unit: str) -> None:
    started = time.process_time()
    assert recognise(unit * (50_000 // len(unit))) is None
    assert recognise((unit * 160)[:160]) is None or unit in ("the article ", "please ")
    assert time.process_time() - started < 0.5
