"""``signering delete-documents``: delete a completed job's documents from the service."""

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
Example:
  signering download change.json --all --into archive/ &&
  signering delete-documents change.json
"""


@click.command(cls=Subcommand, context_settings=CONTEXT, epilog=EPILOG)
@click.argument("record", metavar="RECORD")
@with_output_options
@with_connection_options
def command(output: Output, settings: Settings, *, record: str) -> None:
    """Delete a job's documents from the service.

    RECORD is a file with a status change from poll (--save or --json) or status --json, or - for standard input.
    This cannot be undone: download the documents first. The service permits it for completed jobs, from 24 hours
    after completion, or later if it must first deliver to a digital mailbox.
    """
    change = read_change(record)
    with open_connection(settings) as connection:
        if isinstance(change, DirectStatus):
            connection.direct.delete_documents(change)
        else:
            connection.portal.delete_documents(change)
    result = {"deleted": True, "signature_job_id": change.signature_job_id}
    output.result(json.dumps(result), f"deleted: the documents of job {change.signature_job_id}")
