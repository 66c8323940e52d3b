"""The house: imports run one way, and each foreign library stays in the room that owns it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
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
        *("errors", "models", "data", "durable", "articlejson", "tokens", "articles", "fetch"),
        *("sandbox", "passages", "sentences", "words", "quotes", "ranking", "archive", "index"),
        *("duplicates", "library", "catalogue", "evidence", "answering", "asking", "checking", "opensearch"),
        *("questionset", "evaluation"),
    ],
    "bot": [
        *(
            "errors",
            "late_logging",
            "words",
            "configuration",
            "logs",
            "storage",
            "conversations",
            "health",
            "editors",
        ),
        *("terminal", "telegram_app", "doctor", "commands", "command_line", "__main__"),
    ],
}
"""The rooms of both packages, and their files in none: each imports only what stands before it."""


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def _imports(path: Path) -> set[str]:
    """The absolute names a file imports."""
    found: set[str] = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module or "")
    return found


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _imported() -> Iterator[tuple[str, str]]:
    """Each file with each absolute name that it imports."""
    return ((_name(path), name) for path in FILES for name in sorted(_imports(path)))


def test_retrieval_knows_no_chat_and_bot_knows_only_retrievals_public_names() -> None:
    chat = [
        (file, name)
        for file, name in _imported()
        if file.startswith("retrieval/") and name.split(".")[0] in ("bot", "telegram", "asyncio")
    ]
    inside = [
        (file, name)
        for file, name in _imported()
        if file.startswith("bot/") and name.startswith("retrieval.")
    ]
    assert (chat, inside) == ([], [])


def test_each_foreign_library_is_imported_only_where_it_is_at_home() -> None:
    owned = [(file, name, OWNERS.get(name.split(".")[0])) for file, name in _imported()]
    assert [(*one, owner) for *one, owner in owned if owner and not one[0].startswith(owner)] == []


def test_each_file_opens_with_a_sentence_that_says_what_it_owns() -> None:
    assert [_name(path) for path in FILES if not _opening(path).endswith(".")] == []


def test_no_two_files_own_the_same() -> None:
    opened: dict[str, Path] = {}
    for path in FILES:
        assert opened.setdefault(_opening(path), path) == path


def _opening(path: Path) -> str:
    """The first line of a file's own words."""
    return (ast.get_docstring(_tree(path)) or "").partition("\n")[0]


def test_nothing_happens_on_import() -> None:
    happening = [
        f"{_name(path)}: {ast.unparse(node)}" for path in FILES for node in _tree(path).body if _acts(node)
    ]
    assert happening == []


def _acts(node: ast.stmt) -> bool:
    """Whether a statement of a module does more than give a name to something."""
    allowed = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.FunctionDef, ast.AsyncFunctionDef)
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    is_guard = isinstance(node, ast.If) and ast.unparse(node.test) in (
        "TYPE_CHECKING",
        "__name__ == '__main__'",
    )
    return not (is_docstring or is_guard or isinstance(node, (*allowed, ast.ClassDef)))


def test_each_room_imports_only_those_before_it() -> None:
    too_late: dict[str, set[str]] = {}
    for path in FILES:
        package, room = _room(_module(path))
        if room:  # the package itself may name all that is public
            order = ORDER[package]
            before = {
                room,
                *order[: order.index(room)],
                *([""] if package == "bot" else []),
            }  # "": the version
            used = {one for imported, one in map(_room, _imports(path)) if imported == package}
            too_late |= {_name(path): used - before} if used - before else {}
    assert too_late == {}


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
        _module(path): {_known(name) for name in _loaded_by(path)} - {None, _module(path)} for path in FILES
    }
    done: set[str] = set()
    while len(done) < len(graph):
        ready = {name for name, needs in graph.items() if name not in done and needs <= done}
        assert ready, f"a circle among {sorted(set(graph) - done)}"
        done |= ready


def _loaded_by(path: Path) -> set[str]:
    """What a file imports, in its functions too, but for what only a type checker loads."""
    found: set[str] = set()
    for node in _running(_tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def _running(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            yield child
            yield from _running(child)


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


def test_no_function_is_longer_than_a_screen() -> None:
    long: dict[str, int] = {}
    for path in FILES:
        for node in ast.walk(_tree(path)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                described = ast.get_docstring(node) is not None
                first = node.body[1 if described and len(node.body) > 1 else 0].lineno
                lines = (node.end_lineno or 0) - first + 1
                long |= {f"{_name(path)}: {node.name}": lines} if lines > MOST_LINES else {}
    assert long == {}


def test_no_test_needs_another_test() -> None:
    for path in (ROOT / "tests").rglob("*.py"):
        nodes = ast.walk(_tree(path))
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


def test_one_thing_has_one_word() -> None:
    given = [(_name(path), name) for path in FILES for name in _names_given(path)]
    words = [(file, name, _OTHER_WORDS.get(name.strip("_").lower())) for file, name in given]
    assert [f"{file}: {name}: say {better}" for file, name, better in words if better] == []


def _names_given(path: Path) -> Iterator[str]:
    """The names that a file gives to something."""
    for node in ast.walk(_tree(path)):
        name = getattr(node, "name", None) or getattr(node, "arg", None) or getattr(node, "id", None)
        stored = not isinstance(node, ast.Name) or isinstance(node.ctx, ast.Store)
        if isinstance(name, str) and stored and not isinstance(node, (ast.alias, ast.keyword)):
            yield name
