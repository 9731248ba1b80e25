"""mutmut's results for the mutants of a tree: which of them survived, and what each of them changed.

A mutant is identified by its module, its function, and the smallest changed expression or statement that contains a
name, as ``ast.unparse`` writes it, because line numbers and mutmut's numbers change with the code.
"""

import ast
import json
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ALIVE, CAUGHT, OUT_OF_TIME = 0, 1, 36
"""mutmut's statuses that also stand for others: ``_FAILED`` and ``_ENDED``."""

_FAILED: Final = frozenset({CAUGHT, 3})
_ENDED: Final = frozenset({OUT_OF_TIME, -24, 24, 152, 255, -9})
_TELLING: Final = (ast.stmt, ast.BinOp, ast.BoolOp, ast.Call, ast.Compare, ast.IfExp, ast.UnaryOp)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one function; ``status`` is mutmut's exit status of its tests."""

    name: str
    module: str
    function: str
    was: str
    became: str
    status: int | None

    @property
    def is_killed(self) -> bool:
        """Whether a test failed, or did not end."""
        return self.status in _FAILED | _ENDED


def mutants_in(tree: Path) -> Iterator[Mutant]:
    """Return all mutants in mutmut's folder of a tree."""
    folder = tree / "mutants"
    for path in sorted(folder.rglob("*.py.meta")):
        statuses: dict[str, int | None] = json.loads(path.read_text("utf-8"))["exit_code_by_key"]
        if statuses:
            module = path.relative_to(folder).with_suffix("").as_posix()
            functions = functions_of(path.with_suffix("").read_text("utf-8"))
            for name, status in statuses.items():
                yield _mutant(name, module, functions, status)


def forget(tree: Path, names: Container[str]) -> None:
    """Make mutmut try the mutants with these names again."""
    for path in (tree / "mutants").rglob("*.py.meta"):
        found = json.loads(path.read_text("utf-8"))
        statuses: dict[str, int | None] = found["exit_code_by_key"]
        found["exit_code_by_key"] = {name: None if name in names else each for name, each in statuses.items()}
        path.write_text(json.dumps(found), "utf-8")


def functions_of(source: str) -> Mapping[str, ast.FunctionDef]:
    """Return the functions of a module and the methods of its classes by name; a method's name is ``Class.method``."""
    tree = ast.parse(source)
    found = {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef)}
    for each in tree.body:
        if isinstance(each, ast.ClassDef):
            found |= {f"{each.name}.{inner.name}": inner for inner in each.body if isinstance(inner, ast.FunctionDef)}
    return found


def difference(one: ast.AST, other: ast.AST) -> tuple[ast.AST, ast.AST]:
    """Return the smallest nodes that differ between two trees and are more than a value or a name."""
    found = one, other
    while True:
        pairs = list(zip(ast.iter_child_nodes(one), ast.iter_child_nodes(other), strict=False))
        differing = [pair for pair in pairs if ast.dump(pair[0]) != ast.dump(pair[1])]
        if type(one) is not type(other) or len(differing) != 1 or _count(one) != _count(other):
            return found
        [(one, other)] = differing
        if isinstance(one, _TELLING) and isinstance(other, _TELLING):
            found = one, other


def _mutant(name: str, module: str, functions: Mapping[str, ast.FunctionDef], status: int | None) -> Mutant:
    mangled = name.rpartition(".")[2]
    base = mangled.partition("__mutmut_")[0]
    _, owner, function = base.split("ǁ") if "ǁ" in base else ("", "", base.removeprefix("x_"))
    scope = f"{owner}." if owner else ""
    original, changed = functions[f"{scope}{base}__mutmut_orig"], functions[f"{scope}{mangled}"]
    changed.name = original.name
    was, became = difference(original, changed)
    return Mutant(name, module, f"{scope}{function}", ast.unparse(was), ast.unparse(became), status)


def _count(node: ast.AST) -> int:
    return sum(1 for _ in ast.iter_child_nodes(node))
