"""``signering confirm``: a status change has been dealt with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from signature_transports.cli.connections import connected
from signature_transports.cli.options import CONTEXT, calling, speaking
from signature_transports.cli.records import read_change

if TYPE_CHECKING:
    from signature_transports.cli.options import Settings
    from signature_transports.cli.output import Output

EPILOG = """\
\b
Examples:
  signering poll --json > change.json
  signering confirm change.json
"""


@click.command(context_settings=CONTEXT, epilog=EPILOG)
@click.argument("record", metavar="RECORD")
@speaking
@calling
def command(output: Output, settings: Settings, *, record: str) -> None:
    """Confirm a status change, so that it does not come again.

    RECORD is the JSON of a status change as poll wrote it, in a file, or - for standard input. Confirm when your own
    work is safely done: an unconfirmed change comes again after ten minutes. After the last confirmation of a
    successful job the service deletes the job, unless it is kept in long-term storage.
    """
    change = read_change(record, "confirming")
    with connected(settings) as client:
        client.confirm(change)
    told = {"confirmed": True, "signature_job_id": change.signature_job_id}
    output.result(json.dumps(told), f"confirmed: job {change.signature_job_id}")
