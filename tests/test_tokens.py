"""What must hold for the tokens of any text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retrieval.tokens import terms, tokenize

WORDS = st.text("abcé0", min_size=1, max_size=6)
UNSPACED = st.text("東京都ひらカナ한국\U00020001", min_size=1, max_size=5)
ANY = st.text(st.one_of(st.sampled_from("aÉé.'’,12東ひＡ한\u0301_-% $"), st.characters()))


@given(ANY)
def test_tokens_stand_in_order_and_hold_at_least_a_letter_a_digit_or_a_sign(text: str) -> None:
    tokens = tokenize(text)
    assert all(0 <= token.span.start < token.span.end <= len(text) and token.term for token in tokens)
    assert [token.span.start for token in tokens] == sorted(token.span.start for token in tokens)
    assert all(any(sign.isalnum() or sign in "%$€£¥" or ord(sign) > 0x2FF for sign in token.span.of(text))
               for token in tokens)  # fmt: skip


@given(WORDS, UNSPACED, WORDS)
def test_a_run_written_without_spaces_is_cut_off_as_if_by_spaces(before: str, run: str, after: str) -> None:
    assert terms(f"{before}{run}{after}") == [*terms(before), *terms(run), *terms(after)]


@given(UNSPACED)
def test_a_run_written_without_spaces_gives_each_pair_of_neighbours(run: str) -> None:
    assert terms(run) == [run[at : at + 2] for at in range(max(1, len(run) - 1))]
