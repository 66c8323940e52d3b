"""Extraction in child processes: what a hostile file may cost, and that nothing else notices.

`python -m tests.test_sandbox` reads all hostile files and prints seconds, outcome and the parent's memory;
`python -m tests.test_sandbox 1000` times that many files of mixed formats.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import resource
import socket
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from retrieval.articlejson import article_to_json
from retrieval.errors import ArticleError
from retrieval.models import Article
from retrieval.sandbox import ExtractionPool, SandboxLimits, extract
from tests.articles_data import zip_bomb

MIB = 1024 * 1024
ROOT = Path(__file__).resolve().parent.parent
TIGHT = SandboxLimits(seconds=60, cpu_seconds=1, memory=256 * MIB, data=4 * MIB, result=100_000, articles=50)
ARTICLE = Article(
    id="1",
    text="„Ja“ \U0001f427\x00\n\nNo.",
    title="\u2028",
    authors=("A", "B"),
    published=datetime(2026, 11, 22, tzinfo=UTC),
    place="Gent",
    url="https://news.example/a?b#c",
    language="nl",
    tags=("x",),
)


# What the children call in place of parse_article: each file says what shall happen.


def misbehave(
    data: bytes, name: str, url: str | None = None, *, failures: list[ArticleError] | None = None
) -> tuple[Article, ...]:
    word = data[:20].split(b" ")[0].decode()
    if word == "failure" and failures is not None:
        failures.append(ArticleError("b.txt", "it is empty", "Fill it."))
    return DEEDS[word](name)


def spin(name: str) -> tuple[Article, ...]:
    while True:
        pass


def work(name: str) -> tuple[Article, ...]:
    end = time.process_time() + 0.4
    while time.process_time() < end:
        pass
    return say(str(os.getpid()))


def sleep(name: str) -> tuple[Article, ...]:
    time.sleep(60)
    return ()


def leave_a_child(name: str) -> tuple[Article, ...]:
    os.fork()
    return sleep(name)


def eat_memory(name: str) -> tuple[Article, ...]:
    return say(str(len(bytearray(300 * MIB))))


def write_a_file(name: str) -> tuple[Article, ...]:
    with Path(name).open("wb") as file:
        file.write(b"x")
    return ()


def break_the_protocol(name: str) -> tuple[Article, ...]:
    parent_socket().sendall(b"A" + (9).to_bytes(8) + b"{not json")
    return ()


def announce_a_terabyte(name: str) -> tuple[Article, ...]:
    parent_socket().sendall(b"A" + (2**40).to_bytes(8) + b"x" * 1_000)
    return sleep(name)


def send_without_end(name: str) -> tuple[Article, ...]:
    line = article_to_json(say("x")[0]).encode()
    while True:
        parent_socket().sendall(b"A" + len(line).to_bytes(8) + line)


def trickle(name: str) -> tuple[Article, ...]:
    parent = parent_socket()
    parent.sendall(b"A" + (100).to_bytes(8))
    for _ in range(100):
        time.sleep(0.1)
        parent.sendall(b"x")
    return ()


def fail_strangely(name: str) -> tuple[Article, ...]:
    parent_socket().sendall(b"E" + (1).to_bytes(8) + b"5")
    return sleep(name)


def complain(name: str) -> tuple[Article, ...]:
    raise ArticleError(name + "/a", "it is empty", "Fill it.")


def fail(name: str) -> tuple[Article, ...]:
    raise ValueError("a fault of a library")


def print_much(name: str) -> tuple[Article, ...]:
    print("A" * 100_000)
    print("A" * 100_000, file=sys.stderr)
    return say(sys.stdin.read() + "done")


def tell_limits(name: str) -> tuple[Article, ...]:
    told = {
        "core": resource.getrlimit(resource.RLIMIT_CORE),
        "nice": os.nice(0),
        "oom": int(Path("/proc/self/oom_score_adj").read_text()),
        "environment": dict(os.environ),
        "session": os.getsid(0) == os.getpid(),
    }
    return say(json.dumps(told))


def say(text: str) -> tuple[Article, ...]:
    return (Article(id="1", text=text),)


def parent_socket() -> socket.socket:
    for descriptor in range(3, 20):
        with suppress(OSError):
            return socket.socket(fileno=os.dup(descriptor))
    raise AssertionError("the child has no socket")


DEEDS: dict[str, Callable[[str], tuple[Article, ...]]] = {
    "article": lambda name: (ARTICLE,),
    "day": lambda name: (replace(ARTICLE, published=date(2026, 11, 22)),),
    "name": say,
    "nothing": lambda name: (),
    "failure": lambda name: say("the rest"),
    "process": lambda name: say(str(os.getpid())),
    "sleep": sleep,
    "spin": spin,
    "work": work,
    "leave": leave_a_child,
    "eat": eat_memory,
    "exit": lambda name: os._exit(0),
    "crash": lambda name: os.abort(),
    "fail": fail,
    "complain": complain,
    "flood": lambda name: say("x" * 200_000),
    "many": lambda name: say("x") * 51,
    "surrogate": lambda name: say("\udcff"),
    "write": write_a_file,
    "break": break_the_protocol,
    "announce": announce_a_terabyte,
    "endless": send_without_end,
    "strange": fail_strangely,
    "trickle": trickle,
    "print": print_much,
    "limits": tell_limits,
}


@pytest.fixture(scope="module")
def pool() -> Iterator[ExtractionPool]:
    with ExtractionPool(1, limits=TIGHT, parse="tests.test_sandbox:misbehave") as pool:
        yield pool


@pytest.fixture(scope="module")
def hasty_pool() -> Iterator[ExtractionPool]:
    limits = replace(TIGHT, seconds=2)
    with ExtractionPool(1, limits=limits, parse="tests.test_sandbox:misbehave") as pool:
        yield pool


def complaint(pool: ExtractionPool, word: str, name: str = "a.txt") -> ArticleError:
    with pytest.raises(ArticleError) as caught:
        pool.extract(word.encode(), name)
    return caught.value


# What comes back


@pytest.mark.parametrize("word", ["article", "day"])
def test_an_article_comes_back_as_it_was(pool: ExtractionPool, word: str) -> None:
    (article,) = pool.extract(word.encode(), "a.txt")
    assert (article,) == DEEDS[word]("a.txt")
    assert type(article.published) is type(DEEDS[word]("a.txt")[0].published)


def test_a_file_without_articles_gives_none(pool: ExtractionPool) -> None:
    assert pool.extract(b"nothing", "a.txt") == ()


def test_what_is_wrong_with_some_is_put_into_failures(pool: ExtractionPool) -> None:
    failures: list[ArticleError] = []
    assert pool.extract(b"failure", "a.zip", failures=failures) == say("the rest")
    assert [str(error) for error in failures] == ["b.txt: it is empty. Fill it."]


def test_an_article_error_comes_back_with_its_thing_problem_and_remedy(pool: ExtractionPool) -> None:
    assert str(complaint(pool, "complain", "a.zip")) == "a.zip/a: it is empty. Fill it."


def test_a_name_in_bad_utf_8_reaches_the_child(pool: ExtractionPool) -> None:
    assert complaint(pool, "complain", "\udcff").thing == "\udcff/a"


def test_a_text_that_is_no_unicode_is_an_error(pool: ExtractionPool) -> None:
    assert "cannot be read" in complaint(pool, "surrogate").problem


def test_one_child_reads_many_files(pool: ExtractionPool) -> None:
    assert len({pool.extract(b"process", "a.txt") for _ in range(20)}) == 1


# What a file may cost


@pytest.mark.parametrize(
    ("word", "problem"),
    [
        ("spin", "too long"),
        ("eat", "too much memory"),
        ("exit", "cannot be read"),
        ("crash", "cannot be read"),
        ("fail", "cannot be read"),
        ("write", "cannot be read"),
        ("flood", "more text"),
        ("many", "more text"),
        ("endless", "more text"),
        ("announce", "more text"),
        ("break", "cannot be read"),
        ("strange", "cannot be read"),
    ],
)
def test_a_file_that_goes_too_far_is_an_error_and_the_next_is_read(
    pool: ExtractionPool, word: str, problem: str, tmp_path: Path
) -> None:
    error = complaint(pool, word, str(tmp_path / "a.txt"))
    assert problem in error.problem
    assert error.remedy.endswith(".")
    assert pool.extract(b"name", "b.txt") == say("b.txt")


@pytest.mark.parametrize("word", ["sleep", "trickle"])
def test_a_file_that_takes_too_long_by_the_clock_is_an_error(hasty_pool: ExtractionPool, word: str) -> None:
    error = complaint(hasty_pool, word)
    assert "too long" in error.problem
    assert error.remedy.endswith(".")


@pytest.mark.parametrize("word", ["complain", "fail", "flood", "many"])
def test_an_error_that_a_child_tells_itself_does_not_cost_the_child(pool: ExtractionPool, word: str) -> None:
    child = pool.extract(b"process", "a.txt")
    complaint(pool, word)
    assert pool.extract(b"process", "a.txt") == child


def test_articles_are_counted_whatever_a_child_says() -> None:
    limits = SandboxLimits(seconds=60, articles=50, result=10**12)
    with ExtractionPool(1, limits=limits, parse="tests.test_sandbox:misbehave") as pool:
        started = time.monotonic()
        assert "more text" in complaint(pool, "endless").problem
        assert time.monotonic() - started < 55


def test_cpu_time_is_limited_before_the_clock_is() -> None:
    limits = SandboxLimits(seconds=120, cpu_seconds=1)
    with ExtractionPool(1, limits=limits, parse="tests.test_sandbox:misbehave") as pool:
        started = time.monotonic()
        assert "too long" in complaint(pool, "spin").problem
        assert time.monotonic() - started < 100


def test_cpu_time_is_counted_for_each_file_anew() -> None:
    limits = SandboxLimits(seconds=60, cpu_seconds=1)
    with ExtractionPool(1, limits=limits, parse="tests.test_sandbox:misbehave") as pool:
        assert len({pool.extract(b"work", "a.txt") for _ in range(10)}) == 1


def test_a_child_is_replaced_after_some_hundred_files(pool: ExtractionPool) -> None:
    assert len({pool.extract(b"process", "a.txt") for _ in range(300)}) == 2


def test_a_file_above_the_limit_is_not_sent_at_all(pool: ExtractionPool) -> None:
    assert "larger than 4 MB" in complaint(pool, "nothing" + " " * 4 * MIB).problem


def test_what_a_child_started_ends_with_it() -> None:
    limits = replace(TIGHT, seconds=4)
    with ExtractionPool(1, limits=limits, parse="tests.test_sandbox:misbehave") as pool:
        child = int(pool.extract(b"process", "a.txt")[0].text)
        assert child in processes_of_session(child)
        complaint(pool, "leave")
        assert int(pool.extract(b"process", "a.txt")[0].text) != child
        await_that(lambda: not processes_of_session(child))


def processes_of_session(leader: int) -> list[int]:
    """Those alive in the session that the process `leader` opened, itself among them."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name, in brackets, may hold spaces; behind it: state, parent, group, session.
            state, _, _, session = path.read_text().rpartition(")")[2].split()[:4]
            found += [int(path.parent.name)] if int(session) == leader and state not in "ZX" else []
    return found


