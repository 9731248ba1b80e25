"""The options of ``validate-bundle``, and its exit status.

0: every input is valid. 1: some input is invalid. 2: wrong usage. 3: some input could not be judged, which beats 1.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from signature_model.cli.inputs import STANDARD_INPUT, expand, is_folder_of_bundles
from signature_model.cli.settings import Settings
from signature_model.cli.workers import results
from signature_model.context import Environment, Sector
from signature_model.errors import SigningError
from signature_model.findings import Severity
from signature_model.reports import json as json_report
from signature_model.reports import rules as rules_report
from signature_model.reports import text as text_report
from signature_model.results import Criteria, Summary
from signature_model.rules.catalogue import CATALOGUE, unknown_codes
from signature_model.version import __version__
from signature_model.xml.lexical import maybe_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from signature_model.results import Result

    Format = Callable[[Iterable[Result], Summary], Iterator[str]]

INVALID, WRONG_USAGE, UNDECIDED, INTERRUPTED = 1, 2, 3, 130

FORMATS: dict[str, Format] = {
    "text": text_report.document,
    "json": json_report.document,
    "jsonl": json_report.lines,
}


class Codes(click.ParamType[tuple[str, ...]]):
    """Code prefixes, comma separated."""

    name = "codes"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:  # noqa: ANN401 - click's signature
        """Split and check them; an unknown one is wrong usage."""
        if isinstance(value, tuple):
            return value
        codes = tuple(each.strip().upper() for each in value.split(","))
        for unknown in unknown_codes(codes):
            self.fail(f"no rule's code begins with {unknown!r}; --rules lists them", param, ctx)
        return codes


class Moment(click.ParamType[datetime]):
    """A moment with a time zone, or ``now``."""

    name = "datetime"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:  # noqa: ANN401 - click's signature
        """Read it; ``now`` asks the clock."""
        if isinstance(value, datetime):
            return value
        moment = datetime.now(UTC) if value == "now" else maybe_time(value)
        if moment is None or moment.tzinfo is None:
            self.fail(f"{value!r} is neither `now` nor like 2030-01-31T12:00:00+01:00", param, ctx)
        return moment


def _explain(ctx: click.Context, param: click.Parameter, code: str | None) -> None:
    if code is None or ctx.resilient_parsing:
        return
    rule = CATALOGUE.get(code.upper())
    if rule is None:
        message = f"there is no rule {code!r}; --rules lists them"
        raise click.BadParameter(message, ctx, param)
    click.echo(rules_report.explanation(rule), nl=False)
    ctx.exit()


def _list_rules(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's signature
    if wanted and not ctx.resilient_parsing:
        click.echo(rules_report.table(CATALOGUE.values()), nl=False)
        ctx.exit()


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--sector", type=click.Choice([each.value for each in Sector]), help="The sender's sector.")
@click.option(
    "--environment",
    type=click.Choice([each.value for each in Environment]),
    help="Judge identity numbers for this environment.",
)
@click.option("--now", type=Moment(), help="Also apply the rules that need a present moment: a moment, or `now`.")
@click.option(
    "--trust",
    type=click.Path(exists=True, path_type=Path),
    help="Trust anchors: a PEM or DER file, or a folder of them. Without it there is no verdict on trust.",
)
@click.option(
    "--schema",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Another portal.xsd (the official one, say) in place of the one that comes with this tool.",
)
@click.option("--select", type=Codes(), default=(), help="Judge by these codes only: prefixes, comma separated.")
@click.option("--ignore", type=Codes(), default=(), help="Leave these codes out: prefixes, comma separated.")
@click.option(
    "--fail-on",
    type=click.Choice([each.value for each in Severity]),
    default=Severity.ERROR.value,
    show_default=True,
    help="From which severity on a bundle counts as invalid.",
)
@click.option("--format", "output_format", type=click.Choice([*FORMATS]), default="text", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the report to this file.")
@click.option("--recursive", is_flag=True, help="Judge every bundle in a folder and below it.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="Worker processes. [default: 1 for one file, else one for each core]",
)
@click.option(
    "--explain", metavar="CODE", is_eager=True, expose_value=False, callback=_explain, help="Explain one rule."
)
@click.option("--rules", is_flag=True, is_eager=True, expose_value=False, callback=_list_rules, help="List all rules.")
@click.option("-q", "--quiet", is_flag=True, help="Findings only: no hints, no summary.")
@click.option("-v", "--verbose", is_flag=True, help="Also what is valid, and what could not be judged.")
@click.option("--no-progress", is_flag=True, help="No progress bar, even on a terminal.")
@click.version_option(__version__, prog_name="validate-bundle")
def command(**options: Any) -> int:  # noqa: ANN401 - one value for each option
    """Judge document bundles for Norway's signing service, offline.

    A PATH is a bundle (.asice), a manifest.xml, the folder of an unpacked bundle, a folder of bundles (with
    --recursive), or - for standard input. Findings have codes; --explain tells what one means.

    Exit status: 0 all valid, 1 some invalid, 2 wrong usage, 3 some could not be judged.
    """
    settings = _settings(options)
    inputs = _inputs(options["paths"], recursive=options["recursive"])
    workers = options["jobs"] or (1 if len(inputs) == 1 else os.cpu_count() or 1)
    summary = Summary()
    counted = _counted(results(inputs, settings, workers), summary)
    shown = _with_progress(counted, len(inputs), wanted=not options["no_progress"] and not options["quiet"])
    with _destination(options["output"]) as write:
        for piece in _format(options)(shown, summary):
            write(piece)
    return UNDECIDED if summary.undecided else INVALID if summary.invalid else 0


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and leave with its exit status."""
    sys.exit(_status(arguments))


