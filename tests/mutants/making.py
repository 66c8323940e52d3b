"""Makes mutants of a source text: each is one small change that a test should notice.

What is not changed, and why: docstrings and annotations (nothing runs by them), decorators (they say how
something is kept or compiled, not what it gives), `assert` and `strict=` of zip (they state what is so),
what is logged, and texts with spaces, which are messages or SQL. Text constants are only emptied, numbers
are moved by one. Where a function gives a bool, its result becomes the opposite: None would be as good as
False to whoever asks.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_COMPARISONS: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Lt: ("<=", ">="),
    ast.LtE: ("<", ">"),
    ast.Gt: (">=", "<="),
    ast.GtE: (">", "<"),
    ast.Eq: ("!=",),
    ast.NotEq: ("==",),
    ast.In: ("not in",),
    ast.NotIn: ("in",),
    ast.Is: ("is not",),
    ast.IsNot: ("is",),
}
_ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "/",
    ast.Div: "*",
    ast.FloorDiv: "*",
    ast.Mod: "*",
    ast.Pow: "*",
    ast.BitOr: "&",
    ast.BitAnd: "|",
    ast.BitXor: "|",
    ast.LShift: ">>",
    ast.RShift: "<<",
}
_SWAPPED = {"min": "max", "max": "min", "any": "all", "all": "any"}
_LOGGED = ("log", "logger", "logging", "warnings")
_DECIDED = ast.Compare | ast.BoolOp | ast.Constant | ast.UnaryOp
"""Conditions that are changed in themselves; any other is turned round."""
_NAMES_OF_THE_MODULE = ("__all__", "__slots__", "__test__")

Place = tuple[int, int]
"""Where something begins and ends, in bytes of the source."""


class Mutant(NamedTuple):
    """One change: in which file, at which line, which bytes become which, and what kind of change it is.

    `function` is the outermost function in whose body it stands; outside of any, `names` are what it defines.
    """

    file: str
    line: int
    place: Place
    becomes: str
    kind: str
    function: str
    names: tuple[str, ...]

    def applied(self, source: bytes) -> bytes:
        """The source with the change."""
        start, end = self.place
        return source[:start] + self.becomes.encode() + source[end:]

    def lines(self, source: bytes) -> tuple[list[str], list[str]]:
        """The lines that it changes, before and after.

        >>> Mutant("a.py", 2, (8, 9), "9", "constant", "", ("b",)).lines(b"a = 1\\nb=7\\n")
        (['b=7'], ['b=9'])
        """
        start, end = self.place
        first, last = source.rfind(b"\n", 0, start) + 1, source.find(b"\n", end)
        before = source[first : last if last >= 0 else None]
        after = before[: start - first] + self.becomes.encode() + before[end - first :]
        return before.decode().splitlines(), after.decode().splitlines()


def mutants_of(source: bytes, file: str) -> list[Mutant]:
    """Every mutant of a source, in the order of the text.

    >>> [mutant.becomes for mutant in mutants_of(b"def f(a):\\n    return a < 5\\n", "f.py")]
    ['return None', '<=', '>=', '6']
    """
    changes = _Changes(source)
    changes.look_at(ast.parse(source))
    found = {
        (place, becomes): Mutant(
            file, source.count(b"\n", 0, place[0]) + 1, place, becomes, kind, function, names
        )
        for place, becomes, kind, function, names in changes.found
    }
    return [found[key] for key in sorted(found)]


def compiles(source: bytes) -> bool:
    """Whether a source is Python at all: a mutant that is not is none."""
    try:
        compile(source, "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


class _Changes:
    """Walks a tree and gathers changes to the text."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._starts = [0]
        for line in source.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))
        self.found: list[tuple[Place, str, str, str, tuple[str, ...]]] = []
        self._function = ""
        self._gives_bool = False
        self._names: tuple[str, ...] = ()

    def look_at(self, node: ast.AST) -> None:
        """Gather the changes of a node, and of those inside it."""
        if self._is_left_alone(node):
            return
        self._change(node)
        before = self._function, self._names, self._gives_bool
        if isinstance(node, ast.FunctionDef):
            self._gives_bool = node.returns is not None and ast.unparse(node.returns) == "bool"
        if not self._function:
            self._names += _defined_by(node)
        for child in _children(node):
            if isinstance(node, ast.FunctionDef) and not before[0] and isinstance(child, ast.stmt):
                self._function = ".".join(self._names)
            self.look_at(child)
        self._function, self._names, self._gives_bool = before

    def _is_left_alone(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Assert | ast.JoinedStr | ast.Import | ast.ImportFrom):
            return True
        if isinstance(node, ast.keyword):
            return node.arg == "strict"
        if isinstance(node, ast.Expr):
            return isinstance(node.value, ast.Constant) or _is_logged(node.value)
        if isinstance(node, ast.If):
            return ast.unparse(node.test) in ("TYPE_CHECKING", "__name__ == '__main__'")
        return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in _NAMES_OF_THE_MODULE

    def _change(self, node: ast.AST) -> None:
        if isinstance(node, ast.stmt):
            self._change_statement(node)
        if isinstance(node, ast.If | ast.While | ast.IfExp):
            self._turn_round(node.test)
        elif isinstance(node, ast.comprehension):
            for test in node.ifs:
                self._turn_round(test)
        elif isinstance(node, ast.Constant):
            self._change_constant(node)
        elif isinstance(node, ast.expr):
            self._change_operator(node)

    def _change_operator(self, node: ast.expr) -> None:
        match node:
            case ast.Compare():
                sides = [node.left, *node.comparators]
                for left, operator, right in zip(sides, node.ops, node.comparators, strict=False):
                    for becomes in _COMPARISONS[type(operator)]:
                        self._between(left, right, becomes, "comparison")
            case ast.BinOp():
                self._between(node.left, node.right, _ARITHMETIC.get(type(node.op), ""), "arithmetic")
            case ast.BoolOp():
                becomes = "or" if isinstance(node.op, ast.And) else "and"
                for left, right in zip(node.values, node.values[1:], strict=False):
                    self._between(left, right, becomes, "and, or")
            case ast.UnaryOp(op=ast.Not() | ast.USub()):
                self._add(self._place(node), f"({self._text(node.operand)})", "sign or not")
            case ast.Call(func=ast.Name(id=name) as called) if name in _SWAPPED:
                self._add(self._place(called), _SWAPPED[name], "least or most")

    def _change_statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Return(value=ast.expr() as value) if not _is_none(value):
                becomes = f"return not ({self._text(value)})" if self._gives_bool else "return None"
                self._add(self._place(node), becomes, "result")
            case ast.Expr() | ast.AugAssign() | ast.Delete() | ast.Raise() | ast.Break() | ast.Continue():
                self._add(self._place(node), "pass", "statement")
            case ast.Assign(targets=[ast.Attribute() | ast.Subscript(), *_]):
                self._add(self._place(node), "pass", "statement")
            case ast.AnnAssign(target=ast.Attribute() | ast.Subscript(), value=ast.expr()):
                self._add(self._place(node), "pass", "statement")

    def _change_constant(self, node: ast.Constant) -> None:
        value = node.value
        if isinstance(value, bool):
            self._add(self._place(node), str(not value), "constant")
        elif isinstance(value, int | float):
            self._add(self._place(node), repr(value + 1), "constant")
        elif isinstance(value, str) and not (" " in value or "\n" in value):
            self._add(self._place(node), '""' if value else '"X y"', "constant")
        elif isinstance(value, bytes):
            self._add(self._place(node), 'b""' if value else 'b"XX"', "constant")

    def _turn_round(self, test: ast.expr) -> None:
        if not isinstance(test, _DECIDED):
            self._add(self._place(test), f"(not ({self._text(test)}))", "condition")

    def _between(self, left: ast.expr, right: ast.expr, becomes: str, kind: str) -> None:
        """Change the operator, and nothing else that stands between two operands, such as a comment."""
        start, end = self._place(left)[1], self._place(right)[0]
        between = self._source[start:end].decode()
        operator = between.strip("() \n\\")
        if becomes and operator and "#" not in operator and operator.count("(") == 0:
            at = start + len(between[: between.index(operator)].encode())
            self._add((at, at + len(operator.encode())), becomes, kind)

    def _place(self, node: ast.expr | ast.stmt) -> Place:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return (
            self._starts[node.lineno - 1] + node.col_offset,
            self._starts[node.end_lineno - 1] + node.end_col_offset,
        )

    def _text(self, node: ast.expr) -> str:
        start, end = self._place(node)
        return self._source[start:end].decode()

    def _add(self, place: Place, becomes: str, kind: str) -> None:
        self.found.append((place, becomes, kind, self._function, self._names))


def _defined_by(node: ast.AST) -> tuple[str, ...]:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
            return (name,)
        case ast.Assign(targets=targets):
            return tuple(each.id for one in targets for each in ast.walk(one) if isinstance(each, ast.Name))
    return ()


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """What of a node runs: no annotations, no decorators, no texts of errors."""
    left_out = {"annotation", "returns", "decorator_list", "type_params", "bases", "format_spec"}
    for name, value in ast.iter_fields(node):
        if name not in left_out:
            yield from (child for child in _listed(value) if isinstance(child, ast.AST))


def _listed(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else (value,)


def _is_logged(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[0] in _LOGGED


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
