"""Valid and faulty PDF files, written without a library. Each file is made once and cached.

This module does not use Hypothesis or jobs.
"""

from __future__ import annotations

from functools import cache
from typing import Final
from zlib import compress

A4: Final = "[0 0 595.276 841.890]"
LANDSCAPE: Final = "[0 0 841.890 595.276]"
LETTER: Final = "[0 0 612 792]"

_ROW_SIZE, _MANY_ROWS = 5, 500_001
_CATALOGUE, _TREE, _METADATA, _FIRST_PAGE = 1, 2, 3, 4
_HANDLER: Final = f"<</Filter/Standard/V 1/R 2/P -4/O<{'41' * 32}>/U<{'42' * 32}>>>"
"""The standard security handler (ISO 32000-1, 7.6.3), with hashes that match no password."""


@cache
def pdf_file(
    *boxes: str,
    version: str = "1.7",
    catalogue: tuple[tuple[str, str], ...] = (),
    claims_pdfa: bool = False,
    is_encrypted: bool = False,
    size: int = 0,
) -> bytes:
    """Return a PDF with a page for each media box (default: one A4 page) and at least ``size`` bytes."""
    pages = {_FIRST_PAGE + index: _page(box) for index, box in enumerate(boxes or (A4,))}
    objects = {_CATALOGUE: _catalogue(dict(catalogue), claims_pdfa=claims_pdfa), _TREE: _tree(*pages), **pages}
    if claims_pdfa:
        objects[_METADATA] = stream(_xmp(), Type="/Metadata", Subtype="/XML")
    padding = b"%" + b"0" * size + b"\n" if size else b""
    security = {"Encrypt": _HANDLER, "ID": "[<00><00>]"} if is_encrypted else {}
    return written(f"%PDF-{version}\n".encode() + padding, objects, **security)


@cache
def without_pages() -> bytes:
    """Return a PDF with an empty page tree."""
    return written(b"%PDF-1.7\n", {_CATALOGUE: _catalogue({}, claims_pdfa=False), _TREE: _tree()})


@cache
def with_long_table() -> bytes:
    """Return a PDF whose cross-reference stream (ISO 32000-1, 7.5.8) has more rows than any program writes."""
    objects = {_CATALOGUE: _catalogue({}, claims_pdfa=False), _TREE: _tree(_FIRST_PAGE), _FIRST_PAGE: _page(A4)}
    out, rows = bytearray(b"%PDF-1.7\n"), bytearray(_ROW_SIZE * _MANY_ROWS)
    for number, body in objects.items():
        rows[number * _ROW_SIZE : (number + 1) * _ROW_SIZE] = b"\1" + len(out).to_bytes(_ROW_SIZE - 1)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = stream(
        compress(rows),
        Type="/XRef",
        Filter="/FlateDecode",
        W=f"[1 {_ROW_SIZE - 1} 0]",
        Size=_MANY_ROWS,
        Root=f"{_CATALOGUE} 0 R",
    )
    return bytes(out) + b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, table, len(out))


def written(head: bytes, objects: dict[int, bytes], **trailer: str) -> bytes:
    """Return a PDF with these objects by number; the first is the catalogue."""
    out, table = bytearray(head), bytearray(b"xref\n0 1\n0000000000 65535 f \n")
    for number, body in sorted(objects.items()):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    last = dictionary(Size=max(objects) + 1, Root=f"{_CATALOGUE} 0 R", **trailer)
    return bytes(out + table) + b"trailer\n%b\nstartxref\n%d\n%%%%EOF\n" % (last, len(out))


def _catalogue(entries: dict[str, str], *, claims_pdfa: bool) -> bytes:
    metadata = {"Metadata": f"{_METADATA} 0 R"} if claims_pdfa else {}
    return dictionary(Type="/Catalog", Pages=f"{_TREE} 0 R", **entries, **metadata)


def _tree(*pages: int) -> bytes:
    return dictionary(Type="/Pages", Count=len(pages), Kids=f"[{' '.join(f'{each} 0 R' for each in pages)}]")


def _page(box: str) -> bytes:
    return dictionary(Type="/Page", Parent=f"{_TREE} 0 R", MediaBox=box)


def dictionary(**entries: object) -> bytes:
    """Return a dictionary with these entries, whose values are written unchanged."""
    return f"<<{''.join(f'/{key} {value}' for key, value in entries.items())}>>".encode()


def stream(data: bytes, **entries: object) -> bytes:
    """Return a stream with these entries in its dictionary."""
    return dictionary(**entries, Length=len(data)) + b"\nstream\n" + data + b"\nendstream"


def _xmp() -> bytes:
    return (
        b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:p="http://www.aiim.org/pdfa/ns/id/">'
        b'<r:Description r:about=""><p:part>2</p:part><p:conformance>B</p:conformance></r:Description></r:RDF>'
        b'</x:xmpmeta><?xpacket end="w"?>'
    )
