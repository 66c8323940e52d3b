"""The index kept beside a library: true at the next question, whatever happened to either of them."""

from __future__ import annotations

import json
import logging
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zlib import crc32

import pytest

from retrieval import Article, PassageIndex, answer
from retrieval.archive import Archive, making
from retrieval.archive.files import FORMAT
from retrieval.archive.generations import locked
from retrieval.catalogue.entering import identity
from retrieval.catalogue.index import ArchiveIndex
from retrieval.catalogue.upkeep import IN_MEMORY, TAKEN_IN, Keeper, bring_up, is_due
from retrieval.index import Index
from retrieval.library import Library
from tests.archive_data import needs_numba
from tests.catalogue_data import TODAY, make_news
from tests.front_ends import ROOT

MANY = IN_MEMORY + 30


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "library.sqlite") as library:
        yield library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def fill(library: Library, first: int, last: int) -> list[Article]:
    articles = [make_news(random.Random(number), f"n{number}") for number in range(first, last)]
    library.add_many(articles, added_by="ann")
    return articles


def assert_true(index: Index, library: Library) -> None:
    """That an index answers as one does that is made of the library's articles as they are now."""
    memory = PassageIndex(library.articles())
    assert set(index.ids()) == set(memory.ids())
    chance, sentences = random.Random(3), [article.text.split(".")[0] for article in memory.articles]
    for sentence in chance.sample(sentences, min(8, len(sentences))):
        first, second = (answer(sentence, one, 9, now=TODAY) for one in (index, memory))
        assert first.verdict == second.verdict
        # Equal scores come in the order of coming, which differs once an article was replaced.
        scores = sorted(citation.score for citation in second.citations)
        assert sorted(citation.score for citation in first.citations) == pytest.approx(scores)


def test_a_small_library_has_no_index_on_disk(library: Library, folder: Path) -> None:
    fill(library, 0, IN_MEMORY)
    keeper = Keeper(library, folder)
    assert isinstance(keeper.index(), PassageIndex)
    assert keeper.index() is keeper.index()
    keeper.settle()
    assert not folder.exists()


