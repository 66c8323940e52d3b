"""The three promises, for articles of any Unicode and any question: verbatim, attributed, honest."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.responder import Conversation, Responder
from bot.conversations.views import lay_out
from bot.storage.contract import from_json, to_json
from bot.storage.store import Store
from bot.words.messages import Messages
from bot.words.phrases import Language
from bot.words.styled import Kind, without_asides
from retrieval import Answer, Article, PassageIndex, Verdict, answer
from retrieval.errors import EmptyQuestion
from retrieval.index import content_tokens
from tests.conftest import FixedCollection

letters = st.characters(exclude_categories=["Cs"])
words = st.sampled_from(
    [
        "penguin",
        "Penguins",
        "swim",
        "U.S.",
        "troops",
        "“No,",
        "sir.”",
        "été",
        "東京都",
        "1,000",
        "🙂",
        "the",
        "of",
        "She",
        "said,",
    ]
)
paragraphs = st.one_of(st.text(letters, max_size=200), st.lists(words, max_size=60).map(" ".join))
texts = st.lists(paragraphs, max_size=6).map("\n\n".join)
articles = st.lists(texts, max_size=3, unique=True).map(
    lambda found: tuple(Article(id=str(number), text=text) for number, text in enumerate(found))
)
questions = st.one_of(
    st.text(letters, min_size=1, max_size=80), st.lists(words, min_size=1, max_size=8).map(" ".join)
)
answers = st.builds(
    lambda held, question: answer(question, PassageIndex(held), 3), articles, questions.filter(str.strip)
)


@given(articles, questions)
def test_every_quoted_character_is_a_slice_of_a_stored_article(
    held: tuple[Article, ...], question: str
) -> None:
    index = PassageIndex(held)
    try:
        found = answer(question, index, 5)
    except EmptyQuestion:
        assert not question.strip()
        return
    for citation in found.citations:
        start, end = citation.passage.span
        assert citation.article in held
        assert 0 <= start < end <= len(citation.article.text)
        assert citation.quotation == citation.article.text[start:end]
        assert all(citation.passage.span.contains(match) for match in citation.matches)
        assert citation.answer is None or citation.passage.span.contains(citation.answer)
    assert from_json(to_json(found), {article.id: article for article in held}.get) == found


@given(answers)
def test_what_is_shown_quotes_only_slices_and_attributes_each(found: Answer) -> None:
    shown = Messages(Language.ENGLISH).answer(found.verdict, found.citations)
    quoted = [shown.text[s.start : s.end] for s in shown.styles if s.kind is Kind.QUOTATION]
    assert quoted == [citation.quotation for citation in found.citations]
    assert shown.text.count(" of ") >= len(quoted)
    for style in shown.styles:
        if style.kind is Kind.QUOTATION:
            assert shown.text[style.end :].startswith("\n— ")


@given(answers)
def test_what_stands_beside_a_quotation_is_a_slice_too_and_says_where_it_stands(found: Answer) -> None:
    shown = lay_out(found.verdict, found.citations, Language.ENGLISH)
    quoted = [citation.article.text for citation in found.citations]
    for style in shown.styles:
        if style.kind is Kind.FOLDED:
            words = shown.text[style.start : style.end]
            assert any(words in text for text in quoted)
            lead = shown.text[: style.start].rstrip("\n").rpartition("\n")[2]
            assert re.fullmatch(r"(Before|After) it, paragraph \d+ of \d+:", lead)
    bare = Messages(Language.ENGLISH).answer(found.verdict, found.citations)
    assert without_asides(shown) == bare


@given(articles, questions)
def test_a_reply_always_fits_one_telegram_message(held: tuple[Article, ...], question: str) -> None:
    responder = Responder(FixedCollection(PassageIndex(held)), Store())
    if question.strip():
        reply = responder.ask(Conversation("1"), question)
        assert 0 < len(reply.text.text) <= 4096


@given(articles, questions)
def test_a_question_without_a_shared_content_word_gets_nothing(
    held: tuple[Article, ...], question: str
) -> None:
    index = PassageIndex(held)
    if not question.strip() or content_tokens(question):
        return
    assert answer(question, index).verdict is Verdict.NOTHING
