"""What the values of the options ask for: settings, inputs, an executor, a format."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from signature_model.cli.inputs.expansion import BUNDLE_SUFFIX, Inputs, is_folder_of_bundles
from signature_model.cli.inputs.file_lists import Listed
from signature_model.cli.options import LIST
from signature_model.cli.settings import Settings
from signature_model.findings import Severity
from signature_model.jobs.context import Environment, Sector
from signature_model.reports.formats import format_named
from signature_model.reports.results import Criteria

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import ExitStack
    from typing import Any

    from signature_model.cli.output import Places
    from signature_model.cli.parallel.executors import Engine
    from signature_model.console.moments import Moment
    from signature_model.reports.formats import Format


def require_resumable(options: dict[str, Any]) -> None:
    """Refuse to go on with a report that cannot be gone on with."""
    if options["resume"] and (options["output"] is None or options["output_format"] != "jsonl"):
        message = "--resume needs --output, and --format jsonl"
        raise click.UsageError(message)


def settings_of(options: dict[str, Any]) -> Settings:
    """How inputs are to be judged. Raises Unusable."""
    moment: Moment | None = options["now"]
    now = None if moment is None else moment.value
    if options["resume"] and moment and moment.is_now:  # one moment for all of a report: the one when it was begun
        from signature_model.cli.resuming import maybe_moment  # noqa: PLC0415 - what few need would slow all down

        now = maybe_moment(options["output"]) or now
    settings = Settings(
        sector=options["sector"] and Sector(options["sector"]),
        environment=options["environment"] and Environment(options["environment"]),
        now=now,
        trust=options["trust"],
        schema=options["schema"],
        criteria=Criteria(select=options["select"], ignore=options["ignore"], fail_on=Severity(options["fail_on"])),
    )
    settings.context()
    return settings


def named_inputs(options: dict[str, Any]) -> Inputs:
    """What is to be judged, by names alone. Raises Unusable."""
    ends = b"\0" if options["null"] else b"\n"
    lists = (
        Listed(file=each.removeprefix(LIST), ends=ends) if each.startswith(LIST) else each for each in options["paths"]
    )
    named = Inputs(named=tuple(lists), recursive=options["recursive"])
    if not named.named:
        message = "name at least one bundle, manifest or folder, or - for standard input"
        raise click.UsageError(message)
    for each in named.named:
        if isinstance(each, Listed):
            each.require_readable()
        elif not named.recursive and is_folder_of_bundles(each):
            message = f"{each} is a folder of bundles: give --recursive to judge all of them"
            raise click.UsageError(message)
    return named


def harmless_inputs(named: Inputs, report: Places, settings: Settings) -> Iterator[str]:
    """The inputs, as they are found. Nothing that is read may be what the report is written to."""
    lists = (each.file for each in named.named if isinstance(each, Listed))
    for each in (*map(str, settings.files), *lists):
        _harmless(report, each)
    inputs = iter(named)
    first = next(inputs, None)
    if first is None:
        message = f"no bundle below {', '.join(map(str, named.named))}: bundles are called *{BUNDLE_SUFFIX}"
        raise click.UsageError(message)
    return (_harmless(report, each) for each in chain((first,), inputs))


def maybe_engine(options: dict[str, Any], opened: ExitStack) -> Engine | None:
    """The executor that is named, opened; None if there is none. Raises Unusable."""
    if options["executor"] is None:
        return None
    from signature_model.cli.parallel import executors  # noqa: PLC0415 - 20 ms that few need

    return opened.enter_context(executors.named(options["executor"], options["jobs"]))


def format_of(options: dict[str, Any]) -> Format:
    """What makes the report."""
    verbosity = options["verbose"] - options["quiet"]
    moment = options["now"].value if options["now"] else datetime.now(UTC)
    return format_named(options["output_format"], verbosity=verbosity, folder=Path.cwd(), moment=moment)


def _harmless(report: Places, name: str) -> str:
    if report.include(name):
        message = f"the report would overwrite or change {name}: give --output another file"
        raise click.UsageError(message)
    return name
