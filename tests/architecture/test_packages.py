"""Tests that packages re-export nothing: each name has one place, and importing a module loads only what it needs."""

import ast
from pathlib import Path

import pytest

import signature_model
import signature_transports

WITH_NAMES = {"signature_model", "signature_transports", "cli", "emulator", "preview", "signed", "strategies"}
"""The packages with public names, those of the library, of the commands and of what programs use beside them."""
ROOTS = [Path(str(each.__file__)).parent for each in (signature_model, signature_transports)]
PACKAGES = sorted(path.parent for root in ROOTS for path in root.rglob("__init__.py"))


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: "/".join(path.parts[-2:]))
def test_a_package_has_only_a_docstring(package: Path) -> None:
    tree = ast.parse((package / "__init__.py").read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    assert (len(tree.body) == 1) is (package.name not in WITH_NAMES)
