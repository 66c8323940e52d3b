"""PDF files: how the lines of a page become paragraphs, and which lines are the page's own."""

from __future__ import annotations

import pytest

from retrieval.articles import pdf
from retrieval.articles.pdf import parse_pdf
from retrieval.errors import ArticleError
from tests.articles_data import make_pdf

PLAIN = "It rained on Monday and the river rose."


def _text(*pages: list[list[str]]) -> list[str]:
    """The paragraphs of a PDF of these pages, each of blocks of lines."""
    return parse_pdf(make_pdf(list(pages)), "a.pdf")[0].text.split("\n\n")


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["It rained in cen-", "tral Rome."], "It rained in central Rome."),
        (["It rained in Bogot-", "a."], "It rained in Bogota."),
        (["It rained on the Rhine-", "Main line."], "It rained on the Rhine- Main line."),
        (["It rained in 2024-", "and in Rome."], "It rained in 2024- and in Rome."),
        (["It rained -", "and snowed."], "It rained - and snowed."),
        (["It rained", "  in Rome. "], "It rained in Rome."),
    ],
)
def test_the_lines_of_a_block_are_one_paragraph(lines: list[str], text: str) -> None:
    assert _text([lines]) == [text]


@pytest.mark.parametrize(
    "number", ["7", "1234", "Page 7", "page 7 of 12", "7/12", "7 / 12", "p. 7", "p.7", "Seite 7 von 12"]
)
def test_the_number_of_a_page_is_no_text(number: str) -> None:
    assert _text([[PLAIN], [number]]) == [PLAIN]
    assert _text([[PLAIN, number]]) == [PLAIN]


@pytest.mark.parametrize("line", ["12345 of them", "7 people came", "7 to 12", "Stage 7"])
def test_a_line_with_a_number_is_text(line: str) -> None:
    assert _text([[PLAIN], [f"{line}"]]) == [PLAIN, line]


@pytest.mark.parametrize(
    ("pages", "times", "is_text"), [(3, 3, False), (3, 2, True), (6, 3, False), (7, 3, True), (2, 2, True)]
)
def test_a_line_on_three_pages_and_half_of_all_is_the_pages_own(
    pages: int, times: int, is_text: bool
) -> None:
    blocks = [
        [[f"It rained for {number} days."], *[["The Example Paper."]] * (number < times)]
        for number in range(pages)
    ]
    assert ("The Example Paper." in _text(*blocks)) is is_text


def test_a_line_that_stands_three_times_on_one_page_is_text() -> None:
    page = [["It rained."], ["Nobody came."], ["It rained."], ["Nobody left."], ["It rained."]]
    assert _text(page) == [line for (line,) in page]


@pytest.mark.parametrize(
    ("first", "second", "paragraphs"),
    [
        ("It rained in", "central Rome.", ["It rained in central Rome."]),
        ("It rained in cen-", "tral Rome.", ["It rained in central Rome."]),
        ("It rained in", "a town.", ["It rained in a town."]),
        ("It rained in", "Rome.", ["It rained in", "Rome."]),
        *((f"It rained{end}", "and more.", [f"It rained{end}", "and more."]) for end in ".!?:;"),
        *((f"It rained{end}", "and more.", [f"It rained{end}", "and more."]) for end in ('."', ".)", '.")')),
        ("(It rained)", "and more.", ["(It rained) and more."]),
        ('"It rained,"', "he said.", ['"It rained," he said.']),
    ],
)  # fmt: skip
def test_a_paragraph_that_a_page_or_column_ends_goes_on_where_it_was_cut(
    first: str, second: str, paragraphs: list[str]
) -> None:
    assert _text([[first]], [[second]]) == paragraphs


def test_the_first_block_that_reads_like_one_is_the_title() -> None:
    (article,) = parse_pdf(
        make_pdf([[["Rain falls over Rome again"], [f"{PLAIN} {PLAIN} {PLAIN}"]]]), "a.pdf"
    )
    assert (article.title, article.text) == ("Rain falls over Rome again", f"{PLAIN} {PLAIN} {PLAIN}")


def test_no_more_than_two_hundred_pages_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    assert _text(*([[f"It rained for {number} days."]] for number in range(3))) == [
        "It rained for 0 days.",
        "It rained for 1 days.",
    ]


def test_a_pdf_that_cannot_be_read_is_told_with_what_to_do() -> None:
    for data, told in (
        (make_pdf([[["7"]]]), "there is no text in this PDF: it is a scan or made of pictures"),
        (make_pdf([[["x"]]], locked=True), "the PDF is locked with a password"),
        (b"%PDF-1.4\n%%%", "the PDF is damaged or cut off"),
    ):
        with pytest.raises(ArticleError) as error:
            parse_pdf(data, "a.pdf")
        assert str(error.value).startswith(f"a.pdf: {told}")
