"""The programs that write reports: their names, and the rules that they apply."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from signature_model import __version__
from signature_model.findings import RULES_VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from signature_model.rules.registry import Rule


class Tool(NamedTuple):
    """A program that validates. ``catalogue`` is the module with its rules; it is imported on first use."""

    name: str
    rules: str
    catalogue: str

    @property
    def described(self) -> dict[str, str]:
        """The program in a report: its name, its version and that of its rules."""
        return {"name": self.name, "version": __version__, "rules": self.rules}

    def rules_by_code(self) -> Mapping[str, Rule[Any]]:
        """Return the rules in the order of their codes."""
        rules: Mapping[str, Rule[Any]] = import_module(self.catalogue).CATALOGUE
        return rules


VALIDATE_BUNDLE = Tool(name="validate-bundle", rules=RULES_VERSION, catalogue="signature_model.rules.catalogue")
VALIDATE_SIGNED = Tool(name="validate-signed", rules="1", catalogue="signature_model.signed.rules.catalogue")
