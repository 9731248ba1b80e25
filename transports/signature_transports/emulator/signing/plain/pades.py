"""The signed document: a front page that names the signers, then the documents as they were sent.

Documents that are not PDF are attached. If the pages of one document cannot be shown, all documents are attached. With
pyHanko installed, the file has a signature of each signer; without, it is a plain PDF that says so.
"""

from __future__ import annotations

import io
import logging
from itertools import islice
from typing import TYPE_CHECKING, Final

import pikepdf

from signature_transports.emulator.signing.merging import merge
from signature_transports.emulator.signing.plain.front_page import (
    FONT,
    LINES,
    PAGE,
    content_stream,
    lines_of,
    signature_line,
    signature_line_number,
)
from signature_transports.emulator.signing.sandbox import enclosures, maybe_merged

if TYPE_CHECKING:
    from signature_transports.emulator.jobs.job import SignedJob

_log = logging.getLogger(__name__)

SIGNED: Final = "The signatures verify with the emulator's own root certificate."
UNSIGNED: Final = "This file has no signatures, because pyHanko is not installed."
NOT_SHOWN: Final = "The documents are attached, because they have too many pages or are too complex or damaged."


def pades(job: SignedJob) -> bytes:
    """Return the signed document with the signatures so far. Each later signature is appended to the same file.

    Raises OSError if no process can be started for the documents.
    """
    try:
        from signature_transports.emulator.signing.plain.pdf_signatures import with_signature  # noqa: PLC0415 - may not be installed
    except ImportError as error:
        _log.warning("the signed document of job %d has no signatures: pyHanko cannot be used: %s", job.id, error)
        return _unsigned(job, UNSIGNED)[0]
    content, lines = _unsigned(job, SIGNED)
    for place, moment in job.signed:
        content = with_signature(content, job, place, moment, signature_line_number(job, place, lines))
    return content


def _unsigned(job: SignedJob, note: str) -> tuple[bytes, list[str]]:
    """Return the document before it is signed, and the lines on its front page."""
    lines = _front_page_lines(job, note, are_shown=True)
    content = maybe_merged(_front_page(lines), enclosures(job.content.documents, are_shown=True))
    if content is None:
        lines = _front_page_lines(job, f"{note} {NOT_SHOWN}", are_shown=False)
        content = merge(_front_page(lines), enclosures(job.content.documents, are_shown=False))
    return content, lines


def _front_page_lines(job: SignedJob, note: str, *, are_shown: bool) -> list[str]:
    """Return the lines of the front page. Without signatures in the file, the lines say who has signed."""
    lines = lines_of(job, note, are_shown=are_shown)
    for place, moment in job.signed if note.startswith(UNSIGNED) else ():
        lines[signature_line_number(job, place, lines)] = signature_line(job, place, moment)
    return lines


def _front_page(lines: list[str]) -> bytes:
    """Return a PDF of the lines, with as many pages as they need."""
    written = io.BytesIO()
    with pikepdf.new() as pdf:
        rest = iter(lines)
        while page := list(islice(rest, LINES)):
            _add_page(pdf, page)
        pdf.save(written, deterministic_id=True)
    return written.getvalue()


def _add_page(pdf: pikepdf.Pdf, lines: list[str]) -> None:
    page = pdf.add_blank_page(page_size=PAGE)
    name = pikepdf.Name
    font = pikepdf.Dictionary(
        Type=name.Font, Subtype=name.Type1, BaseFont=pikepdf.Name(f"/{FONT}"), Encoding=name.WinAnsiEncoding
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = pdf.make_stream(content_stream(lines))
