"""The arguments and options of ``validate-bundle``: their help, their values, and how a shell completes them."""

from __future__ import annotations

from functools import partial, reduce
from typing import TYPE_CHECKING, Any, Final

import click

from signature_model import __version__
from signature_model.cli.codes import Codes
from signature_model.console import configuration
from signature_model.console.reading import STANDARD_INPUT
from signature_model.console.report_files import not_pdf
from signature_model.findings import Severity
from signature_model.jobs.context import Environment, Sector, SigningFlow
from signature_model.reports.formats import FORMATS
from signature_model.reports.tools import VALIDATE_BUNDLE, VALIDATE_SIGNED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from click.shell_completion import CompletionItem

    from signature_model.cli.inputs.file_lists import FileList
    from signature_model.console.moments import Moment

CONTEXT: Final[dict[str, Any]] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

_CODES: Final = Codes("signature_model.rules.catalogue", VALIDATE_SIGNED.catalogue)
_FILES_FROM: Final = "--files-from"
_MARK: Final = "\0"
"""A mark before the name of a list among the paths, until click has parsed them. No process argument contains it."""


class Command(click.Command):
    """A command that keeps paths and lists of paths in the order in which they were given."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments. Lists become marked paths, because click keeps the order of paths only."""
        return super().parse_args(ctx, list(_with_marked_lists(args)))


def with_options(function: Callable[..., int]) -> Callable[..., int]:
    """Decorate a function with all arguments and options."""
    return reduce(lambda decorated, each: each(decorated), reversed(_ALL), function)


def inputs(_ctx: click.Context, _param: click.Parameter, values: Sequence[str]) -> tuple[str | FileList, ...]:
    """Return the paths and lists. Refuse an empty name, which a variable that is not set would give."""
    names = [each.removeprefix(_MARK) for each in values]
    if "" in names:
        message = "a path is empty"
        raise click.BadParameter(message)
    if names.count(STANDARD_INPUT) > 1:
        message = "standard input can be read only once"
        raise click.BadParameter(message)
    return tuple(_file_list(name) if each.startswith(_MARK) else name for name, each in zip(names, values, strict=True))


def _file_list(name: str) -> FileList:
    from signature_model.cli.inputs.file_lists import FileList  # noqa: PLC0415 - seldom needed

    return FileList(file=name)


def moment(ctx: click.Context, param: click.Parameter, text: str | None) -> Moment | None:
    """Read the value of ``--now``."""
    if text is None:
        return None
    from signature_model.console import moments  # noqa: PLC0415 - seldom needed

    return moments.moment(ctx, param, text)


def path(_ctx: click.Context, _param: click.Parameter, name: str | None) -> Path | None:
    """Return the path that an option names."""
    if name is None:
        return None
    from pathlib import Path  # noqa: PLC0415 - slow to import, and `--version` does not need it

    return Path(name)


def report_path(ctx: click.Context, param: click.Parameter, name: str | None) -> Path | None:
    """Return the path of a report, which is not a PDF."""
    return not_pdf(ctx, param, path(ctx, param, name))


def all_paths(ctx: click.Context, param: click.Parameter, names: Sequence[str]) -> tuple[Path, ...]:
    """Return the paths that a repeatable option names."""
    return tuple([each for name in names if (each := path(ctx, param, name)) is not None])


def completed_files(_ctx: click.Context, _param: click.Parameter, _incomplete: str) -> list[CompletionItem]:
    """Let the shell complete the names of files."""
    from click.shell_completion import CompletionItem  # noqa: PLC0415 - only completion needs it

    return [CompletionItem("", type="file")]


def _with_marked_lists(arguments: Sequence[str]) -> Iterator[str]:
    left = iter(arguments)
    for each in left:
        value: str | None
        name, equals, value = each.partition("=")
        if each == "--":
            yield each
            break
        if name != _FILES_FROM:
            yield each
        elif equals or (value := next(left, None)) is not None:
            yield f"{_MARK}{value}"
        else:
            yield each  # click reports that the value is missing
    yield from left


def _a_file(*, exists: bool = True, dir_okay: bool = False) -> click.Path:
    return click.Path(exists=exists, dir_okay=dir_okay)


def _one_of(values: type[Sector | Environment | SigningFlow | Severity]) -> click.Choice[str]:
    return click.Choice([each.value for each in values])


def selection_options(codes: Codes) -> tuple[Callable[[Any], Any], ...]:
    """Return the options that select findings and a report format, with the codes of a command."""
    return (
        click.option(
            "--select",
            metavar="CODES",
            callback=codes.prefixes,
            shell_complete=codes.completed,
            help="Apply only the rules with these codes (prefixes, comma-separated).",
        ),
        click.option(
            "--ignore",
            metavar="CODES",
            callback=codes.prefixes,
            shell_complete=codes.completed,
            help="Do not apply the rules with these codes (prefixes, comma-separated).",
        ),
        click.option(
            "--fail-on",
            type=_one_of(Severity),
            default=Severity.ERROR.value,
            show_default=True,
            help="Lowest severity that makes an input invalid.",
        ),
        click.option(
            "--format",
            type=click.Choice([*FORMATS]),
            default="text",
            show_default=True,
            help="Format of the report: `text` and `html` for people, the others for programs and CI systems.",
        ),
    )


