"""The ``validate-signed`` command, from its arguments to its exit status."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from signature_model.cli.command import INVALID, UNDECIDED, list_rules, status_of
from signature_model.cli.options import CONTEXT
from signature_model.cli.signed_documents import options as declared
from signature_model.console import entry
from signature_model.console.configuration import say_found_file
from signature_model.console.errors import Unusable
from signature_model.console.streams import write_error
from signature_model.reports.tools import VALIDATE_SIGNED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from signature_model.jobs.context import Context
    from signature_model.reports.formats import Format
    from signature_model.reports.results import Result, Summary
    from signature_model.reports.signed import Basis


_NO_TRUST: Final = (
    "Note: without --trust, no document is valid: give the issuers' root certificates, a file or a folder of files.\n"
)


@click.command(
    context_settings=CONTEXT | {"auto_envvar_prefix": "VALIDATE_SIGNED"},
    epilog=(
        "To enable completion of options, codes and file names in bash (or zsh, fish):"
        ' eval "$(_VALIDATE_SIGNED_COMPLETE=bash_source validate-signed)"'
    ),
)
@declared.with_options
def command(**options: Any) -> int:  # noqa: ANN401 - one value for each option
    """Validate signed documents from Norway's signing service, offline.

    A PATH is a XAdES, a PAdES, an evidence package, a folder with a job's downloads, or - for standard input. Files are
    recognised by their content, not by their name. Say what was sent with --job, or with --document and --signer; an
    evidence package contains this information. Without this information, documents and signers are not compared.
    Without --trust, a document is never valid. Nothing is fetched from the network.

    Exit status: 0 all inputs are valid, 1 some are invalid, 2 wrong usage, 3 some are undecided, even if others are
    invalid.
    """
    if options["rules"]:
        return list_rules(options, VALIDATE_SIGNED)
    say_found_file(click.get_current_context())
    try:
        with ExitStack() as opened:
            summary = _validate(options, opened)
        if summary.undecided and not options["trust"] and not options["quiet"]:
            write_error(_NO_TRUST)
    except Unusable as error:
        raise click.UsageError(str(error)) from error
    return UNDECIDED if summary.undecided else INVALID if summary.invalid else 0


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and exit with its status."""
    entry.run(lambda: status_of(command, VALIDATE_SIGNED.name, arguments))


def _validate(options: dict[str, Any], opened: ExitStack) -> Summary:
    """Validate all inputs, and write the report. Raises Unusable."""
    from signature_model.cli.output import destination  # noqa: PLC0415 - `--help` does not need it
    from signature_model.cli.signed_documents import inputs  # noqa: PLC0415
    from signature_model.cli.signed_documents.repeating import command_line  # noqa: PLC0415
    from signature_model.reports.results import Summary  # noqa: PLC0415
    from signature_model.reports.signed import Basis  # noqa: PLC0415

    settings = inputs.ValidationSettings.of(options)
    now = datetime.now(UTC) if options["now"] is None else options["now"].value
    context, sent = _context(options, now), inputs.sent_of(options)
    named = inputs.named(options["paths"])
    inputs.require_no_overwriting(named, options)
    write = opened.enter_context(destination(options["output"]))
    basis = Basis(context=context, sent=sent, command=command_line(options, now))
    summary = Summary()
    results = summary.counting(inputs.results_of(named, sent, context, settings))
    page = options["report"]
    kept = list(results) if page is not None else results
    for piece in _format_of(options, basis)(kept, summary):
        write(piece)
    if page is not None:
        _write_page(page, list(kept), summary, basis)
    return summary


def _write_page(path: Path, results: Iterable[Result], summary: Summary, basis: Basis) -> None:
    """Write the evidence report, made from the JSON report."""
    from signature_model.cli.output import destination  # noqa: PLC0415 - seldom needed
    from signature_model.reports.evidence.page import page  # noqa: PLC0415
    from signature_model.reports.json import document  # noqa: PLC0415

    report = json.loads("".join(document(results, summary, tool=VALIDATE_SIGNED, basis=basis)))
    with destination(path) as write:
        for piece in page(report, VALIDATE_SIGNED.rules_by_code()):
            write(piece)


def _context(options: dict[str, Any], now: datetime) -> Context:
    from signature_model.console.trust import maybe_trust_anchors  # noqa: PLC0415 - cryptography
    from signature_model.jobs.context import Context, Environment  # noqa: PLC0415

    return Context(
        environment=options["environment"] and Environment(options["environment"]),
        now=now,
        trust_anchors=maybe_trust_anchors(options["trust"]),
        keep_until=options["keep_until"],
        packagers=options["packagers"],
    )


def _format_of(options: dict[str, Any], basis: Basis) -> Format:
    from signature_model.console.reading import maybe_working_folder  # noqa: PLC0415 - `--help` does not need it
    from signature_model.reports.formats import format_named  # noqa: PLC0415

    make: Callable[..., Format] = format_named
    return make(
        options["format"],
        verbosity=options["verbose"] - options["quiet"],
        folder=maybe_working_folder(),
        moment=options["now"].value if options["now"] else datetime.now(UTC),
        tool=VALIDATE_SIGNED,
        basis=basis,
    )
