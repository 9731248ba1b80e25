"""Find the objects that readers use as the catalogue if the cross-reference sections do not lead to a page.

Readers then search the file for objects. They differ in which sections they keep, and in which catalogue they prefer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from signature_model.pdf.nearest_sections import read_nearby_sections
from signature_model.pdf.objects import Objects
from signature_model.pdf.readers import ALL, ANY_QPDF, Readers
from signature_model.pdf.syntax import BAD_REFERENCE, Reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signature_model.pdf.cross_references import CrossReferences
    from signature_model.pdf.limits import Budget
    from signature_model.pdf.recovery import FoundObjects


_NEAR_THE_END: Final = 1024
"""Bytes at the end of a file in which most readers look for startxref."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidate:
    """An object that may be the catalogue, with the objects that readers see if they use it.

    ``readers`` use it. ``is_common`` is true if they are several. ``does_not_exist`` is true if a trailer names another
    catalogue, which is missing.
    """

    root: object
    objects: Objects
    readers: Readers
    is_common: bool = False
    does_not_exist: bool = False


def candidates(content: bytes, table: CrossReferences, found: FoundObjects, budget: Budget) -> Iterator[Candidate]:
    """Yield the candidates: first the catalogue of most readers, then those of single readers."""
    objects = Objects(content, found.places, budget)
    # Most readers look for the header at the start, and for startxref near the end.
    is_far = len(content) - content.rfind(b"startxref") > _NEAR_THE_END or not content.startswith(b"%PDF-")
    is_searched = table.is_broken or table.is_doubtful or is_far
    roots = _named(table, found, objects, is_searched=is_searched)
    most = _readers(table, found, is_searched=is_searched)
    for root in roots:
        yield Candidate(root=root, objects=objects, readers=most, is_common=True)
    if is_searched:
        yield from _searched(content, found, objects, roots, budget, most)
    yield from _near(content, found, budget)


def _readers(table: CrossReferences, found: FoundObjects, *, is_searched: bool) -> Readers:
    """Return the readers that take the catalogue of a trailer and see the objects in object streams."""
    readers = ALL
    if table.is_broken:  # PDFBox and poppler search in another way
        readers = Readers.MUPDF | ANY_QPDF if found.has_stream else Readers.MUPDF
    is_bad = found.has_bad_stream and not table.is_broken
    stops_mupdf = is_searched and (is_bad or (found.is_cut and not found.trailers))
    return readers & ~Readers.MUPDF if stops_mupdf else readers


def _searched(  # noqa: PLR0913, PLR0917 - what was found, and by whom
    content: bytes, found: FoundObjects, objects: Objects, roots: list[object], budget: Budget, most: Readers
) -> Iterator[Candidate]:
    """Yield what readers take that search the file."""
    plain = Objects(content, found.plain, budget)
    is_missing = bool(roots) and isinstance(roots[0], Reference) and objects.resolved(roots[0]) is None
    for root in found.keyword_roots:
        yield Candidate(root=root, objects=plain, readers=Readers.POPPLER | ANY_QPDF, is_common=True)
    if Readers.MUPDF in most and not found.names_root:
        for root in found.catalogues:
            yield Candidate(root=root, objects=objects, readers=Readers.MUPDF, is_common=True)
    if is_missing or not found.names_root:
        for root in found.catalogues:
            yield Candidate(
                root=root, objects=plain, readers=Readers.QPDF_12, is_common=True, does_not_exist=is_missing
            )
    if Readers.MUPDF in most and found.packed:  # objects in object streams replace all others
        packed = Objects(content, found.places | found.packed, budget)
        for each in roots or found.catalogues:
            yield Candidate(root=each, objects=packed, readers=Readers.MUPDF)


def _near(content: bytes, found: FoundObjects, budget: Budget) -> Iterator[Candidate]:
    """Yield what PDFBox and qpdf take, which look for sections in other places."""
    for reader, near in zip((Readers.PDFBOX, ANY_QPDF), read_nearby_sections(content, budget), strict=False):
        as_pdfbox = reader is Readers.PDFBOX
        searched, seen = (
            Objects(content, places, budget, as_pdfbox=as_pdfbox) for places in (found.places, near.places)
        )
        if near.is_broken or "Root" not in near.trailer or (as_pdfbox and BAD_REFERENCE in near.faults):
            for each in found.catalogues if as_pdfbox else ():
                yield Candidate(root=each, objects=searched, readers=Readers.PDFBOX_SEARCHING)
            continue
        for objects in (
            (searched, seen) if near.misplaced and not as_pdfbox else (searched if near.misplaced else seen,)
        ):
            yield Candidate(root=near.trailer["Root"], objects=objects, readers=reader)


def _named(table: CrossReferences, found: FoundObjects, objects: Objects, *, is_searched: bool) -> list[object]:
    """Return the catalogues that the trailers name. Without a search, only the trailer of the table counts."""
    named = table.trailer.get("Root")
    is_kept = not is_searched and not table.misplaced and isinstance(named, Reference)
    if is_kept and objects.resolved(named) is not None:
        return [named]
    return [each["Root"] for each in found.trailers if each.get("Root") is not None]
