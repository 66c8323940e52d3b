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


@pytest.mark.parametrize("url", [None, "ftp://a.example/x", "http://[", "javascript:alert(1)"])
def test_an_article_without_a_web_address_has_no_link(url: str | None) -> None:
    assert exact_link(Article(id="1", text="Owls hoot.", url=url), Span(0, 10)) is None


@pytest.mark.parametrize("url", ["http://a.example/x", "https://a.example/x"])
def test_an_article_on_the_web_has_a_link(url: str) -> None:
    assert (
        exact_link(Article(id="1", text="Owls hoot.", url=url), Span(0, 10)) == f"{url}#:~:text=Owls%20hoot."
    )


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


def _link(text: str, sentence: str, nth: int = 0) -> str:
    start = -1
    for _ in range(nth + 1):
        start = text.index(sentence, start + 1)
    link = exact_link(Article(id="1", text=text, url=URL), Span(start, start + len(sentence)))
    assert link is not None
    return unquote(link.partition(":~:text=")[2])


@pytest.mark.parametrize(
    ("text", "nth", "fragment"),
    [
        ("The pope came. Go! The king came. Go!", 0, "pope came.-,Go!"),
        ("The pope came. Go! The king came. Go!", 1, "king came.-,Go!"),
        ("I came. Go! You went. Go!", 1, "went.-,Go!"),
        ("A came. Go!\n\nB came. Go!", 1, "B came.-,Go!"),
        ("Go! Yes.\n\nGo! No.", 0, "Go!,-Yes."),
        ("Go! Yes.\n\nGo! Yes sir.", 0, "Go!,-Yes."),
        ("Go! A b.\n\nGo! A c.", 0, "Go!,-A b."),
        ("P. Go! X\n\nP. Go! Y\n\nQ. Go! X", 0, "P.-,Go!,-X"),
        ("O P. Go! X Y\n\nO P. Go! X Z\n\nN P. Go! X Y", 0, "O P.-,Go!,-X Y"),
        ("P. Go! X Y Z\n\nP. Go! X Y W\n\nQ. Go! X Y Z", 0, "P.-,Go!,-X Y Z"),
        ("X Y Z. Go! P.\n\nW Y Z. Go! P.\n\nX Y Z. Go! Q.", 0, "X Y Z.-,Go!,-P."),
        ("P. Go! A b.\n\nP. Go! A c.", 0, "Go!,-A b."),
        ("P. Go! Yes.\n\nP. Go! No.", 0, "Go!,-Yes."),
        ("P Q R. Go! Yes sir.\n\nP Q R. Go! Yes.", 0, "Go!,-Yes sir."),
        ("Same. Go! Same.\n\nSame. Go! Same.", 0, "Go!"),
        ("ha Go! Go! Go! Go!", 3, "Go! Go! Go!-,Go!"),
    ],
)
def test_as_few_words_as_tell_one_from_another_are_taken_before_it_else_after_it_else_on_both_sides(
    text: str, nth: int, fragment: str
) -> None:
    assert _link(text, "Go!", nth) == fragment


def _numbered(first: int, last: int) -> str:
    return " ".join(f"w{number:03}" for number in range(first, last))


@pytest.mark.parametrize(("words", "taken"), [(7, None), (8, 4), (9, 4)])
def test_both_ends_of_a_sentence_are_given_where_it_is_twice_as_long_as_these(
    words: int, taken: int | None
) -> None:
    sentence = _numbered(0, words)
    both = f"{_numbered(0, taken)},{_numbered(words - taken, words)}" if taken else sentence
    assert _link(f"One. {sentence} Two.", sentence) == both


@pytest.mark.parametrize(("alike", "taken"), [(4, 5), (11, 12), (12, None)])
def test_more_words_of_each_end_are_given_where_fewer_stand_elsewhere_but_at_most_twelve(
    alike: int, taken: int | None
) -> None:
    sentence = _numbered(0, 30)
    for elsewhere in (_numbered(0, alike), _numbered(30 - alike, 30)):
        both = f"{_numbered(0, taken)},{_numbered(30 - taken, 30)}" if taken else sentence
        assert _link(f"{sentence}\n\n{elsewhere} else.", sentence) == both


@pytest.mark.parametrize(("alike", "told"), [(23, True), (24, False)])
def test_no_more_than_24_words_beside_a_sentence_are_looked_at(alike: int, told: bool) -> None:
    same = _numbered(0, alike)
    before = _link(f"P {same} Go!\n\nQ {same} Go!", "Go!", 1)
    assert before == (f"Q {same}-,Go!" if told else "Go!")
    after = _link(f"Go! {same} P\n\nGo! {same} Q", "Go!", 0)
    assert after == (f"Go!,-{same} P" if told else f"{same} P-,Go!" if alike < 23 else "Go!")


@pytest.mark.parametrize(("letters", "told"), [(394, True), (395, False), (500, False)])
def test_of_the_400_characters_beside_a_sentence_no_half_word_is_taken(letters: int, told: bool) -> None:
    same = "x" * letters
    before = _link(f"P PP {same} Go!\n\nQ QQ {same} Go!", "Go!", 1)
    assert before == (f"QQ {same}-,Go!" if told else "Go!")
    after = _link(f"Go! {same} PP P\n\nGo! {same} QQ Q", "Go!", 0)
    assert after == (f"Go!,-{same} PP" if told else "Go!")


def test_all_of_fewer_than_400_characters_is_looked_at() -> None:
    same = "x" * 394
    assert _link(f"P {same} Go!\n\nQ {same} Go!", "Go!", 0) == f"P {same}-,Go!"
