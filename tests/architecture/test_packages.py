"""A package re-exports nothing: a name has one place, and importing a module brings no more than it needs."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import signature_model

ROOT = Path(signature_model.__file__).parent
WITH_NAMES = {"signature_model", "cli"}
"""The library's and the command's entrance."""
PACKAGES = sorted(path.parent for path in ROOT.rglob("__init__.py"))


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_a_package_has_only_its_description(package: Path) -> None:
    tree = ast.parse((package / "__init__.py").read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    assert (len(tree.body) == 1) is (package.name not in WITH_NAMES)
