"""The names of files for reports, from the options."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path


def not_pdf(_ctx: click.Context, _param: click.Parameter, file: Path | None) -> Path | None:
    """Refuse the name of a PDF, because reports cannot be written as PDF; click calls this."""
    if file is not None and file.suffix.lower() == ".pdf":
        message = (
            f"reports cannot be written as PDF: give another name than {file}. "
            "To get a PDF, write a page in HTML, and print it in a browser."
        )
        raise click.BadParameter(message)
    return file
