"""Write a manual page for each command and subcommand, from its help: ``python docs/man_pages.py FOLDER``."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from signature_model import __version__
from signature_model.cli.command import command as validate_bundle
from signature_model.cli.signed_documents.command import command as validate_signed
from signature_transports.cli.command import group as signering

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMANDS: Final[dict[str, click.Command]] = {
    "signering": signering,
    "validate-bundle": validate_bundle,
    "validate-signed": validate_signed,
}
_AS_IT_IS: Final = "\b"
"""Begins a paragraph that click does not wrap."""


def main() -> None:
    """Write all pages."""
    folder = Path(sys.argv[1], "man1")
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for name, page in pages():
        (folder / f"{name}.1").write_text(page, encoding="utf-8")
        written += 1
    sys.stdout.write(f"{written} pages in {folder}\n")


def pages() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each page."""
    for name, command in COMMANDS.items():
        context = _context(command, name)
        yield name, page(context)
        if isinstance(command, click.Group):
            for each in command.list_commands(context):
                found = command.get_command(context, each)
                assert found is not None  # noqa: S101 - it is listed
                inner = _context(found, each, context)
                yield inner.command_path.replace(" ", "-"), page(inner)


def page(context: click.Context) -> str:
    """Return the page about a command, in the macros of man(7)."""
    command = context.command
    name = context.command_path.replace(" ", "-")
    summary, *_ = _paragraphs(command.help or "")
    lines = [
        f'.TH "{name.upper()}" "1" "" "posten-signering {__version__}" "posten-signering"',
        ".SH NAME",
        f"{_escaped(name)} \\- {_escaped(summary.rstrip('.'))}",
        ".SH SYNOPSIS",
        f".B {_escaped(context.command_path)}",
        _escaped(" ".join(command.collect_usage_pieces(context))),
        ".SH DESCRIPTION",
        *_prose(command.help or ""),
        ".SH OPTIONS",
        *_options(context),
    ]
    if isinstance(command, click.Group):
        lines += [".SH COMMANDS", *_subcommands(command, context)]
    if command.epilog:
        lines += [".SH NOTES", *_prose(command.epilog)]
    if context.parent is not None or isinstance(command, click.Group):
        others = [each for each in COMMANDS if each != name]
        lines += [".SH SEE ALSO", ", ".join(f"\\fB{_escaped(each)}\\fP(1)" for each in others)]
    return "\n".join(lines) + "\n"


def _context(command: click.Command, name: str, parent: click.Context | None = None) -> click.Context:
    return click.Context(command, info_name=name, parent=parent, **command.context_settings)


def _options(context: click.Context) -> Iterator[str]:
    for each in context.command.get_params(context):
        record = each.get_help_record(context)
        if record is not None and record[1]:  # an argument without a help text is in the synopsis
            yield from (".TP", f"\\fB{_escaped(record[0])}\\fP", _escaped(" ".join(record[1].split())))


def _subcommands(group: click.Group, context: click.Context) -> Iterator[str]:
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        summary = "" if found is None else found.get_short_help_str(200)
        yield from (".TP", f"\\fBsignering {_escaped(name)}\\fP", _escaped(summary))


def _prose(text: str) -> Iterator[str]:
    for each in _paragraphs(text):
        yield ".PP"
        if each.startswith(_AS_IT_IS):
            yield from (".nf", *map(_escaped, each.removeprefix(_AS_IT_IS).strip("\n").split("\n")), ".fi")
        else:
            yield _escaped(" ".join(each.split()))


def _paragraphs(text: str) -> list[str]:
    return text.strip("\n").split("\n\n")


def _escaped(text: str) -> str:
    """Return the text so that troff prints it as it is."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga")
    return re.sub(r"(?m)^(?=[.'])", r"\\&", escaped)


if __name__ == "__main__":
    main()
