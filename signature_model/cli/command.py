"""The ``validate-bundle`` command, from its arguments to its exit status."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import ExitStack, closing
from functools import partial
from io import StringIO
from typing import TYPE_CHECKING, NoReturn

import click

from signature_model.cli import options as declared
from signature_model.console import entry
from signature_model.console.configuration import say_found_file, with_source
from signature_model.console.errors import OutputLost, Unusable, internal_error
from signature_model.console.reading import Unreadable
from signature_model.console.signals import SIGNAL_STATUS
from signature_model.console.streams import is_terminal, write_error
from signature_model.masking import masked
from signature_model.reports.tools import VALIDATE_BUNDLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from signature_model.cli.inputs.expansion import Inputs
    from signature_model.reports.results import Result, Summary
    from signature_model.reports.tools import Tool
    from signature_model.rules.registry import Rule

INVALID, WRONG_USAGE, UNDECIDED = 1, 2, 3

COMPLETION = (
    "To enable completion of options, codes and file names in bash (or zsh, fish):"
    ' eval "$(_VALIDATE_BUNDLE_COMPLETE=bash_source validate-bundle)"'
)


@click.command(
    cls=declared.Command,
    context_settings=declared.CONTEXT | {"auto_envvar_prefix": "VALIDATE_BUNDLE"},
    epilog=COMPLETION,
)
@declared.with_options
def command(**options: Any) -> int:  # noqa: ANN401 - one value for each option
    """Validate document bundles for Norway's signing service, offline.

    A PATH is a bundle (.asice), a manifest.xml, the folder of an unpacked bundle, a folder of bundles (with
    --recursive), a quoted pattern of such names, or - for standard input. Each finding has a code; --explain CODE
    describes its rule.

    Exit status: 0 all inputs are valid, 1 some are invalid, 2 wrong usage, 3 some could not be validated.
    """
    if options["rules"]:
        return list_rules(options, VALIDATE_BUNDLE)
    say_found_file(click.get_current_context())
    try:
        with ExitStack() as opened:
            summary = _validate(options, opened)
    except Unusable as error:
        raise click.UsageError(str(error)) from error
    return UNDECIDED if summary.undecided else INVALID if summary.invalid else 0


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and exit with its status."""
    entry.run(lambda: status_of(command, VALIDATE_BUNDLE.name, arguments))


def status_of(program: click.Command, name: str, arguments: Sequence[str] | None) -> int:
    """Run a command that validates, and return its exit status.

    If an error stops it, write the error to standard error.
    """
    try:
        return int(program.main(arguments, prog_name=name, standalone_mode=False) or 0)
    except click.Abort:
        write_error("Error: interrupted\n")
        return SIGNAL_STATUS + signal.SIGINT
    except click.ClickException as error:
        shown = StringIO()
        with_source(error).show(shown)
        write_error(masked(shown.getvalue()))  # names of files may contain national id numbers
        return WRONG_USAGE
    except Exception as error:  # noqa: BLE001 - the outermost guard: users get a sentence, not a traceback
        message = _message(error)
        write_error(f"Error: {masked(message)}\n" if message else "")
        return UNDECIDED


def _message(error: Exception) -> str:
    from signature_model.cli.parallel.errors import ExecutorLost, WorkerDiffers  # noqa: PLC0415 - seldom needed

    match error:
        case OutputLost() | ExecutorLost() | WorkerDiffers() | Unreadable():
            return str(error)
        case OSError(filename=None):
            return error.strerror or str(error)
        case OSError():
            return f"{error.filename}: {error.strerror}"
        case _:
            return internal_error(error)


def list_rules(options: dict[str, Any], tool: Tool) -> int:
    """Write the catalogue, for ``--rules``."""
    from signature_model.cli.output import destination  # noqa: PLC0415 - slow to import, and seldom needed
    from signature_model.reports import rules  # noqa: PLC0415

    formats: dict[str, Callable[[Iterable[Rule[Any]]], str]] = {
        "text": rules.table,
        "json": partial(rules.document, tool=tool),
    }
    if options["format"] not in formats:
        message = f"--rules supports --format {' and '.join(formats)}"
        raise click.UsageError(message)
    with destination(options["output"]) as write:
        write(formats[options["format"]](tool.rules_by_code().values()))
    return 0


def _validate(options: dict[str, Any], opened: ExitStack) -> Summary:
    """Validate all inputs, and write the report. Raises Unusable."""
    from signature_model.cli import arguments  # noqa: PLC0415 - loads what validates, which `--help` does not need
    from signature_model.cli.output import ReportLocation, destination  # noqa: PLC0415
    from signature_model.cli.parallel.running import executor_results, local_results  # noqa: PLC0415
    from signature_model.reports.results import Summary  # noqa: PLC0415

    arguments.require_resumable(options)
    settings = arguments.settings_of(options)
    named = arguments.named_inputs(options)
    inputs = arguments.inputs_not_overwritten(named, ReportLocation(options["output"]), settings)
    write: Callable[[str], object]
    workers = arguments.maybe_workers(options, opened)
    summary = Summary()
    if options["resume"]:
        from signature_model.cli.fingerprint import fingerprint_of  # noqa: PLC0415 - seldom needed
        from signature_model.cli.resuming import resumed  # noqa: PLC0415

        report = opened.enter_context(resumed(options["output"], fingerprint_of(settings)))
        inputs, write = report.remaining(inputs, summary), report.write
    else:
        write = opened.enter_context(destination(options["output"]))
    if workers is None:
        found = local_results(inputs, settings, options["jobs"] or os.cpu_count() or 1)
    else:
        found = executor_results(workers, inputs, settings)
    opened.enter_context(closing(found))
    shown = found if options["no_progress"] or options["quiet"] else _with_progress(found, named, summary.checked)
    for piece in arguments.format_of(options)(summary.counting(shown), summary):
        write(piece)
    if options["output"] and not options["resume"]:
        from signature_model.cli.resuming import forget  # noqa: PLC0415 - seldom needed

        forget(options["output"])
    return summary


def _with_progress(found: Iterator[Result], named: Inputs, done: int) -> Iterator[Result]:
    if not is_terminal(sys.stderr):
        return found
    from signature_model.cli.progress import with_progress  # noqa: PLC0415 - pipelines do not need it

    count = named.maybe_count()
    return found if count == 1 else with_progress(found, count, done)
