"""The options of ``validate-bundle``, and its exit status.

0: every input is valid. 1: some input is invalid. 2: wrong usage. 3: some input could not be judged, which beats 1.
"""

from __future__ import annotations

import io
import os
import signal
import sys
import warnings
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from signature_model.cli import options as values
from signature_model.cli.output import ReportLost, destination, overwritten_input, shows_progress, with_progress
from signature_model.cli.paths import BUNDLE_SUFFIX, expand, is_folder_of_bundles
from signature_model.cli.reading import STANDARD_INPUT
from signature_model.cli.settings import Settings, Unusable
from signature_model.cli.workers import ending_signals, internal_error, results
from signature_model.context import Environment, Sector
from signature_model.findings import Severity
from signature_model.reports import text as text_report
from signature_model.reports.formats import FORMATS
from signature_model.results import Criteria, Summary
from signature_model.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import FrameType
    from typing import Any

    from signature_model.reports.formats import Format
    from signature_model.results import Result

INVALID, WRONG_USAGE, UNDECIDED = 1, 2, 3
OF_SIGNALS = 128
"""What shells add to the number of a signal that has ended a process."""


def _a_file(*, exists: bool = True, dir_okay: bool = False) -> click.Path:
    return click.Path(exists=exists, dir_okay=dir_okay, path_type=Path)


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("paths", nargs=-1, metavar="PATH...", callback=values.names)
@click.option("--sector", type=click.Choice([each.value for each in Sector]), help="The sender's sector.")
@click.option(
    "--environment",
    type=click.Choice([each.value for each in Environment]),
    help="Judge identity numbers for this environment.",
)
@click.option(
    "--now",
    metavar="DATETIME",
    callback=values.moment,
    help="Also apply the rules that need a present moment: one like 2030-01-31T12:00:00+01:00, or `now`.",
)
@click.option(
    "--trust",
    type=_a_file(dir_okay=True),
    metavar="FILE_OR_FOLDER",
    help="Trust anchors: a PEM or DER file, or a folder of them. Without it there is no verdict on trust.",
)
@click.option(
    "--schema",
    type=_a_file(),
    help="Another portal.xsd (the official one, say) in place of the one that comes with this tool.",
)
@click.option(
    "--select",
    metavar="CODES",
    callback=values.code_prefixes,
    help="Judge by these codes only: prefixes, comma separated.",
)
@click.option(
    "--ignore",
    metavar="CODES",
    callback=values.code_prefixes,
    help="Leave these codes out: prefixes, comma separated.",
)
@click.option(
    "--fail-on",
    type=click.Choice([each.value for each in Severity]),
    default=Severity.ERROR.value,
    show_default=True,
    help="From which severity on a bundle counts as invalid.",
)
@click.option("--format", "output_format", type=click.Choice([*FORMATS]), default="text", show_default=True)
@click.option("--output", type=_a_file(exists=False), help="Write the report to this file.")
@click.option("--recursive", is_flag=True, help="Judge every bundle in a folder and below it.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Worker processes. [default: 1 for one file, else one for each core]",
)
@click.option(
    "--explain", metavar="CODE", is_eager=True, expose_value=False, callback=values.explain, help="Explain one rule."
)
@click.option(
    "--rules", is_flag=True, is_eager=True, expose_value=False, callback=values.list_rules, help="List all rules."
)
@click.option("-q", "--quiet", is_flag=True, help="Findings only: no hints, no summary.")
@click.option("-v", "--verbose", is_flag=True, help="Also what is valid, and what could not be judged.")
@click.option("--no-progress", is_flag=True, help="No progress, even on a terminal.")
@click.version_option(__version__, prog_name="validate-bundle")
def command(**options: Any) -> int:  # noqa: ANN401 - one value for each option
    """Judge document bundles for Norway's signing service, offline.

    A PATH is a bundle (.asice), a manifest.xml, the folder of an unpacked bundle, a folder of bundles (with
    --recursive), or - for standard input. Findings have codes; --explain tells what one means.

    Exit status: 0 all valid, 1 some invalid, 2 wrong usage, 3 some could not be judged.
    """
    settings = _settings(options)
    inputs = _inputs(options["paths"], recursive=options["recursive"])
    _require_harmless(options["output"], [*inputs, *map(str, settings.files)])
    summary = Summary()
    workers = options["jobs"] or os.cpu_count() or 1
    found: Iterable[Result] = results(inputs, settings, workers)
    if len(inputs) > 1 and not options["no_progress"] and not options["quiet"] and shows_progress():
        found = with_progress(found, len(inputs))
    with destination(options["output"]) as write:
        for piece in _format(options)(_counted(found, summary), summary):
            write(piece)
    return UNDECIDED if summary.undecided else INVALID if summary.invalid else 0


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and leave with its exit status."""
    for each in ending_signals():
        if each != signal.SIGINT:  # which Python makes a KeyboardInterrupt of
            signal.signal(each, _terminate)
    for descriptor in range(3):
        with suppress(AttributeError, OSError):  # closed, or Windows, which has nothing of the kind
            os.set_blocking(descriptor, True)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # not every terminal knows every letter
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # libraries warn of odd certificates; what matters is a finding
        status = _status(arguments)
    sys.exit(status)


def _status(arguments: Sequence[str] | None) -> int:
    try:
        return int(command.main(arguments, prog_name="validate-bundle", standalone_mode=False) or 0)
    except click.Abort:
        _complain("interrupted")
        return OF_SIGNALS + signal.SIGINT
    except click.ClickException as error:
        if sys.stderr is not None:
            error.show()
        return WRONG_USAGE
    except ReportLost as error:
        _complain(str(error))
        return UNDECIDED
    except OSError as error:
        _complain(f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error))
        return UNDECIDED
    except Exception as error:  # noqa: BLE001 - the outermost guard: users get a sentence, not a traceback
        _complain(internal_error(error))
        return UNDECIDED


def _terminate(number: int, _frame: FrameType | None) -> NoReturn:
    """Leave as from any function, so that no half-written file and no worker stays behind."""
    raise SystemExit(OF_SIGNALS + number)


def _complain(message: str) -> None:
    if message:
        click.echo(f"Error: {message}", err=True)


def _settings(options: dict[str, Any]) -> Settings:
    settings = Settings(
        sector=options["sector"] and Sector(options["sector"]),
        environment=options["environment"] and Environment(options["environment"]),
        now=options["now"],
        trust=options["trust"],
        schema=options["schema"],
        criteria=Criteria(select=options["select"], ignore=options["ignore"], fail_on=Severity(options["fail_on"])),
    )
    try:
        settings.context()
    except Unusable as error:
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
    inputs = list(expand(paths, recursive=recursive))
    if not inputs:
        message = f"no bundle below {', '.join(paths)}: bundles are called *{BUNDLE_SUFFIX}"
        raise click.UsageError(message)
    return inputs


def _require_harmless(output: Path | None, needed: Sequence[str]) -> None:
    overwritten = output and overwritten_input(output, needed)
    if overwritten:
        message = f"the report would overwrite or change {overwritten}: give --output another file"
        raise click.UsageError(message)


def _format(options: dict[str, Any]) -> Format:
    name = options["output_format"]
    if name == "text":
        return partial(text_report.document, verbosity=options["verbose"] - options["quiet"])
    return FORMATS[name]


def _counted(found: Iterable[Result], summary: Summary) -> Iterator[Result]:
    for result in found:
        summary.add(result)
        yield result
