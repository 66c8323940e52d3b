"""What a citation quotes: the sentence that answers with what it leans on, and who says it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.conversations.asking import Asking
from bot.conversations.conversation import Conversation
from bot.conversations.views import show_context, show_page
from bot.storage.contract import from_json, to_json
from bot.storage.store import Store
from bot.words.messages import Messages
from bot.words.phrases import Language
from bot.words.styled import Kind
from retrieval import Article, PassageIndex, Verdict, answer
from retrieval.evidence.quoting import LONGEST, WHOLE
from tests.conftest import FixedCollection
from tests.front_ends import run_verbatim

FILLER = "The valley of the owls lies between two rivers that flood every spring."
LONG = Article(
    id="long",
    text=" ".join(
        [
            "Ann Lee was the keeper of the mill.",
            "She sold the mill in May to a baker from Ghent.",
            *[FILLER] * 4,
            "The dam of Brel broke in June after nine days of rain.",
            *[FILLER] * 4,
            "“We saw the water come over the dam,” said Bo Ek, a farmer.",
        ]
    ),
    title="Owls",
    url="https://news.example/owls",
)


@pytest.fixture(scope="module")
def index() -> PassageIndex:
    return PassageIndex([LONG])


def test_a_long_paragraph_is_quoted_by_the_sentence_and_the_one_it_leans_on(index: PassageIndex) -> None:
    best = answer("Who sold the mill to a baker?", index).citations[0]
    assert best.quotation == (
        "Ann Lee was the keeper of the mill. She sold the mill in May to a baker from Ghent."
    )
    assert best.quotation == LONG.text[best.span.start : best.span.end]
    assert best.answer is not None
    assert best.answer.of(LONG.text).startswith("She sold")


def test_one_long_paragraph_gives_several_answers_and_none_twice(index: PassageIndex) -> None:
    found = answer("What happened to the dam?", index, 5)
    quoted = [citation.span for citation in found.citations]
    assert len(quoted) > 1
    assert not any(one.overlaps(other) for at, one in enumerate(quoted) for other in quoted[:at])
    assert all(span.end - span.start <= max(WHOLE, LONGEST) for span in quoted)


@pytest.mark.parametrize(("length", "is_added"), [(430, True), (470, False)])
def test_a_sentence_is_quoted_with_the_one_before_up_to_a_readable_length(
    length: int, is_added: bool
) -> None:
    leaning = "She sold the mill in May to a baker from Ghent."
    before = "Ann Lee was the keeper of the mill and its wheel by the river."
    before = before.replace(" river", f" {'very ' * ((length - len(leaning) - len(before)) // 5)}wide river")
    article = Article(id="1", text=f"{FILLER} {FILLER} {before} {leaning} {FILLER} {FILLER}")
    best = answer("Who sold the mill to a baker?", PassageIndex([article])).citations[0]
    assert (before in best.quotation) is is_added
    assert leaning in best.quotation


def test_a_short_paragraph_is_quoted_whole() -> None:
    text = "Owls hoot. They hunt mice at night. Bo Ek counted nine."
    found = answer("What do owls hunt?", PassageIndex([Article(id="1", text=text)]))
    assert found.citations[0].quotation == text


def test_context_shows_the_whole_paragraph_of_a_quotation(index: PassageIndex) -> None:
    kept = Store().keep_answer("1", answer("When did the dam of Brel break?", index, 1))
    page = show_page(kept, 0, Language.ENGLISH)
    assert "context" in [press.name for press in page.presses]
    shown = show_context(kept, 0, Language.ENGLISH).text
    first = next(style for style in shown.styles if style.kind is Kind.QUOTATION)
    assert shown.text[first.start : first.end] == kept.answer.citations[0].passage.text
    assert len(kept.answer.citations[0].quotation) < first.end - first.start


def test_a_citation_says_who_speaks_and_links_to_the_very_sentence(index: PassageIndex) -> None:
    best = answer("Who saw the water come over the dam?", index).citations[0]
    assert best.speaker == "Bo Ek"
    assert best.link is not None
    assert best.link.startswith("https://news.example/owls#:~:text=%E2%80%9CWe%20saw%20the%20water")
    line = Messages(Language.ENGLISH).answer(Verdict.ANSWERED, [best])
    assert "Bo Ek" in line.text.rsplit("— ", 1)[1]
    assert best.link in [style.target for style in line.styles]


def test_nobody_is_named_for_words_that_quote_nothing(index: PassageIndex) -> None:
    best = answer("When did the dam of Brel break?", index).citations[0]
    assert best.speaker is None


async def test_json_names_speaker_and_link(tmp_path: Path) -> None:
    page = tmp_path / "owls.md"
    page.write_text(f"---\ntitle: Owls\nurl: {LONG.url}\n---\n\n{LONG.text}\n", encoding="utf-8")
    _, out, err = await run_verbatim(
        "ask", "--json", "--articles", str(page), "Who saw the water come over the dam?"
    )
    citation = json.loads(out)["citations"][0]
    assert err == ""
    assert citation["speaker"] == "Bo Ek"
    assert citation["link"].startswith(f"{LONG.url}#:~:text=")
    assert citation["end"] - citation["start"] == len(citation["quotation"])


def test_an_answer_kept_before_quotations_had_spans_of_their_own_can_still_be_read(
    index: PassageIndex,
) -> None:
    found = answer("When did the dam of Brel break?", index, 1)
    (citation,) = found.citations
    written = to_json(found)
    start, end = citation.passage.span
    written["citations"][0] |= {"start": start, "end": end, "quotation": citation.passage.text}
    (read,) = from_json(written, {LONG.id: LONG}.get).citations
    assert (read.quoted, read.quotation, read.answer) == (None, citation.passage.text, citation.answer)
    assert from_json(to_json(found), {LONG.id: LONG}.get) == found


OLD = Article(
    id="old",
    text="Mayor Ana Ruiz opened the new bridge of Toluca on Friday.",
    published=date(2019, 3, 1),
)
NEW = Article(
    id="new",
    text="Mayor Ivo Berg opened the tunnel behind the hill of Toluca on Friday, and looked at the bridge.",
    published=date(2026, 11, 27),
)


def _first(question: str, now: datetime | None) -> str:
    asking = Asking(FixedCollection(PassageIndex([OLD, NEW])), Store(), clock=lambda: now)
    return asking.ask(Conversation("1"), question).text.text


def test_recent_articles_come_first_where_a_question_names_no_date_and_the_clock_tells() -> None:
    now = datetime(2026, 11, 28, tzinfo=UTC)
    question = "Which mayor opened the bridge of Toluca?"
    assert _first(question, None).find("Ruiz") < _first(question, None).find("Berg")
    told = _first(question, now)
    assert "Berg" in told
    assert "Ruiz" not in told or told.find("Berg") < told.find("Ruiz")


def test_a_question_that_names_a_date_does_not_care_how_recent_an_article_is() -> None:
    now = datetime(2026, 11, 28, tzinfo=UTC)
    question = "Which mayor opened the bridge of Toluca in March 2019?"
    assert _first(question, now) == _first(question, None)


async def test_an_operator_can_switch_recency_off(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    for one, published in ((OLD, OLD.published), (NEW, today)):
        head = f"---\ntitle: Bridge {one.id}\ndate: {published}\n---\n\n"
        (tmp_path / f"{one.id}.md").write_text(head + one.text + "\n", encoding="utf-8")
    asked = ("ask", "--json", "--articles", str(tmp_path), "Which mayor opened the bridge of Toluca?")
    for wanted, first in (("no", OLD), ("yes", NEW)):
        _, out, err = await run_verbatim(*asked, env={"VERBATIM_RECENCY": wanted})
        assert err == ""
        assert json.loads(out)["citations"][0]["quotation"] == first.text
