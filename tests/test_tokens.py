"""What must hold for the tokens of any text."""

from __future__ import annotations

import re
import sys
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from retrieval import tokens
from retrieval.tokens import split, terms, tokenize

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
