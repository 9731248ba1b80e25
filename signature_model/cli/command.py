"""``validate-bundle``, from its options to its exit status.

0: every input is valid. 1: some input is invalid. 2: wrong usage. 3: some input could not be judged, which beats 1.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, NoReturn

import click

from signature_model.cli import declarations
from signature_model.cli.arguments import (
    format_of,
    harmless_inputs,
    maybe_engine,
    named_inputs,
    require_resumable,
    settings_of,
)
from signature_model.cli.output import Places, destination
from signature_model.cli.parallel.errors import ExecutorLost, WorkerDiffers
from signature_model.cli.parallel.running import results_here, results_of
from signature_model.cli.progress import shows_progress, with_progress
from signature_model.console import entry
from signature_model.console.errors import OutputLost, Unusable, internal_error
from signature_model.console.reading import Unreadable
from signature_model.console.signals import SIGNAL_STATUS
from signature_model.console.streams import write_error
from signature_model.reports.results import Summary
from signature_model.rules.catalogue import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from signature_model.cli.inputs.expansion import Inputs
    from signature_model.reports.results import Result

INVALID, WRONG_USAGE, UNDECIDED = 1, 2, 3

COMPLETION = (
    "For the shell to complete options, codes and names, in bash (or zsh, fish):"
    ' eval "$(_VALIDATE_BUNDLE_COMPLETE=bash_source validate-bundle)"'
)


@click.command(
    cls=declarations.Command,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=COMPLETION,
)
@declarations.declared
def command(**options: Any) -> int:  # noqa: ANN401 - one value for each option
    """Judge document bundles for Norway's signing service, offline.

    A PATH is a bundle (.asice), a manifest.xml, the folder of an unpacked bundle, a folder of bundles (with
    --recursive), a pattern of such names in quotes, or - for standard input. Findings have codes; --explain tells what
    one means.

    Exit status: 0 all valid, 1 some invalid, 2 wrong usage, 3 some could not be judged.
    """
    if options["rules"]:
        return _list_rules(options)
    with ExitStack() as opened, _wrong_usage():
        summary = _judged(options, opened)
    return UNDECIDED if summary.undecided else INVALID if summary.invalid else 0


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and leave with its exit status."""
    entry.run(lambda: _status(arguments))


def _status(arguments: Sequence[str] | None) -> int:
    try:
        return int(command.main(arguments, prog_name="validate-bundle", standalone_mode=False) or 0)
    except click.Abort:
        _complain("interrupted")
        return SIGNAL_STATUS + signal.SIGINT
    except click.ClickException as error:
        if sys.stderr is not None:
            error.show()
        return WRONG_USAGE
    except (OutputLost, ExecutorLost, WorkerDiffers, Unreadable) as error:
        _complain(str(error))
        return UNDECIDED
    except OSError as error:
        _complain(f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error))
        return UNDECIDED
    except Exception as error:  # noqa: BLE001 - the outermost guard: users get a sentence, not a traceback
        _complain(internal_error(error))
        return UNDECIDED


def _complain(message: str) -> None:
    if message:
        write_error(f"Error: {message}\n")


def _list_rules(options: dict[str, Any]) -> int:
    from signature_model.reports import rules  # noqa: PLC0415 - seldom needed

    told = {"text": rules.table, "json": rules.document}
    if options["output_format"] not in told:
        message = f"the rules come as {' or '.join(told)}"
        raise click.UsageError(message)
    with destination(options["output"]) as write:
        write(told[options["output_format"]](CATALOGUE.values()))
    return 0


def _judged(options: dict[str, Any], opened: ExitStack) -> Summary:
    """Judge everything, and write the report. Raises Unusable."""
    require_resumable(options)
    settings = settings_of(options)
    named = named_inputs(options)
    inputs = harmless_inputs(named, Places(options["output"]), settings)
    write: Callable[[str], object]
    engine = maybe_engine(options, opened)
    summary = Summary()
    if options["resume"]:
        from signature_model.cli.fingerprint import basis_of  # noqa: PLC0415 - what few need would slow all down
        from signature_model.cli.resuming import resumed  # noqa: PLC0415 - likewise

        report = opened.enter_context(resumed(options["output"], basis_of(settings)))
        inputs, write = report.unjudged(inputs, summary), report.write
    else:
        write = opened.enter_context(destination(options["output"]))
    workers = options["jobs"] or os.cpu_count() or 1
    found = results_of(engine, inputs, settings) if engine else results_here(inputs, settings, workers)
    opened.enter_context(closing(found))
    shown = _with_progress(found, named, summary.checked) if _wants_progress(options) else found
    for piece in format_of(options)(_counted(shown, summary), summary):
        write(piece)
    if options["output"] and not options["resume"]:
        from signature_model.cli.resuming import forget  # noqa: PLC0415 - likewise

        forget(options["output"])
    return summary


@contextmanager
def _wrong_usage() -> Iterator[None]:
    try:
        yield
    except Unusable as error:
        raise click.UsageError(str(error)) from error


def _wants_progress(options: dict[str, Any]) -> bool:
    return not options["no_progress"] and not options["quiet"] and shows_progress()


def _with_progress(found: Iterator[Result], named: Inputs, done: int) -> Iterator[Result]:
    count = named.maybe_count()
    return found if count == 1 else with_progress(found, count, done)


def _counted(found: Iterable[Result], summary: Summary) -> Iterator[Result]:
    for result in found:
        summary.add(result)
        yield result
