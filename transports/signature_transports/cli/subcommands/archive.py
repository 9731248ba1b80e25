"""``signering archive``: save a signed document from long-term storage."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from signature_model.console.files import new_file, require_new
from signature_transports.cli.connections import open_connection
from signature_transports.cli.help import Subcommand
from signature_transports.cli.options import CONTEXT, FILE, HOW_TO_OVERWRITE, text, with_output_options
from signature_transports.cli.service_options import with_connection_options

if TYPE_CHECKING:
    from pathlib import Path

    from signature_transports.cli.output import Output
    from signature_transports.settings import Settings

EPILOG = """\
\b
Example:
  signering archive abcde12345 --output contract.pdf
"""


@click.command(cls=Subcommand, context_settings=CONTEXT, epilog=EPILOG)
@click.argument("document_id", metavar="ID", callback=text)
@click.option("--output", "path", type=FILE, required=True, metavar="FILE", help="The file for the signed document.")
@click.option("--force", is_flag=True, help="Overwrite the file.")
@with_output_options
@with_connection_options
def command(output: Output, settings: Settings, *, document_id: str, path: Path, force: bool) -> None:
    """Download a signed document from long-term storage.

    ID is the document's id in the archive of the sender. The file appears when it is complete, and is not overwritten
    without --force.
    """
    if not force:
        require_new(path, HOW_TO_OVERWRITE)
    with open_connection(settings) as connection, new_file(path, overwrite=force) as file:
        size = connection.archive.save_pades(document_id, file)
    output.result(json.dumps({"file": str(path), "bytes": size}), f"{path}: {size:,} bytes")
