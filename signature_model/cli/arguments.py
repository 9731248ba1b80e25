"""Turn the values of the options into settings, inputs, an executor and a format."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING

import click

from signature_model.cli.inputs.expansion import BUNDLE_SUFFIX, Inputs, is_folder_of_bundles
from signature_model.cli.settings import Settings
from signature_model.console.reading import maybe_working_folder
from signature_model.findings import Severity
from signature_model.jobs.context import Environment, Sector, SigningFlow
from signature_model.reports.formats import format_named
from signature_model.reports.results import Criteria

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import ExitStack
    from typing import Any

    from signature_model.cli.inputs.file_lists import FileList
    from signature_model.cli.output import ReportLocation
    from signature_model.cli.parallel.executors import Workers
    from signature_model.console.moments import Moment
    from signature_model.reports.formats import Format


def require_resumable(options: dict[str, Any]) -> None:
    """Refuse ``--resume`` without the options that it needs."""
    if options["resume"] and (options["output"] is None or options["format"] != "jsonl"):
        message = "--resume needs --output and --format jsonl"
        raise click.UsageError(message)


def settings_of(options: dict[str, Any]) -> Settings:
    """Return the settings of the validation. Raises Unusable."""
    moment: Moment | None = options["now"]
    now = None if moment is None else moment.value
    if options["resume"] and moment and moment.is_now:  # all results in a report are for the time when it was begun
        from signature_model.cli.resuming import maybe_moment  # noqa: PLC0415 - seldom needed

        now = maybe_moment(options["output"]) or now
    settings = Settings(
        sector=options["sector"] and Sector(options["sector"]),
        environment=options["environment"] and Environment(options["environment"]),
        now=now,
        trust=options["trust"],
        schema=options["schema"],
        flow=options["flow"] and SigningFlow(options["flow"]),
        criteria=Criteria(select=options["select"], ignore=options["ignore"], fail_on=Severity(options["fail_on"])),
    )
    settings.context()
    return settings


def named_inputs(options: dict[str, Any]) -> Inputs:
    """Return the inputs that the arguments name, without reading them. Raises Unusable."""
    named: tuple[str | FileList, ...] = options["paths"]
    if options["null"]:
        named = tuple(each if isinstance(each, str) else replace(each, ends=b"\0") for each in named)
    if not named:
        message = "name at least one bundle, manifest or folder, or - for standard input"
        raise click.UsageError(message)
    for each in named:
        if not isinstance(each, str):
            each.require_readable()
        elif not options["recursive"] and is_folder_of_bundles(each):
            message = f"{each} is a folder of bundles; add --recursive to validate all of them"
            raise click.UsageError(message)
    return Inputs(named=named, recursive=options["recursive"])


def inputs_not_overwritten(named: Inputs, report: ReportLocation, settings: Settings) -> Iterator[str]:
    """Yield each input when it is found. Refuse an input that the report would overwrite."""
    lists = (each.file for each in named.named if not isinstance(each, str))
    for each in (*map(str, settings.files), *lists):
        _require_not_overwritten(report, each)
    inputs = iter(named)
    first = next(inputs, None)
    if first is None:
        message = f"no bundle (*{BUNDLE_SUFFIX}) found in {', '.join(map(str, named.named))}"
        raise click.UsageError(message)
    return (_require_not_overwritten(report, each) for each in chain((first,), inputs))


def maybe_workers(options: dict[str, Any], opened: ExitStack) -> Workers | None:
    """Open the executor that the options name, and return its workers; None without an executor. Raises Unusable."""
    if options["executor"] is None:
        return None
    from signature_model.cli.parallel import executors  # noqa: PLC0415 - seldom needed

    return opened.enter_context(executors.named(options["executor"], options["jobs"]))


def format_of(options: dict[str, Any]) -> Format:
    """Return the function that formats the report."""
    verbosity = options["verbose"] - options["quiet"]
    moment = options["now"].value if options["now"] else datetime.now(UTC)
    return format_named(options["format"], verbosity=verbosity, folder=maybe_working_folder(), moment=moment)


def _require_not_overwritten(report: ReportLocation, name: str) -> str:
    if report.would_overwrite(name):
        message = f"the report would overwrite or change {name}; name another file with --output"
        raise click.UsageError(message)
    return name