def await_that(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until a condition holds; fail if it does not."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.05)


def test_a_child_knows_no_secrets_and_is_the_first_to_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VERBATIM_TOKEN", "canary")
    with ExtractionPool(1, parse="tests.test_sandbox:misbehave") as pool:
        told = json.loads(pool.extract(b"limits", "a.txt")[0].text)
    assert not {"VERBATIM_TOKEN", "HTTP_PROXY", "HOME"} & set(told["environment"])
    assert (told["core"], told["oom"], told["session"]) == ([0, 0], 1000, True)
    assert told["nice"] >= 10


def test_what_a_child_prints_goes_nowhere(pool: ExtractionPool, capfd: pytest.CaptureFixture[str]) -> None:
    assert pool.extract(b"print", "a.txt") == say("done")
    assert capfd.readouterr() == ("", "")


# The pool


def test_two_files_are_read_at_once_and_more_wait_their_turn() -> None:
    with (
        ExtractionPool(2, limits=TIGHT, parse="tests.test_sandbox:misbehave") as pool,
        ThreadPoolExecutor(8) as threads,
    ):
        names = [f"{number}.txt" for number in range(40)]
        texts = threads.map(lambda name: pool.extract(b"name", name)[0].text, names)
        assert list(texts) == names
        found = set(threads.map(lambda _: pool.extract(b"process", "a.txt"), range(40)))
        assert len(found) <= 2


def test_a_loop_in_another_thread_goes_on_while_a_file_is_read(pool: ExtractionPool) -> None:
    async def beat() -> int:
        reading = asyncio.create_task(asyncio.to_thread(complaint, pool, "spin"))
        beats = 0
        while not reading.done():
            await asyncio.sleep(0.01)
            beats += 1
        return beats

    assert asyncio.run(beat()) > 20


def test_closing_ends_a_busy_child_and_refuses_more() -> None:
    pool = ExtractionPool(1, parse="tests.test_sandbox:misbehave")
    pool.extract(b"nothing", "a.txt")
    errors: list[ArticleError] = []
    reader = threading.Thread(target=lambda: errors.append(complaint(pool, "sleep")))
    waiting: list[BaseException] = []

    def wait_in_line() -> None:
        try:
            pool.extract(b"nothing", "a.txt")
        except RuntimeError as error:
            waiting.append(error)

    waiter = threading.Thread(target=wait_in_line)
    reader.start()
    await_that(lambda: bool(pool._busy))
    waiter.start()
    time.sleep(0.2)
    pool.close()
    for thread in (reader, waiter):
        thread.join(60)
        assert not thread.is_alive()
    assert len(errors) == len(waiting) == 1
    with pytest.raises(RuntimeError, match="closed"):
        pool.extract(b"nothing", "a.txt")


def test_a_pool_closed_while_idle_refuses_and_does_not_wait() -> None:
    pool = ExtractionPool(2, parse="tests.test_sandbox:misbehave")
    pool.close()
    for _ in range(3):
        with pytest.raises(RuntimeError, match="closed"):
            pool.extract(b"nothing", "a.txt")


def test_a_child_that_cannot_start_is_our_fault_and_not_the_files() -> None:
    with (
        ExtractionPool(1, parse="retrieval.missing:parse") as pool,
        pytest.raises(RuntimeError, match="does not start"),
    ):
        pool.extract(b"nothing", "a.txt")


def test_one_file_can_be_read_without_a_pool() -> None:
    (article,) = extract(b"It rained on Monday.", "rain.txt")
    assert article.text == "It rained on Monday."


# Hostile files


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


def sheet(entities: str, text: str) -> bytes:
    declared = f"<!DOCTYPE rss [{entities}]>" if entities else ""
    xml = f'<?xml version="1.0"?>{declared}<rss version="2.0"><channel><title>t</title>'
    return f"{xml}<item><title>a</title><description>{text}</description></item></channel></rss>".encode()


def billion_laughs() -> bytes:
    lines = ['<!ENTITY l0 "lol">']
    lines += [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)]
    return sheet("".join(lines), "&l9;")


