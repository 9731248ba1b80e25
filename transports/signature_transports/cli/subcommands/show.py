"""``signering show``: what is inside a job, a bundle, a record or a signed document."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from signature_model.console.files import require_new, write_file
from signature_model.console.report_files import not_pdf
from signature_model.jobs.context import Context, Environment, Sector
from signature_transports.cli.help import Subcommand
from signature_transports.cli.job_problems import FaultyJobFile
from signature_transports.cli.options import CONTEXT, FILE, HOW_TO_OVERWRITE, with_output_options
from signature_transports.cli.records import read_change
from signature_transports.cli.submissions import Source

if TYPE_CHECKING:
    from pathlib import Path

    from signature_transports.cli.output import Output

EPILOG = """\
\b
Examples:
  signering show job.toml
  signering show contract.asice --sector public --html contract.html
  signering show contract.asice --status change.json
  signering show signed.pdf
"""


@click.command(cls=Subcommand, context_settings=CONTEXT, epilog=EPILOG)
@click.argument("path", metavar="PATH")
@click.option("--html", type=FILE, callback=not_pdf, metavar="FILE", help="Write a page for a browser into this file.")
@click.option("--force", is_flag=True, help="Let --html overwrite a file.")
@click.option(
    "--status", metavar="FILE", help="A status change of the job, from poll or status, to show beside the signers."
)
@click.option(
    "--sector",
    type=click.Choice([each.value for each in Sector]),
    help="The sender's sector; job files have a key for it.",
)
@click.option(
    "--test",
    "is_test",
    is_flag=True,
    help="The job is for a test environment.",
)
@with_output_options
def command(  # noqa: PLR0913 - one parameter for each option
    output: Output,
    *,
    path: str,
    html: Path | None,
    force: bool,
    status: str | None,
    sector: str | None,
    is_test: bool,
) -> None:
    """Show what is inside a job, a record or a signed document.

    PATH is a job file, a sealed bundle (.asice), a manifest.xml, the JSON of send, poll or status, a XAdES or PDF, an
    evidence package, or - for one of these on standard input. Shows documents, signers, notifications, the sender and
    the seal, or who signed, when and with what. National id numbers are masked; --html has small pictures of the
    documents. Nothing is sent. The exit status is 0 if PATH can be shown, even if it has errors.
    """
    from signature_transports.cli.views import view_of  # noqa: PLC0415 - `--help` needs no cryptography

    source = Source.read(path)
    environment = Environment.TEST if is_test else Environment.PRODUCTION
    context = Context(sector=Sector(sector) if sector else None, environment=environment, now=datetime.now(UTC))
    change = None if status is None else read_change(status)
    try:
        view = view_of(source, context, change)
    except FaultyJobFile as refusal:
        output.problems(source.name, refusal.problems)
        raise
    if html is not None:
        if not force:
            require_new(html, HOW_TO_OVERWRITE)
        write_file(html, "".join(view.page()).encode(), overwrite=force)
        output.result(json.dumps({"html": str(html)}), f"wrote {html}")
        return
    output.result(json.dumps(view.record, ensure_ascii=False), *view.lines)
