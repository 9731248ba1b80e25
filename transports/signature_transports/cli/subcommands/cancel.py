"""``signering cancel``: cancel a job."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from signature_model.api.responses import CreatedJob, StatusChange
from signature_transports.cli.connections import open_connection
from signature_transports.cli.help import Subcommand
from signature_transports.cli.options import CONTEXT, with_output_options
from signature_transports.cli.records import read_record
from signature_transports.cli.service_options import with_connection_options

if TYPE_CHECKING:
    from signature_transports.cli.output import Output
    from signature_transports.settings import Settings

EPILOG = """\
\b
Example:
  signering cancel created.json --environment difitest --credentials our.p12 --trust anchors/
"""


@click.command(cls=Subcommand, context_settings=CONTEXT, epilog=EPILOG)
@click.argument("record", metavar="RECORD")
@with_output_options
@with_connection_options
def command(output: Output, settings: Settings, *, record: str) -> None:
    """Cancel a job for all signers who have not signed yet.

    RECORD is the record that send has saved (JOB.sent.json, or the file of --save), a status change from poll, or -
    for standard input. If the job is finished and cannot be cancelled, the exit status is 1.
    """
    job = read_record(record)
    if not isinstance(job, CreatedJob | StatusChange):
        message = f"{record} is the record of a job in the direct flow, which has no cancellation"
        raise click.UsageError(message)
    with open_connection(settings) as connection:
        connection.portal.cancel(job)
    result = {"cancelled": True, "signature_job_id": job.signature_job_id}
    output.result(json.dumps(result), f"cancelled: job {job.signature_job_id}")
