"""What the bot says: its words in every language, and the layout of answers and attributions."""

from __future__ import annotations

import ast
import string
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.words.attribution import MAX_NAME, article_title, clean_name, newest
from bot.words.copying import MOST_COPIED, citation_text
from bot.words.messages import Messages
from bot.words.phrases import PHRASES, Language, month_name
from bot.words.styled import Kind, StyledText, to_plain
from retrieval import Article, Citation, Passage, Span, Verdict, split_passages
from tests.front_ends import ROOT

BIRDS = Article(
    id="birds",
    text="Penguins nest in Peru. They swim.\n\nOwls hoot.\n\nGeese fly.",
    title="Birds of Peru",
    outlet="Reuters",
    authors=("Ana Paz", "Bo Li"),
    published=date(2026, 11, 22),
    place="Lima",
    url="https://news.example/birds",
)


def _citation(number: int = 0, **more: Any) -> Citation:
    passage: Passage = split_passages(BIRDS)[number]
    known: dict[str, Any] = {"passage": passage, "score": 1.0, "answer": passage.sentences[0], **more}
    return Citation(**known)


def _gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", list(Language))
def test_every_phrase_exists_in_every_language_with_the_same_gaps(language: Language) -> None:
    english = PHRASES[Language.ENGLISH]
    assert set(PHRASES[language]) == set(english)
    for name, text in PHRASES[language].items():
        assert _gaps(text) == _gaps(english[name]), name
        assert text.strip() == text != ""


_COMPOSED = ("button_", "command_", "missing_", "adding_", "check_", "forgiven_", "beside_")
"""How the names begin that are put together where they are said."""


def test_every_phrase_is_said_somewhere() -> None:
    tables = {f"{language.name.lower()}.py" for language in Language}
    files = [path for path in (ROOT / "bot").rglob("*.py") if path.name not in tables]
    nodes = [node for path in files for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    named = {node.value for node in nodes if isinstance(node, ast.Constant)}
    assert named >= set(_COMPOSED)
    unsaid = PHRASES[Language.ENGLISH].keys() - named
    assert not {name for name in unsaid if not name.startswith(_COMPOSED)}


def test_an_attribution_names_outlet_title_authors_place_day_and_paragraph() -> None:
    shown = Messages(Language.ENGLISH).answer(Verdict.ANSWERED, [_citation()])
    assert shown.text.splitlines()[-1] == (
        "— Reuters · “Birds of Peru” · by Ana Paz, Bo Li · Lima · 22 Nov 2026 · paragraph 1 of 3"
    )


def test_the_title_links_to_the_article_and_the_day_carries_its_time() -> None:
    shown = Messages(Language.ENGLISH).answer(Verdict.ANSWERED, [_citation()])
    targets = {shown.text[style.start : style.end]: style.target for style in shown.styles if style.target}
    noon = int(datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp())
    assert targets == {"“Birds of Peru”": BIRDS.url, "22 Nov 2026": str(noon)}


def test_a_speaker_is_named_before_the_outlet() -> None:
    shown = Messages(Language.SPANISH).answer(Verdict.ANSWERED, [_citation(speaker="Ana Paz")])
    assert shown.text.splitlines()[-1].startswith("— dicho por Ana Paz · Reuters")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.ENGLISH, "The articles may not answer this. Nowhere in their text: “Dorn”, “Orm”. The"),
        (
            Language.SPANISH,
            "Puede que los artículos no respondan a esto. No aparece en su texto: “Dorn”, “O",
        ),
    ],
)
def test_a_closest_citation_says_which_names_stand_nowhere(language: Language, words: str) -> None:
    messages, names = Messages(language), ("Dorn", "Orm")
    assert messages.answer(Verdict.CLOSEST, [_citation()], unmentioned=names).text.startswith(words)
    assert "Dorn" not in messages.answer(Verdict.ANSWERED, [_citation()], unmentioned=names).text


def test_several_citations_are_numbered_and_a_closest_one_is_introduced_as_such() -> None:
    messages = Messages(Language.ENGLISH)
    several = to_plain(messages.answer(Verdict.CLOSEST, [_citation(0), _citation(1)]))
    assert several.startswith("The articles may not answer this. The closest passages:\n\n1.\n> **Penguins")
    assert "\n\n2.\n> **Owls hoot.**" in several
    assert "may not answer" not in messages.answer(Verdict.ANSWERED, [_citation()]).text


def test_context_shows_the_neighbours_folded_and_says_which_paragraphs() -> None:
    first, _, third = split_passages(BIRDS)
    shown = Messages(Language.ENGLISH).context(_citation(1), first, third)
    assert [style.kind for style in shown.styles if style.kind in (Kind.FOLDED, Kind.QUOTATION)] == [
        Kind.FOLDED,
        Kind.QUOTATION,
        Kind.FOLDED,
    ]
    assert shown.text.endswith("paragraphs 1 to 3 of 3")


