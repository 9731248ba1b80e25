"""The arguments and options of ``validate-bundle``. What their values may be is for ``options``."""

from __future__ import annotations

from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from signature_model import __version__
from signature_model.cli import options
from signature_model.console.moments import moment
from signature_model.findings import Severity
from signature_model.jobs.context import Environment, Sector
from signature_model.reports.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_FILES_FROM = "--files-from"


class Command(click.Command):
    """A command that keeps paths and lists of paths in the order in which they were given."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take lists for paths that are marked: click keeps the order of those alone."""
        return super().parse_args(ctx, list(_with_marked_lists(args)))


def declared(function: Callable[..., int]) -> Callable[..., int]:
    """The function with all arguments and options."""
    return reduce(lambda decorated, each: each(decorated), reversed(_ALL), function)


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
            yield f"{options.LIST}{value}"
        else:
            yield each  # and click will complain
    yield from left


def _a_file(*, exists: bool = True, dir_okay: bool = False) -> click.Path:
    return click.Path(exists=exists, dir_okay=dir_okay, path_type=Path)


def _a_member(of: type[Sector | Environment | Severity]) -> click.Choice[str]:
    return click.Choice([each.value for each in of])


_ALL: tuple[Callable[[Any], Any], ...] = (
    click.argument("paths", nargs=-1, metavar="PATH...", callback=options.names, shell_complete=options.files),
    click.option("--sector", type=_a_member(Sector), help="The sender's sector."),
    click.option("--environment", type=_a_member(Environment), help="Judge identity numbers for this environment."),
    click.option(
        "--now",
        metavar="DATETIME",
        callback=moment,
        help="Also apply the rules that need a present moment: one like 2030-01-31T12:00:00+01:00, or `now`.",
    ),
    click.option(
        "--trust",
        type=_a_file(dir_okay=True),
        metavar="FILE_OR_FOLDER",
        help="Trust anchors: a PEM or DER file, or a folder of them. Without it there is no verdict on trust.",
    ),
    click.option(
        "--schema",
        type=_a_file(),
        help="Another portal.xsd (the official one, say) in place of the one that comes with this tool.",
    ),
    click.option(
        "--select",
        metavar="CODES",
        callback=options.code_prefixes,
        shell_complete=options.codes,
        help="Judge by these codes only: prefixes, comma separated.",
    ),
    click.option(
        "--ignore",
        metavar="CODES",
        callback=options.code_prefixes,
        shell_complete=options.codes,
        help="Leave these codes out: prefixes, comma separated.",
    ),
    click.option(
        "--fail-on",
        type=_a_member(Severity),
        default=Severity.ERROR.value,
        show_default=True,
        help="From which severity on a bundle counts as invalid.",
    ),
    click.option(
        "--format",
        "output_format",
        type=click.Choice([*FORMATS]),
        default="text",
        show_default=True,
        help="How the report is written: for people, for programs, or for what shows reports in pipelines.",
    ),
    click.option("--output", type=_a_file(exists=False), help="Write the report to this file."),
    click.option(
        "--resume",
        is_flag=True,
        help="Go on with the results in --output, of --format jsonl; FILE.resume notes by what they were judged.",
    ),
    click.option("--recursive", is_flag=True, help="Judge every bundle in a folder and below it."),
    click.option(
        _FILES_FROM,
        metavar="FILE",
        multiple=True,
        expose_value=False,
        shell_complete=options.files,
        help="Also judge what a file names (- for standard input), one name on a line.",
    ),
    click.option("-0", "--null", is_flag=True, help="In such files, a NUL ends each name."),
    click.option(
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help="Worker processes. [default: 1 for one file, else one for each core]",
    ),
    click.option(
        "--executor",
        metavar="NAME",
        help="Let others judge, who have the files at the same paths: dask://HOST:PORT, or package.module:callable"
        " that returns a concurrent.futures.Executor. --jobs then says for how many workers to have work at hand.",
    ),
    click.option(
        "--explain",
        metavar="CODE",
        is_eager=True,
        expose_value=False,
        callback=options.explain,
        shell_complete=options.codes,
        help="Explain one rule.",
    ),
    click.option("--rules", is_flag=True, help="List all rules, as text or with --format json."),
    click.option("-q", "--quiet", is_flag=True, help="Findings only: no hints, no summary."),
    click.option("-v", "--verbose", is_flag=True, help="Also what is valid, and what could not be judged."),
    click.option("--no-progress", is_flag=True, help="No progress, even on a terminal."),
    click.version_option(__version__, prog_name="validate-bundle"),
)
