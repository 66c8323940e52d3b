"""Quotations are found whole and without their marks, and nobody is given another's words."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.models import Article, Quotation, Span
from retrieval.quotes import find_quotations, find_statements, quoted_spans, speaker_of
from tests.growth import in_proportion

HERE = Path(__file__).parent
SEED = HERE.parent / "seeds" / "ap-sheinbaum-trump-troops.txt"
CASES: list[dict[str, Any]] = json.loads((HERE / "data" / "quotes.json").read_text(encoding="utf-8"))
READINGS: list[dict[str, Any]] = json.loads((HERE / "data" / "readings.json").read_text(encoding="utf-8"))
MARKED: list[tuple[str, list[str]]] = json.loads((HERE / "data" / "marks.json").read_text(encoding="utf-8"))
MARKS = "“”„‟«»‹›「」『』\"‘’‚'—– \n.,?"


def article(text: str, language: str | None = None) -> Article:
    return Article(id="1", text=text, language=language)


def told(text: str, quotation: Quotation) -> dict[str, str]:
    parts = {"text": quotation.span, "speaker": quotation.speaker, "cue": quotation.cue}
    return {name: span.of(text) for name, span in parts.items() if span}


def _param(case: dict[str, Any]) -> Any:
    reason = case.get("known_miss")
    marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
    return pytest.param(case, id=case["name"], marks=marks)


@pytest.mark.parametrize("case", [_param(case) for case in CASES])
def test_who_said_what(case: dict[str, Any]) -> None:
    text = case["text"]
    found = find_quotations(article(text, case.get("language")))
    assert [told(text, quotation) for quotation in found] == case["quotations"]


def test_each_way_to_say_that_somebody_says_something_is_read_or_left_unnamed() -> None:
    assert [_read(case["text"], case.get("language")) for case in READINGS] == [
        (case["text"], case["quotations"], case.get("statements", [])) for case in READINGS
    ]


def _read(text: str, language: str | None) -> tuple[str, list[list[str | None]], list[list[str]]]:
    found = [told(text, quotation) for quotation in find_quotations(article(text, language))]
    quotations = [[one["text"], one.get("speaker"), one.get("cue")] for one in found]
    statements = find_statements(article(text, language))
    return (
        text,
        quotations,
        [[one.speaker.of(text), one.cue.of(text), one.content.of(text)] for one in statements],
    )


def test_what_stands_between_marks_of_any_style_is_quoted() -> None:
    found = {text: [span.of(text) for span in quoted_spans(text)] for text, _ in MARKED}
    assert found == dict(MARKED)


def test_no_president_speaks_another_presidents_words() -> None:
    text = SEED.read_text(encoding="utf-8")
    found = [told(text, quotation) for quotation in find_quotations(article(text))]
    assert [quotation["text"].split()[0] for quotation in found] == ["How", "No,", "We"]
    assert not any("speaker" in quotation for quotation in found)


def test_statements_of_the_seed_are_trumps_own() -> None:
    text = SEED.read_text(encoding="utf-8")
    (statement,) = find_statements(article(text))
    assert statement.speaker.of(text) == "Donald Trump"
    assert statement.content.of(text).startswith("sending American troops to Mexico")


def test_indirect_speech_is_a_statement_too() -> None:
    text = "Sheinbaum spoke. On Monday, President Claudia Sheinbaum said that troops would not come."
    (statement,) = find_statements(article(text))
    assert [span.of(text) for span in statement] == [
        "Claudia Sheinbaum",
        "said",
        "that troops would not come.",
    ]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("“Go,” said Ann Lee.", "Ann Lee"),
        ('"Go," said Ann Lee.', "Ann Lee"),
        ("‘Go,’ said Ann Lee.", "Ann Lee"),
        ("'Go,' said Ann Lee.", "Ann Lee"),
        ("«Go», said Ann Lee.", "Ann Lee"),
        ("„Go“, said Ann Lee.", "Ann Lee"),
        ("‹Go›, said Ann Lee.", "Ann Lee"),
        ("—Go —said Ann Lee.", "Ann Lee"),
        ("–Go –said Ann Lee.", "Ann Lee"),
        ("―Go ―said Ann Lee.", "Ann Lee"),
        ("“Go,” she said.", None),
        ("“Go,” said Ann Lee, and “stay,” said Bo Li.", None),
        ("“Go,” said Ann Lee, and he said, “stay.”", None),
        ("“Go,” said Ann Lee, adding: “Now.”", "Ann Lee"),
        ("Ann Lee said that owls hoot.", None),
        ("It’s Ann Lee's owl.", None),
    ],
)
def test_a_cited_sentence_says_who_speaks_in_it_and_no_other_does(sentence: str, speaker: str | None) -> None:
    text = f"“Stay,” said Cy Day.\n{sentence}\n“Sit,” said Di Roe."
    start = text.index(sentence)
    assert speaker_of(article(text), Span(start, start + len(sentence))) == speaker
    assert speaker_of(article(text), Span(0, start)) == "Cy Day"
    assert speaker_of(article(text), Span(start + len(sentence), len(text))) == "Di Roe"


def test_a_cited_sentence_inside_a_quotation_has_its_speaker_though_no_mark_stands_in_it() -> None:
    text = "“We will go on. The owls hoot at night. Nobody sleeps.\n\n“We stay. It rains,” Ann Lee said."
    inside = "The owls hoot at night."
    start = text.index(inside)
    assert speaker_of(article(text), Span(start, start + len(inside))) == "Ann Lee"


@pytest.mark.parametrize(("length", "speaker"), [(10_000, "Ann Lee"), (10_001, None)])
def test_nobody_is_named_in_a_paragraph_that_is_too_long_to_be_one(length: int, speaker: str | None) -> None:
    said = " “Go,” said Ann Lee."
    text = "x" * (length - len(said)) + said
    (found,) = find_quotations(article(text))
    assert told(text, found).get("speaker") == speaker
    assert len(find_statements(article(text))) == 0
    after = f"{text}\n“Stay,” said Bo Li."
    assert told(after, find_quotations(article(after))[-1])["speaker"] == "Bo Li"


@pytest.mark.parametrize(("words", "speaker"), [(27, "Ann Lee"), (28, None)])
def test_an_apposition_is_read_up_to_thirty_words_and_marks(words: int, speaker: str | None) -> None:
    text = f"“Go,” Ann Lee, the {'old ' * words}mayor, said."
    (found,) = find_quotations(article(text))
    assert told(text, found).get("speaker") == speaker


@pytest.mark.parametrize(("language", "speaker"), [("es-MX", "Ana Díaz"), ("ES", "Ana Díaz"), ("fr", None)])
def test_a_language_is_told_by_its_first_two_letters(language: str, speaker: str | None) -> None:
    text = "«Vamos», dijo Ana Díaz."
    (found,) = find_quotations(article(text, language))
    assert told(text, found).get("speaker") == speaker


def test_an_article_without_quotations_has_none() -> None:
    assert find_quotations(article("Owls hoot at night.")) == ()
    assert find_quotations(article("")) == ()


pieces = st.sampled_from([*MARKS, "a", "Ann Lee", " said", "s", "é", "9"])
texts = st.one_of(
    st.lists(pieces, max_size=60).map("".join),
    st.text(max_size=80),
    st.lists(st.sampled_from([case["text"] for case in CASES]), max_size=3).map("\n".join),
)


@given(texts)
def test_spans_lie_inside_and_cross_nothing(text: str) -> None:
    spans = quoted_spans(text)
    assert spans == sorted(spans, key=lambda span: (span.start, -span.end))
    for place, one in enumerate(spans):
        assert 0 <= one.start < one.end <= len(text)
        assert one.of(text) == one.of(text).strip()
        assert "\n" not in one.of(text)
        for other in spans[place + 1 :]:
            assert other.start >= one.end or one.contains(other)


@given(texts)
def test_marks_stay_outside(text: str) -> None:
    for span in quoted_spans(text):
        before, after = text[: span.start].rstrip(), text[span.end :].lstrip()
        opened_or_dashed = before.endswith(tuple("“„‟”«»‹›「『\"‘‚'—–―'.,:;")) or not before
        assert opened_or_dashed or after[:1] in set("—–―")


@given(texts)
def test_speaker_and_cue_come_together_and_outside_the_quotation(text: str) -> None:
    for quotation in find_quotations(article(text)):
        assert (quotation.speaker is None) == (quotation.cue is None)
        if quotation.speaker and quotation.cue:
            assert not quotation.span.contains(quotation.speaker)
            assert quotation.speaker.of(text).casefold() not in ("he", "she", "they", "who")


PIECES = ["“", '"a ', "“a” ", "‘a’s ", "'a s' ", "—a —dijo ", "“a,” Ann Lee said. ", "“«„", "(", "Ann ",
          "a, ", "“a?” Ann Lee, the a, ", "said “a” ", "also "]  # fmt: skip


@pytest.mark.parametrize("line", [200, 2_000, 1_000_000])
@pytest.mark.parametrize("piece", PIECES)
def test_time_grows_with_the_text(piece: str, line: int) -> None:
    def seconds(size: int) -> float:
        paragraph = piece * max(1, min(line, size) // len(piece))
        one = article("\n".join([paragraph] * (size // len(paragraph))), "en")
        start = time.process_time()
        find_quotations(one)
        find_statements(one)
        return time.process_time() - start

    assert in_proportion(seconds)
