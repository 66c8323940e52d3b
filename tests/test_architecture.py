"""The house: imports run one way, and each foreign library stays in the room that owns it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.front_ends import ROOT

FILES = sorted([*(ROOT / "bot").rglob("*.py"), *(ROOT / "retrieval").rglob("*.py")])

OWNERS: dict[str, str | tuple[str, ...]] = {
    "telegram": "bot/telegram_app/",
    "argcomplete": "bot/terminal/completion.py",
    "certifi": "bot/telegram_app/transport.py",
    "idna": "retrieval/fetch/places.py",
    "numba": ("retrieval/archive/kernel.py", "retrieval/archive/compiled.py"),
    "rich": ("bot/terminal/console.py", "bot/terminal/table.py"),
    "prompt_toolkit": "bot/terminal/console.py",
    "pydantic_settings": "bot/configuration/environment.py",
    "platformdirs": "bot/configuration/settings.py",
    "rank_bm25": "retrieval/ranking.py",
    "Stemmer": "retrieval/tokens.py",
    "sentencex": "retrieval/passages.py",
    "trafilatura": "retrieval/articles/page.py",
    "lxml": "retrieval/articles/page.py",
    "feedparser": "retrieval/articles/feed.py",
    "pdfminer": "retrieval/articles/pdf.py",
    "frontmatter": "retrieval/articles/markdown.py",
    "markdown_it": "retrieval/articles/markdown.py",
    "charset_normalizer": "retrieval/articles/encoding.py",
    "httpcore": "retrieval/fetch/",
    "h11": "bot/telegram_app/webhook.py",
    "aiohttp": "bot/telegram_app/transport.py",
    "prometheus_client": "bot/health/metrics.py",
    "opensearchpy": "retrieval/opensearch/cluster.py",
}
ORDER = {
    "retrieval": [
        *("errors", "models", "data", "durable", "articlejson", "articles", "fetch", "sandbox"),
        *("tokens", "passages", "sentences", "words", "quotes", "ranking", "archive", "index"),
        *("duplicates", "library", "archived", "evidence", "answering", "asking", "checking", "opensearch"),
        *("questionset", "evaluation"),
    ],
    "bot": [
        *("errors", "words", "configuration", "logs", "storage", "conversations", "health", "editors"),
        *("terminal", "telegram_app", "doctor", "commands", "command_line", "__main__"),
    ],
}
"""The rooms of both packages, and their files in none: each imports only what stands before it."""


def _imports(path: Path) -> set[str]:
    """The absolute names a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module or "")
    return found


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_retrieval_knows_no_chat_and_bot_knows_only_retrievals_public_names(path: Path) -> None:
    imported = _imports(path)
    if _name(path).startswith("retrieval/"):
        assert not {name for name in imported if name.split(".")[0] in ("bot", "telegram", "asyncio")}
    else:
        assert not {name for name in imported if name.startswith("retrieval.")}


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_each_foreign_library_is_imported_only_where_it_is_at_home(path: Path) -> None:
    for name in _imports(path):
        owner = OWNERS.get(name.split(".")[0])
        assert owner is None or _name(path).startswith(owner), f"{name} belongs in {owner}"


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_each_file_opens_with_a_sentence_that_says_what_it_owns(path: Path) -> None:
    assert _opening(path).endswith(".")


def test_no_two_files_own_the_same() -> None:
    opened: dict[str, Path] = {}
    for path in FILES:
        assert opened.setdefault(_opening(path), path) == path


def _opening(path: Path) -> str:
    """The first line of a file's own words."""
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_nothing_happens_on_import(path: Path) -> None:
    allowed = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_guard = isinstance(node, ast.If) and ast.unparse(node.test) in (
            "TYPE_CHECKING",
            "__name__ == '__main__'",
        )
        assert is_docstring or is_guard or isinstance(node, (*allowed, ast.ClassDef)), ast.unparse(node)


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_each_room_imports_only_those_before_it(path: Path) -> None:
    package, room = _room(_module(path))
    if room:  # the package itself may name all that is public
        order = ORDER[package]
        before = {room, *order[: order.index(room)]}
        if package == "bot":
            before.add("")  # the version
        assert {one for imported, one in map(_room, _imports(path)) if imported == package} <= before


@pytest.mark.parametrize("package", ORDER)
def test_the_order_names_every_room_once_and_no_other(package: str) -> None:
    rooms = {_room(_module(path)) for path in FILES if _name(path).startswith(f"{package}/")}
    assert sorted(ORDER[package]) == sorted(room for _, room in rooms if room)


def _room(module: str) -> tuple[str, str]:
    """The package of a module, and the room or file in it, "" for the package itself."""
    package, room, *_ = [*module.split("."), ""]
    return package, room


def test_imports_have_no_circle() -> None:
    graph = {
        _module(path): {_known(name) for name in _top_level_imports(path)} - {None, _module(path)}
        for path in FILES
    }
    done: set[str] = set()
    while len(done) < len(graph):
        ready = {name for name, needs in graph.items() if name not in done and needs <= done}
        assert ready, f"a circle among {sorted(set(graph) - done)}"
        done |= ready


def _top_level_imports(path: Path) -> set[str]:
    """What a file imports when it is itself imported."""
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def _module(path: Path) -> str:
    return _name(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _known(name: str) -> str | None:
    path = ROOT / name.replace(".", "/")
    if path.with_suffix(".py").exists():
        return name
    if (path / "__init__.py").exists() and name != "retrieval" and name != "bot":
        return name
    return None


MOST_LINES = 40
"""Of a function, its docstring apart; ruff's C901 holds the complexity at 10."""


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_no_function_is_longer_than_a_screen(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            described = ast.get_docstring(node) is not None
            first = node.body[1 if described and len(node.body) > 1 else 0].lineno
            lines = (node.end_lineno or 0) - first + 1
            assert lines <= MOST_LINES, f"{node.name}: {lines}"


def test_no_test_needs_another_test() -> None:
    for path in (ROOT / "tests").rglob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        imported = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
        assert not {name for name in imported if name.startswith("tests.test_")}, path.name


_OTHER_WORDS = {
    "doc": "article", "docs": "articles", "snippet": "passage", "top_k": "limit", "top_n": "limit",
    "db": "library", "dataset": "corpus", "keyword": "term", "confidence": "score", "similarity": "score",
    "util": "a purpose", "utils": "a purpose", "helper": "a purpose", "helpers": "a purpose",
    "manager": "a purpose", "service": "a purpose",
}  # fmt: skip
"""Words that mean the same as one that is used here, or nothing, with what is said instead.

A chunk is one of bytes here, a document Telegram's, a prompt the terminal's: they stay."""


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_one_thing_has_one_word(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = getattr(node, "name", None) or getattr(node, "arg", None) or getattr(node, "id", None)
        stored = not isinstance(node, ast.Name) or isinstance(node.ctx, ast.Store)
        if isinstance(name, str) and stored and not isinstance(node, (ast.alias, ast.keyword)):
            better = _OTHER_WORDS.get(name.strip("_").lower())
            assert better is None, f"{name}: say {better}"
