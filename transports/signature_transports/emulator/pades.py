"""The signed document: a front page that names who has signed, and behind it the documents as they were sent.

It is a PDF like any other and holds no signature that a reader could verify. Documents that are no PDF are attached.
"""

from __future__ import annotations

import io
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

import pikepdf

from signature_model.media_types import PDF
from signature_model.xml.lexical import time_text
from signature_transports.emulator.people import shown_as

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_transports.emulator.signed import SignedJob

_A4: Final = (595.276, 841.890)
_LONGEST_LINE: Final = 90
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "(": "\\(", ")": "\\)"})


def pades(job: SignedJob) -> bytes:
    """The signed document with all who have signed so far."""
    written = io.BytesIO()
    with ExitStack() as opened:
        pdf = opened.enter_context(pikepdf.new())
        _add_page(pdf, list(_lines(job)))
        for document in job.content.documents:
            content = document.content or b""
            if document.mime == PDF:
                pdf.pages.extend(opened.enter_context(pikepdf.open(io.BytesIO(content))).pages)
            else:
                pdf.attachments[document.href or document.title] = content
        pdf.save(written, deterministic_id=True)
    return written.getvalue()


def _lines(job: SignedJob) -> Iterator[str]:
    yield from (job.content.title, f"Signature job {job.id}. Signed in an emulator: worth nothing.", "", "Documents:")
    yield from (f"    {each.title}" for each in job.content.documents)
    yield from ("", "Signed by:")
    for place, moment in sorted(job.signed, key=lambda each: each[1]):
        shown = shown_as(job.content.signers[place], job.content.identifier_in_signed_documents)
        yield f"    {shown}, {time_text(moment)}"


def _add_page(pdf: pikepdf.Pdf, lines: list[str]) -> None:
    page = pdf.add_blank_page(page_size=_A4)
    name = pikepdf.Name
    font = pikepdf.Dictionary(
        Type=name.Font, Subtype=name.Type1, BaseFont=name.Helvetica, Encoding=name.WinAnsiEncoding
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    shown = "".join(f"({each[:_LONGEST_LINE].translate(_ESCAPES)}) Tj T*\n" for each in lines)
    page.Contents = pdf.make_stream(f"BT /F1 11 Tf 16 TL 56 770 Td\n{shown}ET".encode("cp1252", errors="replace"))
