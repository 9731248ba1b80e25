"""``signering confirm``: confirm that a status change was processed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from signature_model.api.direct_responses import DirectStatus
from signature_transports.cli.connections import open_connection
from signature_transports.cli.help import Subcommand
from signature_transports.cli.options import CONTEXT, with_output_options
from signature_transports.cli.records import read_change
from signature_transports.cli.service_options import with_connection_options

if TYPE_CHECKING:
    from signature_transports.cli.output import Output
    from signature_transports.settings import Settings

EPILOG = """\
\b
Examples:
  signering poll --json > change.json
  signering confirm change.json
"""


@click.command(cls=Subcommand, context_settings=CONTEXT, epilog=EPILOG)
@click.argument("record", metavar="RECORD")
@with_output_options
@with_connection_options
def command(output: Output, settings: Settings, *, record: str) -> None:
    """Confirm a status change, so that the service does not deliver it again.

    RECORD is a file with a status change from poll (--save or --json) or status --json, or - for standard input.
    Confirm after your own work is done: the service delivers an unconfirmed change again after ten minutes. After
    the last confirmation of a successful job the service deletes the job, unless the sender has long-term storage.
    """
    change = read_change(record)
    with open_connection(settings) as connection:
        if isinstance(change, DirectStatus):
            connection.direct.confirm(change)
        else:
            connection.portal.confirm(change)
    result = {"confirmed": True, "signature_job_id": change.signature_job_id}
    output.result(json.dumps(result), f"confirmed: job {change.signature_job_id}")
