"""The README's pictures: they can be drawn again, and are what a page may carry."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from tests.botapi.screenshots import find_chromium
from tests.front_ends import ROOT
from tests.pictures import SCENES, draw

LARGEST = 200_000


def size_of(picture: Path) -> tuple[int, int]:
    """Width and height as a PNG's head tells them."""
    head = picture.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:])
    return width, height


@pytest.mark.skipif(find_chromium() is None, reason="there is no Chromium here to draw with")
def test_a_real_chromium_draws_every_scene(tmp_path: Path) -> None:
    pictures = draw(tmp_path)
    assert [picture.stem for picture in pictures] == list(SCENES)
    for picture in pictures:
        width, height = size_of(picture)
        assert width == 800
        assert 600 < height < 2_400, "the whole chat, and nothing below it"


@pytest.mark.parametrize("name", SCENES)
def test_the_pictures_of_the_readme_are_small_pngs(name: str) -> None:
    picture = ROOT / "docs" / f"{name}.png"
    assert picture.stat().st_size < LARGEST
    assert size_of(picture)[0] == 800