def pdf_bomb() -> bytes:
    stream = zlib.compress(b"BT (x) Tj ET " * (20 * MIB), 9)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 9 9]>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(stream), stream),
    ]
    body = b"".join(b"%d 0 obj%bendobj\n" % (number, part) for number, part in enumerate(parts, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF"


HOSTILE: dict[str, Callable[[], bytes]] = {
    "attributes.html": lambda: page(f"<p {' '.join(f'a{n}=1' for n in range(100_000))}>x</p>"),
    "paragraphs.html": lambda: page("<p>It rained.</p>" * 300_000),
    "nesting.html": lambda: page("<div>" * 200_000 + "x"),
    "nested-lists.html": lambda: page("<ul><li>" * 50_000 + "x"),
    "nested-tables.html": lambda: page("<table><tr><td>" * 30_000 + "x"),
    "endless-tables.html": lambda: page("<table>" + "<tr><td>1<td>2<td>3" * 150_000),
    "unclosed-bold.html": lambda: page("<b><i><font>x" * 60_000),
    "links.html": lambda: page('<a href="/x">x</a> ' * 200_000),
    "comment.html": lambda: page("<!--" + "x" * 10 * MIB + "--><p>x"),
    "open-comments.html": lambda: page("<!--" * 500_000),
    "open-tags.html": lambda: page("<p" * 1_000_000),
    "entities.html": lambda: page("<p>" + "&amp;&#x41;" * 700_000),
    "one-word.html": lambda: page("<p>" + "x" * 8 * MIB),
    "blanks.html": lambda: page("<p>x" + " \n\t" * 2_000_000 + "y</p>"),
    "meta.html": lambda: page("<p>x", '<meta name="author" content="x">' * 100_000),
    "title.html": lambda: page("<p>x", f"<title>{'a - b | ' * 500_000}</title>"),
    "dates.html": lambda: page("<p>" + "1/1/2020 12:00 1 2 3 " * 200_000),
    "json-ld.html": lambda: page("<p>x", f'<script type="application/ld+json">{"[" * 500_000}</script>'),
    "billion-laughs.xml": billion_laughs,
    "billion-laughs.html": billion_laughs,
    "outside.xml": lambda: sheet('<!ENTITY x SYSTEM "file:///etc/passwd">', "&x;" * 100),
    "items.xml": lambda: sheet("", "x</description></item><item><description>y" * 100_000),
    "bomb.zip": zip_bomb,
    "bomb.pdf": pdf_bomb,
    "quotes.txt": lambda: ('"“' * 1_000_000).encode(),
    "initials.txt": lambda: b"U.S.A. " * 500_000,
    "dateline.txt": lambda: b"A" * 2_000_000 + b" (AP) " * 100_000,
    "front.md": lambda: b"---\n" + b"a: &a [*a, *a]\n" * 100_000 + b"---\nx",
    "brackets.md": lambda: b"[" * 500_000 + b"](x" * 200_000,
    "nulls.txt": lambda: bytes(10 * MIB),
    "wide.txt": lambda: b"It rained. " * 560_000 + "\U0001f427".encode(),  # 4 bytes a character in memory
}

QUICK = ("wide.txt", "attributes.html", "nesting.html", "billion-laughs.xml", "outside.xml", "bomb.zip")


@pytest.mark.parametrize("name", QUICK)
def test_a_hostile_file_ends_within_the_limits_and_leaves_the_parent_alone(name: str) -> None:
    (row,) = measure([name])
    assert row["seconds"] < 60
    assert row["mib"] <= 50
    assert "root:" not in row["outcome"]


def measure(names: list[str]) -> list[dict[str, Any]]:
    """What each hostile file cost a fresh parent: seconds, its memory, and what came of it."""
    command = [sys.executable, "-m", "tests.test_sandbox", "measure", *names]
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    return [json.loads(line) for line in done.stdout.splitlines()]


def read_hostile(names: list[str]) -> Iterator[dict[str, Any]]:
    with ExtractionPool(1) as pool:
        pool.extract(*mixed_file(0))
        for name in names:
            data = HOSTILE[name]()
            Path("/proc/self/clear_refs").write_text("5")
            before, started = peak_memory(), time.monotonic()
            try:
                articles = pool.extract(data, name)
                outcome = f"{len(articles)} articles, {sum(len(a.text) for a in articles)} characters"
                outcome += "root:" * any("root:" in article.text for article in articles)
            except ArticleError as error:
                outcome = error.problem
            taken, grown = time.monotonic() - started, (peak_memory() - before) / MIB
            yield {"name": name, "seconds": taken, "mib": grown, "size": len(data), "outcome": outcome}


def peak_memory() -> int:
    status = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024


def mixed_file(number: int) -> tuple[bytes, str]:
    text = [
        f"Storm {number}-{n} reached Gent at noon, and the harbour closed for the day." for n in range(20)
    ]
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    feed = sheet("", "&lt;p&gt;" + " ".join(text) + "&lt;/p&gt;")
    line = json.dumps(
        {"title": f"Storm {number}", "text": "\n\n".join(text), "url": f"https://a.example/{number}"}
    )
    return [
        (page(f"<article><h1>Storm {number}</h1>{body}</article>", "<title>Storm</title>"), f"{number}.html"),
        ("\n\n".join(text).encode(), f"{number}.txt"),
        (f"---\ntitle: Storm {number}\n---\n\n{chr(10).join(text)}".encode(), f"{number}.md"),
        (feed, f"{number}.xml"),
        (line.encode(), f"{number}.jsonl"),
    ][number % 5]


def time_files(count: int) -> None:
    files = [mixed_file(number) for number in range(count)]
    started = time.monotonic()
    with ExtractionPool() as pool, ThreadPoolExecutor(pool.size) as threads:
        articles = sum(threads.map(lambda file: len(pool.extract(*file)), files))
    print(f"{count} files, {articles} articles: {time.monotonic() - started:.1f} s")


def main() -> None:
    if sys.argv[1:2] == ["measure"]:
        for row in read_hostile(sys.argv[2:]):
            print(json.dumps(row), flush=True)
    elif sys.argv[1:]:
        time_files(int(sys.argv[1]))
    else:
        for row in measure(list(HOSTILE)):
            figures = f"{row['size'] / 1e6:5.1f} MB {row['seconds']:5.1f} s +{row['mib']:4.1f} MiB"
            print(f"{row['name']:20} {figures}  {row['outcome']}")


if __name__ == "__main__":
    main()
