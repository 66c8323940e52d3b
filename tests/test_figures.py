"""The figures of a question set at their bounds: which rank, which passage, which character still counts."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from retrieval import evaluate, explain
from retrieval.evaluation import Mode, _is_shown, _others, measure, sample
from retrieval.index import PassageIndex
from retrieval.models import Answer, Article, Citation, Passage, Span, Verdict
from retrieval.questionset import AskedQuestion, QuestionSet

HOOT = "When do owls hoot near Oslo?"
TELLING = Article(
    id="telling",
    text="Owls hoot near Oslo at night. Owls hoot near Oslo. Owls hoot. Owls sleep. The sea is cold.",
)
ELSE = Article(id="else", text="Cats purr by the fire.")


def _figures(
    articles: tuple[Article, ...], *questions: AskedQuestion, mode: str = "article", recency: bool = True
) -> dict[str, float]:
    asked = QuestionSet(name="s", articles=articles, questions=questions)
    report = evaluate(asked, mode=mode, recency=recency)
    return {metric.name: metric.value for metric in report.metrics}


def _asked(article: Article, *gold: Span, text: str = HOOT, day: date | None = None) -> AskedQuestion:
    return AskedQuestion(id="q", question=text, article_id=article.id, gold=gold, date=day)


@pytest.mark.parametrize("rank", [1, 2, 3, 4, 5])
def test_a_sentence_counts_by_its_rank(rank: int) -> None:
    ranked = explain(HOOT, PassageIndex([TELLING])).evidence
    found = _figures((TELLING,), _asked(TELLING, ranked[rank - 1].sentence.span))
    assert (found["hit@1"], found["hit@3"], found["mrr"]) == (rank == 1, rank <= 3, 1 / rank)
    assert not {name for name in found if name.startswith(("article", "passage", "refused"))}


MANY = (
    Article(id="0", text="Owls hoot near Oslo. Owls hoot near Oslo at night, near Oslo. Owls hoot at Oslo."),
    *(Article(id=str(at), text=f"{'Rain fell on it. ' * at}Owls hoot at {at}.") for at in range(1, 13)),
)


@pytest.mark.parametrize("rank", [1, 2, 3, 4, 10, 11])
def test_a_passage_counts_by_its_rank_however_many_of_its_sentences_are_found(rank: int) -> None:
    ranked = [evidence.sentence for evidence in explain(HOOT, PassageIndex(MANY)).evidence]
    assert ranked[0].passage == ranked[1].passage == ranked[2].passage
    passage = list(dict.fromkeys(sentence.passage for sentence in ranked))[rank - 1]
    sentence = next(sentence for sentence in ranked if sentence.passage == passage)
    found = _figures(MANY, _asked(sentence.article, sentence.span), mode="library")
    assert (found["article@1"], found["passage@1"]) == (rank == 1, rank == 1)
    assert (found["passage@3"], found["passage@10"]) == (rank <= 3, rank <= 10)


def test_the_article_of_the_best_sentence_is_the_one_that_counts() -> None:
    best, other = Article(id="a", text="Owls hoot near Oslo at night."), Article(id="b", text="Owls hoot.")
    assert _figures((best, other), _asked(best, Span(0, 4)), mode="library")["article@1"] == 1
    assert _figures((best, other), _asked(other, Span(0, 4)), mode="library")["article@1"] == 0


def test_a_library_of_one_article_counts_no_articles() -> None:
    assert "article@1" not in _figures((TELLING,), _asked(TELLING, Span(0, 4)), mode="library")


def test_nothing_found_is_the_right_article_neither() -> None:
    asked = _asked(TELLING, Span(0, 4), text="Zebras?")
    found = _figures((TELLING, ELSE), asked, mode="library")
    assert (found["article@1"], found["passage@10"], found["mrr"], found["kept"]) == (0, 0, 0, 0)


LONG = Article(id="long", text="x" * 900)


def _quoting(*spans: tuple[int, int], article: Article = LONG) -> Answer:
    quoted = [Passage(article, Span(*span), 1, 1, (Span(*span),)) for span in spans]
    citations = tuple(Citation(passage=passage, score=1.0) for passage in quoted)
    return Answer(question="x?", verdict=Verdict.ANSWERED, citations=citations)


@pytest.mark.parametrize(
    ("quoted", "gold", "most", "shown"),
    [
        ([(100, 300)], [(110, 120)], 20, True),
        ([(100, 300)], [(110, 120)], 19, False),
        ([(100, 300)], [(99, 120)], 300, False),
        ([(100, 300)], [(290, 301)], 300, False),
        ([(100, 300)], [(700, 710), (100, 101)], 1, True),
        ([(0, 50), (100, 300)], [(110, 120)], 70, True),
        ([(0, 50), (100, 300)], [(110, 120)], 69, False),
        ([(0, 50), (60, 80), (100, 300)], [(110, 120)], 90, True),
        ([(0, 50), (60, 80), (100, 300)], [(110, 120)], 89, False),
        ([(400, 800), (0, 50)], [(0, 1)], 400, False),
        ([(400, 800), (0, 50)], [(0, 1)], 401, True),
        ([], [(0, 1)], 300, False),
    ],
)
def test_a_gold_span_is_shown_within_so_many_characters_of_the_quotations(
    quoted: list[tuple[int, int]], gold: list[tuple[int, int]], most: int, shown: bool
) -> None:
    asked = _asked(LONG, *(Span(*span) for span in gold))
    assert _is_shown(_quoting(*quoted), asked, most) is shown
    assert not _is_shown(_quoting(*quoted), asked.model_copy(update={"article_id": "else"}), most)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5])
def test_each_article_is_beside_the_one_half_the_set_away(count: int) -> None:
    articles = [Article(id=str(at), text="Owls hoot.") for at in range(count)]
    beside = {key: int(other.id) for key, other in _others(articles[::-1]).items()}
    half = count // 2
    assert beside == ({str(at): (at - half) % count for at in range(count)} if half else {})


def test_a_question_that_another_article_answers_is_not_refused_elsewhere() -> None:
    copy = Article(id="copy", text=TELLING.text)
    assert _figures((TELLING, copy), _asked(TELLING, Span(0, 4)))["refused elsewhere"] == 0
    assert _figures((TELLING, ELSE), _asked(TELLING, Span(0, 4)))["refused elsewhere"] == 1
    empty = _asked(TELLING).model_copy(update={"answerable": False, "question": "Who won the chess game?"})
    assert _figures((TELLING, ELSE), empty) == {"refused": 1}


def test_a_question_of_an_article_that_is_not_in_the_set_is_left_out_in_article_mode() -> None:
    stray = AskedQuestion(id="s", question="Who won?", article_id="stray", answerable=False)
    asked = QuestionSet(
        name="s",
        articles=(TELLING, ELSE),
        questions=(_asked(TELLING, Span(0, 4)), stray, _asked(ELSE, Span(0, 4))),
    )
    assert {metric.name: metric.n for metric in evaluate(asked).metrics}["kept"] == 2
    assert "refused" not in {metric.name for metric in evaluate(asked).metrics}


def test_the_day_of_asking_lets_the_newer_article_come_first_unless_it_is_left_out() -> None:
    told = "The harbour of Oslo was closed by a storm"
    old = Article(id="a", text=f"{told} for two days.", published=date(2001, 5, 1))
    new = Article(id="b", text=f"{told} for ten days.", published=date(2026, 5, 1))
    filler = tuple(
        Article(id=f"c{at}", text=f"Rain fell on town {at}.", published=old.published) for at in range(3)
    )
    asked = _asked(new, Span(0, 4), text="What closed the harbour of Oslo?", day=date(2026, 5, 2))
    dated = QuestionSet(name="s", articles=(old, new, *filler), questions=(asked,))
    report = evaluate(dated, mode="library")
    assert {metric.name: metric.value for metric in report.metrics}["article@1"] == 1
    assert _figures((old, new, *filler), asked, mode="library", recency=False)["article@1"] == 0


def test_a_set_in_a_folder_is_asked_of_its_own_articles_or_of_those_that_are_held(tmp_path: Path) -> None:
    question = {"id": "q", "question": HOOT, "article_id": "telling", "gold": [[0, 29]]}
    (tmp_path / "questions.jsonl").write_text(json.dumps(question), encoding="utf-8")
    held = evaluate(tmp_path, index=PassageIndex([TELLING, ELSE]))
    assert (held.mode, held.n) == (Mode.LIBRARY, 1)
    assert {metric.name: metric.value for metric in held.metrics}["article@1"] == 1
    line = json.dumps({"id": "telling", "text": TELLING.text})
    (tmp_path / "articles.jsonl").write_text(line, encoding="utf-8")
    own = evaluate(tmp_path)
    assert (own.name, own.mode, own.n) == (tmp_path.name, Mode.ARTICLE, 1)


def test_a_sample_and_an_interval_are_the_same_in_every_version_so_that_figures_compare() -> None:
    many = [_asked(TELLING).model_copy(update={"id": str(at)}) for at in range(1_000)]
    assert [question.id for question in sample(many, Mode.ARTICLE, 4)] == ["45", "11", "304", "980"]
    metric = measure("mrr", [1 / (1 + at % 17) for at in range(40)])
    assert (round(metric.low, 5), round(metric.high, 5)) == (0.16058, 0.32197)


@pytest.mark.parametrize("n", [1, 7, 50])
def test_an_interval_stays_between_none_and_all(n: int) -> None:
    assert measure("kept", [0.0] * n).low == 0
    assert measure("kept", [1.0] * n).high == 1
