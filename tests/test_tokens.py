"""What must hold for the tokens of any text."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import tokens
from retrieval.tokens import is_stop_word, split, terms, tokenize

WORDS = st.text("abcé0", min_size=1, max_size=6)
UNSPACED = st.text("東京都ひらカナ한국\U00020001", min_size=1, max_size=5)
ANY = st.text(st.one_of(st.sampled_from("aÉé.'’,12東ひＡ한\u0301_-% $"), st.characters()))


@given(ANY)
def test_tokens_stand_in_order_and_hold_at_least_a_letter_a_digit_or_a_sign(text: str) -> None:
    whole = tokenize(text)
    assert all(0 <= token.span.start < token.span.end <= len(text) and token.term for token in whole)
    assert [token.span.start for token in whole] == sorted(token.span.start for token in whole)
    assert all(any(sign.isalnum() or sign in "%$€£¥" or ord(sign) > 0x2FF for sign in token.span.of(text))
               for token in whole)  # fmt: skip


@given(ANY)
def test_split_gives_the_terms_as_they_are_written_and_what_stands_between(text: str) -> None:
    found, written, gaps = split(text, "en")
    whole = tokenize(text)
    assert found == [token.term for token in whole]
    assert written == [token.span.of(text) for token in whole]
    before = 0
    for token, gap in zip(whole, gaps, strict=True):
        assert gap == (text[before : token.span.start] if token.span.start >= before else None)
        before = token.span.end


@given(ANY)
def test_the_shortcut_for_plain_words_changes_nothing(text: str) -> None:
    longer = re.compile(tokens._TOKEN.pattern.replace(tokens._SHORTCUT, ""))
    assert longer.pattern != tokens._TOKEN.pattern
    assert longer.split(text) == tokens._TOKEN.split(text)


@given(ANY)
def test_no_term_is_empty_or_holds_a_space_or_a_line_break(text: str) -> None:
    assert all(term.split() == [term] for term in terms(text))


def test_what_is_folded_to_words_with_spaces_is_one_term() -> None:
    signs = [sign for sign in map(chr, range(sys.maxunicode)) if " " in unicodedata.normalize("NFKD", sign)]
    found = [term for sign in signs for term in terms(f"a{sign}b")]
    assert len(signs) > 50
    assert not [term for term in found if " " in term]
    assert terms("\ufdfa") == ["صلىاللهعليهوسلم"]


@given(WORDS, UNSPACED, WORDS)
def test_a_run_written_without_spaces_is_cut_off_as_if_by_spaces(before: str, run: str, after: str) -> None:
    assert terms(f"{before}{run}{after}") == [*terms(before), *terms(run), *terms(after)]


@given(UNSPACED)
def test_a_run_written_without_spaces_gives_each_pair_of_neighbours(run: str) -> None:
    assert terms(run) == [run[at : at + 2] for at in range(max(1, len(run) - 1))]


ONE_WORD = {
    "ar": "كتاب الكتاب", "hy": "քաղաք քաղաքներ", "eu": "etxeak etxe", "ca": "gat gats", "da": "hus huset",
    "nl": "boek boeken", "en": "river rivers", "fi": "talo talossa", "fr": "grand grands",
    "de": "haus hauses", "el": "δρομος δρομου", "hi": "लड़का लड़के", "hu": "ház házak", "id": "makan makanan",
    "ga": "bád mbád", "it": "libro libri", "lt": "namas namai",
    "ne": "घर घरको", "no": "hus huset", "nb": "hus huset",
    "pt": "menino meninos", "ro": "casă case", "ru": "книга книги", "sr": "knjiga knjige",
    "es": "libro libros", "sv": "bok boken", "ta": "மரம் மரத்தை", "tr": "ev evler", "yi": "קינד קינדער",
}  # fmt: skip


def test_the_forms_of_a_word_are_one_term_in_its_language_and_in_its_regions() -> None:
    for language, forms in ONE_WORD.items():
        assert len(set(terms(forms, language))) == 1, language
        assert len(set(terms(forms, f"{language}-XX"))) == 1, language
        assert len(set(terms(forms, "xx"))) == 2, language


TERMS: list[tuple[str, list[str]]] = [
    ("zero one two three twelve", ["zero", "one", "2", "3", "12"]),
    ("four five six seven eight nine ten eleven", ["4", "5", "6", "7", "8", "9", "10", "11"]),
    ("US us USA usa U.S. U.S.A", ["u.s", "us", "u.s", "usa", "u.s", "u.s.a"]),
    ("U.S.A. a.m. J. Doe", ["u.s.a", "a.m", "j", "doe"]),
    ("1,000 1,000,000.5 1,00 5.50 3.", ["1000", "1000000.5", "1", "00", "5.50", "3"]),
    ("5% $4 €3 £2 ¥1", ["5", "percent", "dollar", "4", "euro", "3", "pound", "2", "yen", "1"]),
    ("Ann’s Ann's Anns' dogs’", ["ann", "ann", "ann", "dog"]),
    ("ANN'S QALAʼS ʼs", ["ann", "qala", "ʼs"]),
    ("Łódź Đoković Øre Işık Íslandsbréð", ["lodz", "dokovic", "ore", "isik", "islandsbred"]),
    ("a\u3040b", ["a", "\u3040", "b"]),
    ("rock ’n’ O’Neil l'eau", ["rock", "n", "o'neil", "l'eau"]),
    ("snake_case a-b", ["snake", "case", "a", "b"]),
    ("e\u0301te\u0301 été", ["ete", "ete"]),
    ("東 東京x都", ["東", "東京", "x", "都"]),
]


def test_text_becomes_terms() -> None:
    assert [(text, terms(text)) for text, _ in TERMS] == TERMS


def test_a_token_stands_where_its_word_does_and_moves_on_by_the_start() -> None:
    text = "東京x都, 1,000 Ann’s"
    assert [token.span.of(text) for token in tokenize(text)] == ["東京", "x", "都", "1,000", "Ann’s"]
    assert [token.span.of(f"1234567{text}") for token in tokenize(text, start=7)] == [
        token.span.of(text) for token in tokenize(text)
    ]


@pytest.mark.parametrize(
    ("word", "is_one"), [("the", True), ("QUÉ", True), ("us", False), ("said", False), ("owl", False)]
)
def test_stop_words_are_known_in_any_case_and_with_their_accents(word: str, is_one: bool) -> None:
    assert is_stop_word(word) is is_one
