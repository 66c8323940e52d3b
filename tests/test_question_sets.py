"""Question sets and their figures: what is read, what is refused, and what each share counts."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from retrieval import evaluate
from retrieval.errors import QuestionSetError
from retrieval.evaluation import Metric, Mode, Report, is_right, measure, sample
from retrieval.models import Article, Span
from retrieval.questionset import AskedQuestion, Attribution, QuestionSet, read_question_set, read_questions

OWLS = Article(
    id="owls", text="Penguins swim in the sea. Owls hoot at night near Oslo.\n\nDogs bark at noon."
)
CATS = Article(id="cats", text="Cats purr by the fire. Cows moo in the morning near Rome.")


def _question(text: str, article: Article, words: str, **more: Any) -> AskedQuestion:
    start = article.text.index(words)
    gold = (Span(start, start + len(words)),)
    return AskedQuestion(id=text, question=text, article_id=article.id, gold=gold, **more)


GOOD = _question("When do owls hoot?", OWLS, "at night")
POOR = _question("When do owls hoot near Oslo?", OWLS, "swim")
COWS = _question("When do cows moo?", CATS, "in the morning")
NONE = AskedQuestion(id="n", question="Who won the chess game?", article_id="owls", answerable=False)


def _figures(*questions: AskedQuestion, mode: str = "article", **more: Any) -> dict[str, tuple[float, int]]:
    asked = QuestionSet(name="s", articles=(OWLS, CATS), questions=questions, **more)
    return {metric.name: (metric.value, metric.n) for metric in evaluate(asked, mode=mode).metrics}


def test_each_figure_counts_what_it_says() -> None:
    assert _figures(GOOD, POOR, COWS, NONE) == {
        "hit@1": (pytest.approx(2 / 3), 3),
        "hit@3": (1.0, 3),
        "mrr": (pytest.approx(7 / 9), 3),
        "shown@300": (1.0, 3),
        "shown@600": (1.0, 3),
        "shown@1200": (1.0, 3),
        "kept": (1.0, 3),
        "refused elsewhere": (1.0, 3),
        "refused": (1.0, 1),
    }


def test_in_a_library_articles_and_passages_are_counted_too() -> None:
    found = _figures(GOOD, POOR, NONE, mode="library")
    assert {name: found[name] for name in ("article@1", "passage@1", "passage@3", "passage@10")} == {
        "article@1": (1.0, 2),
        "passage@1": (1.0, 2),
        "passage@3": (1.0, 2),
        "passage@10": (1.0, 2),
    }
    assert "refused elsewhere" not in found
    wrong = _figures(GOOD.model_copy(update={"article_id": "cats"}), mode="library")
    assert (wrong["article@1"], wrong["hit@1"], wrong["passage@10"]) == ((0.0, 1), (0.0, 1), (0.0, 1))
    assert wrong["shown@1200"] == wrong["mrr"] == (0.0, 1)


def test_a_question_of_no_article_is_asked_of_a_library_only() -> None:
    free = GOOD.model_copy(update={"article_id": None})
    assert sample([GOOD, free], Mode.ARTICLE) == [GOOD]
    assert sample([GOOD, free], Mode.LIBRARY) == [GOOD, free]


def test_a_sample_is_the_same_each_time_and_no_larger_than_the_set() -> None:
    many = [GOOD.model_copy(update={"id": str(number)}) for number in range(50)]
    drawn = sample(many, Mode.ARTICLE, 7)
    assert len(drawn) == 7
    assert drawn == sample(many, Mode.ARTICLE, 7) != many[:7]
    assert sample(many, Mode.ARTICLE, 50) == sample(many, Mode.ARTICLE, 51) == many
    assert len(sample(many, Mode.ARTICLE, 49)) == 49


@pytest.mark.parametrize(
    ("span", "right"),
    [((0, 10), False), ((0, 11), True), ((19, 30), True), ((20, 30), False), ((12, 13), True)],
)
def test_a_sentence_is_right_that_overlaps_the_gold(span: tuple[int, int], right: bool) -> None:
    asked = AskedQuestion(id="1", question="x", gold=(Span(90, 95), Span(10, 20)))
    assert is_right(Span(*span), asked) is right


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [
        ([1.0] * 8 + [0.0] * 2, 0.4901, 0.9433),
        ([1.0] * 10, 0.7225, 1.0),
        ([0.0] * 10, 0.0, 0.2775),
        ([1.0], 0.2065, 1.0),
        ([0.5] * 4, 0.5, 0.5),
        ([0.25, 0.5, 1.0, 1.0] * 5, 0.55, 0.8125),
    ],
)
def test_an_interval_is_wilsons_for_shares_and_the_bootstraps_for_means(
    values: list[float], low: float, high: float
) -> None:
    metric = measure("x", values)
    assert metric.n == len(values)
    assert metric.value == pytest.approx(sum(values) / len(values))
    assert [metric.low, metric.high] == pytest.approx([low, high], abs=1e-4)


def test_a_named_speaker_is_right_where_readers_marked_one_of_that_name() -> None:
    text = "“We go,” Ann Lee said. “We stay,” Bo Li said."
    article = Article(id="said", text=text)

    def marked(speaker: str, content: str) -> Attribution:
        spans = [Span(text.index(words), text.index(words) + len(words)) for words in (speaker, content)]
        return Attribution(source=(spans[0],), content=(spans[1],))

    question = _question("Who goes?", article, "We go")
    for marks, share in (
        ((marked("Ann Lee", "We go"), marked("Bo Li", "We stay")), 1.0),
        ((marked("Ann Lee", "We go"), marked("Ann Lee", "We stay")), 0.5),
        ((marked("Bo Li", "We go"),), 0.0),
    ):
        asked = QuestionSet(
            name="s", articles=(article,), questions=(question,), attributions={"said": marks}
        )
        found = {metric.name: metric.value for metric in evaluate(asked).metrics}
        assert found["speaker precision"] == share


def test_a_report_as_json_has_four_digits_and_progress_is_told() -> None:
    report = Report(
        name="s", mode=Mode.ARTICLE, n=3,
        metrics=(Metric(name="hit@1", value=2 / 3, low=1 / 7, high=6 / 7, n=3),),
    )  # fmt: skip
    assert report.to_json() == {
        "name": "s", "mode": "article", "n": 3,
        "metrics": {"hit@1": 0.6667}, "intervals": {"hit@1": [0.1429, 0.8571]}, "counts": {"hit@1": 3},
    }  # fmt: skip
    told: list[tuple[int, int]] = []
    asked = QuestionSet(name="s", articles=(OWLS, CATS), questions=(GOOD, COWS))
    evaluate(asked, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]


def _write(folder: Path, name: str, *lines: dict[str, Any] | str) -> None:
    written = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    (folder / f"{name}.jsonl").write_text(written, encoding="utf-8")


ARTICLE = {"id": "1", "text": "Owls hoot.", "title": "", "date": "2025/05/03 10:00", "source": "The Paper"}
ASKED = {"id": "q", "question": "Who?", "article_id": "1", "gold": [[0, 10]]}


def test_a_set_is_read_with_its_days_outlets_and_unanswerable_questions(tmp_path: Path) -> None:
    _write(tmp_path, "articles", "", {**ARTICLE, "authors": ["A"], "url": "u", "language": "en"}, " ")
    _write(tmp_path, "questions", {**ASKED, "date": "2025-05-04"}, {**ASKED, "id": "r", "date": ""})
    _write(tmp_path, "unanswerable", {"id": "s", "question": "Why?", "gold": [[0, 3]]})
    found = read_question_set(tmp_path)
    (article,) = found.articles
    assert (article.title, article.outlet, article.published) == (None, "The Paper", date(2025, 5, 3))
    assert (article.authors, article.url, article.language) == (("A",), "u", "en")
    assert [(q.id, q.answerable, q.gold) for q in found.questions] == [
        ("q", True, ((0, 10),)), ("r", True, ((0, 10),)), ("s", False, ()),
    ]  # fmt: skip
    assert [q.date for q in found.questions] == [date(2025, 5, 4), None, None]
    assert found.name == tmp_path.name
    assert read_questions(tmp_path).questions == found.questions
    assert read_questions(tmp_path).articles == ()


def test_what_was_read_and_measured_is_not_changed(tmp_path: Path) -> None:
    marks = {"attributions": [{"source": [[0, 4]], "content": [[0, 10]]}]}
    _write(tmp_path, "articles", {**ARTICLE, **marks})
    _write(tmp_path, "questions", ASKED)
    asked = read_question_set(tmp_path)
    report = evaluate(asked)
    for value, field in (
        (asked, "name"),
        (asked.questions[0], "question"),
        (asked.attributions["1"][0], "source"),
        (report, "n"),
        (report.metrics[0], "value"),
    ):
        with pytest.raises(ValidationError, match="frozen"):
            setattr(value, field, getattr(value, field))


@pytest.mark.parametrize(
    ("articles", "questions", "problem"),
    [
        ([], [ASKED], "articles.jsonl: is empty"),
        ([ARTICLE], [], "questions.jsonl: is empty"),
        ([ARTICLE, ARTICLE], [ASKED], "articles.jsonl: has an id twice"),
        ([ARTICLE], [{**ASKED, "question": " "}], "question q: asks nothing"),
        ([ARTICLE], [{**ASKED, "article_id": "2"}], "question q: has no article '2'"),
        *(
            ([ARTICLE], [{**ASKED, "gold": gold}], "question q: has no gold span inside its article")
            for gold in ([], [[0, 11]], [[-1, 3]], [[3, 3]], [[0, 3], [4, 11]])
        ),
        (["{"], [ASKED], "articles.jsonl, line 1: is not JSON"),
        ([ARTICLE], ["", {"id": "q"}], "questions.jsonl, line 2: question: field required"),
        ([ARTICLE], [{**ASKED, "gold": [["x", 3]]}], "questions.jsonl, line 1: gold.0."),
        ([ARTICLE], ["5"], "questions.jsonl, line 1: the line: "),
    ],
)
def test_a_set_that_cannot_be_meant_is_refused_with_its_file_and_line(
    tmp_path: Path, articles: list[Any], questions: list[Any], problem: str
) -> None:
    _write(tmp_path, "articles", *articles)
    _write(tmp_path, "questions", *questions)
    with pytest.raises(QuestionSetError) as error:
        read_question_set(tmp_path)
    assert problem in str(error.value)


def test_what_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match=r"there is no articles\.jsonl in it"):
        read_question_set(tmp_path)
    (tmp_path / "articles.jsonl").write_bytes(b"\xff")
    with pytest.raises(QuestionSetError, match="cannot be read as UTF-8"):
        read_question_set(tmp_path)
    with pytest.raises(QuestionSetError, match="there is no"):
        read_question_set(tmp_path / "articles.jsonl")