def _status(arguments: Sequence[str] | None) -> int:
    try:
        return int(command.main(arguments, prog_name="validate-bundle", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return WRONG_USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the report has gone; without this, Python complains once more when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNDECIDED


def _settings(options: dict[str, Any]) -> Settings:
    criteria = Criteria(select=options["select"], ignore=options["ignore"], fail_on=Severity(options["fail_on"]))
    settings = Settings(
        sector=options["sector"] and Sector(options["sector"]),
        environment=options["environment"] and Environment(options["environment"]),
        now=options["now"],
        trust=options["trust"],
        schema=options["schema"],
        criteria=criteria,
    )
    try:
        settings.require_usable()
    except (SigningError, OSError) as error:
        raise click.UsageError(str(error)) from error
    return settings


def _inputs(paths: tuple[str, ...], *, recursive: bool) -> list[str]:
    if not paths:
        message = "name at least one bundle, manifest or folder, or - for standard input"
        raise click.UsageError(message)
    if paths.count(STANDARD_INPUT) > 1:
        message = "standard input can be read once only"
        raise click.UsageError(message)
    for path in paths:
        if not recursive and is_folder_of_bundles(path):
            message = f"{path} is a folder of bundles: give --recursive to judge all of them"
            raise click.UsageError(message)
    return list(expand(paths, recursive=recursive))


def _format(options: dict[str, Any]) -> Format:
    if options["output_format"] != "text":
        return FORMATS[options["output_format"]]
    return partial(text_report.document, verbosity=options["verbose"] - options["quiet"])


def _counted(found: Iterable[Result], summary: Summary) -> Iterator[Result]:
    for result in found:
        summary.add(result)
        yield result


def _with_progress(found: Iterator[Result], count: int, *, wanted: bool) -> Iterator[Result]:
    if not wanted or count == 1 or not sys.stderr.isatty():
        yield from found
        return
    with click.progressbar(found, length=count, label="Judging", file=sys.stderr) as bar:
        yield from bar


@contextmanager
def _destination(output: Path | None) -> Iterator[Callable[[str], object]]:
    """Where the report goes: the terminal, or a file that appears only when it is complete."""
    if output is None:
        colour = False if os.environ.get("NO_COLOR") else None
        yield lambda piece: click.echo(piece, nl=False, color=colour)
        return
    partial_file = output.with_name(f"{output.name}.part")
    try:
        with partial_file.open("w", encoding="utf-8", newline="\n") as file:
            yield lambda piece: file.write(click.unstyle(piece))
        partial_file.replace(output)
    except OSError as error:
        raise click.FileError(str(output), error.strerror or str(error)) from error
    finally:
        partial_file.unlink(missing_ok=True)
