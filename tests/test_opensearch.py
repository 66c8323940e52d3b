"""The archive on OpenSearch, against a real cluster: what it finds, what it refuses, what it survives."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from retrieval import ArchiveUnreachableError, Article, PassageIndex, Verdict, answer
from retrieval.index import Weighing
from retrieval.opensearch import (
    AccessRefusedError,
    Cluster,
    Connection,
    IncompleteLoadError,
    IndexRefusedError,
    OpenSearchArchive,
)
from retrieval.opensearch.documents import document_id
from retrieval.opensearch.mapping import index_body
from tests.opensearch.cluster import ThreeNodes, free_ports
from tests.opensearch.gate import PASSWORD, USER, guarded, make_certificate

pytestmark = [pytest.mark.timeout(600), pytest.mark.filterwarnings("ignore::ResourceWarning")]

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
OWLS = Article(
    id="owls",
    text="Owls hoot at night.\n\nThey sleep by day.",
    title="Owls",
    published=datetime(2026, 11, 27),
)
PENGUINS = Article(id="penguins", text="Penguins swim in cold water.\n\nOwls do not swim.", title="Penguins")
QUESTIONS = ("When do owls hoot?", "What do pengiuns do?", "Who swims in water?", "What about zebras?")


def add(archive: OpenSearchArchive, *articles: Article) -> int:
    return archive.add(articles)


def many(count: int, seed: int = 1) -> list[Article]:
    """Articles of words drawn as unevenly as words are."""
    random = Random(seed)

    def sentence() -> str:
        words = [f"word{int(random.expovariate(0.01))}" for _ in range(random.randint(4, 25))]
        return f"{' '.join(words).capitalize()}."

    return [
        Article(
            id=f"a{number}",
            text="\n\n".join(
                " ".join(sentence() for _ in range(random.randint(1, 6))) for _ in range(random.randint(1, 9))
            ),
            title=sentence(),
            published=datetime(2026, 11, random.randint(1, 28), tzinfo=UTC) if number % 5 else None,
        )
        for number in range(count)
    ]


def test_answers_are_those_of_the_index_in_memory(archive: OpenSearchArchive) -> None:
    add(archive, OWLS, PENGUINS)
    there, here = archive.index(), PassageIndex([OWLS, PENGUINS])
    assert (len(there.articles), len(there.passages), there.languages) == (2, 4, ("en",))
    for question in QUESTIONS:
        found, expected = (answer(question, index, now=NOW) for index in (there, here))
        assert found.verdict == expected.verdict
        assert [(one.article, one.passage, one.answer, one.matches) for one in found.citations] == [
            (one.article, one.passage, one.answer, one.matches) for one in expected.citations
        ]
        assert [one.score for one in found.citations] == pytest.approx(
            [one.score for one in expected.citations], abs=1e-5
        )


def test_scores_are_ours_but_for_the_lengths_that_lucene_rounds(archive: OpenSearchArchive) -> None:
    articles = many(120)
    add(archive, *articles)
    there, here = archive.index(), PassageIndex(articles)
    for term in ("word0", "word3", "word40", "word200", "never"):
        assert there.idf(term) == pytest.approx(here.idf(term))
        assert there.knows(term) == here.knows(term)
    hits = there.search("word3 word40 word200", 5)
    best = here.search("word3 word40 word200", 5)
    assert [hit.score for hit in hits] == pytest.approx([hit.score for hit in best], rel=0.03)


def test_the_best_by_passage_article_and_day_together_come_first(archive: OpenSearchArchive) -> None:
    articles = many(60, seed=2)
    add(archive, *articles)
    there, here = archive.index(), PassageIndex(articles)
    weighing = Weighing(1.5, 1.5)
    wanted = ["word2", "word30", "word90"]

    def standings(index: object) -> dict[tuple[str, int], tuple[float, float, float]]:
        assert isinstance(index, PassageIndex | type(there))
        found = index.contenders(wanted, 20, weighing, NOW)
        passages = {number: index.passages[number] for number in found}
        return {
            (passages[number].article.id, passages[number].span.start): (
                one.passage,
                one.article,
                one.recent or 0,
            )
            for number, one in found.items()
        }

    expected, found = standings(here), standings(there)
    assert len(set(expected) & set(found)) >= 18  # those at the end may change places
    for key in set(expected) & set(found):
        assert found[key] == pytest.approx(expected[key], rel=0.03, abs=0.003)


def test_a_misspelled_word_finds_the_word_meant(archive: OpenSearchArchive) -> None:
    add(archive, OWLS, PENGUINS)
    there, here = archive.index(), PassageIndex([OWLS, PENGUINS])
    for word in ("pengiun", "slepe", "zebra", "wat", "penguinarium"):
        assert there.spell(word) == here.spell(word)


def test_words_longer_than_lucene_takes_are_found(archive: OpenSearchArchive) -> None:
    long = "x" * 300
    add(archive, Article(id="long", text=f"They wrote {long} on the wall."))
    assert [hit.passage.article.id for hit in archive.index().search(long)] == ["long"]
    assert archive.index().search("x" * 299) == ()


def test_what_one_bot_adds_or_removes_the_next_question_to_another_sees(
    nodes: ThreeNodes, archive: OpenSearchArchive
) -> None:
    other = OpenSearchArchive(Cluster(Connection(nodes.addresses)), archive.name)
    assert answer("When do owls hoot?", other.index()).verdict is Verdict.NOTHING
    add(archive, OWLS, PENGUINS)
    assert answer("When do owls hoot?", other.index()).citations[0].article == OWLS
    archive.remove(["owls", "no such article"])
    assert [article.id for article in other.index().articles] == ["penguins"]
    assert other.index().find("owls") is None
    other.close()


def test_lists_are_read_page_by_page_in_their_order(archive: OpenSearchArchive) -> None:
    articles = many(230, seed=3)
    add(archive, *articles)
    there, here = archive.index(), PassageIndex(articles)
    assert list(there.articles) == articles
    assert list(there.ids()) == [article.id for article in articles]
    assert there.newest[:7] == here.newest[:7]
    assert there.newest[-1] == here.newest[-1]
    assert there.articles[5:1:-2] == tuple(articles[5:1:-2])
    assert there.find("a17") == articles[17]
    assert there.newest.index(articles[3]) == here.newest.index(articles[3])
    with pytest.raises(IndexError):
        _ = there.articles[230]


def test_an_article_changed_behind_our_back_is_never_quoted(
    nodes: ThreeNodes, archive: OpenSearchArchive, caplog: pytest.LogCaptureFixture
) -> None:
    add(archive, OWLS, PENGUINS)
    path = f"{archive.name}/_doc/{document_id('owls')}"
    document = nodes.ask(path)["_source"]
    words = {"words": "owl hoot at night", "passages": [{"words": "owl hoot at night"}]}
    false = document["article"].replace("at night", "at noon")
    nodes.ask(f"{path}?refresh=true", method="PUT", body={**document, **words, "article": false})
    with caplog.at_level(logging.ERROR):
        found = answer("When do owls hoot?", archive.index())
    assert {citation.article.id for citation in found.citations} <= {"penguins"}
    assert archive.index().find("owls") is None
    assert "does not fit its checksum and is passed over: owls" in caplog.text


def test_a_cluster_that_does_not_answer_is_an_error_and_not_nothing() -> None:
    [port] = free_ports(1)
    nobody = Cluster(Connection((f"http://127.0.0.1:{port}",)), pauses=(0.01,))
    with pytest.raises(ArchiveUnreachableError, match="does not answer"):
        OpenSearchArchive(nobody).index()
    nobody.close()


def test_a_name_that_stands_for_nothing_names_the_next_step(cluster: Cluster) -> None:
    with pytest.raises(IndexRefusedError, match=r"there is no archive of this name\. Add articles"):
        OpenSearchArchive(cluster, "never-made").index()


def test_an_index_of_somebody_else_is_refused_and_left_alone(nodes: ThreeNodes, cluster: Cluster) -> None:
    nodes.ask("somebodys", method="PUT", body={"mappings": {"properties": {"title": {"type": "text"}}}})
    theirs = OpenSearchArchive(cluster, "somebodys", grace=0)
    for use in (theirs.open, theirs.index, theirs.rebuild):
        with pytest.raises(IndexRefusedError, match="Verbatim did not make"):
            use()
    assert set(cluster.indices("somebodys*")) == {"somebodys"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda body: body["mappings"]["_meta"].update(analysis="other"), "was made by another version"),
        (lambda body: body["mappings"]["_meta"].update(format=0), "was made by another version"),
        (lambda body: body["mappings"]["_meta"].update(complete=False), "was never loaded to its end"),
        (
            lambda body: body["mappings"]["properties"]["words"].update(analyzer="standard"),
            "has another mapping",
        ),
        (lambda body: body["settings"]["similarity"]["passage"].update(k1="1.2"), "weighs words otherwise"),
    ],
)
def test_an_index_that_was_made_otherwise_is_refused_until_it_is_built_anew(
    cluster: Cluster, archive: OpenSearchArchive, change: object, told: str
) -> None:
    assert callable(change)
    add(archive, OWLS)
    document = cluster.search(archive.name, {"version": True})["hits"]["hits"][0]["_source"]
    cluster.delete(list(cluster.indices(archive.name)))
    body = index_body(1, 0, complete=True, archive="made otherwise")
    change(body)
    cluster.create(f"{archive.name}-7", {**body, "aliases": {archive.name: {}}})
    again = {
        **document,
        "words": "owl",
        "passages": [{"words": "owl hoot at night"}, {"words": "they sleep"}],
    }
    assert cluster.send(archive.name, [({"index": {"_id": document_id("owls")}}, again)]) == []
    with pytest.raises(IndexRefusedError, match=f"{told}.*verbatim articles reindex"):
        archive.index()
    assert archive.rebuild(shards=1, copies=0) == 1
    assert archive.identity == "made otherwise"
    assert answer("When do owls hoot?", archive.index()).citations[0].article == OWLS
    assert set(cluster.indices(f"{archive.name}*")) == {f"{archive.name}-8"}


def test_questions_go_on_while_the_index_is_built_anew_and_nothing_written_meanwhile_is_lost(
    archive: OpenSearchArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = many(250, seed=4)
    add(archive, *articles, OWLS)
    asked, done = [0], threading.Event()

    def ask() -> None:
        while not done.is_set():
            assert answer("When do owls hoot?", archive.index()).citations[0].article == OWLS
            asked[0] += 1

    def change(copied: int, total: int) -> None:
        if copied == 100:  # a0 is copied already, a249 is not yet
            archive.remove(["a0", "a249"])
            add(archive, PENGUINS)

    asking = threading.Thread(target=ask)
    failures: list[object] = []
    monkeypatch.setattr(threading, "excepthook", failures.append)
    asking.start()
    try:
        assert archive.rebuild(change, shards=1, copies=0) == 250
        before = asked[0]
        while asked[0] < before + 2 and asking.is_alive():
            pass
    finally:
        done.set()
        asking.join()
    assert not failures
    assert asked[0] > 2
    held = set(archive.index().ids())
    assert held == {article.id for article in articles} - {"a0", "a249"} | {"owls", "penguins"}


def test_a_question_that_began_before_the_index_was_exchanged_is_answered(archive: OpenSearchArchive) -> None:
    add(archive, OWLS, PENGUINS)
    index = archive.index()
    index.expect("When do owls hoot?")
    assert archive.rebuild(shards=1, copies=0) == 2
    assert answer("When do owls hoot?", index).citations[0].article == OWLS
    assert index.find("penguins") == PENGUINS
    assert list(index.articles) == [OWLS, PENGUINS]
    archive.drop()
    with pytest.raises(IndexRefusedError, match="there is no archive of this name"):
        index.find("penguins")


def test_a_load_that_was_broken_off_is_never_asked_and_the_next_one_clears_it_away(
    cluster: Cluster, archive: OpenSearchArchive
) -> None:
    add(archive, *many(150, seed=5))

    def break_off(copied: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.rebuild(break_off, shards=1, copies=0)
    assert archive.half_loaded() == (f"{archive.name}-2",)
    another = f"{archive.name}-x-2"
    cluster.create(another, index_body(1, 0, complete=False, archive="another"))
    assert len(archive.index().articles) == 150
    assert archive.rebuild(shards=1, copies=0) == 150
    assert archive.half_loaded() == ()
    assert set(cluster.indices(f"{archive.name}-*")) == {f"{archive.name}-2", another}


def test_articles_longer_than_a_request_may_be_go_in_several(
    archive: OpenSearchArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.opensearch.cluster.LONGEST_PART", 300)
    articles = many(12, seed=7)
    assert add(archive, *articles) == 12
    assert list(archive.index().articles) == articles


def test_a_document_that_the_cluster_refuses_is_named(nodes: ThreeNodes, archive: OpenSearchArchive) -> None:
    limit = {"index.mapping.nested_objects.limit": 1}
    nodes.ask(f"{archive.name}/_settings", method="PUT", body=limit)
    with pytest.raises(
        IncompleteLoadError, match=f"1 documents were refused, the first, {document_id('owls')}"
    ):
        add(archive, OWLS)


def test_answers_go_on_while_a_node_dies_and_an_archive_of_which_a_part_died_says_so(
    nodes: ThreeNodes, archive: OpenSearchArchive, cluster: Cluster
) -> None:
    articles = many(80, seed=6)
    add(archive, *articles, OWLS)
    cluster.await_shards(f"{archive.name}-1", "green")
    alone = OpenSearchArchive(cluster, f"{archive.name}x", grace=0)
    alone.open(shards=3, copies=0)
    add(alone, *articles, OWLS)
    expected = answer("When do owls hoot?", archive.index())
    nodes.kill(2)
    for _ in range(20):
        assert answer("When do owls hoot?", archive.index()) == expected
    add(archive, PENGUINS)  # writing goes on, too
    assert answer("Who swims in cold water?", archive.index()).citations[0].article == PENGUINS
    with pytest.raises(ArchiveUnreachableError):
        answer("When do owls hoot?", alone.index())
    nodes.make_whole()
    assert answer("When do owls hoot?", alone.index()).citations[0].article == OWLS
    cluster.delete([f"{alone.name}-1"])


def test_a_guarded_cluster_is_asked_over_tls_by_a_user_whose_password_is_nowhere_shown(
    nodes: ThreeNodes, archive: OpenSearchArchive, tmp_path: Path
) -> None:
    add(archive, OWLS)
    ours, theirs = (make_certificate(tmp_path / f"{name}.pem") for name in ("ours", "theirs"))

    def ask(address: str, password: str, ca_file: Path) -> Article | None:
        connection = Connection((address,), USER, password, str(ca_file))
        assert password not in repr(connection)
        asked = OpenSearchArchive(Cluster(connection, pauses=()), archive.name)
        try:
            return asked.index().find("owls")
        finally:
            asked.close()

    with guarded(nodes.addresses[0], ours) as address:
        assert ask(address, PASSWORD, ours) == OWLS
        with pytest.raises(AccessRefusedError, match="refuses this user") as refused:
            ask(address, f"{PASSWORD}x", ours)
        with pytest.raises(AccessRefusedError, match="certificate or its TLS is not accepted") as stranger:
            ask(address, PASSWORD, theirs)
    assert PASSWORD not in f"{refused.value!r}{stranger.value!r}"
