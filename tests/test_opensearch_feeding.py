"""An archive on OpenSearch that a library feeds: what comes, changes and goes there does so here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval import Article, Cluster, Connection, Library, OpenSearchArchive, SharedKeeper, answer
from retrieval.errors import ArchiveUnreachableError
from tests.opensearch.cluster import free_ports

pytestmark = pytest.mark.timeout(600)

OWLS = Article(id="owls", text="Owls hoot at night.", url="https://example.org/owls")
PENGUINS = Article(id="penguins", text="Penguins swim in cold water.")
BATS = Article(id="bats", text="Bats sleep upside down.")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library.sqlite") as opened:
        yield opened


def ids(keeper: SharedKeeper) -> set[str]:
    return set(keeper.index().ids())


def test_the_next_question_sees_what_came_changed_and_went(
    archive: OpenSearchArchive, library: Library, tmp_path: Path
) -> None:
    keeper = SharedKeeper(archive, library, tmp_path / "fed")
    assert ids(keeper) == set()
    library.add(OWLS, added_by="Ana")
    library.add(PENGUINS, added_by="Ana")
    assert answer("When do owls hoot?", keeper.index()).citations[0].article == OWLS
    later = Article(id="owls2", text="Owls hoot at dawn.", url=OWLS.url)
    library.add(later, added_by="Ana")
    assert answer("When do owls hoot?", keeper.index()).citations[0].article == later
    library.remove("penguins")
    assert ids(keeper) == {"owls2"}


def test_what_changed_while_nobody_fed_is_fed_by_the_next_process(
    archive: OpenSearchArchive, library: Library, tmp_path: Path
) -> None:
    for article in (OWLS, PENGUINS):
        library.add(article, added_by="Ana")
    SharedKeeper(archive, library, tmp_path / "fed").settle()
    library.remove("owls")
    library.add(BATS, added_by="Ana")
    assert ids(SharedKeeper(archive, library, tmp_path / "fed")) == {"penguins", "bats"}


@pytest.mark.parametrize("found", [None, b"{", b'{"feeder": "x", "archive": "y", "mark": "z"}', b"[]"])
def test_where_it_is_not_known_what_was_fed_all_is_compared(
    archive: OpenSearchArchive, library: Library, tmp_path: Path, found: bytes | None
) -> None:
    archive.add([PENGUINS], "another library")
    library.add(OWLS, added_by="Ana")
    file = tmp_path / "fed"
    if found is not None:
        file.write_bytes(found)
    assert ids(SharedKeeper(archive, library, file)) == {"owls", "penguins"}


def test_an_archive_that_was_lost_is_fed_again(
    archive: OpenSearchArchive, library: Library, tmp_path: Path
) -> None:
    library.add(OWLS, added_by="Ana")
    SharedKeeper(archive, library, tmp_path / "fed").settle()
    archive.drop()
    assert ids(SharedKeeper(archive, library, tmp_path / "fed")) == {"owls"}


def test_a_feed_that_was_broken_off_is_brought_to_its_end_and_forgets_nothing_that_went(
    archive: OpenSearchArchive, library: Library, tmp_path: Path
) -> None:
    for article in (OWLS, PENGUINS):
        library.add(article, added_by="Ana")

    def break_off(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        SharedKeeper(archive, library, tmp_path / "fed", break_off).settle()
    archive.add([OWLS], SharedKeeper(archive, library, tmp_path / "fed").feeder)  # as far as it got
    library.remove("owls")
    assert ids(SharedKeeper(archive, library, tmp_path / "fed")) == {"penguins"}


def test_two_libraries_feed_one_archive_and_a_bot_without_one_asks_it(
    archive: OpenSearchArchive, library: Library, tmp_path: Path
) -> None:
    library.add(OWLS, added_by="Ana")
    SharedKeeper(archive, library, tmp_path / "fed").settle()
    with Library(tmp_path / "other.sqlite") as other:
        other.add(PENGUINS, added_by="Ivo")
        SharedKeeper(archive, other, tmp_path / "other-fed").settle()
        assert ids(SharedKeeper(archive, None, tmp_path / "none")) == {"owls", "penguins"}
        other.remove("penguins")
        SharedKeeper(archive, other, tmp_path / "other-fed").settle()
    assert ids(SharedKeeper(archive, None, tmp_path / "none")) == {"owls"}


def test_what_is_added_while_the_cluster_is_away_is_fed_when_it_is_back(
    archive: OpenSearchArchive, library: Library, tmp_path: Path
) -> None:
    [port] = free_ports(1)
    away = OpenSearchArchive(Cluster(Connection((f"http://127.0.0.1:{port}",)), pauses=()), archive.name)
    library.add(OWLS, added_by="Ana")
    with pytest.raises(ArchiveUnreachableError):
        SharedKeeper(away, library, tmp_path / "fed").index()
    away.close()
    assert ids(SharedKeeper(archive, library, tmp_path / "fed")) == {"owls"}
