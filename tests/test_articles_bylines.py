"""Bylines: who wrote a text, and what looks like a byline and is none."""

from __future__ import annotations

from retrieval.articles.bylines import parse_byline

LINES: list[tuple[str, tuple[str, ...] | None, str | None]] = [
    ("By Jane Doe", ("Jane Doe",), None),
    ("  by jane Doe", None, None),
    ("By Jane doe", None, None),
    ("BY JANE DOE", ("Jane Doe",), None),
    ("By Jane Doe, AP", ("Jane Doe",), "AP"),
    ("By Jane Doe and Bo Day", ("Jane Doe", "Bo Day"), None),
    ("By Jane Doe, and Bo Day", ("Jane Doe", "Bo Day"), None),
    *(
        (f"By Jane Doe{between}Bo Day", ("Jane Doe", "Bo Day"), None)
        for between in (" und ", " et ", " y ", " e ", " & ", "; ", " | ", " - ", " – ")
    ),
    *(
        (f"{start} Jane Doe", ("Jane Doe",), None)
        for start in ("Von", "Par", "Por", "Di", "Written by", "Story by:")
    ),
    ("By Jane Doe, The Denver Post", ("Jane Doe",), "The Denver Post"),
    ("By Jane Doe, Staff Writer", ("Jane Doe",), None),
    ("By Jane Doe, Staff Writer, The Denver Post", ("Jane Doe",), "The Denver Post"),
    ("By Jane Doe, The Denver Post, The Other Post", ("Jane Doe",), "The Denver Post"),
    ("By Jane Doe, AP, The Denver Post", ("Jane Doe",), "AP"),
    ("By Jane Doe, The New One Two Post", ("Jane Doe",), "The New One Two Post"),
    ("By Jane Doe, The New One Two Three Post", None, None),
    *(
        (f"By Jane Doe, Senior {job}", ("Jane Doe",), None)
        for job in ("Staff", "Writer", "Reporter", "CORRESPONDENT", "Editor", "Bureau")
    ),
    ("By Jane Doe, Senior Crime Reporter", ("Jane Doe",), None),
    ("By Jane Doe, Reuters, AP", ("Jane Doe",), "AP"),
    ("By Jane Doe, , AP", None, None),
    ("By Jane Doe, The Post and Bo Day", ("Jane Doe", "Bo Day"), "The Post"),
    ("By JANE McDOE and jane Doe", None, None),
    ("By JANE O’NEIL", ("Jane O’Neil",), None),
    ("By De la Cruz", ("De la Cruz",), None),
    ("By de la Cruz", None, None),
    ("By Jane TODAY", None, None),
    ("By Jane Doe, the post", None, None),
    ("By Jane Doe, Go.", None, None),
    ("By Jane Doe, Go Now!", None, None),
    ("By Jane Doe, Go Now?", None, None),
    ("By AP", None, None),
    ("By The Denver Post", None, None),
    ("By Jane", None, None),
    ("By Jane de la Cruz Doe", ("Jane de la Cruz Doe",), None),
    ("By Jane Ann de la Cruz Doe", None, None),
    ("By Jane of Doe", None, None),
    ("By J.R.R. O’Neil-Doe", ("J.R.R. O’Neil-Doe",), None),
    ("By Jane D0e", None, None),
    ("By Monday Doe", None, None),
    ("By The Doe", None, None),
    ("By Jane Reporter", None, None),
    ("By Jane Doe\nBo Day", None, None),
    ("Jane Doe", None, None),
    (f"By Jane {'D' + 'o' * 151}", ("Jane D" + "o" * 151,), None),
    (f"By Jane {'D' + 'o' * 152}", None, None),
]


def test_a_line_is_a_byline_where_all_of_it_names_people_and_outlets() -> None:
    found = [(line, *(parse_byline(line) or (None, None))) for line, *_ in LINES]
    assert found == LINES
