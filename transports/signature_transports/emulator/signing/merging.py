"""Merge documents into one PDF: the pages of some, and the others as attachments.

A document can crash or block the process that opens it. ``sandbox`` therefore runs this module as a program with limits
on time and memory: a thousand pages take a quarter of a second, and 10 MiB of documents 75 MiB of memory. It imports
only pikepdf, so that it starts fast.
"""

from __future__ import annotations

import io
import json
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final, NamedTuple

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

MAX_PAGES: Final = 1_000
"""The maximum number of pages of one document. The time grows with the square of their number."""


FOOTER_LEFT: Final = 40
FOOTER_BOTTOM: Final = 20
"""The position of a page's footer, in points from the corner."""
_FOOTER: Final = "/EmulatorFooter"


class Enclosure(NamedTuple):
    """A document to add. With a ``name`` it becomes an attachment; without, its pages are added."""

    name: str | None
    content: bytes


def merge(first: bytes, documents: Sequence[Enclosure], footer: bytes = b"") -> bytes:
    """Return the first document with the others added. The same documents give the same bytes.

    ``footer`` is a content stream for every page that is added; its font is ``F1``, Helvetica.

    Raises PdfError or ValueError if a document whose pages are added is unreadable or has too many pages.
    """
    written = io.BytesIO()
    with ExitStack() as stack:
        pdf = stack.enter_context(pikepdf.open(io.BytesIO(first)))
        own_pages = len(pdf.pages)
        for name, content in documents:
            if name is None:
                _add_pages(pdf, stack.enter_context(pikepdf.open(io.BytesIO(content))))
            else:
                pdf.attachments[name] = content
        if footer:
            _add_footer(pdf, own_pages, footer)
        # Streams stay compressed: decompressing them could take any amount of time and memory.
        decoding = pikepdf.StreamDecodeLevel.none
        pdf.save(written, deterministic_id=True, min_version="1.7", stream_decode_level=decoding)
    return written.getvalue()


def write_input(first: bytes, documents: Sequence[Enclosure], footer: bytes = b"") -> bytes:
    """Return the program's input: a line of JSON with names and sizes, then the contents."""
    head = [len(footer), len(first), *([name, len(content)] for name, content in documents)]
    return b"".join((json.dumps(head).encode(), b"\n", footer, first, *(each.content for each in documents)))


def main() -> None:
    """Merge the documents from standard input, and write the result to standard output. Raises as ``merge`` does."""
    first, documents, footer = _read_input(sys.stdin.buffer)
    sys.stdout.buffer.write(merge(first, documents, footer))


def _add_pages(pdf: pikepdf.Pdf, document: pikepdf.Pdf) -> None:
    """Add a document's pages. Filled-in fields, and signatures (which no longer verify), become part of the page."""
    if len(document.pages) > MAX_PAGES:
        msg = f"there are more than {MAX_PAGES} pages"
        raise ValueError(msg)
    if "/AcroForm" in document.Root:
        document.flatten_annotations()
    pdf.add_pages_from(document, forms="strip")


def _add_footer(pdf: pikepdf.Pdf, first: int, content: bytes) -> None:
    """Draw the footer on this page and all later ones. Earlier content of a page cannot move it."""
    name = pikepdf.Name
    font = pikepdf.Dictionary(
        Type=name.Font, Subtype=name.Type1, BaseFont=name.Helvetica, Encoding=name.WinAnsiEncoding
    )
    footer = pdf.make_stream(
        content,
        Type=name.XObject,
        Subtype=name.Form,
        BBox=[0, -FOOTER_BOTTOM, 1_000, 2 * FOOTER_BOTTOM],
        Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font)),
    )
    for page in pdf.pages[first:]:
        page.add_resource(footer, name.XObject, pikepdf.Name(_FOOTER))
        left, bottom = (float(each) for each in page.mediabox[:2])
        place = f"1 0 0 1 {left + FOOTER_LEFT:.3f} {bottom + FOOTER_BOTTOM:.3f} cm"
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(f"\nQ q {place} {_FOOTER} Do Q".encode())


def _read_input(source: BinaryIO) -> tuple[bytes, list[Enclosure], bytes]:
    footer_size, size, *rest = json.loads(source.readline())
    footer, first = source.read(footer_size), source.read(size)
    return first, [Enclosure(name, source.read(size)) for name, size in rest], footer