def test_a_large_one_is_built_once_and_opened_afterwards(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(library, 0, MANY)
    told: list[tuple[int, int]] = []
    keeper = Keeper(library, folder, progress=lambda done, of: told.append((done, of)))
    index = keeper.index()
    assert isinstance(index, ArchiveIndex)
    assert_true(index, library)
    assert keeper.index() is index
    monkeypatch.setattr("retrieval.catalogue.upkeep.subprocess", None)  # no process is needed any more
    assert_true(Keeper(library, folder).index(), library)


def test_what_comes_changes_and_goes_is_in_the_next_answer_and_in_another_programs(
    library: Library, folder: Path
) -> None:
    fill(library, 0, MANY)
    keeper, other = Keeper(library, folder), Keeper(library, folder)
    for step in range(5):
        fill(library, 1000 + 3 * step, 1003 + 3 * step)
        library.remove(f"n{step}")
        version = make_news(random.Random(70 + step), "")
        url = "https://example.org/the-same-address"  # each version takes the place of the one before it
        library.add(Article(id=f"v{step}", text=version.text, url=url), added_by="ann")
        assert_true(keeper.index(), library)
        assert_true(other.index(), library)
    assert_true(Keeper(library, folder).index(), library)


def test_an_article_that_only_changed_its_title_and_day_is_found_by_them(
    library: Library, folder: Path
) -> None:
    first = fill(library, 0, MANY)[0]
    keeper = Keeper(library, folder)
    keeper.index()
    tomorrow = TODAY + timedelta(days=1)
    library.add(Article(id=first.id, text=first.text, title="Zebras", published=tomorrow), added_by="ann")
    index = keeper.index()
    assert index.newest[0].title == "Zebras"
    assert_true(index, library)


def test_many_changes_are_taken_in_beside_the_questions(library: Library, folder: Path) -> None:
    fill(library, 0, MANY)
    keeper = Keeper(library, folder, background=True)
    before = keeper.index()
    fill(library, 2000, 2001 + 2 * TAKEN_IN)
    library.remove("n5")
    while_working = keeper.index()
    assert "n5" not in {article.id for article in while_working.articles}
    held, end = {article.id for article in library.articles()}, time.monotonic() + 120
    while set(keeper.index().ids()) != held and time.monotonic() < end:
        time.sleep(0.05)
    assert_true(keeper.index(), library)
    assert len(before.articles) >= MANY - 1


def test_what_went_is_quoted_no_more_while_many_changes_wait(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = fill(library, 0, MANY)[5]
    keeper = Keeper(library, folder, background=True)
    question = gone.text.split(".")[0]
    assert gone in {citation.article for citation in answer(question, keeper.index(), 9).citations}
    monkeypatch.setattr(keeper, "_begin", lambda: None)
    fill(library, 2000, 2001 + 2 * TAKEN_IN)
    library.remove(gone.id)
    assert gone not in {citation.article for citation in answer(question, keeper.index(), 9).citations}


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("words/times.py", "/ 86_400", "/ 86_401"),
        ("sentences.py", "[:2].lower()", "[:3].lower()"),
        ("sentences.py", 'DEFAULT_LANGUAGE = "en"', 'DEFAULT_LANGUAGE = "es"'),
        ("sentences.py", '{" ", "", "-"', '{" ", ""'),
        ("index.py", 'terms(article.title or ""', 'terms(article.title or "-"'),
    ],
)
def test_a_change_of_what_shapes_an_entry_is_another_analysis(
    tmp_path: Path, file: str, before: str, after: str
) -> None:
    package = tmp_path / "retrieval"
    shutil.copytree(ROOT / "retrieval", package, ignore=shutil.ignore_patterns("__pycache__"))
    source = (package / file).read_text(encoding="utf-8")
    assert source.count(before) == 1
    (package / file).write_text(source.replace(before, after), encoding="utf-8")
    program = "from retrieval.catalogue.entering import identity; print(identity().analysis)"
    told = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, check=True, capture_output=True, text=True
    ).stdout.strip()
    assert len(told) == len(identity().analysis)
    assert told != identity().analysis


_DAMAGES = ["flip", "wording", "cut", "pointer", "manifest", "log", "gone", "another analysis", "format"]


