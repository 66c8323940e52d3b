"""Articles as JSON: every field goes out under its own name and comes back as it was."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from retrieval import article_fields, article_from_json, article_to_json
from retrieval.models import Article

FULL = Article(
    id="1",
    text="Owls hoot – at night.",
    title="Owls",
    outlet="The Paper",
    authors=("Ann Lee", "Bo Ek"),
    published=date(2026, 11, 22),
    place="Oslo",
    url="https://example.org/owls",
    language="en",
    tags=("owls", "night"),
)


def test_every_field_has_its_own_name_and_a_plain_value() -> None:
    fields = {**{name: getattr(FULL, name) for name in Article.__slots__}, "published": "2026-11-22"}
    assert article_fields(FULL) == {**fields, "authors": ["Ann Lee", "Bo Ek"], "tags": ["owls", "night"]}


@pytest.mark.parametrize("article", [FULL, Article(id="2", text="")], ids=lambda article: article.id)
def test_an_article_comes_back_as_it_went_out(article: Article) -> None:
    line = article_to_json(article)
    assert article_from_json(line) == article_from_json(bytearray(line, "utf-8")) == article
    assert article_from_json(line.encode()) == article


def test_a_line_is_read_by_people_too() -> None:
    assert "Owls hoot – at night." in article_to_json(FULL)


@pytest.mark.parametrize(
    ("published", "written"),
    [
        (None, None),
        (date(2026, 11, 22), "2026-11-22"),
        (datetime(2026, 11, 22, 9, 40, tzinfo=UTC), "2026-11-22T09:40:00Z"),
        (datetime(2026, 11, 22, 9, 40, tzinfo=timezone(timedelta(hours=1))), "2026-11-22T09:40:00+01:00"),
    ],
)
def test_a_day_stays_a_day_and_a_moment_keeps_its_zone(
    published: date | datetime | None, written: str | None
) -> None:
    article = Article(id="1", text="", published=published)
    assert article_fields(article)["published"] == written
    back = article_from_json(article_to_json(article)).published
    assert (back, type(back)) == (published, type(published))


@pytest.mark.parametrize("line", ["", "5", "{", json.dumps({"id": "1"}), '{"id": 1, "text": "Owls."}'])
def test_what_is_no_article_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="Article"):
        article_from_json(line)
