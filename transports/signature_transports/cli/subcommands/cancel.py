"""``signering cancel``: a job is not to be signed any more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from signature_transports.cli.connections import connected
from signature_transports.cli.options import CONTEXT, calling, speaking
from signature_transports.cli.records import read_record

if TYPE_CHECKING:
    from signature_transports.cli.options import Settings
    from signature_transports.cli.output import Output

EPILOG = """\
\b
Example:
  signering cancel created.json --environment difitest --credentials our.p12 --trust anchors/
"""


@click.command(context_settings=CONTEXT, epilog=EPILOG)
@click.argument("record", metavar="RECORD")
@speaking
@calling
def command(output: Output, settings: Settings, *, record: str) -> None:
    """Cancel a job, for all who have not signed yet.

    RECORD is the JSON that send or poll wrote, in a file, or - for standard input. A finished job cannot be cancelled:
    exit status 1.
    """
    job = read_record(record)
    with connected(settings) as client:
        client.cancel(job)
    told = {"cancelled": True, "signature_job_id": job.signature_job_id}
    output.result(json.dumps(told), f"cancelled: job {job.signature_job_id}")
