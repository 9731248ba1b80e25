"""Pictures of documents: the first page of a PDF as a small PNG. Drawing needs the extra ``pictures``.

A document can crash or block the program that draws it, so this module is also a program, which ``sandbox`` runs. The
pictures are so small that text of usual size cannot be read: they show what a document looks like, not what it says.
"""

from __future__ import annotations

import io
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from signature_transports.sandbox import maybe_output

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_SIDE: Final = 320
"""The longest side of a picture, in pixels."""
MAX_PICTURES: Final = 20
"""The maximum number of pictures, one for each document that the schema permits. Each picture takes time."""

_COLOURS: Final = 64
_PROCESSES: Final = 4


def can_draw() -> bool:
    """Whether the packages of the extra ``pictures`` are installed."""
    return find_spec("pypdfium2") is not None


def maybe_picture(pdf: bytes) -> bytes | None:
    """Return the first page of a PDF as PNG; None if it cannot be drawn, which is logged. Raises OSError."""
    return maybe_output(__file__, pdf, "the first page could not be drawn") if can_draw() else None


def pictures_of(documents: Iterable[bytes | None]) -> list[bytes | None]:
    """Return the pictures of PDF documents, in their order; None where there is no document. Raises OSError."""
    contents = [*documents]
    drawn = contents[:MAX_PICTURES]
    with ThreadPoolExecutor(_PROCESSES) as pool:
        pictures = [*pool.map(lambda pdf: None if pdf is None else maybe_picture(pdf), drawn)]
    return [*pictures, *[None] * (len(contents) - len(drawn))]


def draw(pdf: bytes) -> bytes:
    """Draw the first page of a PDF in this process. Raises PdfiumError, or any error that a harmful document causes."""
    import pypdfium2  # noqa: PLC0415 - an optional package

    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    page = document[0]
    image = page.render(scale=LONGEST_SIDE / max(*page.get_size(), 1)).to_pil()
    written = io.BytesIO()
    image.convert("RGB").quantize(_COLOURS).save(written, "PNG", optimize=True)
    return written.getvalue()


def main() -> None:
    """Draw the document from standard input, and write the picture to standard output. Raises as ``draw`` does."""
    sys.stdout.buffer.write(draw(sys.stdin.buffer.read()))
