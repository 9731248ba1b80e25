"""``signering status``: ask for the status of a job in the direct flow, with the token that a signer brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from signature_model.api.records import to_json
from signature_model.masking import Secret
from signature_transports.cli.connections import open_connection
from signature_transports.cli.help import Subcommand
from signature_transports.cli.messages import of_change
from signature_transports.cli.options import CONTEXT, with_output_options
from signature_transports.cli.records import read_created_direct
from signature_transports.cli.service_options import with_connection_options

if TYPE_CHECKING:
    from signature_transports.cli.output import Output
    from signature_transports.settings import Settings

EPILOG = """\
\b
Examples:
  signering status created.json --token TOKEN --json > status.json
  signering download status.json --all --into archive/
  signering confirm status.json

If no signer has come back yet, or if the service does not accept the token, the exit status is 1.
"""


def _token(_ctx: click.Context, _param: click.Parameter, value: str) -> Secret:
    if not value.strip():
        message = "it is empty; give the value of status_query_token from the exit URL"
        raise click.BadParameter(message)
    return Secret(value)


@click.command(cls=Subcommand, context_settings=CONTEXT, epilog=EPILOG)
@click.argument("record", metavar="RECORD")
@click.option(
    "--token",
    required=True,
    metavar="TOKEN",
    callback=_token,
    help=(
        "The status_query_token from the query of the exit URL, decoded. Other users can see a command line, but not "
        "the variable SIGNERING_TOKEN."
    ),
)
@with_output_options
@with_connection_options
def command(output: Output, settings: Settings, *, record: str, token: str) -> None:
    """Ask for the status of a job in the direct flow.

    RECORD is the record that send has saved (JOB.sent.json, or the file of --save), or - for standard input. Prints the
    status in one line. With --json, prints its record, which confirm, download and delete-documents accept. For a job
    with POLLING, use poll --flow direct.
    """
    job = read_created_direct(record)
    with open_connection(settings) as connection:
        status = connection.direct.status(job, token)
    output.result(to_json(status), of_change(status))
