"""A copy of the source tree that mutmut can work on.

mutmut ignores decorated functions, and every rule is one. In the copy, a statement after the function replaces each
``@decorator``: ``name = decorator(name)``, which has the same meaning.
"""

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_FOLDERS: Final = ("docs", "schema", "signature_model", "tests", "transports")
_FILES: Final = ("pyproject.toml", "README.md", "CHANGELOG.md")
_NOT_CODE: Final = shutil.ignore_patterns("__pycache__", ".hypothesis")
_KNOWN_TO_MUTMUT: Final = ("classmethod", "staticmethod")

_CONFIGURATION: Final = """\
[mutmut]
source_paths = signature_model
only_mutate =
{modules}
also_copy =
    docs
    schema
    transports
    README.md
    CHANGELOG.md
pytest_add_cli_args =
    -p
    tests.mutation.fresh
    -p
    no:cacheprovider
    # Its processes fork during imports. Changed code imports mutmut then, and nothing releases those locks in a child.
    --ignore=tests/signature_model/validation/test_forks.py
pytest_add_cli_args_test_selection =
{tests}
# Twice so many times the processor's time that the tests took without a mutant, and these seconds.
timeout_multiplier = 2.0
timeout_constant = 2.0
track_dependencies = false
use_git_change_detection = false
"""


def copy(root: Path, to: Path, modules: list[str], tests: list[str]) -> None:
    """Copy the tree and these modules without decorators, and add mutmut's configuration."""
    for name in _FOLDERS:
        shutil.copytree(root / name, to / name, ignore=_NOT_CODE, dirs_exist_ok=True)
    for name in _FILES:
        shutil.copy2(root / name, to / name)
    for name in modules:
        path = to / name
        path.write_text(undecorated(path.read_text("utf-8")), "utf-8")
    lists = {"modules": _indented(modules), "tests": _indented(tests)}
    (to / "setup.cfg").write_text(_CONFIGURATION.format(**lists), "utf-8")


def undecorated(source: str) -> str:
    """Return the module with statements after the functions instead of decorators; no other line moves."""
    lines = source.splitlines()
    for function in sorted(_decorated(ast.parse(source)), key=lambda each: (-_last(each), each.lineno)):
        behind = []
        for each in reversed(function.decorator_list):
            name, decorator = function.name, ast.get_source_segment(source, each)
            behind.append(f"{' ' * function.col_offset}{name} = ({decorator})({name})")
            lines[each.lineno - 1 : _last(each)] = [""] * (_last(each) - each.lineno + 1)
        lines[_last(function) : _last(function)] = behind
    return "\n".join(lines) + "\n"


def _indented(names: list[str]) -> str:
    return "\n".join(f"    {each}" for each in names)


def _last(node: ast.stmt | ast.expr) -> int:
    return node.end_lineno or node.lineno


def _decorated(module: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            names = [each.id for each in node.decorator_list if isinstance(each, ast.Name)]
            if not set(names) & set(_KNOWN_TO_MUTMUT):
                yield node
