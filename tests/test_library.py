"""The library: what is added is there, what is replaced can still be cited, nothing is lost on the way."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.errors import RetrievalError
from retrieval.library import Added, Library, Status, UnknownArticleError
from retrieval.models import Article
from tests.library_data import make_article

OWLS = Article(id="a1", text="Owls hoot.\n\nAt night.", title="Owls", url="https://ex.org/owls")
OWLS_LATER = Article(
    id="a2", text="Owls hoot by day.", title="Owls", url="http://www.ex.org/owls/?utm_source=x"
)


def test_what_was_added_is_there_after_a_restart(tmp_path: Path) -> None:
    with Library(tmp_path / "library.db") as library:
        assert library.add(OWLS, added_by="ann") == Added(OWLS, Status.NEW)
    with Library(tmp_path / "library.db") as library:
        assert list(library.articles()) == [OWLS]
        assert library.get("a1") == OWLS
        assert library.count == 1


def test_the_same_article_again_changes_nothing(tmp_path: Path) -> None:
    with Library(tmp_path / "library.db") as library:
        library.add(OWLS, added_by="ann")
        before = library.generation
        assert library.add(OWLS, added_by="bob").status is Status.UNCHANGED
        assert library.generation == before
        assert [entry.added_by for entry in library.entries()] == ["ann"]


def test_a_later_version_replaces_and_the_earlier_one_can_still_be_cited(tmp_path: Path) -> None:
    with Library(tmp_path / "library.db") as library:
        library.add(OWLS, added_by="ann")
        assert library.add(OWLS_LATER, added_by="bob").status is Status.REPLACED
        assert list(library.articles()) == [OWLS_LATER]
        assert library.get("a1") == OWLS
        assert library.count == 1


def test_the_same_words_in_other_white_space_replace(tmp_path: Path) -> None:
    with Library(tmp_path / "library.db") as library:
        library.add(OWLS, added_by="ann")
        same = Article(id="b1", text="Owls  hoot. At night.\n", url="https://other.org/copy")
        assert library.add(same, added_by="ann").status is Status.REPLACED
        assert list(library.articles()) == [same]


def test_an_earlier_version_that_comes_again_is_current_again(tmp_path: Path) -> None:
    with Library(tmp_path / "library.db") as library:
        for article in (OWLS, OWLS_LATER, OWLS):
            library.add(article, added_by="ann")
        assert list(library.articles()) == [OWLS]
        assert library.get("a2") == OWLS_LATER


def test_two_entries_with_the_outlets_home_page_for_address_are_two_articles(tmp_path: Path) -> None:
    with Library(tmp_path / "library.db") as library:
        for id in ("1", "2"):
            library.add(Article(id=id, text=f"Text {id}.", url="https://ex.org/"), added_by="ann")
        assert library.count == 2


def test_removing_an_article_takes_its_earlier_versions_too(tmp_path: Path) -> None:
    with Library(tmp_path / "library.db") as library:
        library.add(OWLS, added_by="ann")
        library.add(OWLS_LATER, added_by="ann")
        assert library.remove("a1") == OWLS_LATER
        assert library.count == 0
        for gone in ("a1", "a2"):
            assert library.find(gone) is None
            with pytest.raises(UnknownArticleError):
                library.get(gone)


def test_an_article_is_found_by_the_beginning_of_its_id_where_that_is_clear(tmp_path: Path) -> None:
    with Library(tmp_path / "library.db") as library:
        library.add(OWLS, added_by="ann")
        assert library.get("a") == OWLS
        library.add(OWLS_LATER, added_by="ann")
        assert library.get("a") == OWLS_LATER, "of versions the current one is meant"
        library.add(Article(id="a3", text="Penguins swim."), added_by="ann")
        with pytest.raises(RetrievalError, match="2 articles begin with this id"):
            library.get("a")


@pytest.mark.parametrize("id", ["", "zz", "%", "\udcff", "a1\0", "' OR 1=1 --"])
def test_an_id_that_nothing_has_is_unknown(tmp_path: Path, id: str) -> None:
    with Library(tmp_path / "library.db") as library:
        library.add(OWLS, added_by="ann")
        assert library.find(id) is None
        with pytest.raises(UnknownArticleError):
            library.get(id)
        with pytest.raises(UnknownArticleError):
            library.remove(id)


def test_another_text_under_a_known_id_is_refused(tmp_path: Path) -> None:
    with Library(tmp_path / "library.db") as library:
        library.add(OWLS, added_by="ann")
        with pytest.raises(RetrievalError, match="another text has this id"):
            library.add(Article(id="a1", text="Penguins swim."), added_by="ann")
        assert library.get("a1") == OWLS


def test_an_article_without_a_word_is_refused(tmp_path: Path) -> None:
    with Library(tmp_path / "library.db") as library, pytest.raises(RetrievalError, match="no text"):
        library.add(Article(id="a1", text=" \n"), added_by="ann")


def test_the_generation_moves_with_every_change_and_never_back(tmp_path: Path) -> None:
    with Library(tmp_path / "library.db") as library:
        seen = [library.generation]
        library.add(OWLS, added_by="ann")
        seen.append(library.generation)
        library.add(OWLS_LATER, added_by="ann")
        seen.append(library.generation)
        library.remove("a2")
        seen.append(library.generation)
    assert seen == sorted(set(seen))


def test_a_change_by_another_program_is_seen(tmp_path: Path) -> None:
    with Library(tmp_path / "library.db") as one, Library(tmp_path / "library.db") as other:
        before = one.generation
        other.add(OWLS, added_by="ann")
        assert one.generation != before
        assert list(one.articles()) == [OWLS]


def test_the_list_names_who_added_what_when_and_from_where(tmp_path: Path) -> None:
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    with Library(tmp_path / "library.db", clock=lambda: noon) as library:
        library.add(OWLS, added_by="ann", origin="/home/ann/owls.html")
        library.add(make_article(1), added_by="bob")
        (entry,) = library.entries(limit=1)
        assert (entry.id, entry.title, entry.passages) == ("a1", "Owls", 2)
        assert (entry.added_by, entry.added_at, entry.origin) == ("ann", noon, "/home/ann/owls.html")
        assert [entry.added_by for entry in library.entries(start=1)] == ["bob"]
        assert [entry.added_by for entry in library.entries()] == ["ann", "bob"]
        assert (entry.outlet, entry.published) == (OWLS.outlet, OWLS.published)
        assert [library.has_more_than(count) for count in (1, 2)] == [True, False]


def test_the_newest_article_is_found_across_time_zones_and_plain_days(tmp_path: Path) -> None:
    times = [
        date(2026, 11, 22),
        datetime.fromisoformat("2026-11-22T09:40:00+02:00"),
        datetime.fromisoformat("2026-11-22T08:00:00+00:00"),
    ]
    with Library(tmp_path / "library.db") as library:
        assert library.newest is None
        for number, published in enumerate(times):
            library.add(Article(id=f"{number}", text=f"Text {number}.", published=published), added_by="ann")
        assert library.newest == times[2]


def test_many_are_acknowledged_lot_by_lot(tmp_path: Path) -> None:
    lots: list[int] = []
    with Library(tmp_path / "library.db") as library, Library(tmp_path / "library.db") as reader:

        def on_disk(added: tuple[Added, ...]) -> None:
            lots.append(len(added))
            assert reader.count == sum(lots)

        counts = library.add_many(map(make_article, range(120)), added_by="ann", progress=on_disk)
    assert counts == {Status.NEW: 120, Status.REPLACED: 0, Status.UNCHANGED: 0}
    assert lots == [50, 50, 20]


def test_threads_may_add_and_read_at_the_same_time(tmp_path: Path) -> None:
    with Library(tmp_path / "library.db") as library:
        failed: list[Exception] = []

        def work(first: int) -> None:
            try:
                for number in range(first, first + 20):
                    library.add(make_article(number), added_by="ann")
                    assert library.get(make_article(number).id) in list(library.articles())
            except Exception as error:
                failed.append(error)

        threads = [threading.Thread(target=work, args=(first,)) for first in range(0, 80, 20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failed
        assert library.count == 80


def test_importing_the_library_loads_no_reader_and_no_ranker() -> None:
    # The package without its __init__, which may import what it likes.
    program = (
        "import sys, types, pathlib; package = types.ModuleType('retrieval');"
        "package.__path__ = [str(pathlib.Path('retrieval').resolve())]; sys.modules['retrieval'] = package;"
        "import retrieval.library;"
        "heavy = {'numpy', 'lxml', 'trafilatura', 'sentencex', 'Stemmer', 'retrieval.articles'};"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
        check=True,
    )
    assert done.stdout.strip() == "[]"


_ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)  # lone surrogates too
_ZONES = st.integers(-86399, 86399).map(lambda seconds: timezone(timedelta(seconds=seconds)))


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Any article that can be."""
    text = draw(_ANY_TEXT.filter(str.strip))
    url = draw(st.none() | _ANY_TEXT | st.sampled_from(["https://a.org/1", "https://a.org/2"]))
    return Article(
        id=hashlib.sha256(f"{url}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:12],
        text=text,
        title=draw(st.none() | _ANY_TEXT),
        outlet=draw(st.none() | _ANY_TEXT),
        authors=tuple(draw(st.lists(_ANY_TEXT, max_size=3))),
        published=draw(st.none() | st.dates() | st.datetimes(timezones=st.none() | _ZONES)),
        place=draw(st.none() | _ANY_TEXT),
        url=url,
        language=draw(st.none() | st.sampled_from(["en", "es"])),
        tags=tuple(draw(st.lists(_ANY_TEXT, max_size=3))),
    )


_ADDED = st.lists(st.tuples(articles(), st.sampled_from(["ann", "b\udcff", ""])), max_size=8)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(_ADDED)
def test_whatever_is_added_comes_back_exactly(added: list[tuple[Article, str]]) -> None:
    with TemporaryDirectory() as folder, Library(Path(folder) / "library.db") as library:
        for article, added_by in added:
            library.add(article, added_by=added_by)
            assert article in list(library.articles())
        for article, _ in added:
            found = library.get(article.id)
            assert (found.text, found.url) == (article.text, article.url)
        ids = [article.id for article in library.articles()]
        assert len(ids) == len(set(ids)) == library.count


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(_ADDED)
def test_an_export_and_its_import_lose_nothing(added: list[tuple[Article, str]]) -> None:
    with (
        TemporaryDirectory() as folder,
        Library(Path(folder) / "one.db") as one,
        Library(Path(folder) / "other.db") as other,
    ):
        for article, added_by in added:
            one.add(article, added_by=added_by, origin=f"/news/{added_by}")
        one.export_articles(Path(folder) / "first.jsonl")
        other.import_articles(Path(folder) / "first.jsonl")
        other.export_articles(Path(folder) / "second.jsonl")
        assert list(other.articles()) == list(one.articles())
        assert other.entries() == one.entries()
        assert all(other.get(article.id) == one.get(article.id) for article, _ in added)
        assert (Path(folder) / "second.jsonl").read_bytes() == (Path(folder) / "first.jsonl").read_bytes()
        before = one.generation
        one.import_articles(Path(folder) / "first.jsonl")
        assert one.generation == before, "what is there already is not imported again"


def test_a_cut_or_changed_export_is_refused_whole(tmp_path: Path) -> None:
    with Library(tmp_path / "one.db") as one, Library(tmp_path / "other.db") as other:
        one.add_many(map(make_article, range(3)), added_by="ann")
        one.export_articles(tmp_path / "all.jsonl")
        whole = (tmp_path / "all.jsonl").read_bytes()
        headless = whole.split(b"\n", 1)[1]
        for damaged in (whole[:-200], whole.replace(b"owls", b"cats", 1), b"", b"[]\n", headless):
            (tmp_path / "bad.jsonl").write_bytes(damaged)
            with pytest.raises(RetrievalError, match="Make the export again"):
                other.import_articles(tmp_path / "bad.jsonl")
        assert other.count == 0
        with pytest.raises(RetrievalError, match="cannot be read"):
            other.import_articles(tmp_path / "missing.jsonl")
        with pytest.raises(RetrievalError, match="cannot be written"):
            one.export_articles(tmp_path / "no" / "folder.jsonl")
