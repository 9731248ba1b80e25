"""The signed document: a front page that names the signers, and behind it the documents as they were sent.

Documents that are no PDF are attached. Where pyHanko is installed each signer's own signature is in it; where it is
not, it is a PDF like any other, and says so.
"""

from __future__ import annotations

import io
import logging
from contextlib import ExitStack
from itertools import islice
from typing import TYPE_CHECKING, Final

import pikepdf

from signature_model.media_types import PDF
from signature_transports.emulator.front_page import FONT, LINES, PAGE, content_of, lines_of, number_of, signature_line

if TYPE_CHECKING:
    from signature_transports.emulator.signed import SignedJob

_log = logging.getLogger(__name__)

SIGNED: Final = "The signatures verify with the emulator's own root certificate."
UNSIGNED: Final = "No signature is in it that could be verified: pyHanko is not installed."


def pades(job: SignedJob) -> bytes:
    """The signed document with all who have signed so far. What one more signs is put behind what was there."""
    try:
        from signature_transports.emulator.pdf_signatures import with_signature  # noqa: PLC0415 - may not be installed
    except ImportError as error:
        _log.warning("the signed document of job %d holds no signatures: pyHanko cannot be used: %s", job.id, error)
        return _unsigned(job)
    lines = lines_of(job, SIGNED)
    content = _paper(job, lines)
    for place, moment in sorted(job.signed, key=lambda each: each[1]):
        content = with_signature(content, job, place, moment, number_of(job, place, lines))
    return content


def _unsigned(job: SignedJob) -> bytes:
    lines = lines_of(job, UNSIGNED)
    for place, moment in job.signed:
        lines[number_of(job, place, lines)] = signature_line(job, place, moment)
    return _paper(job, lines)


def _paper(job: SignedJob, lines: list[str]) -> bytes:
    """The lines on as many pages as they need, and the documents."""
    written = io.BytesIO()
    with ExitStack() as opened:
        pdf = opened.enter_context(pikepdf.new())
        rest = iter(lines)
        while page := list(islice(rest, LINES)):
            _add_page(pdf, page)
        for document in job.content.documents:
            content = document.content or b""
            if document.mime == PDF:
                _add_document(pdf, opened.enter_context(pikepdf.open(io.BytesIO(content))))
            else:
                pdf.attachments[document.href or document.title] = content
        pdf.save(written, deterministic_id=True, min_version="1.7")
    return written.getvalue()


def _add_document(pdf: pikepdf.Pdf, document: pikepdf.Pdf) -> None:
    """Its pages, with what is filled in as part of them: fields, and signatures that no longer hold, stay behind."""
    if "/AcroForm" in document.Root:
        document.flatten_annotations()
    pdf.add_pages_from(document, forms="strip")


def _add_page(pdf: pikepdf.Pdf, lines: list[str]) -> None:
    page = pdf.add_blank_page(page_size=PAGE)
    name = pikepdf.Name
    font = pikepdf.Dictionary(
        Type=name.Font, Subtype=name.Type1, BaseFont=pikepdf.Name(f"/{FONT}"), Encoding=name.WinAnsiEncoding
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = pdf.make_stream(content_of(lines))
