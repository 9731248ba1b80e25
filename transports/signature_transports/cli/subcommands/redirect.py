"""``signering redirect``: get a new redirect URL for a signer of a job in the direct flow."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from signature_transports.cli.connections import open_connection
from signature_transports.cli.help import Subcommand
from signature_transports.cli.options import CONTEXT, with_output_options
from signature_transports.cli.records import read_created_direct
from signature_transports.cli.service_options import with_connection_options

if TYPE_CHECKING:
    from signature_model.api.direct_responses import DirectCreatedJob, DirectSignerLink
    from signature_transports.cli.output import Output
    from signature_transports.settings import Settings

EPILOG = """\
\b
Examples:
  signering send job.toml --save created.json
  signering redirect created.json --signer 2
"""


@click.command(cls=Subcommand, context_settings=CONTEXT, epilog=EPILOG)
@click.argument("record", metavar="RECORD")
@click.option(
    "--signer",
    type=click.IntRange(min=1),
    metavar="N",
    help="The signer, counted from 1 in the order of the record. [default: the only one]",
)
@with_output_options
@with_connection_options
def command(output: Output, settings: Settings, *, record: str, signer: int | None) -> None:
    """Get a new redirect URL for a signer of a job in the direct flow.

    RECORD is the record that send has saved (JOB.sent.json, or the file of --save), or - for standard input. Redirect
    the signer's browser to the URL that is printed. It works once, and anyone who has it can sign.
    """
    link, number = _link(read_created_direct(record), signer)
    with open_connection(settings) as connection:
        url = connection.direct.redirect_url(link)
    output.result(json.dumps({"signer": number, "redirect_url": url}), url)


def _link(job: DirectCreatedJob, number: int | None) -> tuple[DirectSignerLink, int]:
    """Return the link of a signer, and the signer's number."""
    count = len(job.signers)
    if number is None and count != 1:
        message = f"the job has {count} signers; give one of them with --signer"
        raise click.UsageError(message)
    chosen = number or 1
    if chosen > count:
        message = f"--signer is {chosen}, but the job has {count} signer{'' if count == 1 else 's'}"
        raise click.UsageError(message)
    return job.signers[chosen - 1], chosen
