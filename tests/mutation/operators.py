"""The operators of a module, and the module with one of them replaced by its opposite.

Belongs here: finding and replacing operators in syntax trees. Does not belong here: running tests, counting.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("smelter_ghg/emissions", "smelter_ghg/physics")

# Operator -> its words in the source, and the operator that takes its place.
_SWAPS: dict[type[ast.AST], tuple[str, type[ast.AST]]] = {
    ast.Add: ("+", ast.Sub),
    ast.Sub: ("-", ast.Add),
    ast.Mult: ("*", ast.Div),
    ast.Div: ("/", ast.Mult),
    ast.FloorDiv: ("//", ast.Mult),
    ast.Mod: ("%", ast.Mult),
    ast.Pow: ("**", ast.Mult),
    ast.BitAnd: ("&", ast.BitOr),
    ast.BitOr: ("|", ast.BitAnd),
    ast.Lt: ("<", ast.LtE),
    ast.LtE: ("<=", ast.Lt),
    ast.Gt: (">", ast.GtE),
    ast.GtE: (">=", ast.Gt),
    ast.Eq: ("==", ast.NotEq),
    ast.NotEq: ("!=", ast.Eq),
    ast.Is: ("is", ast.IsNot),
    ast.IsNot: ("is not", ast.Is),
    ast.In: ("in", ast.NotIn),
    ast.NotIn: ("not in", ast.In),
    ast.And: ("and", ast.Or),
    ast.Or: ("or", ast.And),
}
# An operator before its operand is taken away.
_TAKEN: dict[type[ast.AST], str] = {ast.USub: "-", ast.Not: "not", ast.Invert: "~"}


@dataclass(frozen=True)
class Mutant:
    """One operator of one module and what takes its place. `nth` tells equal changes of equal lines apart."""

    path: str
    line: int
    column: int
    function: str
    text: str
    change: str
    nth: int = 1

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")


def modules() -> list[str]:
    """Every module of the packages, as a path below the project's folder."""
    return sorted(str(path.relative_to(ROOT)) for package in PACKAGES for path in (ROOT / package).glob("**/*.py"))


def mutants(path: str) -> list[Mutant]:
    """Every operator of a module, in the order of the source."""
    source = (ROOT / path).read_text("utf-8")
    lines = source.splitlines()
    found = [
        Mutant(path, line, column, function, lines[line - 1].strip(), change)
        for line, column, function, change, *_ in _sites(source)
    ]
    seen: Counter[tuple[str, str]] = Counter()
    counted = []
    for one in sorted(found, key=lambda mutant: (mutant.line, mutant.column)):
        seen[one.text, one.change] += 1
        counted.append(replace(one, nth=seen[one.text, one.change]))
    return counted


def mutated(mutant: Mutant, source: str) -> ast.Module:
    """The syntax tree of a module with the one operator replaced."""
    tree = ast.parse(source)
    for line, column, _, change, node, place in _sites(source, tree):
        if (line, column, change) == (mutant.line, mutant.column, mutant.change):
            _replace(tree, node, place)
            return tree
    raise LookupError(mutant)


Site = tuple[int, int, str, str, ast.AST, int]


def _sites(source: str, tree: ast.Module | None = None) -> Iterator[Site]:
    """Line, column, enclosing function, change, node, and which of the node's operators."""
    tree = tree or ast.parse(source)
    lines = source.splitlines()
    tokens = [
        token
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type in (tokenize.OP, tokenize.NAME)
    ]
    for node, function in _nodes(tree, ""):
        if isinstance(node, ast.UnaryOp) and type(node.op) in _TAKEN:
            word = _TAKEN[type(node.op)]
            yield node.lineno, node.col_offset, function, f"{word} -> ", node, 0
            continue
        for place, (left, operator, right) in enumerate(_between(node)):
            if type(operator) not in _SWAPS:
                continue
            word, other = _SWAPS[type(operator)]
            after = (left.end_lineno or 0, left.end_col_offset or 0)
            # Inside an f-string no token is found; the place of the left operand tells it apart as well.
            before = (right.lineno, right.col_offset)
            line, column = _token(tokens, word.split()[0], after, before, lines) or (left.lineno, left.col_offset)
            yield line, column, function, f"{word} -> {_word(other)}", node, place


def _between(node: ast.AST) -> list[tuple[ast.expr, ast.AST, ast.expr]]:
    """What stands left of each operator of a node, the operator, and what stands right of it."""
    if isinstance(node, ast.BinOp):
        return [(node.left, node.op, node.right)]
    if isinstance(node, ast.Compare):
        return list(zip([node.left, *node.comparators], node.ops, node.comparators, strict=False))
    if isinstance(node, ast.BoolOp):
        return [(one, node.op, next_) for one, next_ in zip(node.values, node.values[1:], strict=False)][:1]
    if isinstance(node, ast.AugAssign):
        return [(node.target, node.op, node.value)]
    return []


def _word(operator: type[ast.AST]) -> str:
    return _SWAPS[operator][0]


def _replace(tree: ast.Module, node: ast.AST, place: int) -> None:
    if isinstance(node, ast.UnaryOp):
        _Taken(node).visit(tree)
    elif isinstance(node, ast.Compare):
        node.ops[place] = _SWAPS[type(node.ops[place])][1]()  # type: ignore[call-overload]
    elif isinstance(node, (ast.BinOp, ast.BoolOp, ast.AugAssign)):
        node.op = _SWAPS[type(node.op)][1]()  # type: ignore[assignment]


class _Taken(ast.NodeTransformer):
    """Puts an operand in the place of its operation."""

    def __init__(self, node: ast.UnaryOp) -> None:
        self._node = node

    def visit(self, node: ast.AST) -> ast.AST:
        return self._node.operand if node is self._node else self.generic_visit(node)


def _nodes(node: ast.AST, function: str) -> Iterator[tuple[ast.AST, str]]:
    """Every node but annotations, with the name of the function it stands in, empty for the module's own code."""
    for name, field in ast.iter_fields(node):
        if name in ("annotation", "returns"):
            continue
        for child in field if isinstance(field, list) else [field]:
            if not isinstance(child, ast.AST):
                continue
            inside = function
            if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
                inside = child.name
            yield child, inside
            yield from _nodes(child, inside)


def _token(
    tokens: list[tokenize.TokenInfo], word: str, after: tuple[int, int], before: tuple[int, int], lines: list[str]
) -> tuple[int, int] | None:
    """Where an operator's first word stands between two operands. Columns of a syntax tree count bytes."""
    for token in tokens:
        line, column = token.start
        place = (line, len(lines[line - 1][:column].encode()))
        if after <= place < before and token.string in (word, f"{word}="):
            return place
    return None
