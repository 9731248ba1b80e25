"""Puts documents together into one PDF: the pages of those that have pages, and the others attached.

``main`` does it as a program, under limits, because a document can be such that whoever opens it crashes or comes to
no end. It needs pikepdf and nothing else, and so starts quickly; ``workshop`` runs it.
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
"""Pages of one document: more than that many take the square of their number."""
MAX_SECONDS: Final = 3
"""Of the processor's time; a thousand pages take a quarter of one."""
MAX_MEMORY: Final = 384 * 1024 * 1024
"""Bytes that the program may address; with 10 MiB of documents it takes 75 MiB."""


class Enclosed(NamedTuple):
    """A document that is put behind the first: its pages, or where it has a ``name``, all of it, attached so."""

    name: str | None
    content: bytes


def bound(first: bytes, documents: Sequence[Enclosed]) -> bytes:
    """The first document with the others behind it. The same give the same bytes.

    Raises PdfError, or ValueError, where one whose pages are wanted cannot be read or has too many of them.
    """
    written = io.BytesIO()
    with ExitStack() as opened:
        pdf = opened.enter_context(pikepdf.open(io.BytesIO(first)))
        for name, content in documents:
            if name is None:
                _add_pages(pdf, opened.enter_context(pikepdf.open(io.BytesIO(content))))
            else:
                pdf.attachments[name] = content
        # What is packed stays as it is: unpacking could take any amount of time and memory.
        decoding = pikepdf.StreamDecodeLevel.none
        pdf.save(written, deterministic_id=True, min_version="1.7", stream_decode_level=decoding)
    return written.getvalue()


def write_order(first: bytes, documents: Sequence[Enclosed]) -> bytes:
    """What is to be bound, as the program reads it: a line of JSON, and then the documents."""
    head = [len(first), *([name, len(content)] for name, content in documents)]
    return b"".join((json.dumps(head).encode(), b"\n", first, *(each.content for each in documents)))


def main() -> None:
    """Bind what comes in, and put it out. Raises as ``bound`` does."""
    _limit()
    first, documents = _read_order(sys.stdin.buffer)
    sys.stdout.buffer.write(bound(first, documents))


def _add_pages(pdf: pikepdf.Pdf, document: pikepdf.Pdf) -> None:
    """Its pages, with what is filled in as part of them: fields, and signatures that no longer hold, stay behind."""
    if len(document.pages) > MAX_PAGES:
        msg = f"there are more than {MAX_PAGES} pages"
        raise ValueError(msg)
    if "/AcroForm" in document.Root:
        document.flatten_annotations()
    pdf.add_pages_from(document, forms="strip")


def _read_order(order: BinaryIO) -> tuple[bytes, list[Enclosed]]:
    size, *rest = json.loads(order.readline())
    return order.read(size), [Enclosed(name, order.read(size)) for name, size in rest]


def _limit() -> None:
    """Bound the time and the memory of this process, where the system can, and have it leave no core behind."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_CPU, MAX_SECONDS),
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
