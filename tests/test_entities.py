"""Styled text to Telegram entities and back: offsets count UTF-16, whatever the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram_app.entities import MOST_ENTITIES, to_entities
from bot.words.styled import Draft, Kind, Style, StyledText
from tests.botapi.text import utf16_slice

letters = st.characters(exclude_categories=["Cs"])
pieces = st.lists(
    st.tuples(st.text(letters, min_size=1, max_size=20), st.sampled_from([None, *Kind])), max_size=20
)


@given(pieces)
def test_every_entity_covers_the_very_characters_of_its_style(
    drawn: list[tuple[str, Kind | None]],
) -> None:
    draft = Draft()
    for text, kind in drawn:
        target = {Kind.LINK: "https://news.example/a", Kind.DATE: "1790000000"}.get(kind, "") if kind else ""
        draft.add(text, kind, target)
    styled = draft.done()
    covered = [utf16_slice(styled.text, entity.offset, entity.length) for entity in to_entities(styled)]
    shown = [style for style in styled.styles if style.kind is not Kind.ASIDE]
    assert covered == [styled.text[style.start : style.end] for style in shown]


def test_matched_words_give_way_when_there_are_too_many_entities() -> None:
    styles = [Style(Kind.QUOTATION, 0, 400), Style(Kind.STRONG, 0, 100)]
    styles += [Style(Kind.MATCH, 2 * n, 2 * n + 1) for n in range(200)]
    entities = to_entities(StyledText("a " * 200, tuple(styles)))
    assert len(entities) == MOST_ENTITIES
    assert {"bold", "blockquote"} <= {str(entity.type.value) for entity in entities}  # type: ignore[attr-defined]


def test_an_address_telegram_would_refuse_is_not_linked() -> None:
    for address in (
        "http://localhost/a",
        "javascript:alert(1)",
        "ftp://a.example/",
        "https://./",
        "https://[::1/",
    ):
        assert not to_entities(StyledText("here", (Style(Kind.LINK, 0, 4, address),)))
    assert to_entities(StyledText("here", (Style(Kind.LINK, 0, 4, "https://a.example/b?c#d"),)))