def explanation_options(codes: Codes) -> tuple[Callable[[Any], Any], ...]:
    """Return the options that print rules and do not validate."""
    return (
        click.option(
            "--explain",
            metavar="RULE",
            is_eager=True,
            expose_value=False,
            allow_from_autoenv=False,
            callback=codes.explain,
            shell_complete=codes.completed,
            help="Explain one rule of any command, given by its code (PSR401, 401) or its name, and exit.",
        ),
        click.option(
            "--rules",
            is_flag=True,
            allow_from_autoenv=False,
            help="List all rules and exit; also with --format json.",
        ),
    )


def configuration_option(
    command: str, permitted: Sequence[str], only_named: Sequence[str] = ()
) -> Callable[[Any], Any]:
    """Return the option for the configuration file of a command. The file can set the permitted options.

    A file that the command has found, but the user has not named, cannot set the options in ``only_named``.
    """
    where = f"{command}.toml, or [tool.{command}] in pyproject.toml, in this folder or one above."
    find = partial(configuration.found_upwards, command)
    return configuration.option(lambda: permitted, find, where, only_named=only_named)


_IN_FILES: Final = (
    *("sector", "environment", "now", "trust", "schema", "flow", "select", "ignore", "fail-on", "format"),
    *("recursive", "jobs", "quiet", "verbose", "no-progress"),
)
"""The options that a configuration file can set. All others are for a single run, overwrite files or run code."""

_ALL: tuple[Callable[[Any], Any], ...] = (
    click.argument("paths", nargs=-1, metavar="PATH...", callback=inputs, shell_complete=completed_files),
    click.option("--sector", type=_one_of(Sector), help="Sector of the sender."),
    click.option(
        "--environment",
        type=_one_of(Environment),
        help="Environment of the service; national id numbers and certificates must belong to it.",
    ),
    click.option(
        "--now",
        metavar="DATETIME",
        callback=moment,
        help="Also apply the rules that depend on the time. Use this time, like 2030-01-31T12:00:00+01:00, or `now`.",
    ),
    click.option(
        "--trust",
        type=_a_file(dir_okay=True),
        multiple=True,
        callback=all_paths,
        metavar="FILE_OR_FOLDER",
        help="Trust anchors: a PEM or DER file, or a folder of them; repeatable. Without it, trust is not validated.",
    ),
    click.option(
        "--schema",
        type=_a_file(),
        callback=path,
        help=(
            "Validate manifests against this portal.xsd, direct.xsd or direct-and-portal.xsd instead of the built-in "
            "schemas."
        ),
    ),
    click.option(
        "--flow",
        type=_one_of(SigningFlow),
        help=(
            "Refuse manifests of the other flow. Without this option, each manifest is validated by the rules of its "
            "own flow."
        ),
    ),
    *selection_options(_CODES),
    click.option("--output", type=_a_file(exists=False), callback=report_path, help="Write the report to this file."),
    click.option(
        "--resume",
        is_flag=True,
        help="Continue an interrupted run: keep the results in --output, and add the missing ones."
        " Needs --format jsonl.",
    ),
    click.option("--recursive", is_flag=True, help="Validate all bundles in a folder and its subfolders."),
    click.option(
        _FILES_FROM,
        metavar="FILE",
        multiple=True,
        expose_value=False,
        allow_from_autoenv=False,
        shell_complete=completed_files,
        help="Also validate the paths in this file, one on each line; - reads them from standard input.",
    ),
    click.option("-0", "--null", is_flag=True, help="Paths in --files-from end with a NUL instead of a line feed."),
    click.option(
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help="Number of worker processes. [default: 1 for one input, else one for each core]",
    ),
    click.option(
        "--executor",
        metavar="NAME",
        help="Run validation on an external executor: dask://HOST:PORT, or package.module:callable that returns a"
        " concurrent.futures.Executor. Workers must see the files at the same paths. --jobs is then the number of"
        " workers to keep busy.",
    ),
    *explanation_options(_CODES),
    click.option("-q", "--quiet", is_flag=True, help="Show findings only, without hints and summary."),
    click.option("-v", "--verbose", is_flag=True, help="Also show valid inputs, and what was not validated and why."),
    click.option("--no-progress", is_flag=True, help="Do not show progress on a terminal."),
    configuration_option(VALIDATE_BUNDLE.name, _IN_FILES),
    click.version_option(__version__, prog_name=VALIDATE_BUNDLE.name, allow_from_autoenv=False),
)
