"""Options for codes of rules: code prefixes, the explanation of one rule, and completion.

Each command has a catalogue of its own, which is imported only when an option needs it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

    from click.shell_completion import CompletionItem

    from signature_model.rules.registry import Rule


_PREFIX: Final = "PSR"


class Codes(NamedTuple):
    """The codes of a catalogue. ``module`` is the name of its module.

    ``other`` is the catalogue of the other command, whose rules can be explained here, too.
    """

    module: str
    other: str

    def prefixes(self, _ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[str, ...]:
        """Split code prefixes at the commas; refuse unknown ones."""
        if value is None:
            return ()
        codes = tuple(_code(each, self._catalogue().CATALOGUE) for each in value.split(","))
        for unknown in self._catalogue().unknown_codes(codes):
            message = f"no rule has a code that begins with {unknown!r}; --rules lists all"
            raise click.BadParameter(message)
        return codes

    def explain(self, ctx: click.Context, _param: click.Parameter, code: str | None) -> None:
        """Print one rule and exit, for ``--explain``."""
        if code is None or ctx.resilient_parsing:
            return
        from signature_model.console.streams import write_output  # noqa: PLC0415 - slow to import, and seldom needed
        from signature_model.reports.rules import explanation  # noqa: PLC0415

        rules = self._catalogue().CATALOGUE
        wanted = _code(code, rules)
        if wanted not in rules:
            rules = {**rules, **import_module(self.other).CATALOGUE}
            wanted = _code(code, rules)
        if wanted not in rules:
            from difflib import get_close_matches  # noqa: PLC0415 - as above

            near = get_close_matches(wanted.lower(), [each.name for each in rules.values()], 1)
            meant = f". Did you mean {near[0]!r}? " if near else "; "
            message = f"there is no rule {code!r}{meant}--rules lists all"
            raise click.BadParameter(message)
        write_output(explanation(rules[wanted]))
        ctx.exit()

    def completed(self, _ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Complete the last of the comma-separated codes; show the names of the rules."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - only completion needs it

        before, comma, begun = incomplete.rpartition(",")
        rules = self._catalogue().CATALOGUE
        found = (rule for code, rule in rules.items() if code.startswith(begun.upper()))
        return [CompletionItem(f"{before}{comma}{rule.code}", help=rule.name) for rule in found]

    def _catalogue(self) -> ModuleType:
        return import_module(self.module)


def _code(given: str, rules: Mapping[str, Rule[Any]]) -> str:
    """Return the code or code prefix for ``PSR401``, ``401`` or the name of a rule."""
    text = given.strip()
    if text.isdecimal():
        return f"{_PREFIX}{text}"
    return {rule.name: code for code, rule in rules.items()}.get(text.lower(), text.upper())
