"""Where an article is cut: what is one paragraph, one sentence, one passage, at both sides of each bound."""

from __future__ import annotations

import pytest

from retrieval.models import Article, Span
from retrieval.passages import MAX_PASSAGE, passage_at, split_paragraphs, split_passages, split_sentences


def _sentences(text: str, language: str | None = None, longest: int = MAX_PASSAGE) -> list[str]:
    return [span.of(text) for span in split_sentences(text, Span(0, len(text)), language, longest)]


def _lines(*widths: int) -> str:
    return "\n".join("x" * width for width in widths)


@pytest.mark.parametrize("space", ["\u202f", "\xa0", "\u2009", "\u2028", "\u3000", "\x85"])
@pytest.mark.parametrize("language", [None, "fr", "es", "zz"])
def test_an_odd_space_before_a_full_stop_is_a_space(space: str, language: str | None) -> None:
    """sentencex panics at a capital, such a space and a point, and no `except Exception` holds that."""
    text = f"Section I{space}. It was said. Owls{space}hoot."
    plain = _sentences(text.replace(space, " "), language)
    assert [sentence.replace(space, " ") for sentence in _sentences(text, language)] == plain


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (_lines(60, 60, 100), 1),
        (_lines(60, 60, 101), 3),
        (_lines(60, 101, 30), 3),
        (_lines(60, 30, 60, 20), 4),
        ("\n" + _lines(60, 60, 10) + "\n", 1),
        ("x" * 60 + " " * 60 + "\n" + _lines(60, 10), 1),
        (_lines(30, 20), 2),
        (_lines(101), 1),
        ("\n\n" + _lines(60, 20), 1),
        (_lines(60, 20) + "\n\t \n" + _lines(60, 20), 2),
        (_lines(60) + "\n" + _lines(60, 20) + "\n\n" + _lines(60), 2),
        ("", 0),
        ("\n \n", 0),
    ],
)
def test_every_line_but_the_last_tells_whether_lines_were_wrapped_by_hand(text: str, count: int) -> None:
    assert len(split_paragraphs(text)) == count


def test_a_line_of_spaces_is_no_paragraph_and_no_space_belongs_to_one() -> None:
    text = "  One. \n \t \n\n\tTwo.\u00a0\nThree."
    assert [span.of(text) for span in split_paragraphs(text)] == ["One.", "Two.", "Three."]


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [
        ("La Sra. Díaz vino.", "es", 1),
        ("La Sra. Díaz vino.", "es-MX", 1),
        ("La Sra. Díaz vino.", "ES", 1),
        ("La Sra. Díaz vino.", None, 2),
        ("Am 3. Mai kam er.", "de", 1),
        ("Am 3. Mai kam er.", "en", 2),
    ],
)
def test_sentences_end_as_they_do_in_the_articles_language(
    text: str, language: str | None, count: int
) -> None:
    assert len(_sentences(text, language)) == count
    (passage,) = split_passages(Article(id="1", text=text, language=language))
    assert len(passage.sentences) == count


@pytest.mark.parametrize(
    ("text", "longest", "pieces"),
    [
        ("aaaa bbbb", 9, ["aaaa bbbb"]),
        ("aaaa bbbb", 8, ["aaaa", "bbbb"]),
        ("aaaa bbbb", 5, ["aaaa", "bbbb"]),
        ("aaaa bbbb", 4, ["aaaa", "bbbb"]),
        ("aaa bbbbbb", 8, ["aaa bbbb", "bb"]),
        ("aaaa bbbbb", 8, ["aaaa", "bbbbb"]),
        ("a bbb", 3, ["a", "bbb"]),
        ("aaaa\nbbbb", 8, ["aaaa", "bbbb"]),
        ("aaaa bb\tcccc", 9, ["aaaa bb", "cccc"]),
        ("aaaa   bbbb", 8, ["aaaa", "bbbb"]),
        ("aaaa bbbb cccc dddd", 10, ["aaaa bbbb", "cccc dddd"]),
        ("aaaaaaaaa", 3, ["aaa", "aaa", "aaa"]),
    ],
)
def test_a_long_sentence_is_cut_at_the_last_space_behind_the_middle_of_what_fits(
    text: str, longest: int, pieces: list[str]
) -> None:
    assert _sentences(text, longest=longest) == pieces
    later = split_sentences(f"No. {text} No.", Span(4, 4 + len(text)), longest=longest)
    assert [span.of(f"No. {text} No.") for span in later] == pieces


@pytest.mark.parametrize(
    ("longest", "passages"),
    [
        (43, ["Owls hoot. Dogs bark. Cats purr. Cows moo."]),
        (41, ["Owls hoot. Dogs bark. Cats purr.", "Cows moo."]),
        (21, ["Owls hoot. Dogs bark.", "Cats purr. Cows moo."]),
        (20, ["Owls hoot.", "Dogs bark.", "Cats purr. Cows moo."]),
        (10, ["Owls hoot.", "Dogs bark.", "Cats purr.", "Cows moo."]),
    ],
)
def test_a_passage_takes_as_many_sentences_as_fit(longest: int, passages: list[str]) -> None:
    article = Article(id="1", text="Owls hoot. Dogs bark. Cats purr. Cows moo.")
    assert [passage.text for passage in split_passages(article, longest)] == passages


@pytest.mark.parametrize(("length", "count"), [(900, 1), (901, 2)])
def test_a_passage_has_at_most_900_characters_where_nothing_else_is_asked(length: int, count: int) -> None:
    text = f"Owls {'o' * (length - 13)}. It is."
    assert len(text) == length
    assert len(split_passages(Article(id="1", text=text))) == count
    assert len(_sentences("o" * length)) == count


def test_a_passage_is_found_by_its_span_in_its_own_paragraph_only() -> None:
    article = Article(id="1", text="  Owls hoot.\nDogs bark. " + "Cats purr. " * 100)
    passages = split_passages(article)
    assert len(passages) > 2
    assert [passage_at(article, passage.span) for passage in passages] == list(passages)
    first = passages[0].span
    assert passage_at(article, Span(first.start - 1, first.end)) is None
    assert passage_at(article, Span(first.start, passages[1].span.end)) is None
    assert passage_at(Article(id="2", text=""), Span(0, 1)) is None


@pytest.mark.parametrize(
    ("words", "lengths"),
    [
        ([5_000, 6_000], [5_000, 6_000]),
        ([4_999, 6_000], [10_000, 1_000]),
        ([9_999, 5], [9_999, 5]),
        ([9_998, 9_999, 5], [9_998, 9_999, 5]),
        ([25_000], [10_000, 10_000, 5_000]),
    ],
)
def test_the_splitter_gets_stretches_cut_at_a_space_of_their_second_half(
    words: list[int], lengths: list[int]
) -> None:
    text = " ".join("x" * length for length in words)
    assert [len(sentence) for sentence in _sentences(text, longest=30_000)] == lengths