def test_the_answering_sentence_and_the_matches_are_styled_where_they_stand() -> None:
    shown = Messages(Language.ENGLISH).answer(Verdict.ANSWERED, [_citation(matches=(Span(0, 8),))])
    found = {style.kind: shown.text[style.start : style.end] for style in shown.styles}
    assert found[Kind.STRONG] == "Penguins nest in Peru."
    assert found[Kind.MATCH] == "Penguins"


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Reuters\u202e\u200b", "Reuters"),
        ("two\nlines\there", "two lines here"),
        ("x" * 500, "x" * (MAX_NAME - 1) + "…"),
        ("\x00\x1b[31m", "[31m"),
    ],
)
def test_a_name_cannot_break_an_attribution(name: str, clean: str) -> None:
    assert clean_name(name) == clean


def test_an_article_without_a_title_is_called_by_its_first_words_after_the_dateline() -> None:
    text = "ROME (AP) — The pope spoke on Sunday to a crowd of pilgrims from all over the world."
    assert article_title(Article(id="1", text=text)) == "The pope spoke on Sunday to a crowd…"
    assert article_title(Article(id="1", text="Short.")) == "Short."


def test_the_newest_article_is_found_among_days_and_times() -> None:
    evening = datetime(2026, 11, 22, 20, tzinfo=UTC)
    articles = [BIRDS, replace(BIRDS, published=evening), Article(id="2", text="x")]
    assert newest(articles) == evening
    assert newest([]) is None


def test_freshness_is_told_in_the_readers_words() -> None:
    assert (
        Messages(Language.ENGLISH).holdings(412, date(2026, 11, 22))
        == "I hold 412 articles, newest 22 Nov 2026."
    )
    morning = datetime(2026, 11, 22, 9, 40, tzinfo=UTC)
    newest_known = "Tengo 12 artículos; el más reciente, del 22 nov 2026 09:40."
    assert Messages(Language.SPANISH).holdings(12, morning) == newest_known
    assert Messages(Language.SPANISH).holdings(1, None) == "Tengo 1 artículo."
    assert Messages(Language.SPANISH).holdings(0, None) == "Todavía no tengo artículos."


def test_plain_text_keeps_every_character_between_its_marks() -> None:
    shown = Messages(Language.ENGLISH).answer(Verdict.ANSWERED, [_citation()])
    plain = to_plain(shown)
    for mark in (f" <{BIRDS.url}>", "**", "> "):
        plain = plain.replace(mark, "")
    assert plain == shown.text
    assert to_plain(StyledText("as it is")) == "as it is"


def test_many_articles_are_counted_in_the_readers_form() -> None:
    assert Messages(Language.ENGLISH).holdings(12_345, None) == "I hold 12,345 articles."
    assert Messages(Language.SPANISH).holdings(12_345, None) == "Tengo 12\xa0345 artículos."
    assert Messages(Language.SPANISH).holdings(1_234, None) == "Tengo 1234 artículos."


def test_a_copied_citation_is_the_sentence_with_all_that_says_where_it_stands() -> None:
    assert citation_text(_citation(), Language.ENGLISH) == (
        "“Penguins nest in Peru.” — Reuters · “Birds of Peru” · 22 Nov 2026 · paragraph 1 of 3\n"
        "https://news.example/birds"
    )


@pytest.mark.parametrize("length", [1, 100, 160, 200, 245, 252, 254, 255, 300, 900])
def test_a_copied_sentence_is_whole_or_not_there_at_all(length: int) -> None:
    article = replace(BIRDS, text="x" * (length - 1) + ".")
    passage = split_passages(article)[0]
    copied = citation_text(Citation(passage=passage, score=1.0, answer=passage.span), Language.ENGLISH)
    assert copied is not None
    assert 1 <= len(copied) <= MOST_COPIED
    assert (f"“{article.text}”" in copied) == (length <= 254)
    assert ("xx" in copied) == (2 < length <= 254)


def test_words_for_an_alert_fit_one() -> None:
    for phrases in PHRASES.values():
        for name in ("expired", "only_admins", "vote_helpful", "vote_unhelpful", "article_gone"):
            assert len(phrases[name].format(articles="/articles")) <= 200


@pytest.mark.parametrize("language", list(Language))
def test_each_language_has_its_months_and_is_offered_in_every_other(language: Language) -> None:
    assert len({month_name(language, month) for month in range(1, 13)}) == 12
    assert all(phrases[f"button_{language}"] for phrases in PHRASES.values())
