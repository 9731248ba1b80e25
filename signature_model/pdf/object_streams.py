"""The object streams of a PDF, weighed before qpdf makes objects of what is in them (ISO 32000-1, 7.5.7).

It makes all the objects of a stream when one is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.pdf.reading import Ration

MAX_UNPACKED: Final = 64 * 1024 * 1024
"""Bytes in all object streams of a document; there may be long strings among them."""

_BOUNDED = {"/FlateDecode", "/Fl", "/ASCIIHexDecode", "/AHx", "/ASCII85Decode", "/A85"}
"""Filters that give as much as qpdf was told at most. With LZW there is no such limit, and no honest need."""
_OF_STREAMS = ("/W", "/XRefStm", "/Prev")
"""What a trailer has where there may be cross-reference streams, without which there are no object streams."""


def are_too_heavy(pdf: pikepdf.Pdf, source: Ration) -> bool:
    """Whether there is more in the object streams of a document than in any honest one."""
    size = 0
    for stream in _object_streams(pdf):
        if not _filters(stream) <= _BOUNDED:
            return True
        try:
            content = stream.read_bytes()
        except pikepdf.PikepdfError:  # nor will qpdf get an object out of it
            continue
        size += len(content)
        source.charge(content)
        if source.is_spent or size > MAX_UNPACKED:
            return True
    return False


def _object_streams(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Stream]:
    trailer = pdf.trailer
    if not any(key in trailer for key in _OF_STREAMS):
        return
    holders = {each.obj_stream_number for each in pdf.get_xref_table().values()}
    for number in sorted(each for each in holders if each is not None):
        found = pdf.get_object((number, 0))
        if isinstance(found, pikepdf.Stream):
            yield found


def _filters(stream: pikepdf.Stream) -> set[str]:
    if "/Filter" not in stream:
        return set()
    named = stream.get("/Filter")
    return {str(each) for each in named} if isinstance(named, pikepdf.Array) else {str(named)}
