"""Which sentences of a paragraph are quoted with the one that answers."""

from __future__ import annotations

import pytest

from retrieval.evidence.quoting import leans, quoted_span
from retrieval.models import Article, Passage, Span


@pytest.mark.parametrize(
    ("before", "sentence", "is_leaning"),
    [
        ("Ann came.", "She left.", True),
        ("Ann came.", "SHE LEFT.", True),
        ("Ann came.", "But Ek left.", True),
        ("Ann came.", "Ek left.", False),
        ("Ann said:", "Ek left.", True),
        ("When Ann came,", "Ek left.", True),
        ("Ann: she came.", "Ek left.", False),
        # a pronoun within the first words, unless a name comes before it
        ("Ann came.", "The mayor said she left.", True),
        ("Ann came.", "The Brel mayor said she left.", False),
        ("Ann came.", "The mayor said she met Ek.", True),
        ("Ann came.", "One of 9 old bakers here said she left.", True),
        ("Ann came.", "One of the very old bakers here said she left.", False),
        # an accent tells a pronoun from an article
        ("Vino Ana.", "Ayer dijo él.", True),
        ("Vino Ana.", "Ayer dijo el alcalde.", False),
        ("Vino Ana.", "Él vino.", True),
        ("Vino Ana.", "El alcalde vino.", False),
        ("Ann came.", "1911.", False),
    ],
)
def test_a_sentence_leans_on_the_one_before_where_only_that_says_who_or_what(
    before: str, sentence: str, is_leaning: bool
) -> None:
    assert leans(sentence, before) is is_leaning


def _long(length: int, start: str = "Geese", end: str = ".") -> str:
    """A sentence of so many characters that leans on nothing else."""
    return start + (" fly" * length)[: length - len(start) - len(end)] + end


def _quoted(sentences: list[str], at: int) -> tuple[int, int]:
    """The numbers of the first and the last sentence that are quoted for sentence `at`."""
    text, spans = "", list[Span]()
    for sentence in sentences:
        text += " " * bool(text) + sentence
        spans.append(Span(len(text) - len(sentence), len(text)))
    article = Article(id="1", text=text)
    quoted = quoted_span(Passage(article, Span(0, len(text)), 1, 1, tuple(spans)), spans[at])
    return (
        [span.start for span in spans].index(quoted.start),
        [span.end for span in spans].index(quoted.end),
    )


SHORT, PLAIN, FILLER = _long(59), _long(60), _long(300)


@pytest.mark.parametrize(("length", "quoted"), [(300, (0, 1)), (301, (1, 1))])
def test_only_a_short_paragraph_is_quoted_whole(length: int, quoted: tuple[int, int]) -> None:
    assert _quoted([_long(100), _long(length - 101)], 1) == quoted


@pytest.mark.parametrize(("length", "quoted"), [(450, (1, 2)), (451, (2, 2))])
def test_what_a_sentence_leans_on_is_quoted_as_far_as_it_is_not_too_long(
    length: int, quoted: tuple[int, int]
) -> None:
    assert _quoted([FILLER, _long(length - 101), _long(100, "She")], 2) == quoted


@pytest.mark.parametrize(
    ("sentences", "at", "quoted"),
    [
        ([FILLER, PLAIN, PLAIN], 1, (1, 1)),
        ([FILLER, SHORT, PLAIN], 2, (2, 2)),
        ([PLAIN, _long(70, "She"), _long(70, "But"), FILLER], 2, (0, 2)),
        ([_long(70, "She"), _long(70, "But"), FILLER], 1, (0, 1)),
        ([PLAIN, PLAIN, _long(70, "But"), FILLER], 2, (1, 2)),
        # a short one with the one before, with what that leans on, or else with the one after
        ([PLAIN, SHORT, PLAIN, FILLER], 1, (0, 1)),
        ([PLAIN, _long(70, "She"), SHORT, PLAIN, FILLER], 2, (0, 2)),
        ([SHORT, PLAIN, FILLER], 0, (0, 1)),
        ([PLAIN, PLAIN, FILLER], 0, (0, 0)),
        ([_long(390), SHORT, PLAIN], 1, (0, 1)),
        ([_long(391), SHORT, PLAIN], 1, (1, 2)),
        ([FILLER, FILLER, SHORT, _long(390)], 2, (1, 2)),
        ([_long(450), SHORT, _long(390)], 1, (1, 2)),
        ([_long(450), SHORT, _long(391)], 1, (1, 1)),
        ([_long(450), SHORT], 1, (1, 1)),
    ],
)
def test_a_sentence_is_quoted_with_what_it_leans_on_and_never_alone_where_it_is_short(
    sentences: list[str], at: int, quoted: tuple[int, int]
) -> None:
    assert _quoted(sentences, at) == quoted


@pytest.mark.parametrize(("opens", "closes"), ["“”", "«»", "„”"])
@pytest.mark.parametrize(
    ("between", "last", "is_closed"),
    [
        ([], _long(70), True),
        ([PLAIN], _long(70), True),
        ([], _long(378), True),
        ([], _long(379), False),
    ],
)
def test_a_quotation_that_begins_in_a_sentence_is_quoted_to_its_end(
    opens: str, closes: str, between: list[str], last: str, is_closed: bool
) -> None:
    sentences = [FILLER, _long(70, f"{opens}Geese"), *between, last + closes, PLAIN]
    assert _quoted(sentences, 1) == (1, 2 + len(between) if is_closed else 1)


def test_a_quotation_that_ends_in_a_sentence_needs_no_more() -> None:
    first, second = _long(70, "“Geese"), _long(70, "She", ".”")
    assert _quoted([first, second, FILLER, PLAIN], 1) == (0, 1)
    assert _quoted([_long(70, "“Geese", ".”"), _long(70), FILLER], 0) == (0, 0)
    assert _quoted([_long(70, "“Geese"), PLAIN, FILLER], 0) == (0, 0)
    assert _quoted([_long(59, "“Geese"), PLAIN, FILLER], 0) == (0, 1)
