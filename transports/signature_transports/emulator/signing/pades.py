"""The signed document: a front page that names the signers, and behind it the documents as they were sent.

Documents that are no PDF are attached, and so are all others where the pages of one of them cannot be shown. Where
pyHanko is installed each signer's own signature is in it; where it is not, it is a PDF like any other, and says so.
"""

from __future__ import annotations

import io
import logging
from itertools import islice
from typing import TYPE_CHECKING, Final

import pikepdf

from signature_model.containers.media_types import PDF
from signature_transports.emulator.signing.binding import Enclosed, bound
from signature_transports.emulator.signing.front_page import (
    FONT,
    LINES,
    PAGE,
    content_of,
    lines_of,
    number_of,
    signature_line,
)
from signature_transports.emulator.signing.sandbox import maybe_bound

if TYPE_CHECKING:
    from signature_transports.emulator.jobs.signed_jobs import SignedJob

_log = logging.getLogger(__name__)

SIGNED: Final = "The signatures verify with the emulator's own root certificate."
UNSIGNED: Final = "No signature is in it that could be verified: pyHanko is not installed."
UNSHOWN: Final = "The documents are attached: their pages are too many, too entangled or too damaged to be shown."


def pades(job: SignedJob) -> bytes:
    """The signed document with all who have signed so far. What one more signs is put behind what was there.

    Raises OSError where no process can be had for the documents.
    """
    try:
        from signature_transports.emulator.signing.pdf_signatures import with_signature  # noqa: PLC0415 - may not be installed
    except ImportError as error:
        _log.warning("the signed document of job %d holds no signatures: pyHanko cannot be used: %s", job.id, error)
        return _paper(job, UNSIGNED)[0]
    content, lines = _paper(job, SIGNED)
    for place, moment in job.signed:
        content = with_signature(content, job, place, moment, number_of(job, place, lines))
    return content


def _paper(job: SignedJob, note: str) -> tuple[bytes, list[str]]:
    """What is to be signed, and the lines that are printed on it. A document is opened in another process only."""
    lines = _printed(job, note, are_shown=True)
    content = maybe_bound(_front(lines), _enclosed(job, are_shown=True))
    if content is None:
        lines = _printed(job, f"{note} {UNSHOWN}", are_shown=False)
        content = bound(_front(lines), _enclosed(job, are_shown=False))
    return content, lines


def _printed(job: SignedJob, note: str, *, are_shown: bool) -> list[str]:
    """What is printed on the front page: who has signed only where no signatures will say it."""
    lines = lines_of(job, note, are_shown=are_shown)
    for place, moment in job.signed if note.startswith(UNSIGNED) else ():
        lines[number_of(job, place, lines)] = signature_line(job, place, moment)
    return lines


def _enclosed(job: SignedJob, *, are_shown: bool) -> list[Enclosed]:
    return [
        Enclosed(None if are_shown and each.mime == PDF else each.href or each.title, each.content or b"")
        for each in job.content.documents
    ]


def _front(lines: list[str]) -> bytes:
    """The lines, on as many pages as they need."""
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
    page.Contents = pdf.make_stream(content_of(lines))
