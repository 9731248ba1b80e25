"""``signering ping``: ask the service who the caller is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from signature_model.masking import masked
from signature_transports.cli.connections import open_connection
from signature_transports.cli.help import Subcommand
from signature_transports.cli.options import CONTEXT, with_output_options
from signature_transports.cli.service_options import with_connection_options

if TYPE_CHECKING:
    from signature_transports.cli.output import Output
    from signature_transports.settings import Settings

EPILOG = """\
\b
Example:
  signering ping --environment difitest --credentials our.p12 --trust anchors/
"""


@click.command(cls=Subcommand, context_settings=CONTEXT, epilog=EPILOG)
@with_output_options
@with_connection_options
def command(output: Output, settings: Settings) -> None:
    """Ask the service who you are and for whom you send.

    If it responds, the connection, the certificate, the trust anchors and the sender are right.
    """
    with open_connection(settings) as connection:
        said = masked(connection.portal.ping().strip())
    output.result(json.dumps({"ping": said}, ensure_ascii=False), said)
