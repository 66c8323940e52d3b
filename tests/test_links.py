"""Addresses of exact sentences: what a browser finds by them is the sentence that was cited."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.evidence.links import exact_link
from retrieval.models import Article, Span
from retrieval.passages import split_passages

URL = "https://news.example/story?id=1"


def _found_by(link: str, text: str) -> list[str]:
    """Every stretch of `text` that a text fragment can mean, compared as a browser does."""
    page = " ".join(text.split()).lower()
    prefix, start, end, suffix = _parts(link)
    stretches = []
    at = page.find(start)
    while at >= 0:
        if not prefix or page[:at].rstrip().endswith(prefix):
            last = page.find(end, at + len(start)) if end else at
            stop = last + len(end) if end else at + len(start)
            if last >= 0 and page[stop:].lstrip().startswith(suffix):
                stretches.append(page[at:stop])
        at = page.find(start, at + 1)
    return stretches


def _parts(link: str) -> tuple[str, str, str, str]:
    fragment = urlsplit(link).fragment
    assert fragment.startswith(":~:text=")
    pieces = fragment.removeprefix(":~:text=").split(",")
    prefix = pieces.pop(0).removesuffix("-") if pieces[0].endswith("-") else ""
    suffix = pieces.pop().removeprefix("-") if pieces[-1].startswith("-") else ""
    start, end = (unquote(piece).lower() for piece in [*pieces, ""][:2])
    return unquote(prefix).lower(), start, end, unquote(suffix).lower()


words = st.sampled_from(
    ["the", "pope", "said,", "no.", "Yes.", "a-b", "“we", "go”", "50%", "C&A", "été", "go"]
)
paragraphs = st.lists(words, min_size=1, max_size=60).map(" ".join)
texts = st.lists(paragraphs, min_size=1, max_size=5).map("\n\n".join)


@given(texts)
def test_a_fragment_means_the_cited_sentence_wherever_its_words_are_unique(text: str) -> None:
    article = Article(id="1", text=text, url=URL)
    page = " ".join(text.split()).lower()
    for passage in split_passages(article):
        for sentence in passage.sentences:
            link = exact_link(article, sentence)
            assert link is not None
            cited = " ".join(sentence.of(text).split()).lower()
            found = _found_by(link, text)
            assert found
            assert found[0] == cited
            if page.count(cited) == 1:
                assert found == [cited]


@pytest.mark.parametrize("url", [None, "ftp://a.example/x", "javascript:alert(1)"])
def test_an_article_without_a_web_address_has_no_link(url: str | None) -> None:
    assert exact_link(Article(id="1", text="Owls hoot.", url=url), Span(0, 10)) is None


def test_dashes_commas_and_ampersands_are_encoded() -> None:
    article = Article(id="1", text="A-b, c&d.", url=URL)
    assert exact_link(article, Span(0, 9)) == f"{URL}#:~:text=A%2Db%2C%20c%26d."


def test_a_sentence_that_stands_twice_is_told_apart_by_what_stands_before_it() -> None:
    text = "The pope came. He said no.\n\nThe king came. He said no."
    link = exact_link(Article(id="1", text=text, url=URL), Span(43, 54))
    assert link is not None
    assert "king%20came.-," in link or "came.-," in link
    assert _found_by(link, text) == ["he said no."]


def test_a_sentence_that_stands_twice_after_the_same_words_is_told_apart_by_what_follows() -> None:
    text = "He said no. The pope left.\n\nHe said no. The king left."
    link = exact_link(Article(id="1", text=text, url=URL), Span(0, 11))
    assert link is not None
    assert link.endswith("#:~:text=He%20said%20no.,-The%20pope")
    assert _found_by(link, text) == ["he said no."]


def test_the_words_before_a_sentence_are_of_one_paragraph_as_a_browser_finds_them() -> None:
    text = "One. Two.\n\nHe left.\n\nHe left.\n\nThree. Two.\n\nHe left. So did I."
    for start in (11, 21, 43):
        link = exact_link(Article(id="1", text=text, url=URL), Span(start, start + 8))
        assert link is not None
        prefix, _, _, suffix = _parts(link)
        assert any(prefix in paragraph.lower() for paragraph in text.split("\n\n"))
        assert any(suffix in paragraph.lower() for paragraph in text.split("\n\n"))
        assert len(_found_by(link, text)) == 1
