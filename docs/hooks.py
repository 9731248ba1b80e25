"""MkDocs hooks: the rules in the navigation, and generated pages about the commands.

The pages about the commands exist only in the built site, so they cannot become outdated.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from mkdocs.structure.files import File

from signature_model.cli.command import command as validate_bundle
from signature_model.cli.signed_documents.command import command as validate_signed
from signature_transports.cli.command import group as signering

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

COMMANDS: Final[dict[str, click.Command]] = {
    "validate-bundle": validate_bundle,
    "validate-signed": validate_signed,
    "signering": signering,
}
RULES: Final = "rules"

_SEVERAL: Final = 2
"""An option that more than two subcommands have is documented once."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add the pages about rules to the navigation, the index first."""
    folder = Path(config.docs_dir)
    found = sorted((folder / RULES).glob("*.md"), key=lambda each: (each.stem != "index", each.stem))
    for entry in config.nav or []:
        if "Rules" in entry:
            entry["Rules"] = [each.relative_to(folder).as_posix() for each in found]
    config.nav = [entry for entry in config.nav or [] if [*entry.values()] != [[]]]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages about the commands."""
    for name, command in COMMANDS.items():
        files.append(File.generated(config, f"reference/{name}.md", content=page(name, command)))
    return files


def page(name: str, command: click.Command) -> str:
    """Return the page about a command and its subcommands, in Markdown."""
    context = _context(command, name)
    inner = _subcommands(context)
    counts = Counter(option.name for each in inner for option in _options(each))
    shared = {option.name: option for each in inner for option in _options(each) if counts[option.name] > _SEVERAL}
    parts = [f"# {name}", *_parts(context, ())]
    if shared:
        parts += ["## Options that subcommands share { #shared }", _table(shared.values(), context)]
    for each in inner:
        parts += [f"## {each.command_path}", *_parts(each, shared)]
    return "\n\n".join(parts) + "\n"


def _subcommands(context: click.Context) -> list[click.Context]:
    command = context.command
    if not isinstance(command, click.Group):
        return []
    found = ((name, command.get_command(context, name)) for name in command.list_commands(context))
    return [_context(each, name, context) for name, each in found if each is not None]


def _context(command: click.Command, name: str, parent: click.Context | None = None) -> click.Context:
    """Return a context for the command."""
    return click.Context(command, info_name=name, parent=parent, **command.context_settings)


def _options(context: click.Context) -> list[click.Option]:
    """Return the command's options, except ``--version``."""
    return [each for each in context.command.params if isinstance(each, click.Option) and each.name != "version"]


def _parts(context: click.Context, shared: Collection[str | None]) -> Iterator[str]:
    command = context.command
    yield f"```text\n{' '.join([context.command_path, *command.collect_usage_pieces(context)])}\n```"
    yield _prose(command.help or "")
    own = [each for each in _options(context) if each.name not in shared]
    if own:
        yield _table(own, context)
    also = [f"`{each.opts[-1]}`" for each in _options(context) if each.name in shared]
    if also:
        yield f"Also {', '.join(also)}: [shared](#shared)."
    if command.epilog:
        yield _literal(command.epilog)


def _table(options: Iterable[click.Option], context: click.Context) -> str:
    return "\n".join(["| option | meaning |", "|---|---|", *(_row(each, context) for each in options)])


def _row(option: click.Option, context: click.Context) -> str:
    names = ", ".join(f"`{each}`" for each in (*option.opts, *option.secondary_opts) if each.startswith("-"))
    value = "" if option.is_flag or option.count else f" `{option.make_metavar(context)}`"
    default = f" Default: `{option.default}`." if option.show_default else ""
    return f"| {names}{value} | {_cell(option.help or '')}{default} |"


def _cell(text: str) -> str:
    return _marked(" ".join(text.split()).replace("|", "\\|"))


def _prose(text: str) -> str:
    return _marked("\n\n".join(" ".join(each.split()) for each in text.strip().split("\n\n")))


def _marked(text: str) -> str:
    """Mark options as code and escape angle brackets."""
    return re.sub(r"(?<![\w`\[-])--[a-z][a-z-]*", r"`\g<0>`", text.replace("<", "&lt;"))


def _literal(text: str) -> str:
    """Return the epilog: paragraphs that click does not wrap become code blocks."""
    return "\n\n".join(
        f"```text\n{each.removeprefix(chr(8)).strip(chr(10))}\n```" if each.startswith("\b") else _prose(each)
        for each in text.strip("\n").split("\n\n")
    )