@pytest.mark.parametrize("damage", _DAMAGES)
def test_a_damaged_index_is_said_in_the_log_and_built_anew(
    library: Library, folder: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    fill(library, 0, MANY)
    Keeper(library, folder).index()
    generation = next(folder.glob("generation-*"))
    if damage == "flip":
        _flip(generation / "row_bounds.bin")
    elif damage == "wording":
        _flip(generation / "wordings.bin")
    elif damage == "format":
        _as_earlier_format(generation / "manifest.json")
    elif damage == "cut":
        os.truncate(generation / "times.bin", 10)
    elif damage == "another analysis":
        manifest = generation / "manifest.json"
        manifest.write_text(manifest.read_text().replace(identity().analysis, "0123456789abcdef"))
    elif damage == "gone":
        (generation / "lengths.bin").unlink()
    else:
        files = {"pointer": folder / "current", "manifest": generation / "manifest.json"}
        _flip(files.get(damage, generation / "log"))
    with caplog.at_level(logging.WARNING):
        assert_true(Keeper(library, folder).index(), library)
    assert "Build the index anew" in caplog.text
    caplog.clear()
    assert_true(Keeper(library, folder).index(), library)
    assert not caplog.text


def _as_earlier_format(manifest: Path) -> None:
    """As an earlier version of the program would have written it."""
    written = json.loads(manifest.read_text().partition("\n")[2])
    body = json.dumps({**written, "format": FORMAT - 1}, sort_keys=True)
    manifest.write_text(f"{crc32(body.encode()):08x}\n{body}\n")


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(data)


def test_a_library_put_back_from_a_backup_gets_an_index_of_its_own(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "library.sqlite"
    with Library(path) as library:
        fill(library, 0, MANY)
    backup = path.read_bytes()
    with Library(path) as library:
        fill(library, 500, 503)
        Keeper(library, folder).index()
    path.write_bytes(backup)
    with Library(path) as library:
        fill(library, 600, 603)
        assert_true(Keeper(library, folder).index(), library)


_BUILD = """
import sys
import retrieval.archive.assembling as assembling, retrieval.catalogue.upkeep as upkeep
assembling.COMPILED_FROM = int(sys.argv.pop())
upkeep.build.__defaults__ = (None, 400)  # chunks of 400 terms
def tell(*words, **more):
    print(*words, **more)
    if words[0] == "indexed" and words[1] > 20:
        sys.stdin.read()  # until it is killed
upkeep.print = tell
sys.exit(upkeep.main(*sys.argv[1:]))
"""


@pytest.mark.parametrize("compiled_from", [1 << 20, pytest.param(0, marks=needs_numba)])
def test_a_build_that_was_killed_goes_on_and_misses_nothing_that_changed_meanwhile(
    library: Library, folder: Path, compiled_from: int
) -> None:
    fill(library, 0, 400)
    program = [sys.executable, "-c", _BUILD, str(library.path), str(folder), str(compiled_from)]
    for _ in range(3):
        with subprocess.Popen(
            program, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if line.startswith("indexed") and int(line.split()[1]) > 20:
                    break
            process.send_signal(signal.SIGKILL)
        assert making.unfinished(folder, identity()) is not None
        library.remove(next(iter(library.articles())).id)
    fill(library, 900, 903)
    done = len(list((folder / "building").glob("chunk-*")))
    assert done > 3
    bring_up(library, folder)
    assert_true(Keeper(library, folder).index(), library)


def test_a_due_index_is_merged_beside_the_questions(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(library, 0, MANY)
    Keeper(library, folder).index()
    monkeypatch.setattr("retrieval.catalogue.upkeep.MERGED_FROM", 20)
    fill(library, 300, 310)
    bring_up(library, folder)
    merged = Archive(folder, identity())
    assert merged.changed == 0
    assert not is_due(merged)
    assert_true(Keeper(library, folder).index(), library)


def test_while_another_program_builds_the_same_index_one_waits(library: Library, folder: Path) -> None:
    fill(library, 0, MANY)
    program = [sys.executable, "-m", "retrieval.catalogue.upkeep", str(library.path), str(folder)]
    with locked(folder, "building", wait=False):
        process = subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        with pytest.raises(subprocess.TimeoutExpired):
            process.communicate(timeout=2)
    process.communicate(timeout=240)
    assert process.returncode == 0
    assert_true(Keeper(library, folder).index(), library)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder that cannot be written")
def test_where_no_index_can_be_kept_questions_are_answered_from_memory(
    library: Library, tmp_path: Path
) -> None:
    fill(library, 0, MANY)
    locked_folder = tmp_path / "locked"
    locked_folder.mkdir(mode=0o500)
    assert_true(Keeper(library, locked_folder / "index").index(), library)


def test_where_a_file_stands_in_the_indexs_place_questions_are_answered_from_memory(
    library: Library, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fill(library, 0, MANY)
    folder.write_text("a file")
    index = Keeper(library, folder).index()
    assert isinstance(index, PassageIndex)
    assert_true(index, library)
    assert caplog.text


def test_an_index_that_another_program_is_just_beginning_is_no_damage(
    library: Library, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fill(library, 0, MANY)
    folder.mkdir(exist_ok=True)
    (folder / "building").mkdir()
    with caplog.at_level(logging.WARNING):
        assert_true(Keeper(library, folder).index(), library)
    assert not caplog.text


def test_how_far_an_index_is_with_what_changed_is_told(library: Library, folder: Path) -> None:
    fill(library, 0, 40)
    bring_up(library, folder)
    fill(library, 40, 45)
    told: list[tuple[int, int]] = []
    bring_up(library, folder, lambda done, of: told.append((done, of)))
    assert told == [(5, 5)]
